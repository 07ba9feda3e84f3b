// SPDX-License-Identifier: Apache-2.0
// What went wrong, in words, and the one thing to do about it.

import { NoLink } from "./api.js";
import { h } from "./dom.js";
import { gettext } from "./words.js";

export function faultWords(fault, again) {
  if (fault.status === 401) return h("p", { class: "empty" }, gettext("登录后再看。"));
  let words = gettext("出了点问题,请再试一次。");
  if (fault instanceof NoLink) words = gettext("没有网络,手机里也还没有存过这一页。");
  else if (fault.status) words = fault.problem.detail || fault.problem.title || words;
  else console.error(fault);
  return h("div", { class: "problem" }, h("p", {}, words),
    h("button", { type: "button", class: "button", on: { click: again } }, gettext("再试一次")));
}
