// SPDX-License-Identifier: Apache-2.0
// 换机: what has not been sent, as one file that another phone of the same person takes in. Every
// item keeps its client_uuid and its frozen body, so it counts once whichever phone sends it.

import { contents } from "./outbox.js";
import * as store from "./store.js";

const KIND = "patrol-outbox";
const VERSION = 1;

/** Why a file cannot be taken in: `reason` is "foreign" (another person's) or "unreadable". */
export class NotOurs extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** Everything of this person that waits, drafts too, as a JSON file. */
export async function pack(user) {
  const { mine } = await contents();
  const photos = (await Promise.all(mine.map((row) => store.photosOf(row.client_uuid)))).flat();
  const packed = await Promise.all(photos.map(async (one) => ({ ...one, blob: await toText(one.blob) })));
  const said = { kind: KIND, version: VERSION, owner: user, items: mine, photos: packed };
  return new Blob([JSON.stringify(said)], { type: "application/json" });
}

/** Take a file in; gives how many items were new on this phone. */
export async function unpack(file, user) {
  const said = await readable(file);
  if (said.owner !== user) throw new NotOurs("foreign");
  const rows = said.items.filter((row) => row.owner === user);
  const photos = await Promise.all(said.photos.map(async (one) => ({ ...one, blob: await toBlob(one.blob) })));
  let taken = 0;
  for (const row of rows) {
    if (await store.item(row.client_uuid)) continue;
    const own = photos.filter((one) => one.item === row.client_uuid);
    // What waited for a sign-in or for its next try there may go at once here.
    const state = row.state === "sign_in" ? "waiting" : row.state;
    await store.saveItem({ ...row, state, tries: 0, next_at: 0 }, own);
    taken += 1;
  }
  return taken;
}

async function readable(file) {
  try {
    const said = JSON.parse(await file.text());
    const whole = said.kind === KIND && said.version === VERSION
      && Array.isArray(said.items) && Array.isArray(said.photos)
      && said.items.every(isItem) && said.photos.every(isPhoto);
    if (whole) return said;
  } catch {
    // Not JSON: told below.
  }
  throw new NotOurs("unreadable");
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
const STATES = new Set(["draft", "waiting", "change", "sign_in"]);
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// What the outbox may post to, and nothing else: a file is not to be trusted. What is posted
// elsewhere than its kind says is never acknowledged, and holds up whatever stands behind it.
const PATHS = {
  report: () => /^events\/$/,
  move: ({ event }) => new RegExp(`^events/${Number(event)}/[a-z_]+/$`),
  log: () => /^worklogs\/(?:zero\/)?$/,
};

function isItem(row) {
  return UUID.test(row?.client_uuid) && STATES.has(row.state) && Object.hasOwn(PATHS, row.kind)
    && PATHS[row.kind](row).test(row.path) && isObject(row.fields) && isObject(row.view)
    && (row.body === null || typeof row.body === "string");
}

// Photos are put into the body at their names: none may lead out of it.
function isPhoto(one) {
  return UUID.test(one?.id) && typeof one.field === "string"
    && one.field.split(".").every((name) => !(name in Object.prototype));
}

function toText(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

async function toBlob(text) {
  const [, letters] = /^data:image\/jpeg;base64,([A-Za-z\d+/=]*)$/.exec(text) ?? [];
  if (letters === undefined) throw new NotOurs("unreadable");
  const bytes = Uint8Array.from(atob(letters), (sign) => sign.charCodeAt(0));
  return new Blob([bytes], { type: "image/jpeg" });
}
