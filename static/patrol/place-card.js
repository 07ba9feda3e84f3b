// SPDX-License-Identifier: Apache-2.0
// 自动填好,不对再改: position, grid, time and where the report goes; open to change in one tap.

import { destination, matterByCode } from "./catalog.js";
import { complain, h, show } from "./dom.js";
import { chainOf, isGrid, me, placeName } from "./me.js";
import { gridAt, photoPosition, position, positionWords } from "./place.js";
import { dayAndClock, gettext } from "./words.js";

export class PlaceCard extends EventTarget {
  constructor({ fields = {}, view = {} }) {
    super();
    this.point = view.point ?? null;
    this.grid = view.grid ?? (isGrid(me.home) ? me.home.code : "");
    this.byGrid = Boolean(view.byGrid);
    this.address = fields.address ?? "";
    this.time = fields.client_time ?? new Date().toISOString();
    this.chain = me.chain;
    this.matter = fields.matter;
    this.searching = false;
    this.open = false;
    this.outside = false;
    this.rows = h("dl", { class: "facts" });
    this.change = h("div", { class: "change" });
    this.fault = h("p", { class: "fault", role: "alert", hidden: true });
    this.element = h("section", { class: "block" },
      h("div", { class: "head" }, h("h2", {}, gettext("自动填好,不对再改")), this.opener()),
      h("div", { class: "card" }, this.rows, this.change, this.fault));
    this.draw();
    if (this.point) this.nameGrid();
  }

  opener() {
    return h("button", {
      type: "button", class: "quiet", "aria-expanded": false,
      on: { click: (click) => this.toggle(click.currentTarget) },
    }, gettext("改"));
  }

  toggle(button) {
    this.open = !this.open;
    button.setAttribute("aria-expanded", this.open);
    this.drawChange();
  }

  /** Ask for a position, at the shot; what the photo itself says is second. */
  async locate(photos = []) {
    if (this.searching || this.point?.from === "gps") return;
    this.searching = true;
    this.draw();
    this.point = (await position()) ?? photoPosition(photos) ?? this.point;
    this.searching = false;
    this.draw();
    this.dispatchEvent(new Event("change"));
    if (this.point) await this.nameGrid();
  }

  /** The photo's own position, as far as the phone has none: EXIF is only the second source. */
  async useExif(photos) {
    const found = this.point || this.searching ? null : photoPosition(photos);
    if (!found) return;
    this.point = found;
    this.draw();
    await this.nameGrid();
  }

  async nameGrid() {
    const { grid, outside } = await gridAt(this.point);
    this.outside = Boolean(outside);
    this.chain = grid ? await chainOf(grid) : me.chain;
    this.draw();
  }

  /** The place's fields of the report. */
  read() {
    const place = {};
    if (this.usesPoint) Object.assign(place, { lon: this.point.lon, lat: this.point.lat, datum: "wgs84" });
    else if (this.grid) place.grid = this.grid;
    if (this.address) place.address = this.address;
    return { ...place, client_time: this.time };
  }

  get usesPoint() {
    return Boolean(this.point && !this.byGrid && !this.outside);
  }

  get given() {
    return this.usesPoint || Boolean(this.grid || this.address);
  }

  get view() {
    return { point: this.point, grid: this.grid, byGrid: this.byGrid };
  }

  complain(text) {
    complain(this.fault, text);
  }

  words() {
    if (this.searching) return gettext("正在定位……");
    if (this.outside) return gettext("不在本县范围,按网格中心报");
    return this.byGrid ? gettext("按网格中心报") : positionWords(this.point);
  }

  draw() {
    const chain = this.usesPoint ? this.chain : me.chain;
    const row = (name, value) => [h("dt", {}, name), h("dd", {}, value)];
    show(this.rows,
      row(gettext("位置"), this.words()),
      this.address && row(gettext("地点"), this.address),
      row(gettext("网格"), placeName(chain)),
      row(gettext("时间"), dayAndClock(this.time)),
      row(gettext("送往"), destination(matterByCode(this.matter), chain) || gettext("选好事项就知道")));
  }

  drawChange() {
    if (!this.open) { show(this.change); return; }
    const set = (byGrid) => { this.byGrid = byGrid; this.changed(); };
    const grids = me.postings.map((one) => one.unit).filter(isGrid);
    show(this.change,
      this.point && radio("place-point", gettext("用定位"), !this.byGrid, () => set(false)),
      this.grid && radio("place-grid", gettext("按网格中心报"), this.byGrid, () => set(true)),
      grids.length > 1 && this.gridChoice(grids),
      h("label", { class: "label", for: "address" }, gettext("门牌或地点"), " ",
        h("span", { class: "may" }, gettext("可不填"))),
      h("input", {
        id: "address", maxlength: 120, value: this.address, autocomplete: "off",
        on: { input: (typed) => { this.address = typed.target.value.trim(); this.changed(); } },
      }));
  }

  gridChoice(grids) {
    const pick = (choice) => { this.grid = choice.target.value; this.changed(); };
    return [h("label", { class: "label", for: "grid" }, gettext("网格")),
      h("select", { id: "grid", on: { change: pick } }, grids.map((one) => {
        return h("option", { value: one.code, selected: one.code === this.grid }, one.name);
      }))];
  }

  /** An address that was chosen, not typed. */
  putAddress(address) {
    this.address = address.slice(0, 120);
    this.drawChange();
    this.changed();
  }

  changed() {
    this.complain("");
    this.draw();
    this.dispatchEvent(new Event("change"));
  }
}

function radio(id, words, checked, chosen) {
  return h("label", { class: "choice", for: id },
    h("input", { type: "radio", name: "place", id, checked, on: { change: chosen } }), words);
}
