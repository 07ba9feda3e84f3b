// SPDX-License-Identifier: Apache-2.0
// A short word that something was done; it goes by itself and can be put away.

import { byId, h } from "./dom.js";
import { gettext } from "./words.js";

const STAY = 7000;

export function toast(text, action) {
  const box = h("div", { class: "toast" }, h("span", {}, `✓ ${text}`));
  if (action) box.append(h("button", { type: "button", onclick: action.run }, action.label));
  const away = h(
    "button",
    { type: "button", "aria-label": gettext("收起提示"), onclick: () => box.remove() },
    "×",
  );
  box.append(away);
  byId("toasts").replaceChildren(box);
  setTimeout(() => box.remove(), STAY);
}
