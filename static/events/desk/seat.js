// SPDX-License-Identifier: Apache-2.0
// How this person's desk is set: the key of every command. The server keeps it; the page carries
// it, so that keys work before anything else has been read.

import { post } from "./api.js";
import { tell } from "./state.js";

const seat = JSON.parse(document.getElementById("desk-seat").textContent);

export const keyGroups = seat.groups;
export const keyOf = (command) => seat.keys[command] ?? null;
export const singleKeys = () => seat.single_keys;

export const commandOf = (key) =>
  Object.keys(seat.keys).find((command) => seat.keys[command] === key);

// The server says what holds now: what it refuses is thrown, and nothing is changed here.
export async function setSeat(wanted) {
  Object.assign(seat, await post("/desk/settings/", wanted));
  tell("seat");
}
