// SPDX-License-Identifier: Apache-2.0
// 按用途查看: whom to call about an event. Masked until one says what for; the server logs each
// look, and nothing of it is kept on the phone.

import { post } from "./api.js";
import { h, show } from "./dom.js";
import { gettext } from "./words.js";

const PURPOSES = [["contact", gettext("联系诉求人")], ["verify", gettext("核对情况")]];

const words = (person) => [person.name, person.wants_reply && gettext("要回复")].filter(Boolean).join(" · ");

export function personalBlock(event) {
  const people = event.claimants ?? [];
  if (!people.length && !event.can_open) return null;
  const shown = h("div", { role: "status" }, people.map((one) => h("p", {}, words(one), " ", one.phone)));
  const ask = event.can_open && h("div", { class: "buttons" }, PURPOSES.map(([purpose, label]) =>
    h("button", { type: "button", class: "button", on: { click: () => open(event.id, purpose, shown) } }, label)));
  return h("section", { class: "block" }, h("h2", {}, gettext("诉求人")), h("div", { class: "card" }, shown,
    ask && h("p", { class: "hint" }, gettext("看全姓名电话,为了:")), ask));
}

async function open(id, purpose, shown) {
  try {
    const found = await post(`events/${id}/personal/`, JSON.stringify({ purpose }));
    show(shown, [
      found.claimants.map((one) => h("p", {}, words(one), " ",
        one.phone && h("a", { href: `tel:${one.phone}` }, one.phone))),
      found.text && h("p", {}, found.text),
      h("p", { class: "hint" }, gettext("已记录您这次查看")),
    ]);
  } catch (fault) {
    show(shown, h("p", { class: "problem", role: "alert" }, fault.message || gettext("没有连上,请稍后再试")));
  }
}
