// SPDX-License-Identifier: Apache-2.0
// From a picked file to a photo row of the outbox: shrunken, upright, with a digest and a place.

import { readExif } from "./exif.js";
import { me, placeName } from "./me.js";
import { shrink } from "./shrink.js";
import { newUuid } from "./store.js";
import { toTheSecond } from "./words.js";

const WORKER_LIMIT = 20_000;
// EXIF stands in the first block of a JPEG, which is at most 64 KB long.
const HEAD = 131_072;

let worker = null;
const waiting = new Map();

function startWorker() {
  if (worker || !("OffscreenCanvas" in globalThis)) return;
  worker = new Worker(document.documentElement.dataset.shrinker, { type: "module" });
  worker.onmessage = ({ data }) => {
    const { resolve, reject } = waiting.get(data.id) ?? {};
    waiting.delete(data.id);
    if (data.done) resolve?.(data.done);
    else reject?.(new Error(data.fault));
  };
  worker.onerror = () => {
    worker = null;
    for (const { reject } of waiting.values()) reject(new Error("no worker"));
    waiting.clear();
  };
}

function inWorker(file, words) {
  return new Promise((resolve, reject) => {
    startWorker();
    if (!worker) { reject(new Error("no worker")); return; }
    const id = newUuid();
    waiting.set(id, { resolve, reject });
    setTimeout(() => reject(new Error("worker too slow")), WORKER_LIMIT);
    worker.postMessage({ id, file, words });
  });
}

function onPage(file, words) {
  return shrink(file, (width, height) => {
    const canvas = document.createElement("canvas");
    return Object.assign(canvas, { width, height });
  }, words);
}

/** The photo row for a picked file, or an error where nobody can read the picture. */
export async function preparePhoto(file, field) {
  const facts = readExif(await file.slice(0, HEAD).arrayBuffer());
  const { lon, lat, taken_at: takenAt } = facts;
  const words = lineOf(takenAt, file.lastModified);
  const done = await inWorker(file, words).catch(() => onPage(file, words));
  return {
    id: newUuid(), field, order: Date.now(), server_id: null,
    blob: done.blob, width: done.width, height: done.height, sha256: await digest(done.blob),
    exif: lon === undefined ? null : { lon, lat }, taken_at: takenAt ?? null,
  };
}

/** When (the camera's word, else the file's), where and who: the line at the photo's foot. */
function lineOf(takenAt, savedAt) {
  const when = takenAt?.replace(/^(\d+):(\d+):/, "$1-$2-") ?? toTheSecond(savedAt);
  return [when, placeName(me.chain), me.name].filter(Boolean).join(" · ");
}

async function digest(blob) {
  // crypto.subtle is missing outside a secure context; the server still checks what it received.
  if (!crypto.subtle) return null;
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
