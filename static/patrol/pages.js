// SPDX-License-Identifier: Apache-2.0
// Three pages behind the tabs: 上报 (home), 待办, 我的. 我的网格 is grid-page.js.

import { inOrder } from "../shared/events/in-order.js";
import { getOrKept, isSignedOut, keptAnswer, link, postForm } from "./api.js";
import { camera, h, say, show } from "./dom.js";
import { faultWords } from "./faults.js";
import { handOverBlock, nearlyFull } from "./hand-over.js";
import { me } from "./me.js";
import { contents, sendNow } from "./outbox.js";
import { endPush, pushBlock } from "./push.js";
import { deliveredRow, itemRow, reportRow, taskRow } from "./rows.js";
import { forgetAnswers } from "./store.js";
import { clock, fill, gettext, language, ROLES } from "./words.js";

const TASKS = "events/?mine=true&ordering=due_at&page_size=50";
const REPORTS = "events/?reporter=me&ordering=-reported_at&page_size=20";
const ON_HOME = 5;

/** What was acknowledged since this page was opened, newest first. */
export const delivered = [];

const resultsOf = (value) => value?.results ?? value ?? [];

/** Soonest first; what has no time stands last. */
export function byTimeLeft(events) {
  const due = (event) => (event.due_at ? new Date(event.due_at).getTime() : Infinity);
  return [...events].sort((a, b) => due(a) - due(b));
}

export const keptTasks = async () => byTimeLeft(resultsOf((await keptAnswer(TASKS))?.value));

function head(title, hint, count) {
  const words = count ? `${title} ${count}` : title;
  return h("div", { class: "head" }, h("h2", {}, words), hint && h("span", { class: "hint" }, hint));
}

/** A section that fills itself: first what the phone kept, then what the server says. */
export function listSection({ title, hint, path, empty, row, most, told }) {
  const body = h("div", { class: "list-body" }, h("p", { class: "loading" }, gettext("正在读取……")));
  const section = h("section", { class: "block" }, head(title, hint), body);
  const draw = ({ value, at, fresh }) => {
    const events = path === REPORTS ? resultsOf(value) : byTimeLeft(resultsOf(value));
    told?.(events);
    show(body, !fresh && h("p", { class: "stale" }, fill(gettext("截至 %(t)s,联网后更新"), { t: clock(at) })),
      events.length ? h("ul", { class: "rows" }, events.slice(0, most).map(row)) : h("p", { class: "empty" }, empty),
      most && events.length > most && h("a", { class: "button wide", href: "#/tasks" }, gettext("看全部")));
  };
  const turns = inOrder();
  section.refresh = async () => {
    const isNewest = turns();
    try {
      const answer = await getOrKept(path);
      if (isNewest()) draw(answer);
    } catch (fault) {
      if (isNewest()) show(body, faultWords(fault, section.refresh));
    }
  };
  // What the phone kept is there at once; the server's word follows.
  if (!isSignedOut()) keptAnswer(path).then((old) => old && draw({ ...old, fresh: true })).finally(section.refresh);
  else section.refresh();
  return section;
}

/** 拍照上报: the first tap opens the camera, the sheet opens with its photo. */
function shootButton(onShots) {
  const input = h("input", {
    type: "file", accept: "image/*", capture: "environment", class: "covered", id: "shoot",
    on: { change: () => input.files.length && onShots([...input.files]) },
  });
  return h("label", { class: "primary shoot", for: "shoot" }, camera(), h("span", {}, gettext("拍照上报")), input);
}

export async function home({ onTasks, onShots }) {
  const waiting = h("div", { class: "outbox" });
  const drawOutbox = async () => show(waiting, await outboxSections());
  await drawOutbox();
  const tasks = listSection({
    title: gettext("我的待办"), hint: gettext("按剩余时间排"), path: TASKS, row: taskRow,
    empty: gettext("今天没有待办。"), most: ON_HOME, told: onTasks,
  });
  const reports = listSection({
    title: gettext("我报的事"), path: REPORTS, row: reportRow, empty: gettext("还没有报过事。"),
  });
  const element = h("div", {},
    shootButton(onShots),
    h("a", { class: "quiet wide", href: "#/report" }, gettext("不拍照,直接填")),
    waiting, tasks, reports);
  const refresh = () => { tasks.refresh(); reports.refresh(); };
  return { element, refresh, onOutbox: drawOutbox };
}

async function outboxSections() {
  const { mine, others } = await contents();
  const queued = mine.filter((one) => one.state !== "draft");
  const drafts = mine.filter((one) => one.state === "draft" && one.kind === "report");
  const hint = link.online ? gettext("发出前一直在手机里") : gettext("没网,已存在手机里");
  const full = await nearlyFull();
  return [
    full && h("p", { class: "notice", role: "alert" }, queued.length
      ? fill(gettext("手机快满了,先连 Wi-Fi 发出 %(n)s 件。"), { n: queued.length })
      : gettext("手机快满了,请清理空间,不然新的照片存不下。")),
    drafts.map(draftRow),
    queued.length > 0 && h("section", { class: "block" },
      head(gettext("待发送"), hint, fill(gettext("%(n)s 件"), { n: queued.length })),
      h("ul", { class: "rows" }, queued.map((one) => itemRow(one, link.online)))),
    others > 0 && h("p", { class: "notice" },
      fill(gettext("这部手机里还有别人存下的 %(n)s 件,要本人登录才会发出。"), { n: others })),
    delivered.length > 0 && h("section", { class: "block" },
      head(gettext("刚送达")), h("ul", { class: "rows" }, delivered.slice(0, 3).map(deliveredRow))),
  ];
}

function draftRow(item) {
  return h("a", { class: "row draft", href: `#/report/${item.client_uuid}` },
    h("b", { class: "row-title" }, gettext("写了一半")), h("span", { class: "row-line" },
      h("span", {}, item.view.title ?? ""), h("span", { class: "hint" }, gettext("接着写 ›"))));
}

export async function tasks({ onTasks }) {
  const section = listSection({
    title: gettext("我的待办"), hint: gettext("按剩余时间排"), path: TASKS, row: taskRow,
    empty: gettext("今天没有待办。"), told: onTasks,
  });
  return { element: section, refresh: section.refresh };
}

export async function mine() {
  const { mine: all } = await contents();
  const queued = all.filter((one) => one.state !== "draft").length;
  const fact = (name, value) => [h("dt", {}, name), h("dd", {}, value)];
  const posts = me.postings.map((one) => fact(ROLES[one.role] ?? one.role, one.unit.name));
  const element = h("div", {},
    h("section", { class: "block" }, head(me.name || gettext("没有登录")),
      h("dl", { class: "facts card" }, posts,
        fact(gettext("没发出的"), fill(gettext("%(n)s 件"), { n: queued })))),
    queued > 0 && h("button", { type: "button", class: "button wide", on: { click: sendNow } }, gettext("现在就发")),
    await pushBlock(), handOverBlock(all.length), lettersBlock(), languageBlock(), signOutBlock(queued));
  return { element };
}

function lettersBlock() {
  const large = document.documentElement.dataset.letters === "large";
  const change = (switched) => setLetters(switched.target.checked ? "large" : "");
  return h("section", { class: "block" }, head(gettext("字的大小")),
    h("label", { class: "choice card", for: "letters" },
      h("input", { type: "checkbox", id: "letters", checked: large, on: { change } }), gettext("大字")));
}

/** 大字: kept on this phone. */
export function setLetters(size) {
  document.documentElement.dataset.letters = size;
  localStorage.setItem("patrol.letters", size);
}

function languageBlock() {
  const choice = (code, words) => h("button", {
    type: "button", class: "button", lang: code, "aria-pressed": language === code,
    on: { click: () => changeLanguage(code) },
  }, words);
  return h("section", { class: "block" }, head(gettext("语言")),
    h("div", { class: "buttons" }, choice("zh-hans", "中文"), choice("en", "English")));
}

async function changeLanguage(code) {
  try {
    await postForm(document.documentElement.dataset.setLanguage, { language: code, next: document.documentElement.dataset.home });
    // The kept shell is in the old language: another worker takes its place with one in the new.
    const { worker, home } = document.documentElement.dataset;
    const address = worker.replace(/lang=.*/, `lang=${code}`);
    await takenOver(await navigator.serviceWorker?.register(address, { scope: home }));
    location.reload();
  } catch {
    say(gettext("没有网络,换不了语言。"));
  }
}

/** Wait until a new service worker stands ready and let it take over. */
function takenOver(registration) {
  const fresh = registration?.installing ?? registration?.waiting;
  if (!fresh) return null;
  return new Promise((resolve) => {
    const ready = () => {
      if (fresh.state === "installed") fresh.postMessage("take-over");
      if (["activated", "redundant"].includes(fresh.state)) resolve();
    };
    fresh.addEventListener("statechange", ready);
    ready();
  });
}

function signOutBlock(queued) {
  const leave = async () => {
    const words = fill(gettext("还有 %(n)s 件没发出。它们留在手机里,您再登录后才发。退出吗?"), { n: queued });
    if (queued && !confirm(words)) return;
    try {
      await endPush().catch(() => {});
      await postForm("/sign-out/", {});
      await forgetAnswers();
      location.assign(document.documentElement.dataset.signIn);
    } catch {
      say(gettext("没有网络,现在退不出。"));
    }
  };
  return h("section", { class: "block" },
    h("button", { type: "button", class: "button wide", on: { click: leave } }, gettext("退出登录")));
}
