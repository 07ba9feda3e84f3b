// SPDX-License-Identifier: Apache-2.0
// 记一次走访: open, tap send. The kind is the usual one, the grid my own; words and a photo if
// there is something to say. It goes through the outbox like a report: never lost, never doubled.

import { getOrKept } from "./api.js";
import { h, say, show } from "./dom.js";
import { isGrid, me } from "./me.js";
import { accept, contents, drop, newItem, saveDraft } from "./outbox.js";
import { PhotoField } from "./photo-field.js";
import { myGrids } from "./registers.js";
import { reasonOf } from "./rows.js";
import * as store from "./store.js";
import { gettext } from "./words.js";

const VISIT = "visit";
const INSPECTION = "inspection";

/** A new visit about what the address names, a half-written one, or a refused one to be changed. */
export async function visitPage({ uuid, query }) {
  const refused = uuid ? await store.item(uuid) : null;
  const about = Object.fromEntries(new URLSearchParams(query ?? ""));
  const kept = refused?.owner === me.user && refused.state === "change" ? refused : await draftAbout(about);
  const known = Boolean(kept);
  const item = kept ?? { ...newItem("log", "worklogs/"), fields: fieldsOf(about), view: { about } };
  const [kinds, grids, checklist] = await Promise.all([kindList(), gridChoices(), checklistOf(item.fields.campaign)]);
  const photos = known ? await store.photosOf(item.client_uuid) : [];
  const sheet = new VisitSheet({ item, kinds, grids, checklist, photos });
  return { element: sheet.element, title: gettext("走访"), back: "#/grid" };
}

/** What was begun about the same and not sent: the camera may have killed the page. */
async function draftAbout(about) {
  const same = JSON.stringify(about);
  const found = (await contents()).mine.find((one) => one.path === "worklogs/" && one.state === "draft"
    && JSON.stringify(one.view.about) === same);
  if (!found) return null;
  // The visit is now, whenever it was begun.
  return { ...found, fields: { ...found.fields, client_time: undefined } };
}

function fieldsOf(about) {
  const fields = {};
  if (about.grid) fields.grid = about.grid;
  if (about.register) Object.assign(fields, { register: about.register, record: Number(about.record) });
  if (about.campaign) Object.assign(fields, { campaign: Number(about.campaign), target: Number(about.target) });
  return fields;
}

async function kindList() {
  return (await getOrKept("worklogs/kinds/")).value.results;
}

async function gridChoices() {
  return isGrid(me.home) ? [me.home] : myGrids();
}

async function checklistOf(campaign) {
  return campaign ? (await getOrKept(`campaigns/${campaign}/`)).value.checklist : [];
}

class VisitSheet {
  constructor({ item, kinds, grids, checklist, photos }) {
    Object.assign(this, { item, kinds, grids, checklist });
    this.kind = item.fields.kind ?? (item.fields.campaign ? INSPECTION : VISIT);
    this.time = item.fields.client_time ?? new Date().toISOString();
    this.text = h("textarea", { id: "text", rows: 3, maxlength: 1000, value: item.fields.text ?? "" });
    this.photos = new PhotoField({ field: "photos", label: gettext("照片"), photos, id: "photos" });
    this.tiles = h("div", { class: "tiles" });
    this.send = h("button", { type: "submit", class: "primary send" }, gettext("存下,有网自动发"));
    this.photos.addEventListener("change", () => { this.send.disabled = this.photos.busy; this.keepDraft(0); });
    this.element = h("form", { class: "sheet", novalidate: true, on: { submit: (e) => this.submit(e) } },
      item.state === "change" && h("div", { class: "problem", role: "alert" }, h("b", {}, gettext("需修改:")), reasonOf(item)),
      item.view.about?.title && h("section", { class: "block" }, h("h2", {}, item.view.about.title)),
      h("section", { class: "block" }, h("h2", {}, gettext("做了什么")), this.tiles),
      this.gridField(), this.checks(),
      h("section", { class: "block" }, h("label", { class: "label", for: "text" }, gettext("情况"), " ",
        h("span", { class: "may" }, gettext("可不说"))), this.text),
      h("section", { class: "block", "aria-label": gettext("照片") }, this.photos.element),
      h("div", { class: "send-bar" }, this.send));
    this.element.addEventListener("input", () => this.keepDraft());
    this.draw();
  }

  /** What is written stays on the phone until it is sent; emptied again, nothing stays. */
  keepDraft(wait = 400) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.left || this.keep(), wait);
  }

  keep() {
    const row = { ...this.collect(), saved_at: Date.now() };
    const empty = !row.fields.text && !row.fields.faults && !this.photos.photos.length;
    if (empty && row.state === "draft") return drop(row.client_uuid);
    return saveDraft(row, this.photos.photos);
  }

  draw() {
    show(this.tiles, this.kinds.map((kind) => h("button", {
      type: "button", class: "tile", "aria-pressed": kind.code === this.kind,
      on: { click: () => { this.kind = kind.code; this.draw(); } },
    }, h("b", {}, kind.name))));
  }

  gridField() {
    const given = this.item.fields.grid;
    if (given || this.grids.length < 2) return null;
    this.grid = h("select", { id: "grid" }, this.grids.map((one) => h("option", { value: one.code }, one.name)));
    return h("section", { class: "block" }, h("label", { class: "label", for: "grid" }, gettext("网格")), this.grid);
  }

  checks() {
    if (!this.checklist.length) return null;
    const faults = (this.item.fields.faults ?? "").split(",");
    this.boxes = this.checklist.map((item) => h("input", {
      type: "checkbox", id: `check-${item.code}`, value: item.code, checked: faults.includes(item.code),
    }));
    return h("section", { class: "block" }, h("h2", {}, gettext("有问题的打勾")),
      this.checklist.map((item, n) => h("label", { class: "choice card", for: `check-${item.code}` }, this.boxes[n], item.label)));
  }

  collect() {
    const fields = { ...this.item.fields, kind: this.kind, client_time: this.time };
    fields.grid ??= this.grid?.value ?? this.grids[0]?.code ?? "";
    const text = this.text.value.trim();
    if (text) fields.text = text;
    else delete fields.text;
    const faults = (this.boxes ?? []).filter((box) => box.checked).map((box) => box.value).join(",");
    if (faults) fields.faults = faults;
    else delete fields.faults;
    const name = this.kinds.find((kind) => kind.code === this.kind)?.name ?? gettext("走访");
    const title = [name, this.item.view.about?.title].filter(Boolean).join(" · ");
    return { ...this.item, fields, view: { ...this.item.view, title } };
  }

  async submit(event) {
    event.preventDefault();
    if (this.photos.busy || this.left) return;
    clearTimeout(this.timer);
    this.left = true;
    let row = this.collect();
    if (row.problem?.code === "uuid_reused") row = { ...row, client_uuid: store.newUuid() };
    try {
      await accept(row, this.photos.photos);
      if (row.client_uuid !== this.item.client_uuid) await drop(this.item.client_uuid);
      say(gettext("已存下,有网自动发"));
      location.hash = "#/grid";
    } catch {
      this.left = false;
      say(gettext("手机存不下了:请先清理空间,再点一次。"));
    }
  }
}
