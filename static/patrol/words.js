// SPDX-License-Identifier: Apache-2.0
// The phone's words: translation, times, lamps. Every state has a shape and a word, not only a
// colour (ux.md rule 4).

// The catalogue is a classic script of its own; without it the Chinese source text is shown.
export const gettext = globalThis.gettext ?? ((text) => text);

/** Put values into a translated text: fill("剩 %(n)s 分", {n: 3}). */
export function fill(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_all, name) => String(values[name] ?? ""));
}

export const language = document.documentElement.lang || "zh-hans";
const locale = language.startsWith("en") ? "en-GB" : "zh-CN";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span in the two largest units that say enough: 1 天 3 时 / 1 时 42 分 / 6 分. */
export function span(milliseconds) {
  const size = Math.abs(milliseconds);
  const days = Math.floor(size / DAY);
  const hours = Math.floor((size % DAY) / HOUR);
  const minutes = Math.floor((size % HOUR) / MINUTE);
  if (days && hours) return fill(gettext("%(d)s 天 %(h)s 时"), { d: days, h: hours });
  if (days) return fill(gettext("%(d)s 天"), { d: days });
  if (hours && minutes) return fill(gettext("%(h)s 时 %(m)s 分"), { h: hours, m: minutes });
  if (hours) return fill(gettext("%(h)s 小时"), { h: hours });
  return fill(gettext("%(m)s 分"), { m: Math.max(minutes, 1) });
}

// The county's clock, whatever the phone is set to: all seats say the same time.
const timeZone = "Asia/Shanghai";

export function clock(moment) {
  return new Date(moment).toLocaleTimeString(locale, { hour12: false, timeZone });
}

export function dayAndClock(moment) {
  return new Date(moment).toLocaleString(locale, {
    month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZone,
  });
}

/** The second alone for today's, else with its day. */
export function dayAndSecond(moment) {
  const [day, second] = toTheSecond(moment).split(" ");
  return day === toTheSecond(Date.now()).split(" ")[0] ? second : `${day} ${second}`;
}

/** 2026-11-25 09:58:31, in every language. */
export function toTheSecond(moment) {
  return new Date(moment).toLocaleString("sv-SE", { timeZone });
}

export function size(bytes) {
  return bytes < 900_000 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

export const LAMPS = {
  green: { shape: "●", word: gettext("正常") },
  yellow: { shape: "▲", word: gettext("临期") },
  orange: { shape: "◆", word: gettext("将超") },
  red: { shape: "■", word: gettext("超时") },
  paused: { shape: "❚❚", word: gettext("暂停") },
};

/** What the lamp says in words: 剩 1 时 42 分 / 超 6 分 / 暂停. */
export function remaining(event, now = Date.now()) {
  if (event.lamp === "paused") return LAMPS.paused.word;
  if (!event.due_at) return LAMPS[event.lamp]?.word ?? "";
  const left = new Date(event.due_at) - now;
  return fill(left < 0 ? gettext("超 %(t)s") : gettext("剩 %(t)s"), { t: span(left) });
}

export const PLATFORMS = {
  party: gettext("党建统领"),
  economy: gettext("经济生态"),
  order: gettext("平安法治"),
  service: gettext("公共服务"),
};

export const ROLES = {
  grid_worker: gettext("网格员"),
  grid_head: gettext("网格长"),
  village_officer: gettext("村社干部"),
  township_clerk: gettext("镇指挥室坐席"),
  township_chief: gettext("镇指挥长"),
  platform_officer: gettext("平台人员"),
  station_officer: gettext("站所人员"),
  department_officer: gettext("部门人员"),
  county_dispatcher: gettext("县调度员"),
};

const STATES = {
  draft: gettext("退回补充"), reported: gettext("待受理"), verifying: gettext("核查中"),
  accepted: gettext("已受理"), dispatched: gettext("待签收"), processing: gettext("处置中"),
  joint: gettext("协同处置中"), suspended: gettext("挂账"), handled: gettext("已处置待核查"),
  checking: gettext("结果核查中"), pending_close: gettext("待结案"), closed: gettext("已办结"),
  archived: gettext("已归档"), rejected: gettext("不予受理"), merged: gettext("并案"),
  voided: gettext("作废"), transferred_out: gettext("已转出"),
};

export function stateWord(event) {
  // To the server it is a draft again; to its reporter it is a question.
  if (event.state === "draft") return STATES.draft;
  return event.state_label || STATES[event.state] || event.state;
}

const MOVES = {
  submit: gettext("上报"), instant_close: gettext("当场办结"), accept: gettext("受理"),
  ask_verify: gettext("派核查"), verify_true: gettext("核查属实"), verify_false: gettext("核查不实"),
  ask_more: gettext("退回补充"), reject: gettext("不予受理"), escalate: gettext("上报上级"),
  push_down: gettext("下派"), take: gettext("自办"), dispatch: gettext("派发"),
  revoke: gettext("撤回派发"), sign: gettext("签收"), return_back: gettext("退回"),
  finish: gettext("处置反馈"), request_check: gettext("派核查"), check_pass: gettext("核查通过"),
  check_fail: gettext("核查不通过"), close: gettext("结案"), reopen: gettext("重办"),
  correct: gettext("更正"), note: gettext("进展"), withdraw: gettext("撤回上报"),
  resubmit: gettext("补充后再报"), appeal: gettext("申诉"), merge: gettext("并案"),
  split: gettext("撤销并案"), transfer_out: gettext("转出"), bring_back: gettext("收回"),
  result_received: gettext("对方已办结"), return_to_source: gettext("退回来源"),
  rate: gettext("评价"), sample_pass: gettext("抽查合格"), sample_return: gettext("抽查退回"),
  auto_archive: gettext("自动归档(未评价)"), expire: gettext("逾期未补充,作废"),
  escalate_skip: gettext("越级上报"), undo: gettext("撤销派发"),
  assign_person: gettext("指定人"), support_done: gettext("协办完成"), lamp: gettext("亮灯变化"),
  remind: gettext("时限提醒"), recompute: gettext("时限重算"),
};

export function moveWord(name) {
  return MOVES[name] ?? name;
}
