// SPDX-License-Identifier: Apache-2.0
/** The wall's map: the shared map fed from the wall's state, and where a step happened. */

import { OutlineMap } from "../../shared/map/outline_map.js";
import { number, write } from "./charts.js";
import { count, countsUnder, unsignedReds } from "./fold.js";

const MAX_POINTS = 2000;
const MAX_PULSES = 3;
const LATE_LAMPS = new Set(["yellow", "orange", "red"]);
const PLACE_KINDS = ["village", "township", "county"];

/** A village's colour is what waits too long there, never how much was reported. */
function levelOf(late) {
  if (late === 0) return 0;
  if (late === 1) return 1;
  if (late <= 3) return 2;
  return late <= 6 ? 3 : 4;
}

export class WallMap {
  constructor(root, names) {
    this.names = names;
    this.head = root.querySelector("#map-head");
    this.shown = root.querySelector("#map-shown");
    this.estimated = root.querySelector("#map-estimated");
    this.home = root.dataset.unit;
    this.map = new OutlineMap(root.querySelector("#map"), {
      home: this.home,
      maxPoints: MAX_POINTS,
      margin: (rem) => ({ top: rem * 2.6, right: rem * 1.2, bottom: rem * 2.2, left: rem * 1.2 }),
    });
    this.units = new Map();
    this.drawn = null;
  }

  takeOutlines(collection) {
    this.map.setOutlines(collection);
    this.estimated.hidden = !this.map.isEstimated;
    const towns = this.map.shapesOf("township").filter(({ code }) => code !== this.home).length;
    const villages = this.map.shapesOf("village").filter(({ code }) => code !== this.home).length;
    const parts = [];
    if (towns) parts.push(interpolate(gettext("%s 乡镇街道"), [towns]));
    if (villages) parts.push(interpolate(gettext("%s 村社"), [number(villages)]));
    write(this.head, parts.join(" · "));
    this.units.clear();
    this.drawn = null;
  }

  /** The finest unit that holds the point; kept, and all forgotten when there are too many. */
  unitAt(lon, lat) {
    const key = `${lon},${lat}`;
    if (this.units.size > 4 * MAX_POINTS) this.units.clear();
    if (!this.units.has(key)) {
      const kind = PLACE_KINDS.find((each) => this.map.holderOf(each, lon, lat));
      this.units.set(key, kind ? this.map.holderOf(kind, lon, lat) : null);
    }
    return this.units.get(key);
  }

  /** "township village" of a step: by its point, else by its unit's code. */
  placeOf(step) {
    const unit = step.lon == null ? null : this.unitAt(step.lon, step.lat);
    return this.names.path(unit ?? this.names.unit(step.unit), this.home);
  }

  draw(state) {
    if (this.drawn?.state === state && this.drawn.seq === state.seq) return;
    this.drawn = { state, seq: state.seq };
    const points = [];
    const late = new Map();
    for (const [id, lon, lat, lamp] of state.points.values()) {
      points.push({ id, lon, lat, lamp });
      if (!LATE_LAMPS.has(lamp)) continue;
      const code = this.unitAt(lon, lat)?.code;
      if (code) late.set(code, (late.get(code) ?? 0) + 1);
    }
    this.map.setPoints(points);
    this.map.setLevels(new Map([...late].map(([code, n]) => [code, levelOf(n)])));
    this.map.setPulses(unsignedReds(state, MAX_PULSES));
    this.drawNotes(state, points.length);
  }

  drawNotes(state, points) {
    const open = Object.entries(countsUnder(state, "open.unit."));
    this.map.setNotes(new Map(open.map(([code, n]) => [code, number(n)])));
    const shown = number(Math.min(points, MAX_POINTS));
    write(this.shown, interpolate(gettext("在办 %s · 图上 %s"), [number(count(state, "open")), shown]));
  }
}
