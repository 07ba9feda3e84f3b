// SPDX-License-Identifier: Apache-2.0
// The phone's own memory (IndexedDB). Three stores:
//   items   one row per report or move that has not been acknowledged by the server (and drafts)
//   photos  the shrunken pictures of those items
//   kept    the last answers of the server, so that lists can be read without a network
// An item and its photos are written and removed in one transaction: never one without the other.

import { base } from "./frame.js";

// Rows name their person; a frame of the stage also keeps apart from the browser's own phone.
const NAME = base ? "patrol-stage" : "patrol";
const VERSION = 1;

let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("items", { keyPath: "client_uuid" });
      const photos = request.result.createObjectStore("photos", { keyPath: "id" });
      photos.createIndex("item", "item");
      request.result.createObjectStore("kept");
    };
    request.onsuccess = () => {
      // A newer page in another tab may need to change the stores: let it.
      request.result.onversionchange = () => { request.result.close(); opening = null; };
      resolve(request.result);
    };
    request.onerror = () => { opening = null; reject(request.error); };
  });
  return opening;
}

/** Run `work(stores)` in one transaction; resolves only when the browser says it is stored. */
async function inTransaction(names, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error ?? new Error("not stored"));
    const stores = names.map((name) => transaction.objectStore(name));
    work(stores, (value) => { result = value; });
  });
}

function read(name, ask) {
  return inTransaction([name], "readonly", ([store], give) => {
    const request = ask(store);
    request.onsuccess = () => give(request.result);
  });
}

export const item = (uuid) => read("items", (store) => store.get(uuid));
export const photo = (id) => read("photos", (store) => store.get(id));
export const photosOf = (uuid) => read("photos", (store) => store.index("item").getAll(uuid));

/** All items, oldest first. */
export async function items() {
  const all = await read("items", (store) => store.getAll());
  return all.sort((a, b) => a.saved_at - b.saved_at);
}

/** Store an item with these photos, and drop photos of it that are not among them. */
export function saveItem(row, photos) {
  return inTransaction(["items", "photos"], "readwrite", ([itemStore, photoStore]) => {
    itemStore.put(row);
    const keep = new Set(photos.map((one) => one.id));
    const old = photoStore.index("item").getAllKeys(row.client_uuid);
    old.onsuccess = () => {
      old.result.filter((id) => !keep.has(id)).forEach((id) => photoStore.delete(id));
      photos.forEach((one) => photoStore.put({ ...one, item: row.client_uuid }));
    };
  });
}

/** Change some fields of an item if it is still there; gives the new row, or nothing. */
export function changeItem(uuid, changes) {
  return inTransaction(["items"], "readwrite", ([store], give) => {
    const request = store.get(uuid);
    request.onsuccess = () => {
      if (!request.result) return;
      const row = { ...request.result, ...changes };
      store.put(row);
      give(row);
    };
  });
}

export function changePhoto(id, changes) {
  return inTransaction(["photos"], "readwrite", ([store]) => {
    const request = store.get(id);
    request.onsuccess = () => request.result && store.put({ ...request.result, ...changes });
  });
}

/** Remove an item with all its photos: on the server's acknowledgement, or by its person's word. */
export function removeItem(uuid) {
  return inTransaction(["items", "photos"], "readwrite", ([itemStore, photoStore]) => {
    itemStore.delete(uuid);
    const keys = photoStore.index("item").getAllKeys(uuid);
    keys.onsuccess = () => keys.result.forEach((id) => photoStore.delete(id));
  });
}

export const recall = (name) => read("kept", (store) => store.get(name));

export function keep(name, value) {
  return inTransaction(["kept"], "readwrite", ([store]) => store.put(value, name));
}

/** Forget the server's answers (they name people); items that wait to be sent stay. */
export function forgetAnswers() {
  return inTransaction(["kept"], "readwrite", ([store]) => store.clear());
}

/** A UUID also where the page is not a secure context (no crypto.randomUUID there). */
export function newUuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
