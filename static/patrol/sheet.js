// SPDX-License-Identifier: Apache-2.0
// 上报单: photo, one tile, send; everything else is filled in. What is being written is kept in
// the outbox as a draft at every change: on a cheap phone the camera may throw the page away.

import { asksPhotoPair, matterByCode, mayFinishOnTheSpot, remember } from "./catalog.js";
import { complain, h, say, show } from "./dom.js";
import { MatterPicker } from "./matter-picker.js";
import { me } from "./me.js";
import { accept, drop, newItem, saveDraft } from "./outbox.js";
import { PhotoField } from "./photo-field.js";
import { PlaceCard } from "./place-card.js";
import { RegisterPicker } from "./register-picker.js";
import { reasonOf } from "./rows.js";
import * as store from "./store.js";
import { gettext } from "./words.js";

const SPOT = "done_on_the_spot";

const OPEN = new Set(["draft", "change"]);

/** The draft or refused report with this uuid, else a new one; `shots` are just taken. */
export async function openSheet(uuid, shots = []) {
  const kept = uuid ? await store.item(uuid) : null;
  const known = kept?.owner === me.user && OPEN.has(kept.state);
  const item = known ? kept : newItem("report", "events/");
  const sheet = new ReportSheet(item, known ? await store.photosOf(uuid) : []);
  // A reload (the camera may throw the page away) finds the same draft again.
  history.replaceState(null, "", `#/report/${item.client_uuid}`);
  if (shots.length) sheet.photos.take(shots);
  return sheet;
}

class ReportSheet {
  constructor(item, photos) {
    this.item = item;
    const before = photos.map((one) => (one.field.endsWith("photos_before") ? { ...one, field: "photos" } : one));
    this.photos = new PhotoField({ field: "photos", label: gettext("照片"), photos: before, id: "photos" });
    this.after = new PhotoField({
      field: `${SPOT}.photos_after`, label: gettext("处置后照片"), photos, id: "after",
    });
    this.matter = new MatterPicker({ user: me.user, value: item.fields.matter });
    this.place = new PlaceCard(item);
    this.picker = new RegisterPicker({ claimant: item.fields.claimants?.[0] ?? null });
    this.build();
    this.listen();
    this.refresh();
    this.showProblem();
    this.place.locate(this.photos.photos);
  }

  build() {
    const { fields } = this.item;
    this.problem = h("div", { class: "problem", role: "alert", hidden: true });
    this.text = h("textarea", { id: "text", rows: 2, maxlength: 4000, value: fields.text ?? "" });
    this.spot = h("input", { type: "checkbox", id: "spot", checked: Boolean(fields[SPOT]) });
    this.result = h("textarea", { id: "result", rows: 2, maxlength: 2000, value: fields[SPOT]?.text ?? "" });
    this.resultFault = h("p", { class: "fault", role: "alert", hidden: true });
    this.spotBlock = h("section", { class: "block" });
    this.buildSpot();
    this.photoFault = h("p", { class: "fault", role: "alert", hidden: true });
    this.send = h("button", { type: "submit", class: "primary send" }, gettext("存下,有网自动发"));
    this.element = h("form", { class: "sheet", novalidate: true, on: { submit: (e) => this.submit(e) } },
      this.problem,
      h("section", { class: "block", "aria-label": gettext("照片") }, this.photos.element, this.photoFault),
      this.matter.element,
      h("section", { class: "block" },
        h("label", { class: "label", for: "text" }, gettext("说两句"), " ",
          h("span", { class: "may" }, gettext("可不说"))), this.text),
      this.place.element, this.picker.element, this.spotBlock,
      h("div", { class: "send-bar" }, this.send), this.discarder());
  }

  discarder() {
    const away = async () => {
      if (!confirm(gettext("不报这件事了?照片也会删掉。"))) return;
      clearTimeout(this.timer);
      this.left = true;
      await drop(this.item.client_uuid);
      location.hash = "#/";
    };
    return h("button", { type: "button", class: "quiet wide", on: { click: away } }, gettext("不报了"));
  }

  listen() {
    this.photos.addEventListener("change", () => this.place.useExif(this.photos.photos));
    for (const field of [this.photos, this.after]) {
      field.addEventListener("change", () => { this.refresh(); this.keepDraft(0); });
    }
    this.photos.addEventListener("shot", () => this.shot());
    this.matter.addEventListener("change", () => { this.refresh(); this.keepDraft(0); });
    this.place.addEventListener("change", () => this.keepDraft());
    this.picker.addEventListener("address", ({ detail }) => this.place.putAddress(detail));
    this.picker.addEventListener("change", () => this.keepDraft());
    this.element.addEventListener("input", () => this.keepDraft());
    this.spot.addEventListener("change", () => { this.refresh(); this.keepDraft(0); });
  }

  /** The moment of the first photo is the time of the report, and the place is asked for then. */
  async shot() {
    if (!this.photos.photos.length) this.place.time = new Date().toISOString();
    await this.place.locate();
    await this.place.useExif(this.photos.photos);
  }

  get busy() {
    return this.photos.busy || this.after.busy;
  }

  get done() {
    return this.spot.checked && this.maySpot;
  }

  get maySpot() {
    return mayFinishOnTheSpot(matterByCode(this.matter.value), me.roles);
  }

  refresh() {
    this.place.matter = this.matter.value;
    this.place.draw();
    this.send.disabled = this.busy;
    this.send.textContent = this.busy ? gettext("照片还在压缩……") : gettext("存下,有网自动发");
    show(this.spotBlock, this.maySpot && this.spotTick, this.done && this.spotCard);
  }

  /** Made once and then shown or not: letters are being typed here while a photo shrinks. */
  buildSpot() {
    this.spotTick = h("label", { class: "choice", for: "spot" }, this.spot, gettext("我已当场办好(自办自结)"));
    this.spotCard = h("div", { class: "card" },
      h("p", { class: "about" }, gettext("上面的照片算处置前。")),
      h("h3", {}, gettext("处置后照片")), this.after.element,
      h("label", { class: "label", for: "result" }, gettext("怎么办好的"), " ",
        h("span", { class: "must" }, gettext("必填"))), this.result, this.resultFault);
  }

  keepDraft(wait = 400) {
    clearTimeout(this.timer);
    if (!this.touched) return;
    // A refused report stays "needs your change" on the home page until it is sent again.
    const row = () => ({ ...this.collect(), saved_at: Date.now() });
    this.timer = setTimeout(() => this.left || saveDraft(row(), this.rows()), wait);
  }

  /** Whether there is anything in it that would be a pity to lose. */
  get touched() {
    return Boolean(this.photos.photos.length || this.matter.value || this.text.value.trim());
  }

  collect() {
    const fields = { matter: this.matter.value, text: this.text.value.trim(), ...this.place.read() };
    if (!fields.text) delete fields.text;
    if (this.picker.claimant) fields.claimants = [this.picker.claimant];
    if (this.done) fields[SPOT] = { text: this.result.value.trim() };
    const title = matterByCode(fields.matter)?.name ?? gettext("还没选事项");
    return { ...this.item, fields, view: { ...this.place.view, title } };
  }

  /** Photo rows under the names the API takes them by. */
  rows() {
    const main = this.done ? `${SPOT}.photos_before` : "photos";
    const first = this.photos.photos.map((one) => ({ ...one, field: main }));
    return this.done ? [...first, ...this.after.photos] : first;
  }

  faults() {
    const some = this.photos.photos.length > 0;
    const pair = this.done && asksPhotoPair(matterByCode(this.matter.value));
    complain(this.photoFault, pair && !some ? gettext("当场办结要有处置前的照片。")
      : !some && !this.text.value.trim() ? gettext("拍一张照片,或说两句。") : "");
    this.matter.complain(this.matter.value ? "" : gettext("请选一件事。"));
    this.after.complain(pair && !this.after.photos.length ? gettext("当场办结要有处置后的照片。") : "");
    this.place.complain(this.place.given ? "" : gettext("没有位置:请点“改”,填门牌或地点。"));
    const noResult = this.done && !this.result.value.trim();
    complain(this.resultFault, noResult ? gettext("请写一句怎么办好的。") : "");
    if (noResult) this.result.focus();
    return [...this.element.querySelectorAll(".fault")].some((one) => !one.hidden);
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy || this.left || this.faults()) return;
    clearTimeout(this.timer);
    this.left = true;
    this.send.disabled = true;
    let row = this.collect();
    let photos = this.rows();
    if (row.problem?.code === "uuid_reused") row = { ...row, client_uuid: store.newUuid() };
    if (row.problem?.errors?.photos) photos = photos.map((one) => ({ ...one, server_id: null }));
    try {
      await this.hand(row, photos);
    } catch {
      this.left = false;
      this.send.disabled = false;
      say(gettext("手机存不下了:请先清理空间,再点一次。"));
    }
  }

  async hand(row, photos) {
    await accept(row, photos);
    if (row.client_uuid !== this.item.client_uuid) await drop(this.item.client_uuid);
    remember(me.user, row.fields.matter);
    say(gettext("已存下,有网自动发"));
    location.hash = "#/";
  }

  showProblem() {
    const { problem, state } = this.item;
    if (state !== "change" || !problem) return;
    this.problem.hidden = false;
    show(this.problem, h("b", {}, gettext("需修改:")), reasonOf(this.item));
    if (problem.errors?.matter) this.matter.complain([problem.errors.matter].flat().join(" "));
    if (problem.photo || problem.errors?.photos) complain(this.photoFault, gettext("这张照片读不了,请重拍。"));
  }
}
