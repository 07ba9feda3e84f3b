// SPDX-License-Identifier: Apache-2.0
// 决策台: what waits for my decision, by kind. A row's buttons open the event at the desk with the
// right form. Rows do not move under the reader: what is new waits until it is asked for.

import { adviceOnReading, get, isReachable, reach, signInLink } from "../desk/api.js";
import { hms } from "../desk/clock.js";
import { byId, fill, h, say } from "../desk/dom.js";
import { commandOf, keyOf, singleKeys } from "../desk/seat.js";
import { fmt, gettext } from "../desk/words.js";
import { deskLink, drawRow, tickRow } from "./row.js";

const POLL = 5000;
const TICK = 5000;
const WHOLE = 60000; // rights change without a line of the ledger: now and then all is read anew

const shown = { seq: -1, groups: [], rows: new Map(), waiting: null, wholeAt: 0, readAt: null };

const keyIn = (group, row) => `${group.key} ${row.event.id}`;
const keysOf = (groups) => new Set(groups.flatMap((g) => g.rows.map((row) => keyIn(g, row))));

async function read({ whole = false } = {}) {
  const again = whole || Date.now() - shown.wholeAt > WHOLE;
  try {
    const answer = await get("/desk/decisions/", again ? {} : { after: shown.seq });
    shown.readAt = Date.now();
    if (answer.groups) take(answer, whole);
    byId("trouble").hidden = true;
    chip();
  } catch (failure) {
    failed(failure);
  }
  byId("waiting").removeAttribute("aria-busy");
}

// Counts are true at once; rows that are new wait behind the banner, rows that left are greyed.
function take(answer, whole) {
  const first = shown.seq < 0;
  Object.assign(shown, { seq: answer.seq, wholeAt: Date.now() });
  drawKinds(answer.groups);
  note(answer.groups);
  const now = keysOf(answer.groups);
  const fresh = [...now].filter((key) => !shown.rows.has(key)).length;
  if (first || whole || !shown.rows.size) return draw(answer.groups);
  shown.waiting = fresh ? answer.groups : null;
  for (const [key, { tr }] of shown.rows) tr.classList.toggle("gone", !now.has(key));
  banner(fresh);
}

function banner(fresh) {
  byId("news").hidden = !fresh;
  byId("news").textContent = fmt(gettext("%s 件新到,按 %s 载入"), [fresh, keyOf("news")]);
}

function draw(groups) {
  const at = document.activeElement?.closest?.("tr")?.dataset.key;
  shown.groups = groups;
  shown.waiting = null;
  shown.rows.clear();
  banner(0);
  fill(byId("groups"), groups.filter((group) => group.count).map(section));
  shown.rows.get(at)?.tr.querySelector("a").focus();
}

function section(group) {
  const id = `group-${group.key}`;
  const rows = group.rows.map((row) => {
    const tr = drawRow(group, row);
    tr.dataset.key = keyIn(group, row);
    shown.rows.set(tr.dataset.key, { tr, row });
    return tr;
  });
  const rest = group.count - group.rows.length;
  return h(
    "section",
    { class: "group", "aria-labelledby": id, dataset: { kind: group.key } },
    h("h3", { id }, group.label, " ", h("a", { href: deskLink({ decision: group.key }) }, fmt(gettext("%s 件"), [group.count]))),
    h("table", {}, head(), h("tbody", {}, rows)),
    rest > 0
      ? h("p", { class: "rest" }, h("a", { href: deskLink({ decision: group.key }) }, fmt(gettext("还有 %s 件,在工作台看全部"), [rest])))
      : null,
  );
}

const HEADS = [gettext("等了"), gettext("时限"), gettext("事件"), gettext("谁提的、为什么"), gettext("决定")];
const head = () => h("thead", {}, h("tr", {}, HEADS.map((text) => h("th", { scope: "col" }, text))));

function drawKinds(groups) {
  const entry = ({ key, label, count }) =>
    h(
      "li",
      {},
      h(
        "a",
        { href: deskLink({ decision: key }), dataset: { kind: key } },
        h("span", {}, label),
        " ",
        h("span", { class: count ? "count hot" : "count" }, String(count)),
      ),
    );
  fill(byId("kinds"), groups.map(entry));
}

function note(groups) {
  const total = groups.reduce((sum, group) => sum + group.count, 0);
  const empty = fmt(gettext("没有等您决定的事。截至 %s。"), [hms(shown.readAt)]);
  fill(byId("note"), total ? null : h("p", {}, empty));
  document.title = document.title.replace(/^\(\d+\) /, "");
  if (total) document.title = `(${total}) ${document.title}`;
}

// What was read stays on screen with its time; above it stands what went wrong and what to do. A
// server that cannot be reached says so by the line of its own, once there is something to see.
function failed(failure) {
  chip(true);
  const first = shown.seq < 0;
  if (first) byId("groups").replaceChildren();
  byId("trouble").hidden = !first && !isReachable();
  const said = adviceOnReading(failure);
  // Said once: whoever hears the page need not hear it every five seconds.
  if (byId("trouble").dataset.said === said) return;
  byId("trouble").dataset.said = said;
  const again = h("button", { type: "button", onclick: () => read({ whole: true }) }, gettext("再读一次"));
  fill(byId("trouble"), said, " ", signInLink(failure), " ", again);
}

// The time is that of the last good answer, whatever else the server says since.
function chip(stale = false) {
  const since = shown.readAt ? hms(shown.readAt) : "—";
  const offline = !isReachable();
  const [state, text] = offline
    ? ["off", gettext("■ 离线只读 · 截至 %s")]
    : stale
      ? ["late", gettext("▲ 没有读到 · 截至 %s")]
      : ["on", gettext("● 截至 %s")];
  const box = byId("fresh");
  box.textContent = fmt(text, [since]);
  box.dataset.state = state;
  byId("offline").hidden = !offline || shown.seq < 0;
  byId("offline-at").textContent = since;
  document.body.classList.toggle("is-offline", offline);
}

function step(by) {
  const links = [...shown.rows.values()].map(({ tr }) => tr.querySelector("a"));
  const row = document.activeElement?.closest?.("tr");
  const at = links.findIndex((link) => link.closest("tr") === row);
  const to = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
  links[to]?.focus();
  links[to]?.scrollIntoView({ block: "nearest" });
}

const loadNews = () => shown.waiting && draw(shown.waiting);
const COMMANDS = { next: () => step(1), previous: () => step(-1), news: loadNews };
const FIXED = { ArrowDown: COMMANDS.next, ArrowUp: COMMANDS.previous };

function pressed(press) {
  if (press.isComposing || press.ctrlKey || press.altKey || press.metaKey) return;
  if (press.target.closest?.("input, textarea, select")) return;
  const command = FIXED[press.key] ?? (singleKeys() ? COMMANDS[commandOf(press.key)] : null);
  if (!command) return;
  press.preventDefault();
  command();
}

function start() {
  for (const name of ["next", "previous", "news"]) byId(`key-${name}`).textContent = keyOf(name) ?? "";
  document.addEventListener("keydown", pressed);
  byId("news").addEventListener("click", loadNews);
  // Back from the desk, or from another window: what was decided there is gone at once.
  window.addEventListener("pageshow", ({ persisted }) => persisted && read({ whole: true }));
  document.addEventListener("visibilitychange", () => document.hidden || read());
  reach.addEventListener("back", () => read({ whole: true }));
  reach.addEventListener("lost", () => chip(true));
  setInterval(() => document.hidden || read(), POLL);
  setInterval(() => shown.rows.forEach(({ tr, row }) => tickRow(tr, row)), TICK);
  read({ whole: true }).then(() => say(byId("note").textContent || document.title));
}

start();
