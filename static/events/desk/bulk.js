// SPDX-License-Identifier: Apache-2.0
// 批量: one form for all that are chosen, sent in small parts; each event is its own transaction
// with its own answer. What was refused says why and stays chosen.

import { Problem, Unreachable, advice, get, isReachable, post, signInLink } from "./api.js";
import { chooseNone, chosenCount, chosenEvents, leaveChosen } from "./choose.js";
import { byId, clientUuid, fill, h, kbd } from "./dom.js";
import { buildForm } from "./form.js";
import { keyFor, moveFor } from "./keymap.js";
import { currentId, setCursor } from "./list.js";
import { rank } from "./moves.js";
import { placeText } from "./row.js";
import { hear, tell } from "./state.js";
import { toast } from "./toast.js";
import { offerUndo } from "./undo.js";
import { fmt, gettext, matterName } from "./words.js";

const PART = 20; // events a request: each answer is a step of the bar
const SHOWN = 6; // events that are named before anything was refused
const NEAR = 4; // moves beside the count; the others wait under 更多
// What answers one request, or takes one dispatch back, has no form for many.
const OF_ONE = new Set(["undo", "approve_request", "refuse_request", "withdraw_request"]);

const bulk = { open: null, turn: 0 };
const kept = new Map(); // move -> what was written

export const bulkIsOpen = () => bulk.open !== null;

function commonMoves(events) {
  const sets = events.map((event) => new Set((event.moves ?? []).map((move) => move.name)));
  const common = (events[0]?.moves ?? []).filter(
    ({ name }) => !OF_ONE.has(name) && sets.every((names) => names.has(name)),
  );
  return common.sort((a, b) => rank(a.name) - rank(b.name));
}

function drawBar() {
  const events = chosenEvents();
  byId("bulk-bar").hidden = !events.length;
  if (!events.length) return;
  const moves = commonMoves(events);
  const names = moves.map((move) => move.name);
  const buttons = moves.map((move, index) => {
    const key = keyFor(move.name, names);
    return h(
      "button",
      {
        type: "button",
        class: index ? null : "button-primary",
        dataset: { bulk: move.name },
        "aria-keyshortcuts": key,
        onclick: () => openBulk(move.name),
      },
      labelOf(move, events),
      key ? kbd(key) : null,
    );
  });
  const [near, more] = [buttons.slice(0, NEAR), buttons.slice(NEAR)];
  const rest = more.length
    ? h("details", {}, h("summary", {}, gettext("更多")), h("div", { class: "rest" }, more))
    : null;
  const none = h("span", { class: "muted" }, gettext("没有每一件都能办的事"));
  fill(byId("bulk-moves"), moves.length ? [...near, rest] : none);
}

function labelOf(move, events) {
  const both = ["dispatch", "push_down"].includes(move.name);
  const fresh = both && events.every((event) => event.state === "reported");
  return fresh ? fmt(gettext("受理并%s"), [move.label]) : move.label;
}

// A move's key, while something is chosen, is for all of it.
export function askBulk(command) {
  const names = commonMoves(chosenEvents()).map((move) => move.name);
  const name = moveFor(command, names);
  if (name) openBulk(name);
  else toast(gettext("选中的不是每一件都能办这一步"), null, { bad: true });
}

async function openBulk(name) {
  closeBulk();
  const events = chosenEvents();
  const turn = ++bulk.turn;
  const asked = { ids: events.map((event) => event.id).join(","), move: name };
  try {
    const { form } = await get("/events/moves/", asked);
    if (turn !== bulk.turn) return;
    if (form) show(form, events);
    else toast(gettext("选中的事件没有共同的选项,不能一起办这一步"), null, { bad: true });
  } catch (failure) {
    toast(advice(failure), null, { bad: true });
  }
}

function show(move, events) {
  const form = buildForm(move.fields, { move: move.name, event: events[0] });
  if (kept.has(move.name)) form.restore(kept.get(move.name));
  const open = { move, form, uuid: clientUuid(), done: [], refused: new Map() };
  bulk.open = open;
  open.title = h("h2", { id: "bulk-title", tabindex: -1 });
  open.list = h("ul", { class: "bulk-list" });
  open.send = h("button", { class: "button-primary", dataset: { writes: "" }, disabled: !isReachable() });
  open.stop = h("button", { type: "button", hidden: true, onclick: () => (open.halt = true) }, gettext("停下"));
  open.bar = h("progress", { hidden: true, "aria-labelledby": "bulk-said" });
  open.notice = h("div", { id: "bulk-said", class: "notice-line", role: "status" });
  const leave = h("button", { type: "button", onclick: closeBulk }, gettext("收起"), kbd("Esc"));
  const element = h(
    "form",
    { class: "move-form", novalidate: true, "aria-labelledby": "bulk-title", onsubmit: submit },
    open.title,
    open.list,
    form.element,
    open.bar,
    open.notice,
    h("div", { class: "ends" }, open.send, open.stop, leave),
  );
  element.addEventListener("keydown", sendOnCtrlEnter);
  element.addEventListener("input", () => kept.set(move.name, form.keep()));
  fill(byId("bulk"), element);
  reveal(true);
  drawOpen();
  if (form.focus() === undefined && !element.contains(document.activeElement)) open.send.focus();
}

function reveal(on) {
  byId("bulk").hidden = !on;
  byId("detail").hidden = on;
}

// The heading, whom it is about, and why those that were refused were.
function drawOpen() {
  const { open } = bulk;
  const events = chosenEvents();
  const label = labelOf(open.move, events);
  fill(open.title, fmt(gettext("批量%s · %s 件"), [label, events.length]));
  fill(open.send, fmt(gettext("%s %s 件"), [label, events.length]), kbd("⏎"));
  open.send.hidden = !events.length;
  const told = open.refused.size ? events : events.slice(0, SHOWN);
  const rest = events.length - told.length;
  fill(
    open.list,
    told.map(line),
    rest ? h("li", { class: "muted" }, fmt(gettext("…还有 %s 件"), [rest])) : null,
  );
}

function line(event) {
  const why = bulk.open.refused.get(event.id);
  const look = () => {
    closeBulk();
    setCursor(event.id, { open: true });
  };
  return h(
    "li",
    { class: why ? "refused" : null },
    h("span", { class: "number" }, event.number ?? ""),
    h("span", {}, `${matterName(event)} · ${placeText(event)}`),
    why ? h("b", {}, `■ ${why}`) : null,
    why ? h("button", { type: "button", onclick: look }, gettext("看")) : null,
  );
}

function sendOnCtrlEnter(press) {
  if (press.key !== "Enter" || press.isComposing || !(press.ctrlKey || press.metaKey)) return;
  press.preventDefault();
  bulk.open?.send.form.requestSubmit();
}

export function closeBulk() {
  const { open } = bulk;
  if (!open) return false;
  open.halt = true;
  bulk.open = null;
  bulk.turn += 1;
  byId("bulk").replaceChildren();
  reveal(false);
  return true;
}

function say(text, kind = "quiet", extra = null) {
  bulk.open.notice.className = `notice-line ${kind}`;
  fill(bulk.open.notice, h("span", {}, text), extra);
}

async function submit(press) {
  press.preventDefault();
  const { open } = bulk;
  if (open.sending || open.send.disabled || !chosenCount()) return;
  open.form.clear();
  if (open.form.missing()) return say(gettext("还有必填的没有填。"), "bad");
  if (open.form.busy()) return say(gettext("照片还在上传,传完再按一次。"), "bad");
  const fields = open.form.read();
  // An event is not merged into itself: whatever else is chosen is merged into it.
  const events = chosenEvents().filter((event) => event.id !== Number(fields.into));
  Object.assign(open, { sending: true, halt: false, done: [], refused: new Map() });
  busy(open, true);
  const failure = await sendParts(open, events, fields);
  Object.assign(open, { sending: false });
  busy(open, false);
  await ended(open, failure);
}

function busy(open, on) {
  open.send.toggleAttribute("aria-disabled", on);
  open.stop.hidden = !on;
  open.bar.hidden = !on;
}

async function sendParts(open, events, fields) {
  open.bar.max = events.length;
  for (let at = 0; at < events.length && !open.halt; at += PART) {
    open.bar.value = at;
    const said = fmt(gettext("正在办 %s / %s"), [at, events.length]);
    if (bulk.open === open) say(said);
    try {
      await sendPart(open, events.slice(at, at + PART), fields);
    } catch (failure) {
      if (!(failure instanceof Problem) && !(failure instanceof Unreachable)) throw failure;
      return failure;
    }
  }
  return null;
}

// The same uuid for every part and every new try: each event has its own receipt by it, so what
// was done though its answer was lost is answered and not done again.
async function sendPart(open, events, fields) {
  const ids = events.map((event) => event.id);
  const versions = Object.fromEntries(events.map((event) => [event.id, event.version]));
  const body = { move: open.move.name, ids, fields, versions, client_uuid: open.uuid };
  for (const result of (await post("/events/moves/", body)).results) {
    if (result.status === 200) open.done.push(result.event);
    else if (result.problem.code === "uuid_reused") open.done.push({ id: result.id, again: true });
    else open.refused.set(result.id, reason(result));
  }
}

function reason({ status, problem }) {
  const errors = Object.values(problem.errors ?? {}).flat();
  if (errors.length) return errors.join(" ");
  if (status === 404) return gettext("已不在您的范围内");
  return [problem.title, problem.detail].filter(Boolean).join(" ");
}

async function ended(open, failure) {
  const done = new Set(open.done.map((event) => event.id));
  const left = chosenEvents().filter((event) => !done.has(event.id));
  const undo = open.done.filter((event) => event.moves?.some((move) => move.name === "undo"));
  leaveChosen(left.map((event) => event.id));
  const said = fmt(gettext("%s · %s 件办成"), [open.move.label, done.size]);
  if (undo.length) offerUndo(undo, said);
  else if (done.size) toast(said);
  tell("moved many", open.done.filter((event) => !event.again));
  if (bulk.open !== open) return;
  if (!left.length) {
    kept.delete(open.move.name);
    closeBulk();
    setCursor(currentId());
    return;
  }
  drawOpen();
  const word = fmt(gettext("%s 件办成,%s 件没办成,还选着。"), [done.size, left.length]);
  if (failure) say(`${word} ${advice(failure)}`, "bad", signInLink(failure));
  else say(word, open.refused.size ? "bad" : "quiet");
}

export function startBulk() {
  hear("chosen", () => {
    drawBar();
    if (bulk.open && !bulk.open.sending) drawOpen();
  });
  hear("seat", drawBar);
  hear("updated", () => chosenCount() && drawBar());
  hear("view", closeBulk);
  byId("choose-none").addEventListener("click", () => {
    closeBulk();
    chooseNone();
  });
}
