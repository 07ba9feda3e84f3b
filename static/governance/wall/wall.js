// SPDX-License-Identifier: Apache-2.0
/** The wall page: one socket, one state, one paint at a time. */

import { WallClient } from "./client.js";
import { Freshness } from "./freshness.js";
import { WallMap } from "./map.js";
import { Names, fetchJson } from "./names.js";
import { makePanels } from "./panels.js";

const PAINT_EVERY = 100;

/** Paint at once, then at most ten times a second; the last change is always painted. */
export function makePainter(draw, every = PAINT_EVERY) {
  let [last, timer] = [-Infinity, null];
  const paint = () => {
    timer = null;
    last = performance.now();
    requestAnimationFrame(draw);
  };
  return () => {
    timer ??= setTimeout(paint, Math.max(0, last + every - performance.now()));
  };
}

class Wall {
  constructor(root) {
    this.root = root;
    this.slots = Object.fromEntries(
      ["chip", "clock", "date", "skew"].map((name) => [name, root.querySelector(`#${name}`)]),
    );
    this.freshness = new Freshness(root, this.slots);
    const offices = document.querySelector("#wall-offices");
    this.names = new Names(offices ? JSON.parse(offices.textContent) : {});
    this.map = new WallMap(root, this.names);
    this.panels = makePanels(root, this.names, (step) => this.map.placeOf(step));
    this.paint = makePainter(() => this.draw());
    this.client = new WallClient(root.dataset.socket, {
      onState: this.paint,
      onWord: () => this.freshness.hear(),
      onRefused: (refused) => this.refuse(refused),
    });
    this.stop = new AbortController();
  }

  start() {
    this.stopClock = this.freshness.run();
    this.client.start();
    const { signal } = this.stop;
    window.addEventListener("online", () => this.client.hurry(), { signal });
    window.addEventListener("pagehide", () => this.end(), { signal });
    // A page taken out of the browser's back-forward cache has lost its socket and timers.
    window.addEventListener("pageshow", ({ persisted }) => persisted && window.location.reload());
    this.hands = setInterval(() => this.eachFiveSeconds(), 5_000);
    this.fetchNames().catch((error) => {
      if (!signal.aborted) throw error;
    });
  }

  async fetchNames() {
    const { signal } = this.stop;
    const { outlines, matters } = this.root.dataset;
    const matterTree = fetchJson(matters, { signal });
    const onAnswer = (answer, asked) => this.readClock(answer, asked);
    const collection = await fetchJson(outlines, { signal, onAnswer });
    if (collection) {
      this.names.takeOutlines(collection);
      this.map.takeOutlines(collection);
    }
    this.root.dataset.map = collection?.features.length ? "ready" : "none";
    this.paint();
    this.names.takeMatters(await matterTree);
    this.paint();
  }

  /** The answer's date is the server's clock, unless a cache kept the answer. */
  readClock(answer, asked) {
    const date = Date.parse(answer.headers.get("Date"));
    const cached = answer.headers.has("Age") || answer.status === 304;
    if (date && !cached) this.freshness.setServerTime(date, asked, Date.now());
  }

  draw() {
    const { state } = this.client;
    if (!state || this.root.dataset.view === "refused") return;
    const now = this.freshness.now();
    for (const panel of this.panels.all) panel.draw(state, now);
    this.map.draw(state);
    const view = state.recent.length || state.points.size ? "ready" : "empty";
    if (this.root.dataset.view !== view) this.root.dataset.view = view;
    this.root.dataset.seq = state.seq;
    // A task after the frame's callbacks: by then the frame is handed to the compositor.
    setTimeout(() => this.client.drawn(state.seq));
  }

  refuse(refused) {
    if (refused) this.root.dataset.view = "refused";
    else if (this.root.dataset.view === "refused") this.root.dataset.view = "loading";
  }

  /** The mark of a new row fades; the current hour moves on although nothing came. */
  eachFiveSeconds() {
    if (!this.client.state) return;
    this.panels.events.settle(this.client.state);
    this.paint();
  }

  end() {
    this.stopClock();
    clearInterval(this.hands);
    this.client.stop();
    this.stop.abort();
  }
}

const root = document.querySelector("#wall");
if (root) new Wall(root).start();
