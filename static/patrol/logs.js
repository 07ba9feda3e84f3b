// SPDX-License-Identifier: Apache-2.0
// Work logs I can look at again; what turned out to be more than a visit becomes an event (转为事件).

import { inOrder } from "../shared/events/in-order.js";
import { get, getOrKept, post } from "./api.js";
import { h, say, show } from "./dom.js";
import { faultWords } from "./faults.js";
import { MatterPicker } from "./matter-picker.js";
import { me } from "./me.js";
import { dayAndClock, fill, gettext } from "./words.js";

const RECENT = "worklogs/?page_size=10";

/** The last logs of my grids. */
export function logsBlock() {
  const body = h("div", { class: "list-body" });
  const block = h("section", { class: "block" },
    h("div", { class: "head" }, h("h2", {}, gettext("最近的日志"))), body);
  const turns = inOrder();
  block.refresh = async () => {
    const isNewest = turns();
    try {
      const { value } = await getOrKept(RECENT);
      if (!isNewest()) return;
      show(body, value.results.length ? h("ul", { class: "rows" }, value.results.map(logRow))
        : h("p", { class: "empty" }, gettext("还没有日志。")));
    } catch (fault) {
      if (isNewest()) show(body, faultWords(fault, block.refresh));
    }
  };
  block.refresh();
  return block;
}

function titleOf(log) {
  const what = log.zero ? gettext("今日无异常") : log.kind_name;
  return [what, log.about?.title || log.campaign_title].filter(Boolean).join(" · ");
}

function logRow(log) {
  return h("li", {}, h("a", { class: "row", href: `#/log/${log.id}` },
    h("b", { class: "row-title" }, titleOf(log)),
    h("span", { class: "row-line" }, h("span", {}, [log.by, log.text].filter(Boolean).join(" · ")),
      h("span", { class: "hint" }, dayAndClock(log.at)))));
}

/** One log; whoever wrote it may let it grow into an event. */
export async function logPage({ id }) {
  const log = await get(`worklogs/${id}/`);
  const fact = (name, value) => value && [h("dt", {}, name), h("dd", {}, value)];
  const element = h("div", {},
    h("section", { class: "block" }, h("h2", {}, titleOf(log)),
      h("dl", { class: "facts card" },
        fact(gettext("情况"), log.text), fact(gettext("有问题的检查项"), log.faults.join("、")),
        fact(gettext("网格"), log.grid.name), fact(gettext("谁记的"), log.by), fact(gettext("时间"), dayAndClock(log.at)))));
  if (log.event) element.append(eventLink(log.event, log.event_number));
  else if (log.by === me.name && !log.zero) element.append(growForm(log));
  return { element, title: gettext("日志"), back: "#/grid" };
}

function eventLink(event, number) {
  return h("a", { class: "button wide", href: `#/event/${event}` }, fill(gettext("已转为事件 %(n)s"), { n: number }));
}

function growForm(log) {
  const matter = new MatterPicker({ user: me.user, value: "" });
  const send = h("button", { type: "submit", class: "primary send" }, gettext("转为事件上报"));
  const form = h("form", { class: "sheet", novalidate: true }, matter.element, h("div", { class: "send-bar" }, send));
  form.addEventListener("submit", async (submitted) => {
    submitted.preventDefault();
    if (!matter.value) { matter.complain(gettext("请选一件事。")); return; }
    send.disabled = true;
    try {
      // Asked twice, it is still one event: the server knows the log.
      const grown = await post(`worklogs/${log.id}/grow/`, JSON.stringify({ matter: matter.value }));
      form.replaceWith(eventLink(grown.event, grown.number));
    } catch (fault) {
      send.disabled = false;
      say(fault.status ? fault.message : gettext("没有网络,联网后再转。"));
    }
  });
  return form;
}
