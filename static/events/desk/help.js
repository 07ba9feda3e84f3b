// SPDX-License-Identifier: Apache-2.0
// The help sheet: every command with its key, which a press changes. It is made from the one table
// of commands, so it cannot leave one out.

import { advice } from "./api.js";
import { byId, fill, h } from "./dom.js";
import { keyGroups, keyOf, setSeat, singleKeys } from "./seat.js";
import { hear } from "./state.js";
import { fmt, gettext } from "./words.js";

const sheet = { changing: null };
const commands = keyGroups.flatMap((group) => group.commands);

export function openHelp() {
  sheet.changing = null;
  draw();
  byId("help").showModal();
  byId("help-close").focus();
}

function draw() {
  fill(byId("help-keys"), keyGroups.map(group));
  byId("keys-on").checked = singleKeys();
  byId("keys-reset").hidden = commands.every(({ name, key }) => keyOf(name) === key);
}

const group = ({ name, commands: rows }) => [
  h("h3", {}, name),
  h("ul", { "aria-label": name }, rows.map(line)),
];

function line({ name, label }) {
  const waits = sheet.changing === name;
  const button = h(
    "button",
    {
      type: "button",
      class: waits ? "key waits" : "key",
      id: `key-${name}`,
      "aria-label": fmt(gettext("%s:%s,改按键"), [label, keyOf(name)]),
      onclick: () => wait(name),
    },
    waits ? gettext("按一个新键…") : h("kbd", {}, keyOf(name)),
  );
  return h("li", {}, button, h("span", {}, label));
}

function wait(name) {
  sheet.changing = sheet.changing === name ? null : name;
  note(sheet.changing ? gettext("按一个新键;Esc 不改。") : "");
  draw();
  byId(`key-${name}`).focus();
}

function note(text, bad = false) {
  byId("keys-note").classList.toggle("bad", bad);
  fill(byId("keys-note"), text);
}

// While a command waits, whatever is pressed is its new key and nothing else.
function pressed(press) {
  const name = sheet.changing;
  if (!name || press.isComposing || press.keyCode === 229) return;
  if (press.key === "Tab" || ["Shift", "Control", "Alt", "Meta", "CapsLock"].includes(press.key)) return;
  press.preventDefault();
  press.stopPropagation();
  if (press.key === "Escape" || press.key === keyOf(name)) return wait(name);
  if (press.ctrlKey || press.altKey || press.metaKey || press.key.length !== 1) {
    return note(gettext("只能是一个能打出字来的键,不带 Ctrl、Alt。"), true);
  }
  const other = commands.find((each) => each.name !== name && keyOf(each.name) === press.key);
  if (other) {
    return note(fmt(gettext("“%s”已经是“%s”,先给它换一个键。"), [press.key, other.label]), true);
  }
  take(name, press.key);
}

async function take(name, key) {
  const keys = Object.fromEntries(commands.map((each) => [each.name, keyOf(each.name)]));
  const said = fmt(gettext("改好了:%s"), [key]);
  await send({ keys: { ...keys, [name]: key } }, said);
  byId(`key-${name}`).focus();
}

async function send(wanted, said) {
  try {
    await setSeat(wanted);
    sheet.changing = null;
    note(said);
  } catch (failure) {
    note([failure.errors?.keys ?? advice(failure)].flat().join(" "), true);
  }
  draw();
}

async function reset() {
  await send({ keys: {} }, gettext("已恢复原来的按键。"));
  byId("help-close").focus();
}

// Wherever the page names a key, it is this person's key.
function drawKeys() {
  for (const place of document.querySelectorAll("[data-key]")) {
    const key = keyOf(place.dataset.key);
    if (place.tagName === "KBD") fill(place, key);
    else place.setAttribute("aria-keyshortcuts", key);
  }
  const box = byId("search");
  box.placeholder = `${box.dataset.holds} ( ${keyOf("search")} )`;
}

export function startHelp() {
  drawKeys();
  hear("seat", drawKeys);
  const box = byId("help");
  box.addEventListener("keydown", pressed, true);
  byId("keys-on").addEventListener("change", (press) => {
    const on = press.target.checked;
    send({ single_keys: on }, on ? gettext("单键命令开着。") : gettext("单键命令已关。"));
  });
  byId("keys-reset").addEventListener("click", reset);
  byId("open-help").addEventListener("click", openHelp);
  byId("help-close").addEventListener("click", () => box.close());
  box.addEventListener("close", () => note(""));
}
