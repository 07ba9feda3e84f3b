// SPDX-License-Identifier: Apache-2.0
/**
 * The wall's state as a fold over the ledger: snapshot + deltas == a fresh snapshot.
 *
 * No DOM, no clock, no network. Every number shown comes from `counts`, which the server sends
 * as absolute values, so applying one twice is harmless; `recent` is a window for the eye only
 * and nothing is ever counted from it.
 */

/** States in which somebody owes the next step (在办); only these have a point on the map. */
export const OPEN_STATES = new Set([
  "reported",
  "verifying",
  "accepted",
  "dispatched",
  "processing",
  "joint",
  "suspended",
  "handled",
  "checking",
  "pending_close",
]);

/** As many steps as a snapshot brings; older ones are dropped. */
export const RECENT = 40;

function newestFirst(steps) {
  return steps.sort((a, b) => b.seq - a.seq).slice(0, RECENT);
}

/** The state that a snapshot message says. */
export function fromSnapshot({ seq, h, at, data }) {
  return {
    seq,
    h,
    at,
    counts: { ...data.counts },
    points: new Map((data.points ?? []).map((point) => [point[0], point])),
    recent: newestFirst([...(data.recent ?? [])]),
    alarms: data.alarms ?? [],
    whistles: new Map((data.whistles ?? []).map((whistle) => [whistle.event, whistle])),
  };
}

/** A step moves its event's point, or takes it away: closed, or sensitive (no place given). */
function movePoint(points, step) {
  if (step.event == null) return;
  if (!OPEN_STATES.has(step.state) || step.lon == null || step.lat == null) {
    points.delete(step.event);
    return;
  }
  const { event, lon, lat, lamp, matter, platform, source } = step;
  points.set(event, [event, lon, lat, lamp, matter, platform, source]);
}

/** A step of an event says its whistle (吹哨) whole; one that says none says that it is over. */
function moveWhistle(whistles, step) {
  const { event, number, matter, whistle } = step;
  if (whistle) whistles.set(event, { event, number, matter, ...whistle });
  else whistles.delete(event);
}

/**
 * Apply a delta to the state, in place, and say what became of it (the contract's client rule):
 * "ignored" (all known), "applied", or "gap" (steps are missing: ask for a snapshot).
 */
export function applyDelta(state, delta) {
  if (delta.to <= state.seq) return "ignored";
  if (delta.from > state.seq + 1) return "gap";
  const fresh = delta.steps.filter((step) => step.seq > state.seq);
  for (const step of fresh) {
    movePoint(state.points, step);
    moveWhistle(state.whistles, step);
  }
  state.recent = newestFirst([...fresh, ...state.recent]);
  Object.assign(state.counts, delta.counts);
  state.seq = delta.to;
  state.h = delta.h;
  state.at = delta.at;
  return "applied";
}

/** Whether a beat speaks of a line that this state has not seen, or of another chain. */
export function beatDisagrees(state, beat) {
  return beat.seq !== state.seq || beat.h !== state.h;
}

/** A count by its key; what the server never counted is nought. */
export function count(state, key) {
  return state.counts[key] ?? 0;
}

/** All counts below a key: {suffix: number}; zeros left out, as a fresh snapshot would. */
export function countsUnder(state, prefix) {
  const entries = Object.entries(state.counts).filter(([key, n]) => key.startsWith(prefix) && n);
  return Object.fromEntries(entries.map(([key, n]) => [key.slice(prefix.length), n]));
}

/** The newest step of each event, newest first, at most `limit`: the rows of the list. */
export function newestEvents(state, limit) {
  const seen = new Set();
  const rows = [];
  for (const step of state.recent) {
    if (step.event == null || seen.has(step.event)) continue;
    seen.add(step.event);
    rows.push(step);
    if (rows.length === limit) break;
  }
  return rows;
}

/** Red and not yet taken by anybody: what may pulse. Newest first, at most `limit`. */
export function unsignedReds(state, limit) {
  const waiting = new Set(["reported", "verifying", "dispatched"]);
  return newestEvents(state, RECENT)
    .filter((step) => step.lamp === "red" && waiting.has(step.state))
    .map((step) => state.points.get(step.event))
    .filter(Boolean)
    .slice(0, limit)
    .map(([id, lon, lat]) => ({ id, lon, lat }));
}
