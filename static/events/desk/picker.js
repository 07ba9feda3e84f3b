// SPDX-License-Identifier: Apache-2.0
// Choosing one or several of many: type to narrow, arrows to walk, Enter to choose.

import { fill, freshId, h } from "./dom.js";
import { fmt, gettext } from "./words.js";

const SHOWN = 60;

const matches = (choice, words) => {
  const text = `${choice.name} ${choice.code} ${choice.words ?? ""} ${choice.note ?? ""}`;
  return words.every((word) => text.toLowerCase().includes(word));
};

// `choices`: a list, or an async function giving one. `onchange` hears every choice.
export function picker({ choices, many = false, onchange = () => {}, labelledby, describedby }) {
  const listId = freshId("picks");
  const state = { all: [], shown: [], at: -1, chosen: [], open: false };
  const input = h("input", {
    type: "text",
    class: "picker-input",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": listId,
    "aria-labelledby": labelledby,
    "aria-describedby": describedby,
    placeholder: gettext("输入几个字来找,↑↓ 选,回车定"),
  });
  const list = h("ul", {
    id: listId,
    role: "listbox",
    class: "picks",
    "aria-labelledby": labelledby,
  });
  list.hidden = true;
  const chips = h("div", { class: "chips" });
  const element = h("div", { class: "picker" }, input, list, many ? chips : null);
  const parts = { state, input, list, chips, many, onchange };
  input.addEventListener("focus", () => many || state.chosen.length || open(parts));
  input.addEventListener("click", () => open(parts));
  input.addEventListener("input", () => typed(parts));
  input.addEventListener("keydown", (press) => pressed(parts, press));
  input.addEventListener("blur", () => close(parts));
  list.addEventListener("mousedown", (press) => press.preventDefault());
  Promise.resolve(typeof choices === "function" ? choices() : choices)
    .then((all) => learn(parts, all))
    .catch(() => learn(parts, []));
  return {
    element,
    input,
    read: () => (many ? state.chosen.map((c) => c.code) : (state.chosen[0]?.code ?? "")),
    choice: () => state.chosen[0] ?? null,
    set: (code) => preset(parts, code),
    setChoices: (all) => learn(parts, all),
  };
}

function learn(parts, all) {
  parts.state.all = all;
  if (parts.state.wanted !== undefined) preset(parts, parts.state.wanted);
  if (parts.state.open) draw(parts);
}

function preset(parts, code) {
  const { state } = parts;
  const codes = (Array.isArray(code) ? code : [code]).map(String);
  state.wanted = code;
  state.chosen = state.all.filter((choice) => codes.includes(String(choice.code)));
  showChosen(parts);
}

function showChosen({ state, input, chips, many, onchange }) {
  if (!many) {
    input.value = state.chosen[0]?.name ?? "";
    return;
  }
  const parts = { state, input, chips, many, onchange };
  fill(
    chips,
    state.chosen.map((choice) => chip(parts, choice)),
  );
}

function chip(parts, choice) {
  const drop = () => {
    parts.state.chosen = parts.state.chosen.filter((other) => other !== choice);
    showChosen(parts);
    parts.onchange();
  };
  return h(
    "button",
    {
      type: "button",
      class: "chip",
      onclick: drop,
      "aria-label": fmt(gettext("去掉 %s"), [choice.name]),
    },
    choice.name,
    " ×",
  );
}

function open(parts) {
  if (parts.state.open) return;
  parts.state.open = true;
  draw(parts);
}

function close({ state, input, list, many }) {
  state.open = false;
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
  if (many) input.value = "";
  else if (input.value.trim() !== (state.chosen[0]?.name ?? ""))
    input.value = state.chosen[0]?.name ?? "";
}

function typed(parts) {
  if (!parts.many && !parts.input.value.trim()) choose(parts, null);
  parts.state.open = true;
  draw(parts);
}

function draw(parts) {
  const { state, input, list } = parts;
  const text = input.value.trim().toLowerCase();
  const asChosen = !parts.many && text === (state.chosen[0]?.name ?? "").toLowerCase();
  const words = asChosen ? [] : text.split(/\s+/).filter(Boolean);
  state.shown = state.all.filter((choice) => matches(choice, words)).slice(0, SHOWN);
  state.at = Math.max(0, state.shown.indexOf(state.chosen[0]));
  if (!state.shown.length) state.at = -1;
  fill(
    list,
    state.shown.map((choice, index) => option(parts, choice, index)),
  );
  if (!state.shown.length)
    fill(list, h("li", { class: "picks-none" }, gettext("没有符合的,换几个字")));
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  mark(parts);
}

function option(parts, choice, index) {
  const row = h(
    "li",
    {
      id: `${parts.list.id}-${index}`,
      role: "option",
      "aria-selected": String(parts.state.chosen.includes(choice)),
      onclick: () => choose(parts, choice),
    },
    h("span", {}, choice.name),
    choice.note || choice.path ? h("small", {}, choice.note ?? choice.path) : null,
  );
  return row;
}

function mark({ state, input, list }) {
  [...list.children].forEach((row, index) => row.classList.toggle("at", index === state.at));
  const row = list.children[state.at];
  if (state.at < 0 || !row) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", row.id);
  row.scrollIntoView({ block: "nearest" });
}

function choose(parts, choice) {
  const { state, input, many } = parts;
  if (many && choice) {
    if (!state.chosen.includes(choice)) state.chosen.push(choice);
    input.value = "";
  } else state.chosen = choice ? [choice] : [];
  if (choice) {
    showChosen(parts);
    close(parts);
  }
  parts.onchange();
}

function pressed(parts, press) {
  const { state } = parts;
  if (press.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[press.key];
  if (step) {
    press.preventDefault();
    if (!state.open) return open(parts);
    state.at = Math.min(state.shown.length - 1, Math.max(0, state.at + step));
    return mark(parts);
  }
  if (press.key === "Enter" && state.open && state.shown[state.at]) {
    press.preventDefault();
    choose(parts, state.shown[state.at]);
  }
  if (press.key === "Escape" && state.open) {
    press.stopPropagation();
    press.preventDefault();
    close(parts);
  }
}
