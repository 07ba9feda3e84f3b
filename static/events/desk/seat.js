// SPDX-License-Identifier: Apache-2.0
// How this person's desk is set: the key of every command, the columns of the list, the filters
// they named. The server keeps it; the page carries it, so that keys work before anything is read.

import { post, remove } from "./api.js";
import { tell } from "./state.js";

const seat = JSON.parse(document.getElementById("desk-seat").textContent);

export const keyGroups = seat.groups;
export const keyOf = (command) => seat.keys[command] ?? null;
export const singleKeys = () => seat.single_keys;

export const commandOf = (key) =>
  Object.keys(seat.keys).find((command) => seat.keys[command] === key);

export const columns = () => seat.columns;
export const columnName = (name) => seat.all_columns[name] ?? name;
export const allColumns = Object.keys(seat.all_columns);
export const mostColumns = seat.most_columns;
export const savedFilters = () => seat.filters;

// The server says what holds now: what it refuses is thrown, and nothing is changed here.
export async function setSeat(wanted) {
  Object.assign(seat, await post("/desk/settings/", wanted));
  tell("seat");
}

export async function saveFilter(name, query) {
  const kept = await post("/desk/filters/", { name, query });
  seat.filters = [...seat.filters.filter((each) => each.id !== kept.id), kept];
  tell("filters");
  return kept;
}

export async function dropFilter({ id }) {
  await remove(`/desk/filters/${id}/`).catch((failure) => {
    if (failure.status !== 404) throw failure;
  });
  seat.filters = seat.filters.filter((each) => each.id !== id);
  tell("filters");
}
