// SPDX-License-Identifier: Apache-2.0
// Looking at photos: a row of thumbnails and a lightbox that the keyboard can walk.

import { byId, fill, h } from "./dom.js";
import { fmt, gettext } from "./words.js";

const KINDS = {
  scene: gettext("现场照片"),
  before: gettext("处置前"),
  after: gettext("处置后"),
  check: gettext("核查照片"),
  paper: gettext("材料"),
};
const caption = (photo, index) => `${KINDS[photo.kind] ?? KINDS.scene} ${index + 1}`;

const shown = { photos: [], index: 0 };

export function photoRow(photos) {
  if (!photos?.length) return null;
  const kept = photos.filter((photo) => !photo.erased);
  return h(
    "ul",
    { class: "photos", "aria-label": gettext("照片") },
    photos.map((photo) => thumb(kept, photo, photo.erased ? -1 : kept.indexOf(photo))),
  );
}

function thumb(photos, photo, index) {
  const name = caption(photo, index);
  if (photo.erased) return h("li", { class: "thumb gone" }, gettext("照片已删除"));
  const picture = h("img", { src: photo.thumb, alt: "", loading: "lazy" });
  picture.addEventListener("error", () =>
    picture.replaceWith(h("span", {}, gettext("照片读不出来"))),
  );
  const open = h(
    "button",
    {
      type: "button",
      class: "thumb",
      "aria-label": fmt(gettext("放大 %s"), [name]),
      onclick: () => openAt(photos, index),
    },
    picture,
    h("span", { class: "thumb-name" }, name),
  );
  return h("li", {}, open);
}

function openAt(photos, index) {
  Object.assign(shown, { photos, index });
  draw();
  byId("lightbox").showModal();
}

function draw() {
  const { photos, index } = shown;
  const photo = photos[index];
  const name = `${caption(photo, index)} · ${index + 1}/${photos.length}`;
  fill(byId("lightbox-body"), h("img", { src: photo.url, alt: name }));
  byId("lightbox-name").textContent = name;
  byId("lightbox-back").disabled = index === 0;
  byId("lightbox-on").disabled = index === photos.length - 1;
}

function turn(by) {
  const index = shown.index + by;
  if (index < 0 || index >= shown.photos.length) return;
  shown.index = index;
  draw();
}

export function startLightbox() {
  const box = byId("lightbox");
  byId("lightbox-back").addEventListener("click", () => turn(-1));
  byId("lightbox-on").addEventListener("click", () => turn(1));
  byId("lightbox-close").addEventListener("click", () => box.close());
  box.addEventListener("click", (press) => press.target === box && box.close());
  box.addEventListener("keydown", (press) => {
    if (press.key === "ArrowLeft") turn(-1);
    if (press.key === "ArrowRight") turn(1);
  });
}
