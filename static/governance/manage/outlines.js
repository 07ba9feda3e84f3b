// SPDX-License-Identifier: Apache-2.0
/** The outlines of a draft over those that are drawn now, on the map that all seats share. */

import { labelPoint, shapeOf } from "../../shared/map/geometry.js";
import { OutlineMap } from "../../shared/map/outline_map.js";

const { gettext } = window;

const LINES = {
  old: { colour: "--compare-old", width: 2, dash: [6, 4] },
  refused: { colour: "--compare-refused", width: 2.5, dash: [2, 4] },
  same: { colour: "--compare-new", width: 1.5, dash: [] },
  changed: { colour: "--compare-new", width: 2.5, dash: [] },
  new: { colour: "--compare-new", width: 2.5, dash: [] },
};

class CompareMap extends OutlineMap {
  /** What is compared, drawn above the areas: old dashed, new in full, refused dotted. */
  setCompared(features) {
    this.compared = features.map(shapeOf);
    this.makeLabels();
    this.resize();
  }

  /** What is compared is named, each unit once, where it would stand; nothing else. */
  makeLabels() {
    this.labels.replaceChildren();
    this.names = new Map();
    for (const shape of this.compared ?? []) {
      if (shape.state === "old") continue;
      const label = document.createElement("span");
      const note = document.createElement("b");
      label.append(shape.name, note);
      this.labels.append(label);
      this.names.set(shape.code, { label, note, place: labelPoint(shape) });
    }
  }

  /** A name that would stand outside the box, or across its edge, is not shown. */
  placeLabels() {
    super.placeLabels();
    const { clientWidth, clientHeight } = this.host;
    for (const { label } of this.names.values()) {
      const right = label.offsetLeft + label.offsetWidth;
      const bottom = label.offsetTop + label.offsetHeight;
      label.hidden ||=
        label.offsetLeft < 0 || label.offsetTop < 0 || right > clientWidth || bottom > clientHeight;
    }
  }

  /** The whole county is too wide for three grids: fit what is compared. */
  bounds() {
    const one = this.compared?.filter(({ code }) => code === this.focused) ?? [];
    const shown = one.length ? one : this.compared ?? [];
    if (!shown.length) return super.bounds();
    const edges = shown.map(({ bounds }) => bounds);
    return [0, 1, 2, 3].map((at) => {
      const pick = at < 2 ? Math.min : Math.max;
      const span = pick(...edges.map((edge) => edge[at]));
      const margin = 0.05 * Math.abs(edges[0][at % 2] - edges[0][(at % 2) + 2]);
      return at < 2 ? span - margin : span + margin;
    });
  }

  paintAreas() {
    super.paintAreas();
    if (!this.projection || !this.compared) return;
    const context = this.areas.getContext("2d");
    const style = getComputedStyle(this.host);
    for (const shape of this.compared) {
      const { colour, width, dash } = LINES[shape.state];
      context.strokeStyle = style.getPropertyValue(colour);
      context.lineWidth = width * (shape.code === this.focused ? 1.6 : 1);
      context.setLineDash(dash);
      context.stroke(this.pathOf(shape));
    }
    context.setLineDash([]);
  }
}

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** A row that is pointed at is shown large; the one shown says so. */
function listen(map, rows) {
  const show = (row) => {
    const again = row.getAttribute("aria-current") === "true";
    for (const each of rows) each.removeAttribute("aria-current");
    if (!again) row.setAttribute("aria-current", "true");
    map.focus(again ? null : row.dataset.code);
  };
  for (const row of rows) {
    row.tabIndex = 0;
    row.addEventListener("click", () => show(row));
    row.addEventListener("keydown", (event) => {
      if (event.key === "Enter") show(row);
    });
  }
}

async function start() {
  const host = document.querySelector("#compare-map");
  const note = document.querySelector("#compare-note");
  try {
    const { home, old, new: drawn } = await fetched(host.dataset.source);
    const base = document.documentElement.dataset.base ?? "";
    const outlines = await fetched(`${base}/api/v1/units/${home}/outlines/`);
    const map = new CompareMap(host, { home });
    map.setOutlines(outlines);
    map.setCompared([...old, ...drawn]);
    host.dataset.drawn = String(old.length + drawn.length);
    listen(map, [...document.querySelectorAll("tr[data-code]")]);
    if (map.isEstimated) note.textContent = gettext("底图上的乡镇、村社边界有一部分是推算的。");
  } catch {
    note.textContent = gettext("地图没有取到,请刷新再看;右边的结果不受影响。");
  }
}

start();
