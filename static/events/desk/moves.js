// SPDX-License-Identifier: Apache-2.0
// The dock below the event: a button for every legal move, and its form in place.
// Nothing typed is ever lost: each form's content is kept until its move has succeeded.

import { Problem, Unreachable, advice, get, isReachable, post, reach, signInLink } from "./api.js";
import { ANSWERING, ASKING } from "../../shared/events/asks.js";
import { byId, clientUuid, fill, h, kbd } from "./dom.js";
import { buildForm } from "./form.js";
import { keyFor, moveFor } from "./keymap.js";
import { hear, tell } from "./state.js";
import { lastLine, loadSteps } from "./timeline.js";
import { toast } from "./toast.js";
import { offerUndo } from "./undo.js";
import { fmt, gettext, matterName } from "./words.js";

// The step that brings the event on stands first and is blue.
const FIRST = [
  ...["arbitrate", "report_in", "join_done", "join_result"],
  ...["sign", "finish", "dispatch", "request_check", "check_pass", "close", "accept"],
  ...["verify_true", "support_done"],
];
const LATE = [
  ...["merge", "split", "transfer_out", "return_to_source"],
  ...["reject", "void", "force_close", "withdraw"],
];

// A refusal of what is out of sight is not to be missed.
const STAY_REFUSED = 20_000;

const dock = { event: null, open: null, wish: null, form: null };
const drafts = new Map(); // "event:move" -> {values, uuid}

export const formIsOpen = () => dock.open !== null;
const legalMoves = () => (dock.event?.moves ?? []).map((move) => move.name);

const find = (name) => dock.event?.moves?.find((move) => move.name === name);

export const dockIsEmpty = () => dock.event === null;

export function drawDock(event) {
  dock.event = event;
  dock.open = null;
  fill(byId("dock"), event ? buttons(event) : null);
  byId("dock").classList.remove("open");
  const { wish } = dock;
  dock.wish = null;
  if (event && wish) askMove(wish);
  if (event && event.id === dock.form?.id) openWished(event);
}

// The form that a link asked for, once its event is there.
export const wishForm = (id, name, request) => (dock.form = { id, name, request });

function openWished(event) {
  const { name, request } = dock.form;
  dock.form = null;
  const given = request ? { request } : name === "admit_emergency" ? askedAdmission(event) : undefined;
  if (!openMove(name, given)) toast(gettext("这一步已经不用办了,请看经过。"));
}

// 紧急准入: to approve is to say the same again.
function askedAdmission({ admissions }) {
  const asked = (admissions ?? []).find((one) => !one.approved);
  return asked && { unit: asked.unit.code, matter: asked.matter, until: asked.until };
}

// A key pressed before its event has arrived waits for it: never the event that was there before.
export function askMove(command) {
  if (dock.event) openMove(moveFor(command, legalMoves()));
  else dock.wish = command;
}

function buttons(event) {
  const moves = offered(event).sort((a, b) => rank(a.name) - rank(b.name));
  if (!moves.length)
    return h("p", { class: "muted" }, gettext("这一步轮不到您;有变化时这里会出现按钮。"));
  const primary = FIRST.find((name) => moves.some((move) => move.name === name));
  const row = moves.map((move) => button(event, move, move.name === primary));
  return h("div", { class: "moves", role: "group", "aria-label": gettext("可以办的事") }, row);
}

// 撤销 is offered where it was earned, with its seconds: see undo.js.
// What asks, answers or presses stands beside its request or order: see petitions.js.
const ELSEWHERE = new Set(["undo", ...ASKING, ...ANSWERING]);
const offered = (event) => (event.moves ?? []).filter((move) => !ELSEWHERE.has(move.name));

export function rank(name) {
  if (FIRST.includes(name)) return FIRST.indexOf(name) - 100;
  return LATE.includes(name) ? 100 : 0;
}

export function labelOf(event, move) {
  // From 待受理 the server accepts first: one press, two ledger lines; the button says so.
  const both = event.state === "reported" && ["dispatch", "push_down"].includes(move.name);
  return both ? fmt(gettext("受理并%s"), [move.label]) : move.label;
}

function button(event, move, primary) {
  const key = keyFor(move.name, legalMoves());
  const draft = drafts.has(`${event.id}:${move.name}`);
  return h(
    "button",
    {
      type: "button",
      class: primary ? "button-primary" : null,
      dataset: { move: move.name },
      "aria-keyshortcuts": key,
      onclick: () => openMove(move.name),
    },
    labelOf(event, move),
    draft ? h("small", {}, gettext("(未发出)")) : null,
    key ? kbd(key) : null,
  );
}

// Opens a move's form; false when the move is not legal now.
export function openMove(name, given) {
  const move = find(name);
  if (!move) return false;
  closeMove();
  const { event } = dock;
  const draft = drafts.get(`${event.id}:${name}`) ?? { uuid: clientUuid() };
  const form = buildForm(move.fields, { move: name, event });
  if (draft.values) form.restore(draft.values);
  if (given) form.write(given);
  dock.open = {
    event,
    move,
    form,
    uuid: draft.uuid,
    version: event.version,
    touched: Boolean(given),
  };
  drawForm();
  return true;
}

function drawForm() {
  const { event, move, form } = dock.open;
  const send = h(
    "button",
    { class: "button-primary", dataset: { writes: "" }, disabled: !isReachable() },
    labelOf(event, move),
    kbd("⏎"),
  );
  const leave = h("button", { type: "button", onclick: closeMove }, gettext("收起"), kbd("Esc"));
  const notice = h("div", { id: "move-notice", role: "alert" });
  const element = h(
    "form",
    { class: "move-form", novalidate: true, "aria-labelledby": "move-title", onsubmit: submit },
    h("h3", { id: "move-title" }, `${labelOf(event, move)} · ${matterName(event)}`),
    form.element,
    notice,
    h("div", { class: "ends" }, send, leave),
  );
  element.addEventListener("keydown", sendOnCtrlEnter);
  element.addEventListener("input", () => (dock.open.touched = true));
  Object.assign(dock.open, { element, send, notice });
  fill(byId("dock"), element);
  byId("dock").classList.add("open");
  if (form.focus() === undefined && !element.contains(document.activeElement)) send.focus();
}

function sendOnCtrlEnter(press) {
  if (press.key !== "Enter" || press.isComposing) return;
  if (press.ctrlKey || press.metaKey) {
    press.preventDefault();
    dock.open?.element.requestSubmit();
  }
}

// Puts the form away; what was typed waits for the next time it is opened.
export function closeMove() {
  if (!dock.open) return false;
  const { event, move, form, uuid, touched } = dock.open;
  if (touched) drafts.set(`${event.id}:${move.name}`, { values: form.keep(), uuid });
  drawDock(dock.event);
  return true;
}

async function submit(press) {
  press.preventDefault();
  const { open } = dock;
  if (open.sending || open.send.disabled) return;
  open.form.clear();
  if (open.form.missing()) return notice(gettext("还有必填的没有填。"));
  if (open.form.busy()) return notice(gettext("照片还在上传,传完再按一次。"));
  open.sending = true;
  open.send.setAttribute("aria-disabled", "true");
  notice(gettext("正在提交…"), "quiet");
  try {
    const body = { ...open.form.read(), client_uuid: open.uuid };
    done(open, await post(`/events/${open.event.id}/${open.move.name}/`, body, open.version));
  } catch (failure) {
    await refused(open, failure);
  } finally {
    open.sending = false;
    open.send.removeAttribute("aria-disabled");
  }
}

function done(open, event) {
  const { event: before, move } = open;
  drafts.delete(`${before.id}:${move.name}`);
  if (dock.open === open) drawDock(null);
  const what = `${matterName(before)} ${before.number ?? ""}`;
  if (mayUndo(event)) offerUndo([event], fmt(gettext("已派发 · %s"), [what]));
  else toast(`${labelOf(before, move)} · ${what}`);
  tell("moved", { event, move: move.name });
}

const mayUndo = (event) => (event.moves ?? []).some((move) => move.name === "undo");

async function refused(open, failure) {
  if (!(failure instanceof Problem) && !(failure instanceof Unreachable)) throw failure;
  if (dock.open !== open) return refusedAway(open, failure);
  if (landed(failure)) return landedBefore(open);
  if (overtaken(failure)) return collided(open, failure);
  open.form.show(failure.errors ?? {});
  notice(advice(failure), "bad", signInLink(failure));
}

const landed = (failure) => failure.status === 409 && failure.code === "uuid_reused";
const overtaken = (failure) => failure.status === 409 || failure.status === 412;

// The form was put away while it was sending: the word goes to where the clerk looks now.
function refusedAway(open, failure) {
  const { event, move } = open;
  const draft = drafts.get(`${event.id}:${move.name}`);
  if (draft && landed(failure)) draft.uuid = clientUuid();
  const what = `${matterName(event)} ${event.number ?? ""}`;
  const said = fmt(gettext("没有办成“%s” · %s:%s"), [labelOf(event, move), what, reason(failure)]);
  const run = () => {
    closeMove();
    tell("wanted", event.id);
  };
  const kept = draft ? gettext("写的内容还在。") : "";
  toast(`${said} ${kept}`, { label: gettext("打开这件"), run }, { bad: true, stay: STAY_REFUSED });
}

function reason(failure) {
  if (landed(failure)) return LANDED();
  if (overtaken(failure)) return gettext("刚被别人办过,请看经过。");
  return Object.values(failure.errors ?? {}).flat()[0] ?? advice(failure);
}

const LANDED = () =>
  gettext("您先前那次已经办成;这次改的内容没有发出。请看经过,需要时再提交。");

// The first sending did arrive; only its answer was lost, and the text was changed since.
async function landedBefore(open) {
  open.uuid = clientUuid();
  notice(LANDED(), "bad");
  tell("reopen");
}

// Somebody was faster: say who did what, take the new state, keep the text.
async function collided(open, failure) {
  const [event, steps] = await Promise.all([
    get(`/events/${open.event.id}/`).catch(() => null),
    loadSteps(open.event.id).catch(() => []),
  ]);
  if (dock.open !== open) return refusedAway(open, failure);
  if (event) noticeMoved(event, steps);
  else notice(gettext("这件事刚被别人办过,已不在您的范围内;您写的字还在,可以复制。"), "bad");
  tell("reopen");
}

export function noticeMoved(event, steps) {
  const { open } = dock;
  dock.event = event;
  const still = find(open.move.name);
  open.version = event.version;
  open.event = event;
  open.send.dataset.blocked = still ? "" : "yes";
  applyReach();
  fill(open.send, still ? fmt(gettext("仍要%s"), [open.move.label]) : labelOf(event, open.move));
  const after = still
    ? gettext("您写的字都在;看过经过后可以再按。")
    : gettext("现在不能再办这一步;您写的字还在,可以复制。");
  const look = h("button", { type: "button", onclick: lookAtSteps }, gettext("看经过"));
  notice(`${lastLine(steps)} ${after}`, "bad", look);
}

const lookAtSteps = () => byId("steps")?.lastElementChild?.lastElementChild?.scrollIntoView();

function notice(text, kind = "bad", extra = null) {
  const { open } = dock;
  open.notice.className = `notice-line ${kind}`;
  fill(open.notice, h("span", {}, text), extra);
}

// Without the server the desk is read-only; forms stay open and keep their text.
export function applyReach() {
  for (const button of document.querySelectorAll("[data-writes]")) {
    button.disabled = !isReachable() || button.dataset.blocked === "yes";
  }
}
hear("seat", () => formIsOpen() || drawDock(dock.event));
reach.addEventListener("lost", applyReach);
reach.addEventListener("back", applyReach);
