// SPDX-License-Identifier: Apache-2.0
// A short word that something was done (or not); it goes by itself and can be put away.

import { byId, h, kbd } from "./dom.js";
import { gettext } from "./words.js";

const STAY = 7000;

export function toast(text, action, { stay = STAY, bad = false } = {}) {
  const box = h("div", { class: bad ? "toast bad" : "toast" }, h("span", {}, `${bad ? "■" : "✓"} ${text}`));
  if (action) box.append(actionButton(action));
  const away = h(
    "button",
    { type: "button", "aria-label": gettext("收起提示"), onclick: () => box.remove() },
    "×",
  );
  box.append(away);
  byId("toasts").replaceChildren(box);
  setTimeout(() => box.remove(), stay);
  return box;
}

const actionButton = ({ label, run, key }) =>
  h(
    "button",
    { type: "button", onclick: run, "aria-keyshortcuts": key ?? null },
    label,
    key ? kbd(key) : null,
  );
