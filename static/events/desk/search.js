// SPDX-License-Identifier: Apache-2.0
// The search box: number, place, person or words; what it finds takes the list's place.

import { byId, debounce } from "./dom.js";
import { currentId, setCursor } from "./list.js";
import { hear, look, view } from "./state.js";

const find = debounce(350, (text) => look(text ? { q: text } : {}));

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
    if (box.value.trim() !== view.q) look(box.value.trim() ? { q: box.value.trim() } : {});
    else if (currentId()) setCursor(currentId());
  });
  hear("view", ({ q }) => {
    if (box.value.trim() !== q) box.value = q;
  });
}
