// SPDX-License-Identifier: Apache-2.0
// One row of the list: lamp, matter and place, source, grid. Redrawn in place, never moved.

import { lampWord } from "../../shared/map/lamps.js";
import { age, remaining, stamp } from "./clock.js";
import { byId, fill, h } from "./dom.js";
import { columnName, columns } from "./seat.js";
import { tell } from "./state.js";
import {
  fmt,
  gettext,
  levelName,
  matterName,
  nameOf,
  platformName,
  sourceName,
  urgencyName,
} from "./words.js";

export function rowFor(event, choose) {
  const tr = h("tr", {
    id: `row-${event.id}`,
    onclick: ({ shiftKey }) =>
      shiftKey ? tell("pick", { id: event.id, range: true }) : choose(event.id),
    // Shift chooses rows, not words.
    onmousedown: (press) => press.shiftKey && press.preventDefault(),
  });
  tr.link = h("a", {
    href: `?event=${event.id}`,
    tabindex: -1,
    onclick: (press) => press.preventDefault(),
  });
  tr.pick = h("input", {
    type: "checkbox",
    tabindex: -1,
    "aria-label": fmt(gettext("选中 %s"), [event.number ?? matterName(event)]),
  });
  tr.cell = h("td", { class: "pick", onclick: (press) => press.stopPropagation() }, tr.pick);
  tr.pick.addEventListener("click", ({ shiftKey }) =>
    tell("pick", { id: event.id, range: shiftKey }),
  );
  drawRow(tr, event);
  return tr;
}

export const lampTag = (event, text) =>
  h("span", { class: `lamp lamp-${event.lamp ?? "none"}` }, text);

export function drawRow(tr, event) {
  tr.lamp = lampTag(event, remaining(event.due_at, event.lamp));
  tr.age = h("span", {}, age(event.reported_at));
  fill(tr.link, matterName(event));
  fill(
    tr,
    tr.cell,
    h("td", { class: "when" }, tr.lamp, h("small", {}, lampWord(event.lamp))),
    h("td", { class: "what" }, titleLine(tr, event), placeLine(tr, event)),
    columns().map((name) => h("td", { class: `col-${name}` }, COLUMNS[name](event))),
  );
}

// What a person may have beside 时限 and 事件.
const COLUMNS = {
  number: (event) => h("span", { class: "code" }, event.number ?? ""),
  source: (event) => h("span", { class: "tag" }, sourceName(event.source)),
  grid: (event) => shortGrid(event.grid),
  platform: (event) => platformName(event.platform),
  holder: (event) => nameOf(event.holder),
  reporter: (event) => nameOf(event.reporter),
  level: (event) => (event.level ? levelName(event.level) : ""),
  reported_at: (event) => (event.reported_at ? stamp(event.reported_at) : ""),
};

export function drawHead() {
  document.querySelectorAll("#heads .own").forEach((head) => head.remove());
  byId("heads").append(
    ...columns().map((name) => h("th", { scope: "col", class: `own col-${name}` }, columnName(name))),
  );
}

const ORDERS = {
  urge: gettext("催办"),
  yellow: gettext("黄牌督办"),
  red: gettext("红牌督办"),
};
export const orderName = (kind) => ORDERS[kind] ?? kind;

function orderTag({ supervised }) {
  if (!supervised) return null;
  return h("span", { class: `tag order-${supervised}` }, orderName(supervised));
}

function titleLine(tr, event) {
  const hot = event.urgency && event.urgency !== "normal";
  return h(
    "div",
    { class: "title" },
    tr.link,
    h("span", { class: "tag state" }, event.state_label),
    hot ? h("span", { class: "tag urgent" }, urgencyName(event.urgency)) : null,
    event.sensitive ? h("span", { class: "tag urgent" }, gettext("敏感")) : null,
    orderTag(event),
  );
}

const placeLine = (tr, event) => h("div", { class: "place" }, placeText(event), " · ", tr.age);

export const placeText = (event) => event.place?.address || event.grid?.name || gettext("地点未写");

// At the desk the village and the grid are enough: the county and the town are one's own.
function shortGrid(grid) {
  if (!grid) return "—";
  if (!["grid", "micro_grid"].includes(grid.kind)) return grid.name;
  const village = grid.names.find((name, index) => index > 0 && name !== grid.name && grid.name.startsWith(name));
  const above = village ?? grid.names.at(-2);
  const own = village ? grid.name.slice(village.length) || grid.name : grid.name;
  return [h("div", {}, above), h("small", {}, own)];
}

export function tickRow(tr, event) {
  const text = remaining(event.due_at, event.lamp);
  if (tr.lamp.textContent !== text) tr.lamp.textContent = text;
  const old = age(event.reported_at);
  if (tr.age.textContent !== old) tr.age.textContent = old;
}
