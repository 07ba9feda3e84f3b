// SPDX-License-Identifier: Apache-2.0
// The middle list. It never reorders under the cursor: what is new waits behind a banner, what
// left the queue stays, greyed, until the next load.

import { adviceOnReading, get, getNext, rows as rowsOf, signInLink } from "./api.js";
import { inOrder } from "../../shared/events/in-order.js";
import { byId, fill, h, say } from "./dom.js";
import { queueLabel } from "./queues.js";
import { drawHead, drawRow, rowFor, tickRow } from "./row.js";
import { keyOf } from "./seat.js";
import { filters, hear, isNarrowed, remember, tell, view } from "./state.js";
import { fmt, gettext } from "./words.js";

const PAGE = 50;
const MOST = 200;

const list = { events: new Map(), trs: new Map(), gone: new Set(), waiting: new Set() };
Object.assign(list, { next: null, cursor: null, turn: 0 });

const readings = inOrder();

export const listed = () => list.events;

// What was searched for comes newest first: it is seldom what is due next.
const ask = (size) => ({
  ...filters(),
  ordering: view.q ? "-reported_at" : "due_at",
  page_size: size,
});
const dueOf = (event) => {
  if (view.q) return event.reported_at ? -Date.parse(event.reported_at) : Infinity;
  return event.due_at ? Date.parse(event.due_at) : Infinity;
};
const last = (events) => events[events.length - 1];

export async function loadList({ keep = false } = {}) {
  const turn = ++list.turn;
  byId("list").setAttribute("aria-busy", "true");
  try {
    const answer = await get("/events/", ask(keep ? shownSize() : PAGE));
    if (turn !== list.turn) return;
    show(answer, keep);
  } catch (failure) {
    if (turn === list.turn) failed(failure, () => loadList({ keep }));
  } finally {
    if (turn === list.turn) byId("list").removeAttribute("aria-busy");
  }
}

const shownSize = () => Math.min(MOST, Math.max(PAGE, list.events.size));

function show(answer, keep) {
  const before = keep ? list.cursor : Number(view.event) || null;
  for (const held of [list.events, list.trs, list.gone, list.waiting]) held.clear();
  byId("rows").replaceChildren();
  add(answer);
  const ids = [...list.events.keys()];
  tell("listed");
  setCursor(ids.includes(before) ? before : (before ?? ids[0] ?? null), { quiet: true });
  banner();
  const said = fmt(gettext("%s:%s 件"), [queueLabel() || view.q, ids.length]);
  if (!keep) say(said);
}

function add(answer) {
  for (const event of rowsOf(answer)) {
    if (list.events.has(event.id)) continue;
    list.events.set(event.id, event);
    const tr = rowFor(event, (id) => setCursor(id, { open: true }));
    list.trs.set(event.id, tr);
    byId("rows").append(tr);
  }
  byId("list-order").textContent = view.q ? gettext("新报的在前") : gettext("按剩余时间 ↑");
  list.next = answer.next ?? null;
  byId("more").hidden = !list.next;
  note(list.events.size ? "" : emptyText());
}

function emptyText() {
  if (view.q) return fmt(gettext("没有找到“%s”。可以只写编号后几位,或换个地名。"), [view.q]);
  if (isNarrowed()) return gettext("这个筛选下没有事件。可以去掉一两个条件。");
  return fmt(gettext("%s为空"), [queueLabel() || gettext("列表")]);
}

function note(text) {
  fill(byId("list-note"), text ? h("p", {}, text) : null);
  byId("list-note").classList.remove("bad");
}

function failed(failure, again) {
  if (!list.events.size) byId("rows").replaceChildren();
  const retry = h("button", { type: "button", onclick: again }, gettext("再读一次"));
  fill(byId("list-note"), h("p", {}, adviceOnReading(failure)), signInLink(failure), " ", retry);
  byId("list-note").classList.add("bad");
}

export async function loadMore() {
  if (!list.next || byId("more").disabled) return;
  const { turn } = list;
  byId("more").disabled = true;
  try {
    const answer = await getNext(list.next);
    // Another list was asked for meanwhile: these rows are not its own.
    if (turn !== list.turn) return;
    add(answer);
    tell("listed");
  } catch (failure) {
    if (turn === list.turn) failed(failure, loadMore);
  } finally {
    byId("more").disabled = false;
  }
}

// Compare what is shown with what is true now, and change nothing's place.
export async function refresh() {
  const { turn } = list;
  const isNewest = readings();
  const answer = await get("/events/", ask(shownSize())).catch(() => null);
  if (!answer || turn !== list.turn || !isNewest()) return;
  if (!list.events.size) return show(answer, true);
  const fresh = new Map(rowsOf(answer).map((event) => [event.id, event]));
  const end = list.next ? dueOf(last([...list.events.values()])) : Infinity;
  list.waiting.clear();
  for (const event of fresh.values()) {
    if (list.events.has(event.id)) update(event);
    else if (dueOf(event) < end || !list.next) list.waiting.add(event.id);
  }
  markGone(fresh, answer.next ? dueOf(last([...fresh.values()])) : Infinity);
  banner();
}

function markGone(fresh, covered) {
  for (const [id, event] of list.events) {
    if (fresh.has(id)) list.gone.delete(id);
    else if (dueOf(event) < covered || covered === Infinity) list.gone.add(id);
    list.trs.get(id).classList.toggle("gone", list.gone.has(id));
  }
}

function update(event) {
  list.events.set(event.id, event);
  drawRow(list.trs.get(event.id), event);
  tell("updated", event);
}

function banner() {
  const count = list.waiting.size;
  const text = count ? fmt(gettext("%s 件新到,按 %s 载入"), [count, keyOf("news")]) : "";
  byId("news").hidden = !count;
  if (byId("news").textContent !== text) byId("news").textContent = text;
}

export const takeNews = () => loadList({ keep: true });

export const currentId = () => list.cursor;
export const hasLeft = (id) => list.gone.has(id) || !list.events.has(id);

// The cursor's event is the one on the right; `focus` follows where the keyboard is.
export function setCursor(id, { quiet = false, open = false } = {}) {
  list.trs.get(list.cursor)?.removeAttribute("aria-current");
  list.cursor = id;
  const tr = list.trs.get(id);
  for (const [other, row] of list.trs) row.link.tabIndex = other === id ? 0 : -1;
  if (tr) {
    tr.setAttribute("aria-current", "true");
    tr.scrollIntoView({ block: "nearest" });
    if (!quiet) tr.link.focus({ preventScroll: true });
  }
  remember(id);
  tell("cursor", { id, open });
}

export function step(by) {
  const ids = [...list.events.keys()];
  const at = ids.indexOf(list.cursor);
  const to = at < 0 ? 0 : at + by;
  if (to >= ids.length - 3 && list.next) loadMore();
  if (to >= 0 && to < ids.length) setCursor(ids[to]);
}

// After a move took an event out of the queue: the next one that is still in it, if there is one.
export function stepOn() {
  const ids = [...list.events.keys()];
  const at = ids.indexOf(list.cursor);
  const order = [...ids.slice(at + 1), ...ids.slice(0, Math.max(at, 0)).reverse()];
  const next = order.find((id) => !list.gone.has(id));
  if (next !== undefined) setCursor(next);
  return next !== undefined;
}

export function applyMoved(event) {
  if (list.events.has(event.id)) update(event);
}

export function startList() {
  byId("more").addEventListener("click", loadMore);
  byId("news").addEventListener("click", takeNews);
  drawHead();
  hear("seat", () => {
    drawHead();
    list.events.forEach((event, id) => drawRow(list.trs.get(id), event));
  });
  hear("view", () => loadList());
  setInterval(() => list.events.forEach((event, id) => tickRow(list.trs.get(id), event)), 5000);
}
