// SPDX-License-Identifier: Apache-2.0
// The phone: header, tabs, and one page at a time by the address after #.

import { isSignedOut, link } from "./api.js";
import { campaignPage } from "./campaigns.js";
import { loadMatters } from "./catalog.js";
import { h, show } from "./dom.js";
import { eventPage, movePage } from "./event-page.js";
import { faultWords } from "./faults.js";
import { base } from "./frame.js";
import { grid } from "./grid-page.js";
import { bellLink, inboxPage, lookForNews } from "./inbox.js";
import { logPage } from "./logs.js";
import { loadChain, loadMe, me, placeName } from "./me.js";
import { outbox, sendNow, startFor } from "./outbox.js";
import { delivered, home, keptTasks, mine, setLetters, tasks } from "./pages.js";
import { keepOutlines } from "./place.js";
import { keepOwnPush } from "./push.js";
import { recordPage } from "./registers.js";
import { openSheet } from "./sheet.js";
import { hush } from "./speech.js";
import "./stage.js";
import { visitPage } from "./visit.js";
import { fill, gettext } from "./words.js";

const LOOK_AGAIN = 30_000;
const NEAR = new Set(["yellow", "orange", "red"]);
const facts = document.documentElement.dataset;
const part = (id) => document.getElementById(id);

const ROUTES = [
  [/^#\/report(?:\/([\w-]+))?$/, ([uuid]) => sheetPage(uuid)],
  [/^#\/event\/(\d+)$/, ([id]) => eventPage({ id })],
  [/^#\/event\/(\d+)\/(\w+)$/, ([id, move]) => movePage({ id, move })],
  // What the commander's QR code says: whoever scans it reports in with the code.
  [/^#\/event\/(\d+)\/(report_in)\/([A-Z2-7]{8})$/, ([id, move, code]) => movePage({ id, move, code })],
  // Which of several requests is meant.
  [/^#\/event\/(\d+)\/(\w+)\/([\da-f-]{36})$/, ([id, move, request]) => movePage({ id, move, request })],
  [/^#\/record\/(\w+)\/(\d+)$/, ([register, id]) => recordPage({ register, id })],
  [/^#\/log\/(\d+)$/, ([id]) => logPage({ id })],
  [/^#\/campaign\/(\d+)$/, ([id]) => campaignPage({ id })],
  [/^#\/visit\?(.*)$/, ([query]) => visitPage({ query })],
  [/^#\/visit(?:\/([\w-]+))?$/, ([uuid]) => visitPage({ uuid })],
  [/^#\/tasks$/, () => tasks({ onTasks })],
  [/^#\/grid$/, () => grid()],
  [/^#\/mine$/, () => mine()],
  [/^#\/inbox$/, () => inboxPage({ onCount: drawTop })],
  [/^/, () => home({ onTasks, onShots })],
];
const TABS = [
  ["#/", gettext("上报")], ["#/tasks", gettext("待办")],
  ["#/grid", gettext("我的网格")], ["#/mine", gettext("我的")],
];

let page = {};
let turn = 0;
let outboxTurn = 0;
let taskList = [];
let shots = [];

function onShots(files) {
  shots = files;
  location.hash = "#/report";
}

async function sheetPage(uuid) {
  const sheet = await openSheet(uuid, shots.splice(0));
  return { element: sheet.element, title: gettext("上报"), back: "#/" };
}

function onTasks(events) {
  taskList = events;
  drawTabs();
  if (!page.title) drawTop();
}

/** Show the page of the address; an older, slower page never overwrites a newer one. */
async function go() {
  turn += 1;
  hush();
  const mine = turn;
  const before = outboxTurn;
  const hash = location.hash || "#/";
  const [pattern, make] = ROUTES.find(([known]) => known.test(hash));
  let fresh;
  try {
    fresh = await make(pattern.exec(hash).slice(1));
  } catch (fault) {
    fresh = { element: faultWords(fault, go), title: gettext("打不开"), back: "#/" };
  }
  if (mine !== turn) return;
  drawNotice();
  const moved = page.hash !== hash;
  page = { ...fresh, hash };
  drawTop();
  drawTabs();
  show(part("main"), notice, fresh.element);
  if (moved) scrollTo(0, 0);
  // What was sent while this page was being made told the page before it.
  if (outboxTurn !== before) page.onOutbox?.();
}

function drawTop() {
  const chip = h("span", { class: link.online ? "chip online" : "chip offline", role: "status" },
    link.online ? gettext("在线") : gettext("离线 可照常上报"));
  const back = page.back ?? (page.title ? "#/" : "");
  const first = back
    ? [h("a", { class: "back", href: back }, gettext("‹ 返回")), h("h1", { class: "top-title centre" }, page.title)]
    : [h("div", { class: "top-words" }, h("h1", { class: "top-title" }, placeName(me.chain)),
      h("p", { class: "top-line" }, todayWords()))];
  show(part("top"), first, !back && !isSignedOut() && bellLink(), chip);
}

function todayWords() {
  if (isSignedOut()) return gettext("请重新登录,内容都在");
  const near = taskList.filter((one) => NEAR.has(one.lamp)).length;
  const tasksWords = fill(gettext("%(n)s 件待办"), { n: taskList.length });
  return near ? `${tasksWords} · ${fill(gettext("%(n)s 件快到时限"), { n: near })}` : tasksWords;
}

function drawTabs() {
  const tab = ([href, words]) => h("a", {
    href, "aria-current": page.hash === href || (href === "#/" && page.hash === "") ? "page" : null,
  }, words, href === "#/tasks" && taskList.length > 0 && h("span", { class: "count" }, ` ${taskList.length}`));
  part("tabs").hidden = Boolean(page.back ?? page.title);
  show(part("tabs"), TABS.map(tab));
}

const signInAddress = () => `${facts.signIn}?next=${encodeURIComponent(facts.home)}`;

// Stands above every page, also above a form that is being filled in: that stays as it is.
const notice = h("div", { role: "alert" });

function drawNotice() {
  show(notice, isSignedOut() && h("div", { class: "notice sign-in" },
    h("p", {}, gettext("请重新登录,内容都在")),
    h("a", { class: "button", href: signInAddress() }, gettext("登录"))));
}

/** Who is it? Without a session the page stays, with what the phone holds, and asks to sign in. */
async function begin() {
  try {
    await loadMe();
  } catch (fault) {
    if (fault.status !== 401) throw fault;
    location.assign(signInAddress());
    return;
  }
  await Promise.allSettled([loadMatters(), loadChain()]);
  if (!isSignedOut()) taskList = await keptTasks();
  startFor(me.user, { sending: !isSignedOut() });
  // Before the page: the switch on 我的 shows what is being renewed.
  if (me.fresh) keepOwnPush().catch(() => {});
  await go();
  countNews();
  keepOutlines(me.chain).catch(() => {});
}

function heard({ detail }) {
  outboxTurn += 1;
  if (detail?.done) {
    delivered.unshift({ ...detail, at: Date.now() });
    page.refresh?.();
  }
  page.onOutbox?.();
}

function linkChanged() {
  drawTop();
  page.onOutbox?.();
  if (link.online) sendNow();
}

function lookAgain() {
  if (document.hidden) return;
  page.refresh?.();
  countNews();
}

async function countNews() {
  if (await lookForNews()) drawTop();
}

// A notification was tapped while the page stood open.
function asked({ data }) {
  if (typeof data?.open === "string") location.hash = data.open;
  if (data?.push === "changed" && me.fresh) keepOwnPush().catch(() => {});
}

async function keepShell() {
  // A frame of the demo's stage lives a day: it is not worth a shell of its own.
  if (base || !("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register(facts.worker, { scope: facts.home });
  // A version that has waited since the last visit takes over now, before anything is typed.
  registration.waiting?.postMessage("take-over");
}

setLetters(localStorage.getItem("patrol.letters") ?? "");
addEventListener("hashchange", go);
navigator.serviceWorker?.addEventListener("message", asked);
addEventListener("online", lookAgain);
document.addEventListener("visibilitychange", lookAgain);
link.addEventListener("change", linkChanged);
link.addEventListener("signed-out", drawNotice);
outbox.addEventListener("change", heard);
setInterval(lookAgain, LOOK_AGAIN);
keepShell().catch(() => {});
begin().catch((fault) => show(part("main"), faultWords(fault, () => location.reload())));
