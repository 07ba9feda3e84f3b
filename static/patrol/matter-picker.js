// SPDX-License-Identifier: Apache-2.0
// 是什么事: my usual matters as tiles, one tap; the rest behind 更多, searched or by platform.

import { byPlatform, matterByCode, search, usual } from "./catalog.js";
import { complain, h, show } from "./dom.js";
import { gettext, PLATFORMS } from "./words.js";

export class MatterPicker extends EventTarget {
  constructor({ user, value }) {
    super();
    Object.assign(this, { user, value, open: false });
    this.tiles = h("div", { class: "tiles", role: "group", "aria-labelledby": "matter-title" });
    this.more = h("div", { class: "more" });
    this.fault = h("p", { class: "fault", role: "alert", hidden: true });
    this.element = h("section", { class: "block" },
      h("div", { class: "head" }, h("h2", { id: "matter-title" }, gettext("是什么事")),
        h("span", { class: "hint" }, gettext("按您常报的排前"))),
      this.tiles, this.more, this.fault);
    this.draw();
  }

  choose(code) {
    this.value = code;
    this.open = false;
    this.complain("");
    this.draw();
    this.tiles.querySelector("[aria-pressed=true]")?.focus();
    this.dispatchEvent(new Event("change"));
  }

  complain(text) {
    complain(this.fault, text);
    if (text) this.element.scrollIntoView({ block: "start" });
  }

  draw() {
    const first = usual(this.user);
    const chosen = matterByCode(this.value);
    if (chosen && !first.includes(chosen)) first.splice(0, 1, chosen);
    const more = h("button", {
      type: "button", class: "tile more-tile", "aria-expanded": this.open,
      on: { click: () => this.toggle() },
    }, this.open ? gettext("收起") : gettext("更多…"));
    show(this.tiles, first.map((one) => this.tile(one)), more);
    if (this.open) this.drawSearch();
    else show(this.more);
  }

  tile(matter) {
    return h("button", {
      type: "button", class: "tile", "aria-pressed": matter.code === this.value,
      on: { click: () => this.choose(matter.code) },
    }, h("b", {}, matter.name), h("small", {}, PLATFORMS[matter.platform] ?? matter.major));
  }

  toggle() {
    this.open = !this.open;
    this.draw();
    this.more.querySelector("input")?.focus({ preventScroll: true });
  }

  drawSearch() {
    const list = h("div", { class: "found" });
    const input = h("input", {
      type: "search", id: "matter-search", autocomplete: "off", enterkeyhint: "search",
      placeholder: gettext("如:垃圾、井盖、吵架"), on: { input: () => this.drawFound(list, input.value) },
    });
    show(this.more, h("label", { class: "label", for: "matter-search" }, gettext("找事项")), input, list);
    this.drawFound(list, "");
  }

  drawFound(list, typed) {
    const found = search(typed);
    const groups = byPlatform(found).map(([name, some]) => h("div", {},
      h("h3", {}, name), h("div", { class: "lines" }, some.map((one) => this.line(one)))));
    show(list, groups.length ? groups
      : h("p", { class: "empty" }, gettext("没有这样的事项,换个词试试。")));
  }

  line(matter) {
    return h("button", {
      type: "button", class: "line", "aria-pressed": matter.code === this.value,
      on: { click: () => this.choose(matter.code) },
    }, h("span", {}, matter.name), h("small", {}, matter.major));
  }
}
