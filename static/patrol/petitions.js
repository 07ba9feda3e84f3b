// SPDX-License-Identifier: Apache-2.0
// 申请与督办: the orders that press an event and what was asked for it, each with what I may answer
// now; below them what I may ask for myself.

import { ASKING } from "../shared/events/asks.js";
import { h } from "./dom.js";
import { dayAndClock, fill, gettext } from "./words.js";

const nameOf = (unit) => unit?.name ?? "";

/** The block, or null where there is nothing to say; `oneTap(move)` makes a button that sends. */
export function petitions(event, oneTap) {
  const orders = (event.supervisions ?? []).map((one) => order(event, one, oneTap));
  const requests = (event.requests ?? []).map((one) => request(event, one));
  const asking = (event.moves ?? []).filter((move) => ASKING.includes(move.name));
  if (!orders.length && !requests.length && !asking.length) return null;
  return h("section", { class: "block petitions" }, h("h2", {}, gettext("申请与督办")),
    orders.length + requests.length > 0 && h("ul", { class: "rows" }, orders, requests),
    asking.length > 0 && h("div", { class: "buttons" }, asking.map((move) => open(event, move))));
}

function order(event, one, oneTap) {
  const due = fill(gettext("%(t)s 前回复"), { t: dayAndClock(one.reply_due_at) });
  const isOver = ["released", "superseded"].includes(one.state);
  const from = fill(gettext("%(from)s 发给 %(to)s"), { from: nameOf(one.from), to: nameOf(one.unit) });
  return h("li", { class: `row order order-${one.kind}` }, head(one),
    h("p", { class: "hint" }, [from, dayAndClock(one.at)].join(" · ")),
    h("p", {}, one.text),
    !isOver && h("p", { class: "hint" }, [due, one.late && gettext("已逾期")].filter(Boolean).join(" · ")),
    one.reply && h("p", {}, fill(gettext("回复:%(text)s"), { text: one.reply })),
    one.back && h("p", {}, fill(gettext("退回:%(text)s"), { text: one.back })),
    answers(one, (move) => (move.name === "sign_supervision" ? oneTap(move) : open(event, move))));
}

function request(event, one) {
  const wanted = [
    one.limit_label, one.until && fill(gettext("到 %(t)s"), { t: dayAndClock(one.until) }), one.reason_label,
    one.suggest && fill(gettext("建议派给 %(unit)s"), { unit: nameOf(one.suggest) }),
  ];
  return h("li", { class: "row" }, head(one),
    h("p", { class: "hint" }, [nameOf(one.unit), one.by, dayAndClock(one.at)].filter(Boolean).join(" · ")),
    h("p", {}, wanted.filter(Boolean).join(" · ")),
    one.reason && h("p", {}, one.reason),
    one.plan && h("p", {}, fill(gettext("到期前:%(text)s"), { text: one.plan })),
    h("p", { class: "hint" }, decision(one)),
    answers(one, (move) => open(event, move, one.kind === "overdue" ? "" : one.id)));
}

function decision(one) {
  if (["pending_l1", "pending_l2"].includes(one.state)) {
    return fill(gettext("等 %(unit)s 审批"), { unit: nameOf(one.decider) });
  }
  if (!one.decided_at) return "";
  return [one.decided_by ?? gettext("系统"), dayAndClock(one.decided_at), one.decision].filter(Boolean).join(" · ");
}

const head = (one) => h("p", { class: "row-line" }, h("b", { class: "row-title" }, one.kind_label),
  h("span", { class: "hint" }, one.state_label));

const answers = (one, button) => one.moves.length > 0 && h("div", { class: "buttons" }, one.moves.map(button));

const open = (event, move, which = "") => h("a", {
  class: "button", href: ["#", "event", event.id, move.name, which].filter(Boolean).join("/"),
}, move.label);
