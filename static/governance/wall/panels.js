// SPDX-License-Identifier: Apache-2.0
/**
 * The panels around the map. Each is a function of the state alone, drawn from its counts.
 *
 * A panel is {draw(state, now)}; a later app adds its own to the list that `makePanels` returns.
 */

import { lampGlyph, lampWord } from "../../shared/map/lamps.js";
import { BarList, HourBars, number, write } from "./charts.js";
import { count, countsUnder, newestEvents } from "./fold.js";
import { hourAndMinute, hourOf, stampOf } from "./freshness.js";
import { platforms, sourceWord, sources, stages, stateWord, summonsWord } from "./words.js";

export const ROWS = 8;
const LAMPS = ["green", "yellow", "orange", "red", "paused"];

/** Every element that names counts in `data-count` ("a" or "a+b") shows their sum. */
class Numbers {
  constructor(root) {
    this.slots = [...root.querySelectorAll("[data-count]")].map((element) => ({
      element,
      keys: element.dataset.count.split("+"),
    }));
  }

  draw(state) {
    for (const { element, keys } of this.slots) {
      const sum = keys.reduce((total, key) => total + count(state, key), 0);
      write(element, number(sum));
      const { classList } = element.parentElement;
      classList.toggle("is-nought", sum === 0);
      classList.toggle("is-long", sum >= 10_000);
    }
  }
}

class Platforms {
  constructor(root) {
    this.bars = new BarList(root.querySelector("#platform-bars"), platforms(), (n) => number(n));
  }

  draw(state) {
    this.bars.draw(countsUnder(state, "open.platform."));
  }
}

class Sources {
  constructor(root) {
    const share = (n, total) =>
      total ? `${number(n)} · ${Math.round((100 * n) / total)}%` : number(n);
    this.bars = new BarList(root.querySelector("#source-bars"), sources(), share);
  }

  draw(state) {
    this.bars.draw(countsUnder(state, "today.source."));
  }
}

class Hours {
  constructor(root) {
    this.charts = [...root.querySelectorAll("svg.hour-bars")].map((svg) => new HourBars(svg));
    this.peak = root.querySelector("#hour-peak");
  }

  draw(state, now) {
    const hour = hourOf(now);
    const values = Array.from({ length: 24 }, (_, each) => count(state, `hour.${each}`));
    for (const chart of this.charts) chart.draw(values, hour);
    const highest = Math.max(...values);
    const text = interpolate(gettext("最多 %s 时 · %s 件"), [values.indexOf(highest), number(highest)]);
    write(this.peak, highest ? text : gettext("今日尚无上报"));
  }
}

/** The share of each lamp among what is open, as one bar; and whether all is well. */
class Lamps {
  constructor(root) {
    const bar = root.querySelector("#lamp-bar");
    this.parts = LAMPS.map((lamp) => {
      const part = document.createElement("i");
      part.className = `lamp-${lamp}`;
      bar.append(part);
      return [lamp, part];
    });
    this.quiet = root.querySelector("#quiet");
  }

  draw(state) {
    for (const [lamp, part] of this.parts) {
      const grow = String(count(state, `open.lamp.${lamp}`));
      if (part.style.flexGrow !== grow) part.style.flexGrow = grow;
    }
    const abnormal = ["yellow", "orange", "red"].some((lamp) => count(state, `open.lamp.${lamp}`));
    this.quiet.hidden = abnormal;
  }
}

class Stages {
  constructor(root) {
    const list = root.querySelector("#stage-list");
    this.slots = stages().map(([label, states]) => {
      const [item, value, name] = ["li", "b", "span"].map((tag) => document.createElement(tag));
      name.textContent = label;
      item.append(value, name);
      list.append(item);
      return { item, value, states };
    });
  }

  draw(state) {
    for (const { item, value, states } of this.slots) {
      const sum = states.reduce((total, each) => total + count(state, `open.state.${each}`), 0);
      item.classList.toggle("is-nought", sum === 0);
      write(value, number(sum));
    }
  }
}

const LINES = [["lamp"], ["time", "matter"], ["place", "source", "state"]];

/** The newest events: a fixed number of rows that are rewritten, so nothing grows or scrolls. */
class Events {
  constructor(root, names, placeOf) {
    this.names = names;
    this.placeOf = placeOf;
    this.empty = root.querySelector("#no-events");
    const list = root.querySelector("#event-list");
    this.rows = Array.from({ length: ROWS }, () => this.row(list));
    this.newest = null;
  }

  row(list) {
    const item = document.createElement("li");
    item.hidden = true;
    list.append(item);
    return { item, ...Object.assign({}, ...LINES.map((names) => this.line(item, names))) };
  }

  line(item, names) {
    const line = document.createElement("p");
    item.append(line);
    const cells = names.map((name) => {
      const cell = document.createElement("span");
      cell.className = `cell-${name}`;
      line.append(cell);
      return [name, cell];
    });
    return Object.fromEntries(cells);
  }

  draw(state, now) {
    const steps = newestEvents(state, ROWS);
    this.rows.forEach((row, i) => {
      row.item.hidden = !steps[i];
      if (steps[i]) this.fill(row, steps[i], now);
    });
    this.empty.hidden = steps.length > 0;
    this.newest ??= state.seq;
  }

  fill(row, step, now) {
    const told = ["yellow", "orange", "red", "paused"].includes(step.lamp);
    row.item.dataset.lamp = step.lamp ?? "none";
    row.item.classList.toggle("is-new", step.seq > (this.newest ?? step.seq));
    write(row.lamp, lampGlyph(step.lamp));
    write(row.time, stampOf(Date.parse(step.at), now));
    write(row.matter, this.names.matter(step));
    const state = stateWord(step.state);
    write(row.state, told ? `${lampWord(step.lamp)} · ${state}` : state);
    write(row.place, this.placeOf(step));
    write(row.source, sourceWord(step.source));
  }

  /** What was new a moment ago is no longer: called by the second hand. */
  settle(state) {
    this.newest = state.seq;
    for (const { item } of this.rows) item.classList.remove("is-new");
  }
}

// The units of the whistle that has waited longest; the rest are a number.
const CHIPS = 6;

/** 吹哨报到: who was called and who is there. Nothing is shown while nobody is called. */
class Whistles {
  constructor(root, names, placeOf) {
    this.panel = root.querySelector("#whistles");
    this.slots = Object.fromEntries(
      ["running", "about", "count"].map((name) => [name, root.querySelector(`#whistle-${name}`)]),
    );
    this.names = names;
    this.placeOf = placeOf;
    const list = root.querySelector("#whistle-units");
    this.chips = Array.from({ length: CHIPS + 1 }, () => {
      const chip = document.createElement("li");
      list.append(chip);
      return chip;
    });
  }

  draw(state) {
    const all = [...state.whistles.values()];
    this.panel.hidden = all.length === 0;
    if (!all.length) return;
    const waits = (one) => (one.arrived < one.called ? 0 : 1);
    all.sort((a, b) => waits(a) - waits(b) || Date.parse(a.gather_at) - Date.parse(b.gather_at));
    const { running, about, count: counted } = this.slots;
    write(running, interpolate(gettext("进行中 %s"), [all.length]));
    this.fill(all[0], about, counted);
  }

  fill(whistle, about, counted) {
    const place = this.placeOf({ unit: whistle.village });
    write(about, [place, this.names.matter(whistle)].filter(Boolean).join(" · "));
    const at = hourAndMinute(whistle.gather_at);
    write(counted, interpolate(gettext("应到 %s 已到 %s · %s"), [whistle.called, whistle.arrived, at]));
    const rest = whistle.units.length - CHIPS;
    this.chips.forEach((chip, i) => {
      const [code, status] = whistle.units[i] ?? [];
      const last = i === CHIPS && rest > 0;
      chip.hidden = !code || (i === CHIPS && rest <= 0);
      chip.className = last ? "" : `is-${status}`;
      if (last) write(chip, `+${rest}`);
      else if (code) write(chip, `${this.names.office(code)} ${summonsWord(status)}`);
    });
  }
}

class Footer {
  constructor(root) {
    this.line = root.querySelector("#ledger-line");
  }

  draw(state) {
    write(this.line, interpolate(gettext("第%s号 · %s"), [state.seq, state.h]));
  }
}

/** All panels of the page. */
export function makePanels(root, names, placeOf) {
  const events = new Events(root, names, placeOf);
  const kinds = [Numbers, Platforms, Sources, Hours, Lamps, Stages, Footer];
  const panels = kinds.map((Panel) => new Panel(root));
  panels.push(new Whistles(root, names, placeOf));
  return { all: [...panels, events], events };
}
