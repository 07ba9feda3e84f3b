// SPDX-License-Identifier: Apache-2.0
// Where choices come from when a form's schema does not carry them: units, reasons, matters.

import { get, rows } from "./api.js";
import { allMatters, gettext, homeUnit, learnMatters, platformName } from "./words.js";

const kept = new Map();

// Asked once, kept for the page's life; a failed question is asked again next time.
function once(key, ask) {
  if (!kept.has(key)) {
    kept.set(key, ask());
    kept.get(key).catch(() => kept.delete(key));
  }
  return kept.get(key);
}

const childrenOf = async (code) => rows(await get("/units/", { parent: code, page_size: 200 }));

// The units below our own, and one level below those: enough to name a grid from a township.
export const unitsBelow = () =>
  once("units", async () => {
    if (!homeUnit) return [];
    const near = await childrenOf(homeUnit);
    const parents = near.filter((unit) => unit.has_children && unit.kind === "village");
    const far = await Promise.all(
      parents.map(async (parent) =>
        (await childrenOf(parent.code)).map((unit) => ({ ...unit, note: parent.name })),
      ),
    );
    return [...near, ...far.flat()];
  });

export const reasonsFor = (move) =>
  once(`reasons ${move}`, async () =>
    rows(await get("/reasons/", { move })).map((reason) => ({
      code: reason.code,
      name: reason.text ?? reason.name ?? reason.code,
    })),
  );

// Sentences of the county that a form offers (常用语): of this move, then those for every one.
export const textsFor = async (move) => {
  const all = await once("texts", async () => rows(await get("/desk/texts/")));
  return [move, ""].flatMap((of) => all.filter((each) => each.move === of).map(({ text }) => text));
};

// What an event may be merged into: alike and near first, then whatever else is open.
export async function mergeTargets(event) {
  const [near, open] = await Promise.all([
    get(`/events/${event.id}/similar/`).then(rows),
    get("/events/", { open: true, page_size: 100 }).then(rows),
  ]);
  const alike = new Set(near.map((one) => one.id));
  const others = open.filter((one) => one.id !== event.id && !alike.has(one.id));
  const still = near.filter((one) => OPEN.has(one.state));
  return [...still, ...others].map((one) => ({
    code: one.id,
    name: `${one.number} ${one.matter_name ?? ""} ${one.place?.address || (one.grid?.name ?? "")}`,
    note: alike.has(one.id) ? gettext("附近同类") : one.state_label,
  }));
}

const OPEN = new Set([
  ...["reported", "verifying", "accepted", "dispatched", "processing"],
  ...["joint", "suspended", "handled", "checking", "pending_close"],
]);

export const loadMatters = () =>
  once("matters", async () => {
    learnMatters(rows(await get("/matters/")));
    return allMatters().map((matter) => ({
      code: matter.code,
      name: matter.name,
      words: (matter.keywords ?? []).join(" "),
      note: `${platformName(matter.platform)} ${matter.note ?? ""}`.trim(),
    }));
  });
