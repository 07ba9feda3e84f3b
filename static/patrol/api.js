// SPDX-License-Identifier: Apache-2.0
// Calls to the API. Three kinds of outcome, and only these: an answer, a refusal (problem+json),
// or no link. The chip in the header follows the last outcome, not only navigator.onLine.

import { base, plug } from "./frame.js";
import { keep, recall } from "./store.js";

const ROOT = `${base}/api/v1`;
const READ_LIMIT = 8_000;
const SEND_LIMIT = 15_000;
const PHOTO_LIMIT = 60_000;

/** The server did not answer, or something that is not our server did. Worth another try. */
export class NoLink extends Error {}

/** The server said no, with its reason. */
export class Refusal extends Error {
  constructor(problem, status, retryAfter) {
    super(problem.detail || problem.title || String(status));
    Object.assign(this, { problem, status, retryAfter });
  }

  /** Too many requests, a broken server or one that starts: the same bytes may pass later. */
  get passing() {
    return this.status >= 500 || [408, 425, 429].includes(this.status);
  }
}

export const link = new EventTarget();
link.online = navigator.onLine;

function tell(online) {
  if (link.online === online) return;
  link.online = online;
  link.dispatchEvent(new Event("change"));
}

addEventListener("offline", () => tell(false));
plug.addEventListener("change", () => tell(!plug.pulled));

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

async function credentials(method) {
  if (method === "GET") return {};
  // The kept shell brings no cookie; the page itself does, from the network.
  if (!cookie("csrftoken")) await fetch(document.documentElement.dataset.home);
  return { "X-CSRFToken": cookie("csrftoken") };
}

async function ask(path, { method = "GET", body, headers = {}, limit } = {}) {
  try {
    if (plug.pulled) throw new Error("unplugged");
    return await fetch(path.startsWith("/") ? path : `${ROOT}/${path}`, {
      method,
      body,
      headers: { Accept: "application/json", ...headers, ...(await credentials(method)) },
      credentials: "same-origin",
      signal: AbortSignal.timeout?.(limit ?? (method === "GET" ? READ_LIMIT : SEND_LIMIT)),
    });
  } catch (fault) {
    tell(false);
    throw new NoLink(fault.message);
  }
}

async function answered(answer) {
  const kind = answer.headers.get("Content-Type") ?? "";
  if (!kind.includes("json")) {
    // A hotel's sign-in page says 200 too. Only our server's JSON counts as an answer.
    tell(answer.status >= 400);
    if (answer.status < 400) throw new NoLink("not our server");
    throw new Refusal({ status: answer.status }, answer.status);
  }
  tell(true);
  const told = await answer.json().catch(() => { throw new NoLink("answer cut"); });
  if (answer.ok) return told;
  if (answer.status === 401) noteSignedOut();
  throw new Refusal(told, answer.status, Number(answer.headers.get("Retry-After")) || 0);
}

let signedOut = false;

/** Whether the server has said that nobody is signed in; only a new page can end that. */
export const isSignedOut = () => signedOut;

function noteSignedOut() {
  if (signedOut) return;
  signedOut = true;
  link.dispatchEvent(new Event("signed-out"));
}

export async function get(path) {
  return answered(await ask(path));
}

/** Send a body exactly as given (a string), so that a repeat is the same bytes. */
export async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return answered(await ask(path, { method: "POST", body, headers }));
}

export async function remove(path, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await ask(path, { method: "DELETE", body, headers });
  if (answer.status !== 204) await answered(answer);
}

export async function postPhoto(row) {
  const form = new FormData();
  form.append("file", row.blob, `${row.id}.jpg`);
  const headers = { "Idempotency-Key": row.id };
  return answered(await ask("photos/", { method: "POST", body: form, headers, limit: PHOTO_LIMIT }));
}

/** Begin an upload in pieces, or find the one begun under this key: {id, offset, photo}. */
export async function startUpload(key, size) {
  const headers = { "Idempotency-Key": key, "Upload-Length": String(size) };
  return answered(await ask("uploads/", { method: "POST", headers }));
}

/** Add a piece; gives where the next one begins. */
export async function sendPiece(id, offset, piece) {
  const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) };
  const answer = await ask(`uploads/${id}/`, { method: "PATCH", body: piece, headers });
  if (answer.status !== 204) await answered(answer);
  tell(true);
  const next = Number(answer.headers.get("Upload-Offset"));
  if (!(next > offset)) throw new NoLink("not our server");
  return next;
}

export async function postForm(path, fields) {
  const body = new URLSearchParams(fields);
  return ask(path, { method: "POST", body });
}

let person = "";

/** Kept answers belong to a person: another one on the same phone must not read them. */
export function keptFor(user) {
  person = user;
}

/** The server's answer, else the last one kept on the phone: {value, at, fresh}. */
export async function getOrKept(path) {
  const name = `${person}:${path}`;
  try {
    const value = await get(path);
    const at = Date.now();
    await keep(name, { value, at });
    return { value, at, fresh: true };
  } catch (fault) {
    const old = mayShowOld(path, fault) ? await recall(name) : undefined;
    if (!old) throw fault;
    return { ...old, fresh: false };
  }
}

const NAMING = /^(?:events|notices|registers|worklogs|campaigns)\//;

/** What names events or people is not shown to a signed-out hand; matters and units may be. */
function mayShowOld(path, fault) {
  return fault instanceof NoLink || fault.passing || (fault.status === 401 && !NAMING.test(path));
}

export const keptAnswer = (path) => recall(`${person}:${path}`);

/** An address for <img>. */
export async function pictureAddress(id, thumb = true) {
  return `${ROOT}/photos/${encodeURIComponent(id)}/${thumb ? "thumb/" : ""}`;
}
