// SPDX-License-Identifier: Apache-2.0
// 撤销: for ten seconds whoever dispatched may take it back, by the button or by `z`. The server
// keeps the time and tells nobody before it is over; the seconds here only say how much is left.

import { Problem, Unreachable, advice, post } from "./api.js";
import { clientUuid, fill, h } from "./dom.js";
import { keyOf } from "./seat.js";
import { tell } from "./state.js";
import { toast } from "./toast.js";
import { fmt, gettext, matterName } from "./words.js";

const SECONDS = 10;

const last = { events: null, uuid: null, timer: 0 };

export function offerUndo(events, text) {
  forget();
  const left = h("span", { "aria-hidden": "true" });
  const label = [gettext("撤销"), left];
  const box = toast(text, { label, key: keyOf("undo"), run: undoLast }, { stay: SECONDS * 1000 });
  Object.assign(last, { events, uuid: clientUuid(), box });
  countDown(left, SECONDS);
}

function countDown(left, seconds) {
  if (seconds <= 0) return forget();
  fill(left, fmt("(%s)", [seconds]));
  last.timer = setTimeout(() => countDown(left, seconds - 1), 1000);
}

function forget() {
  clearTimeout(last.timer);
  Object.assign(last, { events: null, uuid: null, box: null });
}

// False when there is nothing to undo: the key is then free for the page.
export function undoLast() {
  const { events, uuid, box } = last;
  if (!events) return false;
  forget();
  box.remove();
  if (events.length === 1) send(events[0], uuid);
  else sendMany(events, uuid);
  return true;
}

async function send(event, uuid) {
  try {
    const back = await post(`/events/${event.id}/undo/`, { client_uuid: uuid });
    const what = `${matterName(back)} ${back.number ?? ""}`;
    toast(fmt(gettext("已撤销派发 · %s"), [what]));
    tell("moved", { event: back, move: "undo" });
  } catch (failure) {
    failed(failure, () => send(event, uuid));
  }
}

// What one press sent out, one press takes back: whatever was signed meanwhile stays sent.
async function sendMany(events, uuid) {
  const ids = events.map((event) => event.id);
  try {
    const { results } = await post("/events/moves/", { move: "undo", ids, client_uuid: uuid });
    const back = results.filter((result) => result.status === 200).map((result) => result.event);
    const kept = results.length - back.length;
    if (kept) toast(fmt(gettext("撤销 %s 件;%s 件已经签收或过了 10 秒"), [back.length, kept]), null, { bad: true });
    else toast(fmt(gettext("已撤销派发 · %s 件"), [back.length]));
    tell("moved many", back);
  } catch (failure) {
    failed(failure, () => sendMany(events, uuid));
  }
}

function failed(failure, again) {
  if (!(failure instanceof Problem) && !(failure instanceof Unreachable)) throw failure;
  const retry = failure instanceof Unreachable ? { label: gettext("再试"), run: again } : null;
  toast(whyNot(failure), retry, { bad: true });
  tell("reopen");
}

const whyNot = (failure) =>
  [403, 409].includes(failure.status)
    ? gettext("已经签收,或过了 10 秒,撤销不了;要收回请用“撤回派发”。")
    : advice(failure);
