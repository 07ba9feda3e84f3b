// SPDX-License-Identifier: Apache-2.0
// What the page calls things. The server owns the names (state, move, source …): it hands them
// over once in the page, so that desk, phone and wall say the same words.

export const { gettext, ngettext, interpolate } = window;

const given = JSON.parse(document.getElementById("desk-words").textContent);
const matters = new Map();

const named = (table) => (code) => given[table]?.[code] ?? code ?? "";
export const stateName = named("states");
export const moveName = named("moves");
export const sourceName = named("sources");
export const platformName = named("platforms");
export const stageName = named("stages");
export const urgencyName = named("urgencies");
export const wordsOf = (table) => Object.entries(given[table] ?? {});
export const homeUnit = given.home;

// The clerk's own words for what a form asks; a title in the schema stands above it.
const LEVELS = ["", gettext("一级"), gettext("二级"), gettext("三级"), gettext("四级")];
export const levelName = (level) => LEVELS[level] ?? String(level ?? "");

// A comma or a stop of the language on screen, between two clauses.
export const fmt = (text, values) => interpolate(text, values, !Array.isArray(values));

export function learnMatters(tree) {
  for (const node of tree) {
    matters.set(node.code, node);
    learnMatters(node.children ?? node.matters ?? []);
  }
}

export const matterName = (event) =>
  event.matter_name ?? matters.get(event.matter)?.name ?? event.matter ?? gettext("敏感事件");

export const allMajors = () =>
  [...matters.values()].filter((node) => (node.children ?? node.matters)?.length);

// The 122 matters one may choose, majors left out.
export const allMatters = () =>
  [...matters.values()].filter((node) => !(node.children ?? node.matters)?.length);

// A person or unit comes as a name or as {code, name}.
export const nameOf = (thing) =>
  typeof thing === "object" && thing !== null
    ? (thing.display_name ?? thing.name ?? thing.text ?? thing.code ?? "")
    : (thing ?? "");
