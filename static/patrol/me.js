// SPDX-License-Identifier: Apache-2.0
// Who holds the phone: the person, the postings, and the names of the units above the own grid.

import { getOrKept, keptFor } from "./api.js";
import { gettext } from "./words.js";
import { keep, recall } from "./store.js";

const GRID_KINDS = new Set(["grid", "micro_grid"]);
const KEPT = "last-person";
const UP_TO = ["township", "county", "city", "province"];

export const me = { user: null, name: "", postings: [], roles: [], home: null, chain: [] };

/** Ask who is signed in; without a network the last one who was. Throws where nobody is known. */
export async function loadMe() {
  const last = await recall(KEPT);
  keptFor(last?.user ?? "");
  const { value, fresh } = await getOrKept("me/");
  take(value);
  me.fresh = fresh;
  keptFor(me.user);
  await keep(KEPT, { user: me.user });
  await keep(`${me.user}:me/`, { value, at: Date.now() });
  return me;
}

function take(value) {
  me.user = value.user;
  me.name = value.display_name || value.user;
  me.postings = value.postings ?? [];
  me.roles = [...new Set(me.postings.map((one) => one.role))];
  const posting = me.postings.find((one) => GRID_KINDS.has(one.unit.kind)) ?? me.postings[0];
  me.home = posting?.unit ?? null;
}

/** The units from my own up to the township, nearest first. Names come from the tree. */
export async function loadChain() {
  me.chain = me.home ? await chainOf(me.home) : [];
  return me.chain;
}

export async function chainOf(unit) {
  const chain = [];
  let next = unit;
  while (next && chain.length < 6) {
    chain.push(next);
    if (UP_TO.includes(next.kind)) break;
    const { value } = await getOrKept(`units/${next.code}/`).catch(() => ({ value: {} }));
    chain[chain.length - 1] = { ...next, ...value };
    next = await parentOf({ parent: next.parent, ...value });
  }
  return chain;
}

async function parentOf(unit) {
  const parent = unit.parent;
  if (!parent || typeof parent === "object") return parent ?? null;
  return (await getOrKept(`units/${parent}/`).catch(() => ({ value: null }))).value;
}

export const isGrid = (unit) => Boolean(unit && GRID_KINDS.has(unit.kind));

/** 石桥镇·柳溪村 第3网格 */
export function placeName(chain) {
  if (!chain.length) return gettext("还没有岗位");
  const [leaf, ...above] = chain;
  const names = above.filter((one) => one.kind !== "grid").reverse().map((one) => one.name);
  const own = above.length ? withoutPrefix(leaf.name, above[0].name) : leaf.name;
  return names.length ? `${names.join("·")} ${own}` : own;
}

function withoutPrefix(name, prefix) {
  return name.startsWith(prefix) && name !== prefix ? name.slice(prefix.length) : name;
}
