// SPDX-License-Identifier: Apache-2.0
// Where it is: the village's outline with the event's point and its similar neighbours.

import { OutlineMap } from "../../shared/map/outline_map.js";
import { get } from "./api.js";
import { h } from "./dom.js";
import { fmt, gettext } from "./words.js";

const VILLAGE = 12; // digits of a village's code; a grid's begins with them
const TOWNSHIP = 9;
const EDGES = { top: 8, right: 8, bottom: 8, left: 8 };

const outlines = new Map();
const shown = { host: null, map: null, of: null, turn: 0 };

const outlinesOf = (code) => {
  if (!outlines.has(code)) {
    outlines.set(code, get(`/units/${code}/outlines/`));
    outlines.get(code).catch(() => outlines.delete(code));
  }
  return outlines.get(code);
};

// The same two canvases serve every event: only their box, points and name change.
export function placeMap(event) {
  const { place, grid } = event;
  if (typeof place?.lon !== "number" || !grid?.code) return null;
  if (!shown.host) makeHost();
  shown.host.setAttribute(
    "aria-label",
    fmt(gettext("地图:%s"), [(grid.names ?? [grid.name]).join(" / ")]),
  );
  draw(event);
  return shown.figure;
}

function makeHost() {
  shown.host = h("div", { class: "place-map", role: "img" });
  shown.note = h("figcaption", {});
  shown.figure = h("figure", { class: "place-figure" }, shown.host, shown.note);
  shown.map = new OutlineMap(shown.host, { margin: () => EDGES });
}

async function draw(event) {
  const turn = ++shown.turn;
  const township = `${event.grid.code.slice(0, TOWNSHIP)}000`;
  const found = await outlinesOf(township).catch(() => null);
  if (turn !== shown.turn || !shown.host.isConnected) return;
  shown.figure.hidden = !found?.features?.length;
  if (shown.figure.hidden) return;
  // Its villages are named, not the township itself.
  shown.map.options.home = township;
  if (shown.of !== township) shown.map.setOutlines(found);
  shown.of = township;
  shown.map.focus(event.grid.code.slice(0, VILLAGE));
  shown.map.setPoints([{ id: event.id, ...event.place, lamp: event.lamp }]);
  shown.note.textContent = shown.map.isEstimated ? gettext("边界为示意") : "";
}
