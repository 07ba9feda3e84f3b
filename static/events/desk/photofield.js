// SPDX-License-Identifier: Apache-2.0
// Adding photos to a form: each goes up at once and stands as a thumbnail; only ids are sent.

import { advice, postPhoto } from "./api.js";
import { clientUuid, fill, freshId, h } from "./dom.js";
import { fmt, gettext } from "./words.js";

const TYPES = "image/jpeg,image/png,image/webp";
const LARGEST = 20 * 1024 * 1024;
const EDGE = 96;

export function photoField(schema, at) {
  const items = [];
  const list = h("ul", { class: "uploads" });
  const input = h("input", {
    id: at.id ?? freshId("photos"),
    type: "file",
    accept: TYPES,
    multiple: true,
    class: "visually-hidden",
    "aria-describedby": at.aboutId,
  });
  const open = h("label", { for: input.id, class: "button" }, gettext("选照片,或拖到这里"));
  const redraw = () =>
    fill(
      list,
      items.map((item) => row(item, items, redraw)),
    );
  const take = (files) => {
    for (const file of files) items.push(started(file, redraw));
    redraw();
  };
  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
  const element = h("div", { class: "photo-field" }, input, open, list);
  acceptDrops(element, take);
  const sent = () => items.filter((item) => item.id).map((item) => item.id);
  return {
    element,
    focus: () => input.focus(),
    read: () => (sent().length ? sent() : undefined),
    write: () => {},
    busy: () => items.some((item) => item.state === "going"),
    kept: items,
    restore: (before) => {
      items.push(...before);
      redraw();
    },
  };
}

function acceptDrops(element, take) {
  element.addEventListener("dragover", (drag) => drag.preventDefault());
  element.addEventListener("drop", (drag) => {
    drag.preventDefault();
    take(drag.dataTransfer.files);
  });
}

function started(file, redraw) {
  const item = { file, uuid: clientUuid(), state: "going", id: null, why: "" };
  item.picture = h("canvas", { width: EDGE, height: EDGE, "aria-hidden": "true" });
  paint(item);
  send(item).then(redraw);
  return item;
}

async function send(item) {
  if (item.file.size > LARGEST) {
    return Object.assign(item, { state: "failed", why: gettext("超过 20 MB,请换一张小一些的") });
  }
  item.state = "going";
  try {
    const answer = await postPhoto(item.file, item.uuid);
    return Object.assign(item, { state: "sent", id: answer.id });
  } catch (failure) {
    return Object.assign(item, { state: "failed", why: advice(failure) });
  }
}

// Drawn on a canvas: the page's security policy need not open up to blob addresses.
async function paint(item) {
  const bitmap = await createImageBitmap(item.file).catch(() => null);
  if (!bitmap) return;
  const scale = Math.max(EDGE / bitmap.width, EDGE / bitmap.height);
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  const pen = item.picture.getContext("2d");
  pen.drawImage(bitmap, (EDGE - width) / 2, (EDGE - height) / 2, width, height);
  bitmap.close();
}

function row(item, items, redraw) {
  const word = { going: gettext("正在上传"), sent: gettext("已上传"), failed: item.why }[
    item.state
  ];
  const again = () => {
    send(item).then(redraw);
    redraw();
  };
  const drop = () => {
    items.splice(items.indexOf(item), 1);
    redraw();
  };
  return h(
    "li",
    { class: `upload ${item.state}` },
    item.picture,
    h("span", { role: "status" }, word),
    item.state === "failed"
      ? h("button", { type: "button", onclick: again }, gettext("再传"))
      : null,
    h(
      "button",
      { type: "button", onclick: drop, "aria-label": fmt(gettext("去掉 %s"), [item.file.name]) },
      "×",
    ),
  );
}
