// SPDX-License-Identifier: Apache-2.0
/** Small charts of our own: 24 bars as SVG, bars of a list. Only changed values are redrawn. */

const SVG = "http://www.w3.org/2000/svg";
const HOURS = 24;
const HEIGHT = 100;

/** Write text only if it differs: an unchanged number costs no layout. */
export function write(element, text) {
  const words = String(text);
  if (element.textContent !== words) element.textContent = words;
}

/** A whole number with separators. */
export function number(n) {
  return n.toLocaleString("en-US");
}

export class HourBars {
  /** `svg` is an empty <svg>; the last bar reached is marked. */
  constructor(svg) {
    this.svg = svg;
    svg.setAttribute("viewBox", `0 0 ${HOURS * 10} ${HEIGHT}`);
    svg.setAttribute("preserveAspectRatio", "none");
    this.bars = Array.from({ length: HOURS }, (_, hour) => this.bar(hour));
    this.drawn = "";
  }

  bar(hour) {
    const bar = document.createElementNS(SVG, "rect");
    bar.setAttribute("x", hour * 10 + 1);
    bar.setAttribute("width", 8);
    this.svg.append(bar);
    return bar;
  }

  /** Values by hour, and the hour it is. Hours to come show only their floor. */
  draw(values, now) {
    const key = `${values.join()}|${now}`;
    if (key === this.drawn) return;
    this.drawn = key;
    const top = Math.max(1, ...values);
    this.bars.forEach((bar, hour) => {
      const height = hour > now ? 1.5 : Math.max(3, (values[hour] / top) * HEIGHT);
      bar.setAttribute("y", HEIGHT - height);
      bar.setAttribute("height", height);
      bar.setAttribute("class", hour > now ? "is-ahead" : hour === now ? "is-now" : "");
    });
  }
}

export class BarList {
  /** One row a pair [code, label] in the <ul>; `texts(n, total)` says what stands behind a bar. */
  constructor(list, pairs, texts) {
    this.texts = texts;
    this.rows = pairs.map(([code, label]) => ({ code, ...this.row(list, label) }));
  }

  row(list, label) {
    const [item, name, track, fill, value] = ["li", "span", "span", "i", "b"].map((tag) =>
      document.createElement(tag),
    );
    name.textContent = label;
    name.className = "bar-name";
    track.className = "bar-track";
    track.append(fill);
    item.append(name, track, value);
    list.append(item);
    return { item, fill, value };
  }

  /** Numbers by code; the longest bar is the largest number. */
  draw(numbers) {
    const total = Object.values(numbers).reduce((a, b) => a + b, 0);
    const top = Math.max(1, ...Object.values(numbers));
    for (const { code, item, fill, value } of this.rows) {
      const n = numbers[code] ?? 0;
      const width = `scaleX(${(n / top).toFixed(4)})`;
      if (fill.style.transform !== width) fill.style.transform = width;
      item.classList.toggle("is-nought", n === 0);
      write(value, this.texts(n, total));
    }
  }
}
