// SPDX-License-Identifier: Apache-2.0
// Rows of lists: a task, a report of mine, an item of the outbox.

import { matterName } from "./catalog.js";
import { h } from "./dom.js";
import { drop, sendNow } from "./outbox.js";
import { clock, dayAndClock, fill, gettext, LAMPS, remaining, size, stateWord } from "./words.js";

/** The lamp: shape + word + time, readable without its colour. */
export function lamp(event) {
  const face = LAMPS[event.lamp];
  if (!face) return null;
  return h("span", { class: `lamp lamp-${event.lamp}` },
    h("span", { "aria-hidden": true }, face.shape), " ",
    h("span", { class: "covered" }, `${face.word} `), remaining(event));
}

/** The matter's name. Of a sensitive event a mere reporter is told text and state only. */
export function eventTitle(event) {
  if (!event.matter) return gettext("敏感事件");
  return event.matter_name || matterName(event.matter);
}

export function whereWords(event) {
  return [event.grid?.name, event.place?.address].filter(Boolean).join(" · ");
}

const ORDERS = { urge: gettext("催办"), yellow: gettext("黄牌督办"), red: gettext("红牌督办") };

/** An order that presses it (督办) is said beside its name. */
function pressed({ supervised }) {
  return ORDERS[supervised] && h("span", { class: `pressed pressed-${supervised}` }, ORDERS[supervised]);
}

export function taskRow(event) {
  return h("li", {}, h("a", { class: "row", href: `#/event/${event.id}` },
    h("b", { class: "row-title" }, eventTitle(event), pressed(event)),
    h("span", { class: "row-line" },
      h("span", {}, [stateWord(event), whereWords(event)].filter(Boolean).join(" · ")), lamp(event))));
}

const ROAD = [
  [gettext("已报"), ["reported", "verifying"]],
  [gettext("受理"), ["accepted", "dispatched"]],
  [gettext("处置"), ["processing", "joint", "suspended"]],
  [gettext("核查"), ["handled", "checking", "pending_close"]],
  [gettext("办结"), ["closed", "archived"]],
];

/** A report's whole life in words: what is done, where it is, what is to come. */
export function road(event) {
  if (event.on_the_spot && event.state === "closed") {
    return h("span", { class: "road-word" }, gettext("✓ 当场办结"));
  }
  const at = ROAD.findIndex(([, states]) => states.includes(event.state));
  if (at < 0) return h("span", { class: "road-word" }, stateWord(event));
  const last = ROAD.length - 1;
  return h("ol", { class: "road" }, ROAD.map(([word], n) => {
    const done = n < at || at === last;
    const kind = done ? "done" : n === at ? "now" : "later";
    return h("li", { class: kind }, done ? `✓${word}` : word);
  }));
}

export function reportRow(event) {
  return h("li", {}, h("a", { class: "row", href: `#/event/${event.id}` },
    h("b", { class: "row-title" }, eventTitle(event)),
    h("span", { class: "row-line" },
      h("span", {}, [stateWord(event), event.holder?.name].filter(Boolean).join(" · ")),
      event.reported_at && h("span", { class: "hint" }, dayAndClock(event.reported_at))),
    road(event)));
}

export function deliveredRow({ done, event, at }) {
  if (done.kind === "log") return deliveredLog({ done, at });
  const words = fill(gettext("✓ 已送达 %(t)s"), { t: clock(at) });
  return h("li", {}, h("a", { class: "row delivered", href: `#/event/${event.id}` },
    h("b", { class: "row-title" }, done.view.title),
    h("span", { class: "row-line" }, h("span", {}, words), h("span", { class: "hint" }, event.number)),
    event.holder && h("span", { class: "row-line" }, fill(gettext("现在 %(u)s"), { u: event.holder.name }))));
}

function deliveredLog({ done, at }) {
  return h("li", {}, h("a", { class: "row delivered", href: "#/grid" },
    h("b", { class: "row-title" }, done.view.title),
    h("span", { class: "row-line" }, h("span", {}, fill(gettext("✓ 已送达 %(t)s"), { t: clock(at) })))));
}

function facts(item) {
  const { photos = 0, bytes = 0 } = item.view;
  if (!photos) return gettext("没有照片");
  return fill(gettext("%(n)s 张照片 · %(b)s"), { n: photos, b: size(bytes) });
}

function waitingWord(item, online) {
  if (item.state === "sign_in") return gettext("请重新登录,内容都在");
  if (!online) return gettext("等网络");
  return item.tries ? fill(gettext("正在重试(第 %(n)s 次)"), { n: item.tries }) : gettext("正在发送");
}

/** Why the server refused, each sentence once. */
export function reasonOf(item) {
  const words = [item.problem?.detail, ...Object.values(item.problem?.errors ?? {}).flat()];
  return [...new Set(words)].filter(Boolean).join(" ") || gettext("服务器没有接受");
}

const editAddress = (item) => {
  if (item.kind === "log") return item.path === "worklogs/" ? `#/visit/${item.client_uuid}` : "#/grid";
  return item.kind === "report" ? `#/report/${item.client_uuid}` : `#/event/${item.event}/${item.move}`;
};

export function itemRow(item, online) {
  const refused = item.state === "change";
  return h("li", {}, h("div", { class: `row ${refused ? "refused" : "waiting"}`, "data-item": item.client_uuid },
    h("b", { class: "row-title" }, item.view.title),
    h("span", { class: "row-line" }, h("span", {}, facts(item)),
      !refused && h("span", { class: "hint" }, waitingWord(item, online))),
    refused && h("p", { class: "reason" }, h("b", {}, gettext("需修改:")), reasonOf(item)),
    refused ? changeButtons(item) : item.tries > 0 && retryButton()));
}

function retryButton() {
  return h("div", { class: "buttons" },
    h("button", { type: "button", class: "button", on: { click: sendNow } }, gettext("现在就发")));
}

function changeButtons(item) {
  const away = () => confirm(gettext("从手机里删掉,不再发送?")) && drop(item.client_uuid);
  return h("div", { class: "buttons" },
    h("a", { class: "button", href: editAddress(item) }, gettext("去修改")),
    h("button", { type: "button", class: "quiet", on: { click: away } }, gettext("不要了")));
}
