// SPDX-License-Identifier: Apache-2.0
// Where choices come from when a form's schema does not carry them: units, reasons, matters.

import { get, rows } from "./api.js";
import { allMatters, homeUnit, learnMatters, platformName } from "./words.js";

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
