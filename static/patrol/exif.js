// SPDX-License-Identifier: Apache-2.0
// Position and time out of a JPEG's EXIF block: the second source, when the phone gives no position.
// Reads only what it needs, trusts no offset, and gives {} for everything it does not understand.

const EXIF = 0x45786966;
const POINTER = { exif: 0x8769, gps: 0x8825 };
const TAG = { taken: 0x9003, latRef: 1, lat: 2, lonRef: 3, lon: 4 };

/** {lon, lat, taken_at} as far as they are there; taken_at is the camera's local time. */
export function readExif(buffer) {
  try {
    const block = findBlock(new DataView(buffer));
    return block ? readBlock(block) : {};
  } catch {
    return {};
  }
}

function findBlock(view) {
  if (view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 10 < view.byteLength && view.getUint8(at) === 0xff) {
    const length = view.getUint16(at + 2);
    if (view.getUint8(at + 1) === 0xe1 && view.getUint32(at + 4) === EXIF) {
      const start = view.byteOffset + at + 10;
      return new DataView(view.buffer, start, Math.min(length - 8, view.byteLength - at - 10));
    }
    at += 2 + length;
  }
  return null;
}

function readBlock(block) {
  const little = block.getUint16(0) === 0x4949;
  const main = entries(block, block.getUint32(4, little), little);
  const facts = {};
  if (main.has(POINTER.exif)) {
    const exif = entries(block, number(block, main.get(POINTER.exif), little), little);
    if (exif.has(TAG.taken)) facts.taken_at = text(block, exif.get(TAG.taken), little);
  }
  if (main.has(POINTER.gps)) {
    Object.assign(facts, position(block, number(block, main.get(POINTER.gps), little), little));
  }
  return facts;
}

function entries(block, start, little) {
  const found = new Map();
  const count = Math.min(block.getUint16(start, little), 200);
  for (let n = 0; n < count; n += 1) {
    const at = start + 2 + 12 * n;
    found.set(block.getUint16(at, little), at);
  }
  return found;
}

const number = (block, at, little) => block.getUint32(at + 8, little);

function text(block, at, little) {
  const length = block.getUint32(at + 4, little);
  const start = length > 4 ? number(block, at, little) : at + 8;
  const letters = Array.from({ length: length - 1 }, (_, n) => block.getUint8(start + n));
  const [day, time] = String.fromCharCode(...letters).split(" ");
  return `${day.replaceAll(":", "-")}T${time}`;
}

function position(block, start, little) {
  const gps = entries(block, start, little);
  if (!gps.has(TAG.lat) || !gps.has(TAG.lon)) return {};
  const lat = degrees(block, gps.get(TAG.lat), little) * sign(block, gps.get(TAG.latRef), "S");
  const lon = degrees(block, gps.get(TAG.lon), little) * sign(block, gps.get(TAG.lonRef), "W");
  const good = Number.isFinite(lat) && Number.isFinite(lon) && (lat !== 0 || lon !== 0);
  return good ? { lat, lon } : {};
}

function degrees(block, at, little) {
  const start = number(block, at, little);
  const part = (n) => block.getUint32(start + 8 * n, little) / block.getUint32(start + 8 * n + 4, little);
  return part(0) + part(1) / 60 + part(2) / 3600;
}

function sign(block, at, negative) {
  return at && String.fromCharCode(block.getUint8(at + 8)) === negative ? -1 : 1;
}
