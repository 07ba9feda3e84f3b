// SPDX-License-Identifier: Apache-2.0
// Where it is. First the phone's own position at the shot, then the photo's EXIF, else the centre
// of one's own grid ("没定到位,按网格中心报"). The phone's positions are WGS-84.

import { contains, shapeOf } from "../shared/map/geometry.js";
import { get, getOrKept, keptAnswer } from "./api.js";
import { isGrid, me } from "./me.js";
import { fill, gettext } from "./words.js";

const WAIT = 12_000;
/** A worse circle than this says less than the grid does. */
const USEFUL = 100;

function ask() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) { resolve(null); return; }
    const options = { enableHighAccuracy: true, timeout: WAIT, maximumAge: 15_000 };
    const found = ({ coords }) => resolve(point(coords.longitude, coords.latitude, coords.accuracy));
    navigator.geolocation.getCurrentPosition(found, () => resolve(null), options);
  });
}

function point(lon, lat, accuracy) {
  return { lon: round(lon), lat: round(lat), accuracy: Math.round(accuracy), from: "gps" };
}

const round = (degrees) => Math.round(degrees * 1e6) / 1e6;

/** The phone's position if it is good enough to be of use, else null. */
export async function position() {
  const here = await ask();
  return here && here.accuracy <= USEFUL ? here : null;
}

/** The first position that a photo itself brought along, or null. */
export function photoPosition(photos) {
  const exif = photos.find((one) => one.exif)?.exif;
  return exif ? { lon: round(exif.lon), lat: round(exif.lat), accuracy: null, from: "exif" } : null;
}

/** The grid a point lies in: {grid}, {outside: true}, or {} where nobody here knows. Without a
 * network the township's outlines say it; the server decides again when the report arrives. */
export async function gridAt({ lon, lat }) {
  try {
    return { grid: await get(`units/locate/?lon=${lon}&lat=${lat}&datum=wgs84`) };
  } catch (fault) {
    if (fault.status === 404) return { outside: true };
    return keptGridAt(lon, lat);
  }
}

const outlinesOf = (township) => `units/${township.code}/outlines/?grids=true`;

/** Have the outlines of one's own township on the phone before the network is gone. */
export async function keepOutlines(chain) {
  const township = chain.find((one) => one.kind === "township");
  if (township) await getOrKept(outlinesOf(township));
}

async function keptGridAt(lon, lat) {
  const township = me.chain.find((one) => one.kind === "township");
  const kept = township && (await keptAnswer(outlinesOf(township)));
  const features = kept?.value?.features ?? [];
  const units = new Map(features.map((one) => [one.properties.code, { ...one.properties }]));
  for (const unit of units.values()) unit.parent = units.get(unit.parent) ?? unit.parent;
  const found = features.findLast((one) => isGrid(one.properties) && contains(shapeOf(one), lon, lat));
  return found ? { grid: units.get(found.properties.code) } : {};
}

export function positionWords(place) {
  if (!place) return gettext("没定到位,按网格中心报");
  if (place.from === "exif") return gettext("用照片里的位置");
  return fill(gettext("已定位 ±%(m)s 米"), { m: place.accuracy });
}
