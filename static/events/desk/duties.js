// SPDX-License-Identifier: Apache-2.0
// Whose it is and why: the line of the duty list a dispatch was made under, what was let in out of
// the list, and how long each unit had the time.

import { until } from "./clock.js";
import { h } from "./dom.js";
import { fmt, gettext, nameOf, stageName } from "./words.js";

export function duties(event) {
  const given = (event.chain ?? []).filter((each) => each.lead && each.duty_version);
  const letIn = event.admissions ?? [];
  const held = (event.held_times ?? []).filter((each) => each.used_minutes || each.overdue_minutes);
  if (!given.length && !letIn.length && !held.length) return null;
  return h(
    "section",
    { class: "duties", "aria-labelledby": "duties-title" },
    h("h3", { id: "duties-title" }, gettext("职责与用时")),
    given.length || letIn.length
      ? h("ul", {}, given.map(clause), letIn.map(admission))
      : null,
    held.length ? times(held) : null,
  );
}

function clause(each) {
  const named = each.by_list ? gettext("清单主办") : gettext("清单外派发");
  const words = [
    nameOf(each.to),
    each.ruled ? gettext("按裁决派发") : named,
    each.clause,
    fmt(gettext("清单第 %s 版"), [each.duty_version]),
  ];
  return h("li", {}, words.filter(Boolean).join(" · "));
}

function admission(each) {
  const state = each.approved ? gettext("紧急准入") : gettext("紧急准入待批");
  const words = [state, nameOf(each.unit), `${each.matter} ${each.matter_name}`];
  return h("li", {}, [...words, fmt(gettext("至 %s"), [until(each.until)])].join(" · "));
}

function times(held) {
  return h(
    "table",
    {},
    h("caption", {}, gettext("各单位用时")),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        [gettext("单位"), gettext("时限"), gettext("用时"), gettext("超时")].map((name) =>
          h("th", { scope: "col" }, name),
        ),
      ),
    ),
    h("tbody", {}, held.map(line)),
  );
}

function line(each) {
  const stage = each.stage ? stageName(each.stage) : "";
  const name = stage && stage !== each.label ? `${each.label} ${stage}` : each.label;
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, nameOf(each.unit)),
    h("td", {}, name),
    h("td", {}, duration(each.used_minutes)),
    h("td", {}, each.overdue_minutes ? h("b", {}, duration(each.overdue_minutes)) : ""),
  );
}

// Working time: a day of it has no fixed length, so hours and minutes are all that is said.
function duration(minutes) {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (!hours) return fmt(gettext("%s 分"), [rest]);
  return rest ? fmt(gettext("%s 小时 %s 分"), [hours, rest]) : fmt(gettext("%s 小时"), [hours]);
}
