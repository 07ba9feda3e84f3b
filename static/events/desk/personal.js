// SPDX-License-Identifier: Apache-2.0
// 按用途查看: residents' names and phones are masked until somebody says what for; each look is
// logged by the server. What was opened is on this screen only, and gone with the next draw.

import { advice, post } from "./api.js";
import { h } from "./dom.js";
import { gettext } from "./words.js";

const PURPOSES = [
  ["contact", gettext("联系诉求人")],
  ["verify", gettext("核对情况")],
  ["event", gettext("办理这件事")],
];

export const claimants = (people) =>
  people?.map((person) =>
    [person.name, person.phone, person.wants_reply && gettext("要回复")].filter(Boolean).join(" "),
  );

export function personal(event) {
  const place = h("dd", { class: "personal", role: "status" });
  const ask = PURPOSES.map(([purpose, label]) =>
    h("button", { type: "button", onclick: () => open(event.id, purpose, place) }, label),
  );
  place.append(h("span", { class: "muted" }, gettext("为了:")), ...ask);
  return [h("dt", {}, gettext("看全姓名电话")), place];
}

async function open(id, purpose, place) {
  try {
    const found = await post(`/events/${id}/personal/`, { purpose });
    const lines = [...claimants(found.claimants), found.text].filter(Boolean);
    place.replaceChildren(
      ...lines.map((line) => h("span", { class: "opened" }, line)),
      h("small", { class: "muted" }, gettext("已记录您这次查看")),
    );
  } catch (failure) {
    place.append(h("span", { class: "error", role: "alert" }, advice(failure)));
  }
}
