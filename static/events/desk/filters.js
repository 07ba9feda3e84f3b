// SPDX-License-Identifier: Apache-2.0
// 筛选: what narrows the list is its address, so a filter is a link; it can be named and kept.
// Beside it the columns of the list, and the list as an Excel file.

import { advice, getFile } from "./api.js";
import { byId, fill, freshId, h } from "./dom.js";
import { picker } from "./picker.js";
import { allPlatforms, allQueues } from "./queues.js";
import { orderName } from "./row.js";
import { allColumns, columnName, columns, mostColumns, saveFilter, setSeat } from "./seat.js";
import { loadMatters, unitsBelow } from "./sources.js";
import { ALL, NARROWS, asQuery, filters, hear, isNarrowed, narrow, view } from "./state.js";
import { toast } from "./toast.js";
import { allMajors, fmt, gettext, platformName, wordsOf } from "./words.js";

const DAY = 86400000;
const FIRST_DAY = "2000";
const panel = { drawn: false, names: new Map(), said: null, save: null };

// Days are shown as people say them: "until the 25th" is before the 26th.
const shift = (day, by) =>
  day ? new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY).toISOString().slice(0, 10) : "";

async function matterChoices() {
  const matters = await loadMatters();
  const majors = allMajors().map(({ code, name }) => ({ code, name, note: gettext("大类") }));
  return [...majors, ...matters];
}

const PARTS = [
  ["state", gettext("状态"), () => wordsOf("states")],
  ["lamp", gettext("灯"), () => wordsOf("lamps").filter(([code]) => code !== "none")],
  ["matter", gettext("事项"), matterChoices],
  ["unit", gettext("单位、村社、网格"), unitsBelow],
  ["holder", gettext("承办单位"), unitsBelow],
  ["platform", gettext("平台"), () => allPlatforms().map(({ key, label }) => [key, label])],
  ["source", gettext("来源"), () => wordsOf("sources")],
  ["urgency", gettext("紧急程度"), () => wordsOf("urgencies")],
  ["supervised", gettext("督办"), () => ["urge", "yellow", "red"].map((kind) => [kind, orderName(kind)])],
  ["decision", gettext("待我决定"), () => wordsOf("decisions")],
  ["reported_after", gettext("上报从"), "day"],
  ["reported_before", gettext("上报到"), "day"],
];
const PICKED = new Set(["matter", "unit", "holder"]);

function draw() {
  panel.said = h("p", { class: "said-by-filters", role: "alert" });
  fill(
    byId("filters"),
    h("div", { class: "grid" }, queueField(), PARTS.map(field)),
    ends(),
    columnBoxes(),
    panel.said,
  );
  panel.drawn = true;
}

function queueField() {
  const queues = allQueues().map(({ key, label }) => [key, label]);
  const now = view.queue || ALL;
  return selectField(gettext("范围"), queues, now === ALL ? "" : now, gettext("全部事件"), (queue) =>
    narrow({ queue: queue || ALL }),
  );
}

function field([name, label, choices]) {
  if (choices === "day") return dayField(name, label);
  if (PICKED.has(name)) return pickField(name, label, choices);
  return selectField(label, choices(), view[name], gettext("不限"), (value) => narrow({ [name]: value }));
}

function selectField(label, choices, now, none, take) {
  const id = freshId("filter");
  // A link may ask for several at once: they stand as one choice.
  const known = choices.some(([code]) => code === now) || !now;
  const all = known ? choices : [...choices, [now, inWords(choices, now)]];
  const box = h(
    "select",
    { id, onchange: () => take(box.value) },
    h("option", { value: "" }, none),
    all.map(([value, text]) => h("option", { value }, text)),
  );
  box.value = now;
  return h("div", { class: "field" }, h("label", { for: id }, label), box);
}

const inWords = (choices, codes) =>
  codes.split(",").map((code) => choices.find(([known]) => known === code)?.[1] ?? code).join("、");

function pickField(name, label, choices) {
  const labelId = freshId("filter-label");
  const known = Promise.resolve(choices()).then((all) => {
    all.forEach((each) => panel.names.set(`${name} ${each.code}`, each.name));
    drawNarrows();
    return all;
  });
  const take = () => box.read() !== view[name] && narrow({ [name]: box.read() });
  const box = picker({ choices: () => known, labelledby: labelId, onchange: take });
  if (view[name]) box.set(view[name]);
  return h("div", { class: "field" }, h("span", { id: labelId, class: "label" }, label), box.element);
}

function dayField(name, label) {
  const id = freshId("filter");
  const by = name === "reported_before" ? 1 : 0;
  const box = h("input", { id, type: "date", value: shift(view[name].slice(0, 10), -by) });
  // A year that is being typed (0002, 0020, 0202) is a date already, but nobody's.
  box.addEventListener("change", () => {
    if (!box.value || box.value >= FIRST_DAY) narrow({ [name]: shift(box.value, by) });
  });
  return h("div", { class: "field" }, h("label", { for: id }, label), box);
}

function ends() {
  const name = h("input", { type: "text", maxlength: 20, "aria-label": gettext("筛选的名字"), placeholder: gettext("起个名字") });
  panel.name = name;
  const keep = h("button", { type: "button", onclick: () => save(name) }, gettext("存下这个筛选"));
  name.addEventListener("keydown", (press) => {
    if (press.key !== "Enter" || press.isComposing) return;
    press.preventDefault();
    save(name);
  });
  const clear = Object.fromEntries([...NARROWS, "platform", "q"].map((each) => [each, ""]));
  return h(
    "div",
    { class: "ends" },
    h("button", { type: "button", onclick: () => narrow({ ...clear, queue: view.queue || ALL }) }, gettext("清除筛选")),
    h("button", { type: "button", onclick: exportList }, gettext("导出 Excel")),
    h("button", { type: "button", onclick: closeFilters }, gettext("收起")),
    h("span", { class: "save" }, name, keep),
  );
}

async function save(name) {
  if (!name.value.trim()) {
    name.focus();
    return say(gettext("先给筛选起个名字。"));
  }
  await tried(async () => {
    const kept = await saveFilter(name.value.trim(), asQuery());
    name.value = "";
    toast(fmt(gettext("已存下筛选“%s”,在左边"), [kept.name]));
  });
}

async function exportList(press) {
  const button = press.currentTarget;
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  await tried(async () => {
    const { blob, name } = await getFile("/events/export/", { ...filters(), ordering: "due_at" });
    const address = URL.createObjectURL(blob);
    h("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    toast(fmt(gettext("已导出 %s;姓名、电话已隐去"), [name]));
  });
  button.ariaBusy = null;
}

function columnBoxes() {
  const boxes = allColumns.map((name) => {
    const box = h("input", { type: "checkbox", value: name });
    box.checked = columns().includes(name);
    box.addEventListener("change", () => chooseColumn(name, box));
    return h("label", { class: "check" }, box, columnName(name));
  });
  return h("fieldset", {}, h("legend", {}, gettext("显示的列")), boxes);
}

async function chooseColumn(name, box) {
  const wanted = columns().filter((each) => each !== name);
  if (box.checked) wanted.push(name);
  if (wanted.length > mostColumns) {
    box.checked = false;
    return say(fmt(gettext("最多选 %s 列,先去掉一列。"), [mostColumns]));
  }
  await tried(() => setSeat({ columns: wanted }));
  box.checked = columns().includes(name);
}

async function tried(work) {
  say("");
  try {
    await work();
  } catch (failure) {
    const errors = Object.values(failure.errors ?? {}).flat(2);
    say(errors.length ? errors.join(" ") : advice(failure));
  }
}

const say = (text) => fill(panel.said, text);

// What narrows the list now, each to be taken away: they stand there with the panel closed, too.
function drawNarrows() {
  const chosen = [...NARROWS, ...(view.queue || view.q ? ["platform"] : [])].filter((name) => view[name]);
  byId("narrows").hidden = !chosen.length;
  fill(byId("narrows"), chosen.map(chip));
}

function chip(name) {
  const [, label] = PARTS.find(([each]) => each === name);
  const words = `${label}: ${shownValue(name)}`;
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: "chip",
        "aria-label": fmt(gettext("去掉 %s"), [words]),
        onclick: () => narrow({ [name]: "", queue: view.queue || ALL }),
      },
      words,
      " ×",
    ),
  );
}

function shownValue(name) {
  const value = view[name];
  if (name === "reported_before") return shift(value.slice(0, 10), -1);
  if (name === "reported_after") return value.slice(0, 10);
  if (name === "platform") return platformName(value);
  if (PICKED.has(name)) return value.split(",").map((code) => panel.names.get(`${name} ${code}`) ?? code).join("、");
  return inWords(PARTS.find(([each]) => each === name)[2](), value);
}

export function openFilters() {
  draw();
  reveal(true);
  byId("filters").querySelector("select").focus();
}

export function closeFilters() {
  if (byId("filters").hidden) return false;
  reveal(false);
  byId("filters-open").focus();
  return true;
}

function reveal(on) {
  byId("filters").hidden = !on;
  byId("filters-open").setAttribute("aria-expanded", String(on));
}

export function startFilters() {
  const toggle = byId("filters-open");
  toggle.addEventListener("click", () => (byId("filters").hidden ? openFilters() : closeFilters()));
  byId("filters").addEventListener("submit", (press) => press.preventDefault());
  byId("filters").addEventListener("keydown", (press) => {
    if (press.key !== "Escape" || press.defaultPrevented) return;
    press.stopPropagation();
    closeFilters();
  });
  hear("view", () => {
    drawNarrows();
    redraw();
  });
  drawNarrows();
  // Names of matters and units for the chips of a filter that came as a link.
  if (isNarrowed() && [...PICKED].some((name) => view[name])) PARTS.filter(([name]) => PICKED.has(name)).forEach(field);
}

// Another list under an open panel: its fields say so, and the focus stays on the field it was on.
function redraw() {
  if (byId("filters").hidden) return;
  const boxes = () => [...byId("filters").querySelectorAll("select, input, button")];
  const at = boxes().indexOf(document.activeElement);
  const named = panel.name.value;
  draw();
  panel.name.value = named;
  boxes()[at]?.focus();
}
