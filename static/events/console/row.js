// SPDX-License-Identifier: Apache-2.0
// One row of the console: how long it waits, its limit, the event, who asks for what, and a link
// for each decision that opens the event at the desk with its form.

import { lampWord } from "../../shared/map/lamps.js";
import { now, remaining, span, until } from "../desk/clock.js";
import { h } from "../desk/dom.js";
import { fmt, gettext, matterName, nameOf, urgencyName } from "../desk/words.js";

const DESK = `${document.documentElement.dataset.base ?? ""}/desk/`;
export const deskLink = (asked) => `${DESK}?${new URLSearchParams(asked)}`;

export function drawRow(group, row) {
  const { event } = row;
  const tr = h("tr");
  tr.age = h("span", {}, waited(row));
  tr.lamp = h("span", { class: `lamp lamp-${event.lamp ?? "none"}` }, remaining(event.due_at, event.lamp));
  tr.append(
    h("td", { class: "age" }, tr.age),
    h("td", { class: "when" }, event.due_at ? [tr.lamp, h("small", {}, lampWord(event.lamp))] : "—", replyBy(row.order)),
    h("td", { class: "what" }, title(group, row), h("div", { class: "place" }, placeOf(event))),
    h("td", { class: "why" }, wanted(row).map((text) => h("p", {}, text))),
    h("td", {}, h("div", { class: "acts" }, row.moves.map((move, n) => decide(group, row, move, n)))),
  );
  return tr;
}

export function tickRow(tr, row) {
  tr.age.textContent = waited(row);
  tr.lamp.textContent = remaining(row.event.due_at, row.event.lamp);
}

const waited = ({ since }) => span(Math.max(0, now() - Date.parse(since)));

const placeOf = (event) =>
  [event.place?.address || event.grid?.name, event.number].filter(Boolean).join(" · ");

// The first link of a row is what Enter opens: the event with the form of the usual decision.
function title(group, row) {
  const { event } = row;
  const hot = event.urgency && event.urgency !== "normal";
  const href = row.moves.length ? formLink(group, row, row.moves[0]) : eventLink(group, event);
  return h(
    "div",
    { class: "title" },
    h("a", { href }, matterName(event)),
    h("span", { class: "tag state" }, event.state_label),
    hot ? h("span", { class: "tag urgent" }, urgencyName(event.urgency)) : null,
    event.sensitive ? h("span", { class: "tag urgent" }, gettext("敏感")) : null,
    event.returned_count ? h("span", { class: "tag" }, fmt(gettext("退回 %s 次"), [event.returned_count])) : null,
  );
}

const eventLink = (group, event) => deskLink({ decision: group.key, event: event.id });

function formLink(group, row, move) {
  const asked = { decision: group.key, event: row.event.id, move: move.name };
  if (row.request && row.request.kind !== "overdue") asked.request = row.request.id;
  return deskLink(asked);
}

function decide(group, row, move, n) {
  const about = fmt(gettext("%s:%s %s"), [move.label, matterName(row.event), row.event.number]);
  return h(
    "a",
    { class: n ? "button" : "button button-primary", href: formLink(group, row, move), "aria-label": about },
    move.label,
  );
}

function replyBy(order) {
  if (!order) return null;
  const text = fmt(gettext("%s 前回复"), [until(order.reply_due_at)]);
  return h("small", { class: order.late ? "late" : null }, order.late ? fmt(gettext("■ 逾期 · %s"), [text]) : text);
}

function wanted({ request, order, admission, returns, appeal, event }) {
  if (returns.length) return [...returns.map(sentBack), event.text].filter(Boolean);
  if (appeal) return [fmt(gettext("申诉:%s"), [appeal]), event.text].filter(Boolean);
  if (request) return asked(request);
  if (order) return ordered(order);
  if (admission) return [fmt(gettext("准入 %s · %s %s"), [nameOf(admission.unit), admission.matter, admission.matter_name]), fmt(gettext("到 %s"), [until(admission.until)])];
  return [event.text].filter(Boolean);
}

const sentBack = ({ unit, reason }) => fmt(gettext("%s 退回:%s"), [nameOf(unit), reason]);

function asked(one) {
  const what = [
    one.limit_label && fmt(gettext("延长 %s"), [one.limit_label]),
    one.until ? fmt(gettext("到 %s"), [until(one.until)]) : "",
    one.reason_label,
    one.suggest ? fmt(gettext("建议派给 %s"), [nameOf(one.suggest)]) : "",
  ];
  const who = fmt(gettext("%s · %s 提出"), [nameOf(one.unit), one.by]);
  return [[who, ...what].filter(Boolean).join(" · "), one.reason].filter(Boolean);
}

function ordered(one) {
  const who = fmt(gettext("%s · %s 发给 %s"), [nameOf(one.from), one.by, nameOf(one.unit)]);
  const reply = one.reply && fmt(gettext("回复:%s"), [one.reply]);
  return [`${one.kind_label} · ${who}`, reply || one.text].filter(Boolean);
}
