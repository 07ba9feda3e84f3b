// SPDX-License-Identifier: Apache-2.0
// Matters (事项) as the phone needs them: one flat list, my usual ones first, found by name or
// keyword, and where each goes first. The tree comes from GET /matters/ and is kept for offline.

import { getOrKept } from "./api.js";
import { gettext, PLATFORMS } from "./words.js";

const TILES = 5;
// Before this phone has a history of its own: fire lane, rubbish, quarrel, lamp, burning.
const FIRST_TIME = ["0301", "0401", "0101", "0703", "0407"];
const VILLAGE_ROLES = new Set(["grid_head", "village_officer"]);
const GRID_ROLES = new Set(["grid_worker", ...VILLAGE_ROLES]);

let matters = [];

/** Load the tree, from the network or from what the phone kept. */
export async function loadMatters() {
  const { value } = await getOrKept("matters/");
  const tree = Array.isArray(value) ? value : (value.results ?? value.majors ?? []);
  matters = tree.flatMap((major) => flatten(major)).filter((one) => one.active !== false);
  return matters;
}

function flatten(node, major) {
  const below = node.children ?? node.matters;
  if (below) return below.flatMap((child) => flatten(child, node));
  return [{ ...node, major: major?.name ?? "", platform: node.platform || major?.platform || "" }];
}

export const matterByCode = (code) => matters.find((one) => one.code === code);
export const matterName = (code) => matterByCode(code)?.name ?? code;

function keywords(matter) {
  const words = matter.keywords ?? [];
  return Array.isArray(words) ? words.join(" ") : words;
}

/** Matters whose name, group or keywords hold every word typed. */
export function search(typed) {
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return matters.filter((one) => {
    const hay = `${one.name} ${one.major} ${keywords(one)} ${one.code}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

/** [[platform's name, its matters]] in the platforms' own order. */
export function byPlatform(list) {
  const groups = Object.entries(PLATFORMS).map(([code, name]) => {
    return [name, list.filter((one) => one.platform === code)];
  });
  const others = list.filter((one) => !PLATFORMS[one.platform]);
  return [...groups, [gettext("其他"), others]].filter(([, some]) => some.length);
}

const historyName = (user) => `patrol.usual.${user}`;

function history(user) {
  try {
    return JSON.parse(localStorage.getItem(historyName(user))) ?? {};
  } catch {
    return {};
  }
}

/** One more report of this matter: next time it stands further up. */
export function remember(user, code) {
  const counts = history(user);
  counts[code] = (counts[code] ?? 0) + 1;
  localStorage.setItem(historyName(user), JSON.stringify(counts));
}

/** The first tiles: what this person reports most, then what most grids report. */
export function usual(user) {
  const counts = history(user);
  const common = (one) => FIRST_TIME.length - ((FIRST_TIME.indexOf(one.code) + 1) || Infinity);
  const rank = (one) => (counts[one.code] ?? 0) * 100 + common(one);
  return [...matters].sort((a, b) => rank(b) - rank(a)).slice(0, TILES);
}

const standardOf = (matter) => matter?.standards?.[0] ?? {};
const onSpot = (matter) => standardOf(matter).on_spot ?? matter?.on_spot ?? "never";

/** 小事不出村: may this person report the matter as already mended? The standard says so. */
export function mayFinishOnTheSpot(matter, roles) {
  const allowed = { grid: GRID_ROLES, village: VILLAGE_ROLES }[onSpot(matter)];
  return Boolean(allowed && roles.some((role) => allowed.has(role)));
}

/** Whether before and after photos are the proof this matter's standard asks for. */
export const asksPhotoPair = (matter) => standardOf(matter).evidence === "photo_pair";

/** Where it goes first, by level (1 grid, 2 village, 3 and 4 township); the server decides anew. */
export function destination(matter, chain) {
  if (!matter) return "";
  const level = standardOf(matter).level ?? matter.level ?? 3;
  const kind = { 1: "grid", 2: "village" }[level] ?? "township";
  const unit = chain.find((one) => one.kind === kind) ?? chain.at(-1);
  const parts = [unit?.short_name || unit?.name || "", PLATFORMS[matter.platform] ?? ""];
  return parts.filter(Boolean).join(" · ");
}
