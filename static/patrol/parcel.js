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
    await store.saveItem({ ...row, state, next_at: 0 }, own);
    taken += 1;
  }
  return taken;
}

async function readable(file) {
  try {
    const said = JSON.parse(await file.text());
    const whole = said.kind === KIND && said.version === VERSION
      && Array.isArray(said.items) && Array.isArray(said.photos) && said.items.every(isItem);
    if (whole) return said;
  } catch {
    // Not JSON: told below.
  }
  throw new NotOurs("unreadable");
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
// What the outbox may post to, and nothing else: a file is not to be trusted.
const PATH = /^(?:events\/(?:\d+\/[a-z_]+\/)?|worklogs\/(?:zero\/)?)$/;
const STATES = new Set(["draft", "waiting", "change", "sign_in"]);

function isItem(row) {
  return UUID.test(row?.client_uuid) && PATH.test(row.path) && STATES.has(row.state)
    && Boolean(row.fields) && typeof row.fields === "object";
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
