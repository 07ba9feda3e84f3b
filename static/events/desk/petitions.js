// SPDX-License-Identifier: Apache-2.0
// 申请与督办: what was asked for and what presses the event, each with the buttons that are open on
// it; below them what one may ask for oneself.

import { ASKING } from "../../shared/events/asks.js";
import { stamp, until } from "./clock.js";
import { h } from "./dom.js";
import { openMove } from "./moves.js";
import { fmt, gettext, nameOf } from "./words.js";

export function petitions(event) {
  const requests = (event.requests ?? []).map((each) => requestItem(each));
  const orders = (event.supervisions ?? []).map((each) => orderItem(each));
  const asking = (event.moves ?? []).filter((move) => ASKING.includes(move.name));
  if (!requests.length && !orders.length && !asking.length) return null;
  return h(
    "section",
    { id: "petitions", class: "petitions", "aria-labelledby": "petitions-title" },
    h("h3", { id: "petitions-title" }, gettext("申请与督办")),
    orders.length + requests.length ? h("ul", {}, orders, requests) : null,
    asking.length
      ? h("div", { class: "asking" }, asking.map((move) => button(move, {})))
      : null,
  );
}

function requestItem(one) {
  const wanted = [
    one.limit_label,
    one.until ? fmt(gettext("到 %s"), [until(one.until)]) : "",
    one.reason_label,
    one.suggest ? fmt(gettext("建议派给 %s"), [nameOf(one.suggest)]) : "",
  ];
  const given = one.kind === "overdue" ? {} : { request: one.id };
  return h(
    "li",
    { dataset: { kind: one.kind, state: one.state } },
    head(one, fmt(gettext("%s · %s 提出"), [nameOf(one.unit), one.by]), one.at),
    words(wanted.filter(Boolean).join(" · ")),
    words(one.reason),
    words(one.plan && fmt(gettext("到期前:%s"), [one.plan])),
    decision(one),
    buttons(one.moves, given),
  );
}

function decision(one) {
  const waits = ["pending_l1", "pending_l2"].includes(one.state);
  if (waits) return words(fmt(gettext("等 %s 审批"), [nameOf(one.decider)]));
  if (!one.decided_at) return null;
  const who = one.decided_by ?? gettext("系统");
  return words([`${who} ${stamp(one.decided_at)}`, one.decision].filter(Boolean).join(" · "));
}

function orderItem(one) {
  const due = fmt(gettext("%s 前回复"), [until(one.reply_due_at)]);
  return h(
    "li",
    { class: `order order-${one.kind}`, dataset: { kind: one.kind, state: one.state } },
    head(one, fmt(gettext("%s · %s 发给 %s"), [nameOf(one.from), one.by, nameOf(one.unit)]), one.at),
    words(one.text),
    words([due, one.late ? gettext("逾期") : ""].filter(Boolean).join(" · ")),
    words(one.reply && fmt(gettext("回复:%s"), [one.reply])),
    words(one.back),
    buttons(one.moves, {}),
  );
}

const head = (one, who, at) =>
  h(
    "p",
    { class: "head" },
    h("b", {}, one.kind_label),
    h("span", { class: "tag state" }, one.state_label),
    h("span", { class: "who" }, who),
    h("time", { datetime: at }, stamp(at)),
  );

const words = (text) => (text ? h("p", {}, text) : null);

const buttons = (moves, given) =>
  moves.length ? h("div", { class: "asking" }, moves.map((move) => button(move, given))) : null;

const button = (move, given) =>
  h(
    "button",
    { type: "button", dataset: { asks: move.name }, onclick: () => openMove(move.name, given) },
    move.label,
  );
