// SPDX-License-Identifier: Apache-2.0
// The search box: number, place, person or words; what it finds takes the list's place.

import { byId, debounce } from "./dom.js";
import { currentId, setCursor } from "./list.js";
import { hear, narrow, view } from "./state.js";

// A search looks everywhere in reach, but keeps what narrows the list; emptied, it leaves.
function search(text) {
  if (text) narrow({ q: text, queue: "", platform: "" });
  else narrow({ q: "" });
}

const find = debounce(350, (text) => search(text));

function typed(press) {
  if (!press.isComposing) find(press.target.value.trim());
}

export function startSearch() {
  const box = byId("search");
  box.value = view.q;
  box.addEventListener("input", typed);
  box.addEventListener("compositionend", typed);
  byId("search-form").addEventListener("submit", (press) => {
    press.preventDefault();
    find.cancel();
    if (box.value.trim() !== view.q) search(box.value.trim());
    else if (currentId()) setCursor(currentId());
  });
  hear("view", ({ q }) => {
    if (box.value.trim() !== q) box.value = q;
  });
}
