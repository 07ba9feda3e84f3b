// SPDX-License-Identifier: Apache-2.0
// 从底数选, in 登记: a person or place of the registers fills name, phone and address. Choosing a
// person opens name and phone for the purpose of this report, which the server writes down.

import { Problem, advice, get, post } from "./api.js";
import { byId, debounce, fill, h } from "./dom.js";
import { gettext } from "./words.js";

const WAIT = 300;

/** Offer records in `#reg-pick`; `take({name, phone, address})` gets what was chosen. */
export function startPicking(take) {
  const input = byId("reg-pick");
  if (!input) return; // whoever works with no register has no such field
  const found = byId("reg-picked");
  const close = () => {
    input.value = "";
    fill(found);
  };
  const choose = async (record) => {
    try {
      take(await filled(record));
      close();
    } catch (failure) {
      fill(found, h("p", { class: "field-error" }, advice(failure)));
    }
  };
  const line = (record) =>
    h(
      "button",
      { type: "button", class: "option", onclick: () => choose(record) },
      h("b", {}, record.title),
      h("small", {}, [record.address, record.grid.name].filter(Boolean).join(" · ")),
    );
  const search = debounce(WAIT, async () => {
    const q = input.value.trim();
    if (!q) return fill(found);
    try {
      const { results } = await get("/registers/find/", { q });
      if (q !== input.value.trim()) return null;
      return fill(
        found,
        results.length ? results.map(line) : h("p", { class: "muted" }, gettext("没有找到。")),
      );
    } catch (failure) {
      const said = failure instanceof Problem ? failure.message : advice(failure);
      return fill(found, h("p", { class: "field-error" }, said));
    }
  });
  input.addEventListener("input", search);
}

async function filled(record) {
  if (record.register === "person") {
    const asked = { purpose: "report", fields: ["name", "phone"] };
    const opened = await post(`/registers/person/${record.id}/open/`, asked);
    return { name: opened.name, phone: opened.phone, address: record.address };
  }
  const own = record.register === "dwelling" ? "" : record.name;
  return { address: [record.address, own].filter(Boolean).join(" ") };
}
