// SPDX-License-Identifier: Apache-2.0
// Which rows are chosen (选中): by key, by box, by Shift over a range. Only what is listed can be.

import { byId, fill, say } from "./dom.js";
import { currentId, listed, setCursor, step } from "./list.js";
import { hear, tell } from "./state.js";
import { fmt, gettext } from "./words.js";

export const MOST = 200;
const chosen = new Set();
const last = { id: null };

export const chosenCount = () => chosen.size;

// In the order of the list, each as it was read last.
export const chosenEvents = () => [...listed().values()].filter((event) => chosen.has(event.id));

export function toggle(id = currentId()) {
  if (!listed().has(id)) return false;
  const add = !chosen.has(id);
  if (add && chosen.size >= MOST) return full();
  if (add) chosen.add(id);
  else chosen.delete(id);
  last.id = id;
  changed();
}

// From the one touched last (or the cursor) to this one.
export function chooseTo(id) {
  const ids = [...listed().keys()];
  const [a, b] = [ids.indexOf(last.id ?? currentId()), ids.indexOf(id)].sort((x, y) => x - y);
  for (const each of ids.slice(Math.max(a, 0), b + 1)) if (chosen.size < MOST) chosen.add(each);
  last.id = id;
  changed();
}

export function chooseOn(by) {
  if (!chosen.size) toggle();
  step(by);
  chooseTo(currentId());
}

export function chooseAll() {
  const ids = [...listed().keys()].slice(0, MOST);
  const all = ids.length > 0 && ids.every((id) => chosen.has(id));
  chosen.clear();
  if (!all) ids.forEach((id) => chosen.add(id));
  changed();
}

export function chooseNone() {
  if (!chosen.size) return false;
  chosen.clear();
  last.id = null;
  changed();
  return true;
}

export function leaveChosen(ids) {
  chosen.clear();
  ids.forEach((id) => chosen.add(id));
  changed();
}

function full() {
  say(fmt(gettext("一次最多选 %s 件"), [MOST]));
}

function changed() {
  draw();
  say(chosen.size ? fmt(gettext("已选 %s 件"), [chosen.size]) : gettext("都不选了"));
  tell("chosen", chosen.size);
}

function draw() {
  for (const id of listed().keys()) {
    const tr = byId(`row-${id}`);
    if (!tr) continue;
    tr.classList.toggle("chosen", chosen.has(id));
    tr.pick.checked = chosen.has(id);
  }
  const box = byId("pick-all");
  const all = listed().size > 0 && chosen.size >= Math.min(listed().size, MOST);
  box.checked = all;
  box.indeterminate = chosen.size > 0 && !all;
  byId("list").classList.toggle("choosing", chosen.size > 0);
  fill(byId("chosen-count"), fmt(gettext("已选 %s 件"), [chosen.size]));
}

function picked({ id, range }) {
  if (range) chooseTo(id);
  else toggle(id);
  draw(); // a box that was refused goes back
  if (currentId() !== id) setCursor(id, { quiet: true });
}

export function startChoosing() {
  hear("pick", picked);
  hear("view", chooseNone);
  hear("listed", () => {
    const gone = [...chosen].filter((id) => !listed().has(id));
    gone.forEach((id) => chosen.delete(id));
    draw();
    if (gone.length) tell("chosen", chosen.size);
  });
  byId("pick-all").addEventListener("change", chooseAll);
}
