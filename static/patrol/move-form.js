// SPDX-License-Identifier: Apache-2.0
// One move of an event (签收, 反馈, 核查 …) as a form made from its schema. It goes through the
// outbox like a report: stored first, its client_uuid kept over every try, so it too can be made
// without a network. The server's answer comes back to the form while that stands open.

import { schemaForm } from "../shared/forms/schema-form.js";
import { get } from "./api.js";
import { h, say, show } from "./dom.js";
import { me } from "./me.js";
import { accept, drop, newItem, outbox, saveDraft } from "./outbox.js";
import { PhotoField } from "./photo-field.js";
import { position, positionWords } from "./place.js";
import { eventTitle, reasonOf, whereWords } from "./rows.js";
import * as store from "./store.js";
import { gettext, stateWord } from "./words.js";

// As long as this the form waits for the answer; then the outbox goes on alone.
const PATIENCE = 6_000;
// Of a report's many fields these are asked for on a phone. Not the place: where one stands when
// one adds what was missing is not where it happened.
const SHOWN = { resubmit: ["text", "photos"] };

/** The kept draft or refused try of this move, or a new item. */
export async function itemFor(event, move) {
  const path = `events/${event.id}/${move.name}/`;
  const old = (await store.items()).find((row) => row.owner === me.user && row.path === path
    && ["draft", "change"].includes(row.state));
  const title = `${eventTitle(event)} · ${move.label}`;
  return old ?? { ...newItem("move", path), event: event.id, move: move.name, view: { title } };
}

export class MoveForm {
  constructor({ event, move, item, photos }) {
    Object.assign(this, { event, move, item, kept: photos, photoFields: [], point: null });
    this.form = schemaForm(move.fields, {
      prefix: "move", values: item.fields, only: SHOWN[move.name], widgets: this.widgets(),
    });
    this.problem = h("div", { class: "problem", role: "alert", hidden: true });
    this.send = h("button", { type: "submit", class: "primary send" });
    this.element = h("form", { class: "sheet", novalidate: true, on: { submit: (e) => this.submit(e) } },
      this.problem, this.form.element,
      !this.form.parts.length && h("p", { class: "about" }, gettext("不用填什么,点一下就办。")),
      h("div", { class: "send-bar" }, this.send));
    this.element.addEventListener("input", () => this.keepDraft());
    this.refresh();
    if (item.state === "change") this.refuse(item);
  }

  widgets() {
    const silent = { element: h("span", { hidden: true }), silent: true };
    return {
      photos: (name, schema, at) => this.photoWidget(name, schema, at),
      event: (name, schema, at) => this.eventWidget(at),
      lon: () => ({ element: this.positionLine(), silent: true, read: () => this.point?.lon }),
      lat: () => ({ ...silent, read: () => this.point?.lat }),
      point: () => ({ element: this.positionLine(), silent: true, read: () => this.pointValue() }),
    };
  }

  pointValue() {
    return this.point ? { lon: this.point.lon, lat: this.point.lat, datum: "wgs84" } : undefined;
  }

  photoWidget(name, schema, at) {
    const most = Math.min(schema.maxItems ?? 3, 3);
    const label = schema.title ?? gettext("照片");
    const field = new PhotoField({ field: name, label, photos: this.kept, most, id: at.id });
    field.addEventListener("change", () => { this.refresh(); this.keepDraft(); });
    field.addEventListener("shot", () => this.locate());
    this.photoFields.push(field);
    const empty = () => !field.photos.length;
    return { element: field.element, group: true, read: () => undefined, empty, busy: () => field.busy };
  }

  /** An event to merge into: those near and alike, read when the form opens. */
  eventWidget(at) {
    const element = h("select", { id: at.id }, h("option", { value: "" }, gettext("正在读取……")));
    get(`events/${this.event.id}/similar/`)
      .then(({ results }) => fillTargets(element, results, at.values.into))
      .catch(() => fillTargets(element, []));
    return { element, read: () => Number(element.value) || undefined };
  }

  positionLine() {
    this.line = h("p", { class: "about position", role: "status" }, gettext("正在定位……"));
    this.locate();
    return this.line;
  }

  async locate() {
    if (!this.line || this.point) return;
    this.point = await position();
    this.line.textContent = this.point ? positionWords(this.point) : gettext("没定到位,不带位置发");
  }

  refresh() {
    const busy = this.photoFields.some((field) => field.busy);
    this.send.disabled = busy;
    this.send.textContent = busy ? gettext("照片还在压缩……") : this.move.label;
  }

  rows() {
    return this.photoFields.flatMap((field) => field.photos);
  }

  collect() {
    return { ...this.item, fields: this.form.read() };
  }

  keepDraft() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.left || saveDraft(this.collect(), this.rows()), 400);
  }

  async submit(event) {
    event.preventDefault();
    if (this.send.disabled || this.form.missing()) return;
    clearTimeout(this.timer);
    this.left = true;
    this.send.disabled = true;
    this.send.textContent = gettext("正在发送");
    const outcome = this.outcome();
    try {
      await accept(this.collect(), this.rows());
    } catch {
      this.open();
      say(gettext("手机存不下了:请先清理空间,再点一次。"));
      return;
    }
    this.settle(await outcome);
  }

  /** What became of it while the form stands open: done, refused, or still on its way. */
  outcome() {
    const uuid = this.item.client_uuid;
    return new Promise((resolve) => {
      const heard = ({ detail }) => {
        if (detail?.done?.client_uuid === uuid) finish({ done: true });
        if (detail?.refused?.client_uuid === uuid) finish({ row: detail.refused });
      };
      const finish = (result) => { outbox.removeEventListener("change", heard); resolve(result); };
      outbox.addEventListener("change", heard);
      setTimeout(() => finish({}), PATIENCE);
    });
  }

  settle({ done, row }) {
    if (row?.state === "change") {
      this.item = row;
      this.open();
      this.refuse(row);
      return;
    }
    say(done ? `✓ ${this.move.label}` : gettext("已存下,有网自动发"));
    location.hash = `#/event/${this.event.id}`;
  }

  open() {
    this.left = false;
    this.refresh();
  }

  refuse(row) {
    const strange = this.form.showErrors(row.problem?.errors ?? {});
    const known = Object.keys(row.problem?.errors ?? {}).length > 0;
    const words = known ? [row.problem.detail, ...strange].filter(Boolean).join(" ") : reasonOf(row);
    this.problem.hidden = false;
    const away = async () => {
      this.left = true;
      await drop(row.client_uuid);
      location.hash = `#/event/${this.event.id}`;
    };
    show(this.problem, h("p", {}, h("b", {}, gettext("没办成:")), words),
      h("button", { type: "button", class: "quiet", on: { click: away } }, gettext("不办了")));
  }
}

function fillTargets(element, near, chosen) {
  const none = near.length ? gettext("请选") : gettext("附近没有同类的事;请到工作台并案");
  const options = near.map((one) =>
    h("option", { value: one.id }, `${one.number} ${whereWords(one)} ${stateWord(one)}`));
  element.replaceChildren(h("option", { value: "" }, none), ...options);
  if (chosen) element.value = String(chosen);
}
