// SPDX-License-Identifier: Apache-2.0
// The left column: queues and platforms, each a link with its live count.

import { advice, get } from "./api.js";
import { byId, fill, h } from "./dom.js";
import { dropFilter, savedFilters } from "./seat.js";
import { hear, isNarrowed, isShown, look, lookAt, view } from "./state.js";
import { toast } from "./toast.js";
import { fmt, gettext, wordsOf } from "./words.js";

const shown = { queues: [], platforms: [], filters: [], seq: 0 };

export const allQueues = () => shown.queues;
export const allPlatforms = () => shown.platforms;

export const queueLabel = () =>
  shown.queues.find((queue) => queue.key === view.queue)?.label ??
  shown.platforms.find((platform) => platform.key === view.platform)?.label ??
  "";

export const queueCount = () =>
  (
    shown.queues.find((queue) => queue.key === view.queue) ??
    shown.platforms.find((platform) => platform.key === view.platform)
  )?.count;

export async function loadQueues() {
  const answer = await get("/desk/queues/");
  if (answer.seq >= shown.seq) Object.assign(shown, answer);
  draw();
  return shown;
}

// Counts that came by the socket are whole numbers, so setting them twice does no harm.
export function setCounts(seq, counts) {
  if (seq < shown.seq) return;
  shown.seq = seq;
  for (const queue of shown.queues) queue.count = counts[queue.key] ?? queue.count;
  draw();
}

export const seqSeen = () => shown.seq;

function draw() {
  fill(
    byId("queues"),
    shown.queues.map((queue) => entry(queue, "queue")),
  );
  fill(
    byId("platforms"),
    shown.platforms.map((platform) => entry(platform, "platform")),
  );
  drawSaved();
  drawTitle();
}

// The list's name; its count is the queue's own, so it stands only where nothing narrows it.
function drawTitle() {
  const saved = savedFilters().find(({ query }) => isShown(query));
  const decision = wordsOf("decisions").find(([key]) => key === view.decision)?.[1];
  const named = saved?.name ?? (view.q ? `“${view.q}”` : queueLabel() || decision);
  byId("list-title").textContent = named || gettext("全部事件");
  const counts = !saved && !view.q && !isNarrowed();
  byId("list-count").textContent = (counts && queueCount()) || "";
}

function drawSaved() {
  byId("saved-box").hidden = !savedFilters().length;
  fill(byId("saved"), savedFilters().map(savedEntry));
}

function savedEntry(kept) {
  const go = (press) => {
    if (press.ctrlKey || press.metaKey || press.shiftKey) return;
    press.preventDefault();
    lookAt(kept.query);
  };
  const current = isShown(kept.query) ? "page" : null;
  const drop = () => dropFilter(kept).catch((failure) => toast(advice(failure), null, { bad: true }));
  const about = fmt(gettext("删去筛选 %s"), [kept.name]);
  return h(
    "li",
    { class: "saved" },
    h(
      "a",
      { href: `?${kept.query}`, "aria-current": current, onclick: go },
      h("span", {}, kept.name),
      " ",
      savedCount(kept),
    ),
    h("button", { type: "button", "aria-label": about, onclick: drop }, "×"),
  );
}

// "99+" at most; what looks back over the years has no number.
function savedCount({ id }) {
  const counted = shown.filters.find((each) => each.id === id);
  if (!counted) return null;
  return h("span", { class: "count" }, counted.more ? `${counted.count}+` : String(counted.count));
}

const HOT = new Set(["to_accept", "due_soon", "to_approve"]);

function entry({ key, label, count }, kind) {
  const chosen = view[kind] === key;
  const go = (press) => {
    if (press.ctrlKey || press.metaKey || press.shiftKey) return;
    press.preventDefault();
    look({ [kind]: key });
  };
  const hot = kind === "queue" && HOT.has(key) && count > 0;
  return h(
    "li",
    {},
    h(
      "a",
      { href: `?${kind}=${key}`, "aria-current": chosen ? "page" : null, onclick: go },
      h("span", {}, label),
      " ",
      h("span", { class: hot ? "count hot" : "count" }, String(count)),
    ),
  );
}

// The queue after (or before) the one on screen, round the end.
export function besideQueue(by) {
  const keys = shown.queues.map((queue) => queue.key);
  if (!keys.length) return;
  const at = keys.indexOf(view.queue);
  const to = at < 0 ? (by > 0 ? 0 : keys.length - 1) : (at + by + keys.length) % keys.length;
  look({ queue: keys[to] });
}

export function goPlatform(index) {
  const platform = shown.platforms[index];
  if (platform) look({ platform: platform.key });
}

hear("view", draw);
hear("filters", () => {
  draw();
  loadQueues().catch(() => {});
});
