// SPDX-License-Identifier: Apache-2.0
// The outbox. A report, move or work log is first stored on the phone with its photos, then sent, and leaves the
// phone only when the server has named it: never lost. Its client_uuid is fixed for ever and its
// body is frozen at the first try, so the server can tell a repeat: never doubled.
//
// item.state: draft    being written (kept through a reload; the camera may kill the page)
//             waiting  to be sent, at `next_at` at the earliest
//             change   refused by the server: needs the person's change (需修改), never retried
//             sign_in  kept until its owner has signed in again

import * as api from "./api.js";
import { PIECE, sendInPieces } from "./pieces.js";
import * as store from "./store.js";

const FIRST_PAUSE = 800;
const LONGEST_PAUSE = 300_000;
const SPREAD = 0.3;

export const outbox = new EventTarget();
const otherTabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("patrol") : null;
otherTabs?.addEventListener("message", () => changed({ fromOutside: true }));

let owner = "";
let timer = 0;
let running = null;
let again = false;
// No item is tried before this: one failed try speaks for the link, not only for its own item.
let quietUntil = 0;

function changed({ fromOutside = false, detail } = {}) {
  outbox.dispatchEvent(new CustomEvent("change", { detail }));
  if (!fromOutside) otherTabs?.postMessage("changed");
}

/** 0.8·2ⁿ s, at most 5 min, ±30 % so that a village does not come back in one second. */
export function pause(tries) {
  const whole = Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE);
  return whole * (1 - SPREAD + 2 * SPREAD * Math.random());
}

/** A new, empty item of this person. */
export function newItem(kind, path) {
  return {
    client_uuid: store.newUuid(), owner, kind, path, fields: {}, view: {}, state: "draft",
    tries: 0, next_at: 0, problem: null, body: null, saved_at: Date.now(),
  };
}

export async function saveDraft(row, photos) {
  await store.saveItem(row, photos);
  changed();
}

/** Accept an item: resolves when it is stored, in one transaction with its photos; then sends. */
export async function accept(row, photos) {
  const bytes = photos.reduce((sum, one) => sum + one.blob.size, 0);
  const view = { ...row.view, photos: photos.length, bytes };
  const fresh = { state: "waiting", tries: 0, next_at: 0, problem: null, body: null, view };
  await store.saveItem({ ...row, ...fresh, saved_at: Date.now() }, photos);
  navigator.storage?.persist?.();
  changed();
  flush();
}

export async function drop(uuid) {
  await store.removeItem(uuid);
  changed();
}

/** Items of the signed-in person, and how many of others wait on this phone. */
export async function contents() {
  const all = await store.items();
  const mine = all.filter((row) => row.owner === owner);
  return { mine, others: all.filter((row) => row.owner !== owner && row.state !== "draft").length };
}

/** From now on this person's outbox; reports of others wait for their own sign-in. */
export async function startFor(user, { sending }) {
  owner = user;
  if (!sending) return;
  const { mine } = await contents();
  for (const row of mine.filter((one) => one.state === "sign_in")) {
    await store.changeItem(row.client_uuid, { state: "waiting", next_at: 0 });
  }
  flush();
}

/** Try now, whatever the pause says: the link came back, or the person asks for it. */
export async function sendNow() {
  quietUntil = 0;
  const { mine } = await contents();
  for (const row of mine.filter((one) => one.state === "waiting")) {
    await store.changeItem(row.client_uuid, { next_at: 0 });
  }
  return flush();
}

/** Send what is due. One tab at a time; a call while one runs makes it look once more. */
export function flush() {
  again = true;
  running ??= locked(sendAll).finally(() => {
    running = null;
    if (again) flush();
  });
  return running;
}

async function locked(work) {
  if (!navigator.locks) return work();
  // Another tab that holds the lock may have looked already, so wait for it instead of giving up.
  return navigator.locks.request("patrol-outbox", work);
}

async function sendAll() {
  while (again) {
    again = false;
    const { mine } = await contents();
    const due = mine.filter((row) => row.state === "waiting" && notBefore(row) <= Date.now());
    for (const row of due) {
      if ((await sendOne(row)) === "stop") break;
    }
  }
  await plan();
}

function notBefore(row) {
  return Math.max(row.next_at, quietUntil);
}

async function plan() {
  clearTimeout(timer);
  const { mine } = await contents();
  const times = mine.filter((row) => row.state === "waiting").map(notBefore);
  if (times.length) timer = setTimeout(flush, Math.max(Math.min(...times) - Date.now(), 50));
}

async function sendOne(row) {
  try {
    const event = await transmit(row);
    await store.removeItem(row.client_uuid);
    changed({ detail: { done: row, event } });
    return "done";
  } catch (fault) {
    if (!(fault instanceof api.NoLink) && !(fault instanceof api.Refusal)) console.error(fault);
    return setAside(row, fault);
  }
}

async function transmit(row) {
  const photos = await store.photosOf(row.client_uuid);
  for (const one of photos.filter((each) => !each.server_id)) one.server_id = await upload(one);
  let { body } = row;
  if (!body) {
    body = JSON.stringify(bodyOf(row, photos));
    await store.changeItem(row.client_uuid, { body });
  }
  const event = await api.post(row.path, body);
  if (!acknowledges(event, row)) throw new api.NoLink("not acknowledged");
  return event;
}

/** Only this counts: the server names the report or log by our own uuid, the moved event by its
 * id. A grid's zero report of a day is one, whoever of the grid was first. */
function acknowledges(answer, row) {
  if (row.kind === "report") return answer.client_uuid === row.client_uuid && Boolean(answer.number);
  if (row.kind === "log") return answer.client_uuid === row.client_uuid || answer.zero === true;
  return String(answer.id) === String(row.event);
}

async function upload(one) {
  const told = await (one.torn ? sendInPieces(one) : api.postPhoto(one)).catch(async (fault) => {
    if (fault.problem) fault.problem.photo = one.id;
    // The link did not last for the whole photo: from now on every piece that arrives counts.
    const tore = fault instanceof api.NoLink && one.blob.size > PIECE && !one.torn;
    if (tore) await store.changePhoto(one.id, { torn: true });
    throw fault;
  });
  if (!told?.id) throw new api.NoLink("no photo id");
  if (one.sha256 && told.sha256 && one.sha256 !== told.sha256) throw new api.NoLink("photo torn");
  await store.changePhoto(one.id, { server_id: told.id });
  return told.id;
}

/** The fields with the photos' ids put in at their names ("done_on_the_spot.photos_after"). */
export function bodyOf(row, photos) {
  const body = { ...structuredClone(row.fields), client_uuid: row.client_uuid };
  for (const one of [...photos].sort((a, b) => a.order - b.order)) {
    const names = one.field.split(".");
    const last = names.pop();
    const holder = names.reduce((inner, name) => (inner[name] ??= {}), body);
    (holder[last] ??= []).push(one.server_id);
  }
  return body;
}

async function setAside(row, fault) {
  const isRefusal = fault instanceof api.Refusal;
  const problem = isRefusal ? { ...fault.problem, status: fault.status } : null;
  let changes;
  if (fault.status === 401) {
    await waitForSignIn();
    changes = { state: "sign_in" };
  } else if (!isRefusal || fault.passing || forgery(fault)) {
    const wait = Math.max(pause(row.tries), (fault.retryAfter ?? 0) * 1000);
    if (!isRefusal) quietUntil = Date.now() + wait;
    changes = { tries: row.tries + 1, next_at: Date.now() + wait, problem };
  } else {
    // A refusal stores no receipt, so the corrected body may use the same client_uuid.
    changes = { state: "change", problem, body: null };
  }
  const now = await store.changeItem(row.client_uuid, changes);
  changed({ detail: { refused: now, fault } });
  return !isRefusal || fault.status === 401 ? "stop" : "next";
}

async function waitForSignIn() {
  const { mine } = await contents();
  for (const row of mine.filter((one) => one.state === "waiting")) {
    await store.changeItem(row.client_uuid, { state: "sign_in" });
  }
}

/** A stale CSRF cookie (another sign-in in this browser) is nothing the person can change. */
function forgery(fault) {
  return fault.status === 403 && /csrf/i.test(fault.message);
}

addEventListener("online", sendNow);
document.addEventListener("visibilitychange", () => document.hidden || flush());
