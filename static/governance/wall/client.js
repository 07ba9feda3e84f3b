// SPDX-License-Identifier: Apache-2.0
/**
 * The socket of a wall: snapshot, deltas, beats; a dead line is found and replaced.
 *
 * The server promises that every line of the ledger arrives in order or that the gap shows; this
 * side promises never to draw across a gap. A line that says nothing for 7 s is dead, whatever
 * the operating system believes: half-open connections after a pulled plug look alive for hours.
 */

import { applyDelta, beatDisagrees, fromSnapshot } from "./fold.js";

const SILENCE = 7_000;
const FIRST_WAIT = 400;
const LONGEST_WAIT = 8_000;
const REFUSED_WAIT = 30_000;
const ASK_AGAIN = 3_000;
const JITTER = 0.3;
const REFUSED = 4403;

/** The wait before try n (0, 1, …): 0.4·2ⁿ s ≤ 8 s, ±30 % so that walls do not march in step. */
export function backOff(tries, random) {
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
  return Math.min(LONGEST_WAIT, wait * (1 - JITTER + 2 * JITTER * random));
}

export class WallClient {
  /** `onState(state)` after a change; `onWord()` when up to date; `onRefused(bool)`. */
  constructor(url, { onState, onWord, onRefused }) {
    this.url = url;
    this.tell = { onState, onWord, onRefused };
    this.state = null;
    this.socket = null;
    this.tries = 0;
    this.timers = { retry: null, silence: null };
    this.askedAt = -Infinity;
    this.drawnSeq = -1;
    this.closed = false;
  }

  start() {
    this.closed = false;
    this.connect();
  }

  /** Close for good and leave no timer behind. */
  stop() {
    this.closed = true;
    this.drop();
    clearTimeout(this.timers.retry);
  }

  /** Try at once: the network came back, or the page became visible. */
  hurry() {
    if (this.closed || this.socket?.readyState === WebSocket.OPEN) return;
    this.tries = 0;
    this.drop();
    this.connect();
  }

  address() {
    const url = new URL(this.url, window.location.href);
    url.protocol = url.protocol.replace("http", "ws");
    if (this.state) {
      url.searchParams.set("since", this.state.seq);
      url.searchParams.set("h", this.state.h);
    }
    return url.href;
  }

  connect() {
    clearTimeout(this.timers.retry);
    this.askedAt = -Infinity;
    const socket = new WebSocket(this.address());
    this.socket = socket;
    socket.onmessage = ({ data }) => this.socket === socket && this.receive(JSON.parse(data));
    socket.onclose = ({ code }) => this.socket === socket && this.lost(code);
    this.watch();
  }

  /** Forget the socket; whatever it still says is not heard. */
  drop() {
    clearTimeout(this.timers.silence);
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  watch() {
    clearTimeout(this.timers.silence);
    this.timers.silence = setTimeout(() => this.lost(null), SILENCE);
  }

  lost(code) {
    this.drop();
    if (this.closed) return;
    const refused = code === REFUSED;
    if (refused) this.tell.onRefused(true);
    const wait = refused ? REFUSED_WAIT : backOff(this.tries, Math.random());
    this.tries += 1;
    clearTimeout(this.timers.retry);
    this.timers.retry = setTimeout(() => this.connect(), wait);
  }

  receive(message) {
    this.watch();
    this.tries = 0;
    this.tell.onRefused(false);
    const kinds = { snapshot: this.takeSnapshot, delta: this.takeDelta, beat: this.takeBeat };
    const upToDate = kinds[message.type]?.call(this, message) ?? false;
    // Hearing is not knowing: with a gap open, the screen must begin to look old.
    if (upToDate) this.tell.onWord();
    else this.resync();
  }

  takeSnapshot(message) {
    this.askedAt = -Infinity;
    this.state = fromSnapshot(message);
    this.drawnSeq = -1;
    this.tell.onState(this.state);
    return true;
  }

  takeDelta(message) {
    const outcome = this.state ? applyDelta(this.state, message) : "gap";
    if (outcome === "applied") this.tell.onState(this.state);
    return outcome !== "gap";
  }

  takeBeat(message) {
    return this.state !== null && !beatDisagrees(this.state, message);
  }

  /** Ask for a snapshot, and again if none comes. */
  resync() {
    const now = performance.now();
    if (now - this.askedAt < ASK_AGAIN) return;
    if (this.say({ type: "resync" })) this.askedAt = now;
  }

  /** The wall has painted everything up to this number (县屏已见). */
  drawn(seq) {
    if (seq <= this.drawnSeq) return;
    if (this.say({ type: "drawn", seq })) this.drawnSeq = seq;
  }

  say(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }
}
