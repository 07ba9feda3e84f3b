// SPDX-License-Identifier: Apache-2.0
/**
 * A map of outlines and points: two canvases (areas below, points above) and names as text.
 *
 * Areas are painted when the box or a fill changes, points when points change, so a busy
 * minute costs one clear and a few paths a paint. Names stay in the DOM: crisp at any scale
 * and readable by assistive technology. Colours come from CSS custom properties of the host.
 */

import { LAMP_ORDER, addLamp } from "./lamps.js";
import { contains, joinBounds, labelPoint, projectionOf, shapeOf } from "./geometry.js";

const AREA_KINDS = ["county", "township", "village", "grid", "micro_grid"];
const MAX_PIXEL_RATIO = 2;
// So many points would cover one another at full size.
const CROWD = 800;

function canvasIn(host, name) {
  const canvas = document.createElement("canvas");
  canvas.className = `map-layer map-${name}`;
  canvas.setAttribute("aria-hidden", "true");
  host.append(canvas);
  return canvas;
}

function overlaps(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export class OutlineMap {
  /**
   * `home`: the unit whose map this is; what lies directly below it is named.
   * `margin(rem)` in px keeps room for legends; `maxPoints` bounds a paint.
   */
  constructor(host, options = {}) {
    const { home = null, maxPoints = 2000, margin = null, onPick = null } = options;
    this.host = host;
    this.options = { home, maxPoints, margin };
    this.areas = canvasIn(host, "areas");
    this.dots = canvasIn(host, "points");
    this.labels = document.createElement("div");
    this.labels.className = "map-labels";
    this.pulses = document.createElement("div");
    this.pulses.className = "map-pulses";
    this.pulses.setAttribute("aria-hidden", "true");
    host.classList.add("outline-map");
    host.append(this.labels, this.pulses);
    this.shapes = new Map();
    this.levels = new Map();
    this.points = [];
    this.names = new Map();
    this.focused = null;
    this.projection = null;
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(host);
    this.stop = new AbortController();
    if (onPick) this.listen(onPick);
  }

  listen(onPick) {
    this.host.addEventListener("click", (event) => this.pick(event, onPick), {
      signal: this.stop.signal,
    });
  }

  /** Tell the listener where was clicked, on which units, and on which point, if any. */
  pick(event, onPick) {
    if (!this.projection) return;
    const box = this.host.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const near = ({ lon, lat }) =>
      Math.hypot(this.projection.x(lon) - x, this.projection.y(lat) - y) <= this.unit * 0.9;
    const [lon, lat] = [this.projection.lon(x), this.projection.lat(y)];
    onPick({ lon, lat, units: this.locate(lon, lat), point: this.points.findLast(near) ?? null });
  }

  /** Take a GeoJSON collection of a unit's subtree. */
  setOutlines(collection) {
    this.shapes = new Map(AREA_KINDS.map((kind) => [kind, []]));
    for (const feature of collection.features) {
      if (feature.geometry && this.shapes.has(feature.properties.kind)) {
        this.shapes.get(feature.properties.kind).push(shapeOf(feature));
      }
    }
    this.makeLabels();
    this.resize();
  }

  /** Whether any outline shown is an estimate (示意边界). */
  get isEstimated() {
    return [...this.shapes.values()].flat().some((shape) => shape.estimated);
  }

  /** The finest kind that has outlines here: what is coloured. */
  get fillKind() {
    return AREA_KINDS.slice(0, 3).findLast((kind) => this.shapes.get(kind)?.length) ?? null;
  }

  shapesOf(kind) {
    return this.shapes.get(kind) ?? [];
  }

  /** The code of the unit of this kind that holds the point. */
  holderOf(kind, lon, lat) {
    return this.shapesOf(kind).find((shape) => contains(shape, lon, lat)) ?? null;
  }

  /** All units that hold the point: {kind: shape}. */
  locate(lon, lat) {
    const found = AREA_KINDS.map((kind) => [kind, this.holderOf(kind, lon, lat)]);
    return Object.fromEntries(found.filter(([, shape]) => shape));
  }

  /** Colour levels 0–4 by unit code; absent = 0. Painted only if something changed. */
  setLevels(levels) {
    const same =
      levels.size === this.levels.size &&
      [...levels].every(([code, level]) => this.levels.get(code) === level);
    if (same) return;
    this.levels = levels;
    this.paintAreas();
  }

  /** Points as {id, lon, lat, lamp}; the loudest lamps are kept when there are too many. */
  setPoints(points) {
    const rank = (point) => Math.max(0, LAMP_ORDER.indexOf(point.lamp));
    this.points = [...points].sort((a, b) => rank(a) - rank(b)).slice(-this.options.maxPoints);
    this.paintPoints();
  }

  /** A short text behind a name, such as a number, by unit code. */
  setNotes(notes) {
    let wider = false;
    for (const [code, { note }] of this.names) {
      const text = notes.get(code) ?? "";
      wider ||= text.length !== note.textContent.length;
      if (note.textContent !== text) note.textContent = text;
    }
    if (wider && this.projection) this.placeLabels();
  }

  /** Rings about the few points that wait for somebody: [{lon, lat}]. */
  setPulses(places) {
    while (this.pulses.children.length > places.length) this.pulses.lastChild.remove();
    while (this.pulses.children.length < places.length) {
      this.pulses.append(document.createElement("span"));
    }
    this.pulsing = places;
    this.placePulses();
  }

  placePulses() {
    if (!this.projection) return;
    (this.pulsing ?? []).forEach(({ lon, lat }, i) => {
      this.pulses.children[i].style.left = `${this.projection.x(lon)}px`;
      this.pulses.children[i].style.top = `${this.projection.y(lat)}px`;
    });
  }

  /** Fit the view to one unit, or to all (null). */
  focus(code) {
    this.focused = code;
    this.resize();
  }

  bounds() {
    const shapes = [...this.shapes.values()].flat();
    const one = shapes.find((shape) => shape.code === this.focused);
    return one ? one.bounds : shapes.map((shape) => shape.bounds).reduce(joinBounds);
  }

  resize() {
    const [width, height] = [this.host.clientWidth, this.host.clientHeight];
    if (!width || !height || ![...this.shapes.values()].flat().length) return;
    this.ratio = Math.min(window.devicePixelRatio || 1, MAX_PIXEL_RATIO);
    this.unit = parseFloat(getComputedStyle(document.documentElement).fontSize);
    for (const canvas of [this.areas, this.dots]) {
      canvas.width = Math.round(width * this.ratio);
      canvas.height = Math.round(height * this.ratio);
    }
    const even = { top: this.unit, right: this.unit, bottom: this.unit, left: this.unit };
    const margin = this.options.margin?.(this.unit) ?? even;
    this.projection = projectionOf(this.bounds(), width, height, margin);
    const paths = (kind) => this.shapesOf(kind).map((shape) => this.pathOf(shape));
    this.paths = new Map(AREA_KINDS.map((kind) => [kind, paths(kind)]));
    this.readColours();
    this.paintAreas();
    this.paintPoints();
    this.placeLabels();
    this.placePulses();
  }

  readColours() {
    const style = getComputedStyle(this.host);
    const read = (name) => style.getPropertyValue(name).trim();
    this.colours = {
      levels: [0, 1, 2, 3, 4].map((level) => read(`--map-level-${level}`)),
      village: read("--map-line-village"),
      township: read("--map-line-township"),
      county: read("--map-line-county"),
      halo: read("--map-halo"),
      lamps: Object.fromEntries(LAMP_ORDER.map((lamp) => [lamp, read(`--lamp-${lamp}`)])),
    };
  }

  pathOf(shape) {
    const path = new Path2D();
    for (const ring of shape.polygons.flat()) {
      ring.forEach(([lon, lat], i) => {
        const [x, y] = [this.projection.x(lon), this.projection.y(lat)];
        if (i) path.lineTo(x, y);
        else path.moveTo(x, y);
      });
      path.closePath();
    }
    return path;
  }

  begin(canvas) {
    const context = canvas.getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.lineJoin = "round";
    return context;
  }

  paintAreas() {
    if (!this.projection) return;
    const context = this.begin(this.areas);
    const kind = this.fillKind;
    this.shapesOf(kind).forEach((shape, i) => {
      context.fillStyle = this.colours.levels[Math.min(4, this.levels.get(shape.code) ?? 0)];
      context.fill(this.paths.get(kind)[i], "evenodd");
    });
    this.stroke(context, "village", this.colours.village, 0.04);
    this.stroke(context, "township", this.colours.township, 0.09);
    this.stroke(context, "county", this.colours.county, 0.14);
  }

  stroke(context, kind, colour, width) {
    context.strokeStyle = colour;
    context.lineWidth = Math.max(0.5, width * this.unit);
    for (const path of this.paths.get(kind)) context.stroke(path);
  }

  paintPoints() {
    if (!this.projection) return;
    const context = this.begin(this.dots);
    const radius = (this.points.length > CROWD ? 0.27 : 0.36) * this.unit;
    for (const lamp of LAMP_ORDER) {
      const path = new Path2D();
      for (const point of this.points) {
        if (point.lamp !== lamp) continue;
        addLamp(path, lamp, this.projection.x(point.lon), this.projection.y(point.lat), radius);
      }
      context.lineWidth = 0.12 * this.unit;
      context.strokeStyle = this.colours.halo;
      context.stroke(path);
      context.fillStyle = this.colours.lamps[lamp];
      context.fill(path);
    }
  }

  makeLabels() {
    this.labels.replaceChildren();
    this.names = new Map();
    const below = (kind) => this.shapesOf(kind).filter(({ code }) => code !== this.options.home);
    const kind = AREA_KINDS.slice(1).find((each) => below(each).length);
    for (const shape of below(kind)) {
      const label = document.createElement("span");
      const note = document.createElement("b");
      label.append(shape.name, note);
      this.labels.append(label);
      this.names.set(shape.code, { label, note, place: labelPoint(shape) });
    }
  }

  /** Roomiest names first; one that would cover another moves a line up or down, or hides. */
  placeLabels() {
    const taken = [];
    const line = this.unit * 1.3;
    const roomiest = [...this.names.values()].sort((a, b) => b.place.room - a.place.room);
    for (const { label } of roomiest) label.hidden = false;
    const sizes = roomiest.map(({ label }) => [label.offsetWidth, label.offsetHeight]);
    roomiest.forEach(({ label, place }, i) => {
      const [width, height] = sizes[i];
      const x = this.projection.x(place.lon) - width / 2;
      const free = [0, -1, 1, -2, 2]
        .map((shift) => this.projection.y(place.lat) - height / 2 + shift * line)
        .map((top) => ({ left: x, top, right: x + width, bottom: top + height }))
        .find((box) => !taken.some((other) => overlaps(box, other)));
      label.hidden = !free;
      if (!free) return;
      taken.push(free);
      label.style.left = `${free.left}px`;
      label.style.top = `${free.top}px`;
    });
  }

  destroy() {
    this.observer.disconnect();
    this.stop.abort();
    this.host.replaceChildren();
  }
}
