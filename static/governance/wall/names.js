// SPDX-License-Identifier: Apache-2.0
/** Names of matters and units, fetched once: messages carry codes only. */

const AGAIN = 5_000;

function walkMatters(node, names) {
  if (Array.isArray(node)) {
    for (const child of node) walkMatters(child, names);
    return;
  }
  if (node === null || typeof node !== "object") return;
  const { code, name } = node;
  if (typeof code === "string" && typeof name === "string") names.set(code, name);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) walkMatters(value, names);
  }
}

/** {code: name} of the matter tree, majors (two digits) and matters (four). */
export function matterNames(tree) {
  const names = new Map();
  walkMatters(tree.results ?? tree, names);
  return names;
}

/** Fetch JSON until it comes: a wall is switched on before its server more often than after. */
export async function fetchJson(url, { signal, onAnswer = null }) {
  for (;;) {
    const asked = Date.now();
    try {
      // Always revalidated: the answer's date serves as the server's clock.
      const answer = await fetch(url, { signal, cache: "no-cache" });
      onAnswer?.(answer, asked);
      if (answer.ok) return await answer.json();
      if (answer.status < 500) return null;
    } catch (error) {
      if (signal.aborted) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN));
  }
}

/** A village as people say it: 壁下村委会 is 壁下村, 东海居委会 is 东海社区 (as grids.names does). */
function spoken(name) {
  const [, stem, kind] = /^(.+?)(村民委员会|居民委员会|村委会|居委会)$/.exec(name) ?? [];
  if (!stem) return name;
  if (/(村|社区)$/.test(stem)) return stem;
  return stem + (kind.startsWith("村") ? "村" : "社区");
}

export class Names {
  constructor(offices = {}) {
    // Offices have no outline: their names come with the page.
    this.offices = new Map(Object.entries(offices));
    this.matters = new Map();
    this.units = new Map();
  }

  takeMatters(tree) {
    if (tree) this.matters = matterNames(tree);
  }

  takeOutlines(collection) {
    const units = collection.features.map(({ properties }) => [properties.code, properties]);
    this.units = new Map(units);
  }

  /** What it is about. A sensitive event says its major only (敏感事件). */
  matter(step) {
    if (step.matter) return this.matters.get(step.matter) ?? gettext("事件");
    const major = this.matters.get(step.major);
    return major ? `${gettext("敏感事件")} · ${major}` : gettext("敏感事件");
  }

  /** An office as the wall calls it; one that came after the page is called by its code. */
  office(code) {
    return this.offices.get(code) ?? code;
  }

  /** The unit with this code, or the village or township whose code it begins with. */
  unit(code) {
    if (!code) return null;
    const tries = [code, code.slice(0, 12), `${code.slice(0, 9)}000`];
    return tries.map((each) => this.units.get(each)).find(Boolean) ?? null;
  }

  /** "township village" of a unit, without the wall's own unit. */
  path(unit, home) {
    const names = [];
    for (let each = unit; each && each.code !== home; each = this.units.get(each.parent)) {
      names.unshift(spoken(each.name));
    }
    return names.join(" ");
  }
}
