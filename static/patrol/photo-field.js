// SPDX-License-Identifier: Apache-2.0
// The row of photos in a form: take, see, remove. `busy` is true while one is still shrinking;
// nothing may be sent then, or it would go without its photo.

import { camera, complain, h, say, show } from "./dom.js";
import { preparePhoto } from "./photos.js";
import { gettext } from "./words.js";

export class PhotoField extends EventTarget {
  constructor({ field, label, photos = [], most = 3, id }) {
    super();
    Object.assign(this, { field, label, most, shrinking: 0 });
    this.photos = photos.filter((one) => one.field === field).sort((a, b) => a.order - b.order);
    this.row = h("div", { class: "photo-row" });
    this.fault = h("p", { class: "fault", id: `${id}-fault`, hidden: true });
    this.input = h("input", {
      type: "file", accept: "image/*", capture: "environment", class: "covered", id,
      "aria-label": label, on: { change: () => this.take([...this.input.files]) },
    });
    this.element = h("div", { class: "photo-field" }, this.row, this.fault);
    this.draw();
  }

  get busy() {
    return this.shrinking > 0;
  }

  async take(files) {
    this.dispatchEvent(new Event("shot"));
    this.shrinking += 1;
    this.draw();
    this.dispatchEvent(new Event("change"));
    for (const file of files.slice(0, this.most - this.photos.length)) await this.add(file);
    this.input.value = "";
    this.shrinking -= 1;
    this.draw();
    this.dispatchEvent(new Event("change"));
  }

  async add(file) {
    try {
      this.photos.push(await preparePhoto(file, this.field));
      this.complain("");
    } catch {
      this.complain(gettext("这张照片读不了,请重拍。"));
    }
  }

  remove(one) {
    this.photos = this.photos.filter((other) => other !== one);
    this.draw();
    this.dispatchEvent(new Event("change"));
    say(gettext("已去掉一张照片"));
  }

  complain(text) {
    complain(this.fault, text);
  }

  draw() {
    const pictures = this.photos.map((one, n) => this.picture(one, n));
    const room = this.photos.length < this.most && !this.busy;
    show(this.row, pictures, this.busy && this.waitingTile(), room && this.takeTile());
  }

  picture(one, n) {
    const image = h("img", { alt: `${this.label} ${n + 1}`, src: URL.createObjectURL(one.blob) });
    image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
    const remove = h("button", {
      type: "button", class: "remove", "aria-label": `${gettext("去掉")} ${this.label} ${n + 1}`,
      on: { click: () => this.remove(one) },
    }, "✕");
    return h("div", { class: "photo" }, image, remove);
  }

  waitingTile() {
    return h("div", { class: "photo shrinking", role: "status" }, gettext("正在压缩……"));
  }

  takeTile() {
    const words = this.photos.length ? gettext("再拍一张") : gettext("拍照");
    return h("label", { class: "photo take" }, camera(), h("span", {}, words), this.input);
  }
}
