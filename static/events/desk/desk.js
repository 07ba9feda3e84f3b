// SPDX-License-Identifier: Apache-2.0
// The desk page: starts its parts and carries word between them.

import { startBulk } from "./bulk.js";
import { startChoosing } from "./choose.js";
import { byId } from "./dom.js";
import { openEvent, reopen, shownEvent } from "./detail.js";
import { startFilters } from "./filters.js";
import { startHelp } from "./help.js";
import { startInbox } from "./inbox.js";
import { startKeys } from "./keys.js";
import { applyMoved, hasLeft, loadList, refresh, startList, stepOn } from "./list.js";
import { startLive } from "./live.js";
import { formIsOpen, wishForm } from "./moves.js";
import { startLightbox } from "./photos.js";
import { loadQueues } from "./queues.js";
import { startRegister } from "./register.js";
import { startSearch } from "./search.js";
import { loadMatters } from "./sources.js";
import { hear, look, view, wanted } from "./state.js";

// After a move: the row takes its new state; if it left the queue, the next one comes up.
async function moved({ event, move }) {
  applyMoved(event);
  await refresh();
  loadQueues().catch(() => {});
  const goesOn = (view.queue || view.decision) && hasLeft(event.id) && stepOn();
  if (!goesOn && shownEvent()?.id === event.id) await reopen();
  // What was undone is to be sent elsewhere: it comes back to the right, wherever its row is.
  else if (!goesOn && move === "undo" && !formIsOpen()) await openEvent(event.id);
  if (!formIsOpen()) byId(`row-${view.event}`)?.link.focus({ preventScroll: true });
}

// The same for many: rows, counts, and the one on the right if it is among them.
async function movedMany(events) {
  events.forEach(applyMoved);
  await refresh();
  loadQueues().catch(() => {});
  if (events.some((event) => event.id === shownEvent()?.id)) await reopen();
}

// Links to another event inside the page open on the right; the list stays as it is.
function followInside(press) {
  const link = press.target.closest?.("a[href^='?event=']");
  if (!link || press.ctrlKey || press.metaKey) return;
  press.preventDefault();
  if (!link.closest("#rows")) openEvent(Number(link.getAttribute("href").split("=")[1]));
}

async function start() {
  startKeys();
  startHelp();
  startLightbox();
  startRegister();
  startSearch();
  startList();
  startFilters();
  startChoosing();
  startBulk();
  startInbox();
  byId("detail").addEventListener("click", followInside);
  byId("list").addEventListener("click", followInside);
  hear("moved", moved);
  hear("moved many", movedMany);
  hear("seen", applyMoved);
  hear("reopen", reopen);
  hear("wanted", openEvent);
  hear("registered", (event) =>
    look({ queue: view.queue || "to_accept", event: String(event.id) }),
  );
  hear("changed", (ids) => ids.includes(shownEvent()?.id) && reopen());
  if (wanted.event && wanted.move) wishForm(Number(wanted.event), wanted.move, wanted.request);
  await Promise.allSettled([loadMatters(), loadQueues()]);
  await loadList();
  startLive();
}

start();
