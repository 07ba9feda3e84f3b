// SPDX-License-Identifier: Apache-2.0
// 经过: the whole ledger of an event, oldest first, in the words every seat uses.

import { get, getNext, rows } from "./api.js";
import { stamp } from "./clock.js";
import { h } from "./dom.js";
import { fmt, gettext, moveName, nameOf, stateName } from "./words.js";

const PAGES = 10;

export async function loadSteps(eventId) {
  let answer = await get(`/events/${eventId}/steps/`, { page_size: 200 });
  const steps = [...rows(answer)];
  for (let page = 1; answer.next && page < PAGES; page += 1) {
    answer = await getNext(answer.next);
    steps.push(...rows(answer));
  }
  return steps;
}

const labelOf = (step) => step.label ?? step.move_label ?? moveName(step.move);

const who = (step) =>
  [nameOf(step.by) || gettext("系统"), nameOf(step.unit)].filter(Boolean).join(" · ");

// `said` stands above already: the line of the report need not repeat it.
export function timeline(steps, said) {
  return h(
    "ol",
    { class: "timeline" },
    steps.map((step) => line(step, step.text === said ? "" : step.text)),
  );
}

function line(step, text) {
  const moved = step.from && step.to && step.from !== step.to;
  return h(
    "li",
    {},
    h("time", { datetime: step.at, title: step.at }, stamp(step.at)),
    h(
      "div",
      {},
      h("b", {}, labelOf(step)),
      " ",
      h("span", { class: "who" }, who(step)),
      moved ? h("span", { class: "to" }, `→ ${stateName(step.to)}`) : null,
      text ? h("p", {}, text) : null,
    ),
    h("span", { class: "seq", title: step.hash }, fmt(gettext("第 %s 号"), [step.seq])),
  );
}

// "李○○ 08:33:12 已派发,现在是待签收": what the loser of a race reads.
export function lastLine(steps) {
  const step = steps[steps.length - 1];
  if (!step) return gettext("别人刚刚动过这件事。");
  const values = [who(step), stamp(step.at), labelOf(step), stateName(step.to)];
  return fmt(gettext("%s %s 已“%s”,现在是“%s”。"), values);
}
