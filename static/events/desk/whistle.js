// SPDX-License-Identifier: Apache-2.0
// 吹哨报到: who was called, who came when, what each of them did; for the commander, the code.

import { get } from "./api.js";
import { now, remaining, stamp, until } from "./clock.js";
import { byId, fill, h } from "./dom.js";
import { fmt, gettext, nameOf } from "./words.js";

const MARKS = { called: "…", confirmed: "✓", contested: "!", done: "✓✓", scored: "✓✓", excused: "–", ended: "–" };
const shownCode = { event: null, timer: 0 };

export function whistlePanel(event) {
  const { whistle } = event;
  if (!whistle) return null;
  const open = whistle.status === "open";
  return h(
    "section",
    { class: "whistle", "aria-labelledby": "whistle-title" },
    h(
      "h3",
      { id: "whistle-title" },
      fmt(gettext("%s吹哨"), [nameOf(whistle.township)]),
      " ",
      h("span", { class: "tag" }, whistle.kind_label),
      open ? null : h("span", { class: "tag" }, whistle.status_label),
    ),
    h("p", { class: "whistle-head" }, headline(whistle), open ? gathering(whistle) : null),
    h("ul", { class: "called" }, whistle.units.map(unitLine)),
    open && whistle.commands ? codeBox(event) : null,
  );
}

const headline = ({ called, arrived }) =>
  h("b", {}, fmt(gettext("应到 %s 已到 %s"), [called, arrived]));

function gathering({ gather_at: at, place, called, arrived }) {
  const left = arrived < called ? remaining(at, Date.parse(at) < now() ? "red" : "green") : "";
  return ` · ${[fmt(gettext("集合 %s"), [until(at)]), left, place].filter(Boolean).join(" · ")}`;
}

function unitLine(one) {
  const came = one.arrived_at ? stamp(one.arrived_at) : "";
  const rest = [
    one.lead ? gettext("牵头") : "",
    one.status_label,
    came,
    one.late ? gettext("迟到") : "",
    one.by_code ? gettext("扫码") : "",
    one.contested && one.status !== "contested" ? gettext("有过异议") : "",
    one.points ? fmt(gettext("评 %s 分"), [one.points]) : "",
  ];
  const state = one.late ? `${one.status} late` : one.status;
  return h(
    "li",
    { class: state, dataset: { unit: one.unit.code } },
    h("span", { class: "mark", "aria-hidden": true }, MARKS[one.status]),
    h("b", {}, one.unit.name),
    h("span", { class: "muted" }, rest.filter(Boolean).join(" · ")),
    h("p", { class: "said-by-unit" }),
  );
}

// What the units said stands in the ledger lines, which come a moment later.
export function fillResults(event, steps) {
  const since = event.whistle?.called_at;
  if (!since) return;
  for (const step of steps) {
    const told = ["join_result", "contest", "join_done"].includes(step.move);
    if (!told || !step.text || Date.parse(step.at) < Date.parse(since) - 1000) continue;
    const line = document.querySelector(`.called [data-unit="${CSS.escape(step.unit?.code ?? "")}"]`);
    const text = step.move === "contest" ? fmt(gettext("异议：%s"), [step.text]) : step.text;
    if (line) line.querySelector(".said-by-unit").textContent = text;
  }
}

function codeBox(event) {
  const box = h("div", { id: "gathering-code" });
  const details = h(
    "details",
    { class: "gathering" },
    h("summary", {}, gettext("出示报到码")),
    h("p", { class: "muted" }, gettext("请到场的人用手机扫一扫;不扫码也能用账号报到。")),
    box,
  );
  details.addEventListener("toggle", () => (details.open ? showCode(event) : hideCode()));
  if (shownCode.event === event.id) details.open = true;
  return details;
}

function hideCode() {
  clearTimeout(shownCode.timer);
  shownCode.event = null;
}

// A new code comes every few minutes: the picture is read anew when it does.
async function showCode(event) {
  clearTimeout(shownCode.timer);
  shownCode.event = event.id;
  const code = await get(`/events/${event.id}/gathering/`).catch(() => null);
  const box = byId("gathering-code");
  if (!box || shownCode.event !== event.id) return;
  if (!code) {
    fill(box, h("p", { role: "alert" }, gettext("报到码没有读到,请收起再打开。")));
    return;
  }
  const base = document.documentElement.dataset.base ?? "";
  const address = `${base}/api/v1/events/${event.id}/gathering/qr.svg?at=${code.code}`;
  fill(
    box,
    h("img", { src: address, alt: gettext("报到二维码"), width: 200, height: 200 }),
    h("p", { class: "code" }, `${code.code.slice(0, 4)} ${code.code.slice(4)}`),
  );
  const wait = Math.max(5000, Date.parse(code.changes_at) - now() + 500);
  shownCode.timer = setTimeout(() => showCode(event), wait);
}
