// SPDX-License-Identifier: Apache-2.0
// 从底数选: who asks and where, without typing it again. Choosing a person opens name and phone
// for the purpose of this report, which the server writes down.

import { get } from "./api.js";
import { h, say, show } from "./dom.js";
import { aboutWords, openRecord } from "./registers.js";
import { gettext } from "./words.js";

const WAIT = 300;

export class RegisterPicker extends EventTarget {
  constructor({ claimant = null }) {
    super();
    this.claimant = claimant;
    this.open = false;
    this.turn = 0;
    this.found = h("div", { class: "found" });
    this.words = h("input", {
      id: "pick", type: "search", maxlength: 40, autocomplete: "off",
      "aria-label": gettext("查姓名、地址或电话后四位"), placeholder: gettext("查姓名、地址或电话后四位"),
      on: { input: () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.search(), WAIT); } },
    });
    this.element = h("section", { class: "block" });
    this.draw();
  }

  draw() {
    const toggle = h("button", {
      type: "button", class: "button wide", "aria-expanded": this.open,
      on: { click: () => { this.open = !this.open; this.draw(); } },
    }, gettext("从底数选人或场所"));
    show(this.element, toggle, this.claimant && this.chosen(), this.open && [this.words, this.found]);
    if (this.open) this.words.focus({ preventScroll: true });
  }

  chosen() {
    const away = () => { this.claimant = null; this.draw(); this.dispatchEvent(new Event("change")); };
    return h("div", { class: "head card" },
      h("span", {}, `${gettext("诉求人")} ${this.claimant.name} ${this.claimant.phone}`),
      h("button", { type: "button", class: "quiet", on: { click: away } }, gettext("不要")));
  }

  async search() {
    const q = this.words.value.trim();
    this.turn += 1;
    const mine = this.turn;
    if (!q) { show(this.found); return; }
    try {
      const { results } = await get(`registers/find/?q=${encodeURIComponent(q)}`);
      if (mine !== this.turn) return;
      show(this.found, results.length ? h("div", { class: "lines" }, results.map((one) => this.line(one)))
        : h("p", { class: "empty" }, gettext("没有找到。")));
    } catch (fault) {
      if (mine !== this.turn) return;
      show(this.found, h("p", { class: "empty" }, fault.status ? fault.message : gettext("要有网络才能查底数。")));
    }
  }

  line(record) {
    return h("button", { type: "button", class: "line", on: { click: () => this.choose(record) } },
      h("span", {}, record.title), h("small", {}, aboutWords(record)));
  }

  async choose(record) {
    let address = record.address;
    if (record.register === "person") {
      try {
        const opened = await openRecord(record, { purpose: "report", fields: ["name", "phone"] });
        this.claimant = { name: opened.name, phone: opened.phone, wants_reply: true };
      } catch (fault) {
        say(fault.status ? fault.message : gettext("要有网络才能查底数。"));
        return;
      }
    } else if (record.register !== "dwelling") {
      address = [record.address, record.name].filter(Boolean).join(" ");
    }
    this.open = false;
    this.draw();
    this.dispatchEvent(new CustomEvent("address", { detail: address }));
    this.dispatchEvent(new Event("change"));
  }
}
