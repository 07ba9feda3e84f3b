// SPDX-License-Identifier: Apache-2.0
// Single-key commands: only outside inputs, never while an input method composes (拼音), and they
// can be switched off (WCAG 2.1.4).

import { byId } from "./dom.js";
import { openInbox } from "./inbox.js";
import { MOVES_OF_KEYS } from "./keymap.js";
import { setCursor, currentId, step, takeNews } from "./list.js";
import { askMove, closeMove } from "./moves.js";
import { openRegister } from "./register.js";
import { look, view } from "./state.js";
import { undoLast } from "./undo.js";

const SWITCH = "desk-single-keys";

const switchedOn = () => localStorage.getItem(SWITCH) !== "off";

const writesIn = (target) =>
  Boolean(target.closest?.("input, textarea, select, [contenteditable]"));
const pressesIn = (target) => Boolean(target.closest?.("button, a, summary, [role=option]"));

const backToList = () => setCursor(currentId());

function openCurrent(press) {
  if (pressesIn(press.target) && !press.target.closest("#rows")) return false;
  byId("detail-title")?.focus();
  return true;
}

const commands = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: (press) => inList(press) && step(1),
  ArrowUp: (press) => inList(press) && step(-1),
  Enter: openCurrent,
  "/": () => byId("search").focus(),
  i: () => openRegister(),
  n: () => takeNews(),
  m: () => openInbox(),
  z: () => undoLast(),
  "?": () => byId("help").showModal(),
};
for (const key of Object.keys(MOVES_OF_KEYS)) {
  commands[key] = () => askMove(key);
}

const ALWAYS = new Set(["Enter", "ArrowDown", "ArrowUp", "Escape"]);

function inList(press) {
  return Boolean(press.target.closest?.("#list")) || press.target === document.body;
}

function escape() {
  if (closeMove() || byId("detail").contains(document.activeElement)) return backToList();
  if (document.activeElement === byId("search")) byId("search").blur();
  if (view.q) look({});
}

function pressed(press) {
  if (press.isComposing || press.keyCode === 229 || press.defaultPrevented) return;
  if (press.ctrlKey || press.altKey || press.metaKey) return;
  if (document.querySelector("dialog[open]")) return;
  if (press.key === "Escape") return escape();
  if (writesIn(press.target) || !(switchedOn() || ALWAYS.has(press.key))) return;
  const command = commands[press.key];
  if (command && command(press) !== false) press.preventDefault();
}

export function startKeys() {
  document.addEventListener("keydown", pressed);
  const box = byId("keys-on");
  box.checked = switchedOn();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
  byId("open-help").addEventListener("click", () => byId("help").showModal());
  byId("help-close").addEventListener("click", () => byId("help").close());
}
