// SPDX-License-Identifier: Apache-2.0
// 消息: what steps of events concern me. The bell in the header counts what is unread.

import { inOrder } from "../shared/events/in-order.js";
import { get, getOrKept, isSignedOut, post } from "./api.js";
import { bell, h, show } from "./dom.js";
import { faultWords } from "./faults.js";
import { clock, dayAndClock, fill, gettext } from "./words.js";

const LIST = "notices/?page_size=50";

let unread = 0;

/** Ask how many are unread; without a network the last number stays. True if it changed. */
export async function lookForNews() {
  if (isSignedOut()) return false;
  const before = unread;
  unread = (await get("notices/count/").catch(() => ({ unread: before }))).unread;
  return unread !== before;
}

/** The way to the inbox, with its number. */
export function bellLink() {
  const words = fill(gettext("消息,%(n)s 条未读"), { n: unread });
  const many = unread > 99 ? "99+" : String(unread);
  return h("a", { class: "bell", href: "#/inbox", "aria-label": words },
    bell(), unread > 0 && h("span", { class: "bell-count", "aria-hidden": "true" }, many));
}

async function read(body) {
  const answer = await post("notices/read/", JSON.stringify(body)).catch(() => null);
  if (answer) unread = answer.unread;
  return answer;
}

function row(message) {
  const open = () => !message.read_at && read({ ids: [message.id] });
  return h("li", {}, h("a", {
    class: message.read_at ? "row" : "row unread", href: `#/event/${message.event}`, on: { click: open },
  },
  h("b", { class: "row-title" }, !message.read_at && h("span", { class: "covered" }, gettext("未读 ")), message.title),
  h("span", { class: "row-line" }, h("span", {}, message.text)),
  h("span", { class: "row-line" }, h("span", { class: "hint" }, dayAndClock(message.made_at)))));
}

/** The page. What was on it when all is marked as read is read; what came since is not. */
export async function inboxPage({ onCount }) {
  const body = h("div", {}, h("p", { class: "loading" }, gettext("正在读取……")));
  const turns = inOrder();
  const refresh = async () => {
    const isNewest = turns();
    try {
      const { value, at, fresh } = await getOrKept(LIST);
      if (!isNewest()) return;
      const messages = value.results ?? [];
      const newest = Math.max(0, ...messages.map((one) => one.id));
      const readAll = async () => {
        if (await read({ all: true, up_to: newest })) await refresh();
        onCount();
      };
      show(body,
        !fresh && h("p", { class: "stale" }, fill(gettext("截至 %(t)s,联网后更新"), { t: clock(at) })),
        messages.length ? h("ul", { class: "rows" }, messages.map(row)) : h("p", { class: "empty" }, gettext("没有消息。")),
        messages.some((one) => !one.read_at) && h("button", { type: "button", class: "button wide", on: { click: readAll } },
          gettext("全部标为已读")));
    } catch (fault) {
      if (isNewest()) show(body, faultWords(fault, refresh));
    }
  };
  await refresh();
  return { element: body, refresh, title: gettext("消息"), back: "#/" };
}
