// SPDX-License-Identifier: Apache-2.0
// Single-key commands: only outside inputs, never while an input method composes (拼音), and they
// can be changed and switched off (WCAG 2.1.4).

import { askBulk, bulkIsOpen, closeBulk } from "./bulk.js";
import { chooseAll, chooseNone, chooseOn, chosenCount, toggle } from "./choose.js";
import { byId, say } from "./dom.js";
import { closeFilters, openFilters } from "./filters.js";
import { openHelp } from "./help.js";
import { openInbox } from "./inbox.js";
import { MOVES_OF_COMMANDS } from "./keymap.js";
import { setCursor, currentId, step, takeNews } from "./list.js";
import { askMove, closeMove } from "./moves.js";
import { besideQueue, goPlatform } from "./queues.js";
import { openRegister } from "./register.js";
import { commandOf, singleKeys } from "./seat.js";
import { narrow, view } from "./state.js";
import { undoLast } from "./undo.js";
import { gettext } from "./words.js";

const CHORD = 4000; // how long 1–4 are waited for
const typing = { composes: false, chord: 0 };

// A row's own box takes no writing: keys work there, too.
const writesIn = (target) =>
  Boolean(target.closest?.("input, textarea, select, [contenteditable]")) &&
  !target.closest("td.pick");
const pressesIn = (target) => Boolean(target.closest?.("button, a, summary, [role=option]"));

const backToList = () => setCursor(currentId());

function openCurrent(press) {
  if (pressesIn(press.target) && !press.target.closest("#rows")) return false;
  byId("detail-title")?.focus();
  return true;
}

const commands = {
  next: () => step(1),
  previous: () => step(-1),
  search: () => byId("search").focus(),
  news: () => takeNews(),
  queue_after: () => besideQueue(1),
  queue_before: () => besideQueue(-1),
  platform: awaitNumber,
  inbox: () => openInbox(),
  register: () => openRegister(),
  help: openHelp,
  undo: () => undoLast(),
  filter: openFilters,
  choose: () => toggle(),
  choose_all: chooseAll,
};
for (const name of Object.keys(MOVES_OF_COMMANDS)) {
  commands[name] = () => (chosenCount() ? askBulk(name) : askMove(name));
}

const FIXED = {
  ArrowDown: (press) => inList(press) && walk(1, press),
  ArrowUp: (press) => inList(press) && walk(-1, press),
  Enter: openCurrent,
};

function walk(by, { shiftKey }) {
  if (shiftKey) chooseOn(by);
  else step(by);
}

// By the keys' own time: on a slow computer they are read later than they were pressed.
function awaitNumber({ timeStamp }) {
  typing.chord = timeStamp + CHORD;
  say(gettext("按 1 到 4 切换平台"));
}

function inList(press) {
  return Boolean(press.target.closest?.("#list")) || press.target === document.body;
}

function escape() {
  if (bulkIsOpen()) {
    closeBulk();
    return backToList();
  }
  if (closeMove() || byId("detail").contains(document.activeElement)) return backToList();
  if (document.activeElement === byId("search")) byId("search").blur();
  if (chooseNone() || closeFilters()) return;
  if (view.q) narrow({ q: "" });
}

// With CapsLock on letters come the wrong way round.
function signOf(press) {
  const { key } = press;
  if (key.length !== 1 || !press.getModifierState?.("CapsLock")) return key;
  return key === key.toLowerCase() ? key.toUpperCase() : key.toLowerCase();
}

function commandFor(press) {
  const sign = signOf(press);
  if (FIXED[press.key]) return FIXED[press.key];
  if (!singleKeys()) return null;
  const waited = press.timeStamp < typing.chord;
  typing.chord = 0;
  if (waited && /^[1-4]$/.test(sign)) return () => goPlatform(Number(sign) - 1);
  return commands[commandOf(sign)];
}

function pressed(press) {
  if (press.isComposing || press.keyCode === 229 || typing.composes) return;
  if (press.defaultPrevented || press.ctrlKey || press.altKey || press.metaKey) return;
  if (document.querySelector("dialog[open]")) return;
  if (press.key === "Escape") return escape();
  if (writesIn(press.target)) return;
  const command = commandFor(press);
  if (command && command(press) !== false) press.preventDefault();
}

export function startKeys() {
  document.addEventListener("keydown", pressed);
  // Not every browser marks the keys of an input method as its own.
  document.addEventListener("compositionstart", () => (typing.composes = true));
  document.addEventListener("compositionend", () => (typing.composes = false));
}
