// SPDX-License-Identifier: Apache-2.0
/** Words of codes: states, sources, stages. Matter and unit names are data, fetched once. */

/** The label of an event's state. */
export function stateWord(state) {
  const words = {
    draft: gettext("草稿"),
    reported: gettext("待受理"),
    verifying: gettext("核查中"),
    accepted: gettext("待分派"),
    dispatched: gettext("待签收"),
    processing: gettext("处置中"),
    joint: gettext("协同处置中"),
    suspended: gettext("挂账"),
    handled: gettext("已处置待核查"),
    checking: gettext("结果核查中"),
    pending_close: gettext("待结案"),
    closed: gettext("已结案"),
    archived: gettext("已归档"),
    rejected: gettext("不予受理"),
    merged: gettext("并案"),
    voided: gettext("作废"),
    transferred_out: gettext("转出"),
  };
  return words[state] ?? "";
}

/** How a unit that a whistle called stands: shape and word. */
export function summonsWord(status) {
  const words = {
    called: gettext("… 途中"),
    confirmed: gettext("✓ 已报到"),
    contested: gettext("! 有异议"),
    done: gettext("✓ 已办"),
  };
  return words[status] ?? "";
}

/** Where events come from, in a fixed order: shares must not jump about. */
export function sources() {
  return [
    ["grid", gettext("网格")],
    ["hotline", gettext("12345热线")],
    ["resident", gettext("群众")],
    ["hall", gettext("窗口")],
    ["sensor", gettext("感知")],
    ["leader", gettext("领导批示")],
    ["other", gettext("其他")],
  ];
}

/** The label of a source. */
export function sourceWord(source) {
  return sources().find(([code]) => code === source)?.[1] ?? "";
}

/** The four platforms' usual names, used where the county's own are not to be had. */
export function platforms() {
  return [
    ["party", gettext("党建统领")],
    ["economy", gettext("经济生态")],
    ["order", gettext("平安法治")],
    ["service", gettext("公共服务")],
  ];
}

/** The road of an event in six stages, each the sum of states. */
export function stages() {
  return [
    [gettext("待受理"), ["reported", "verifying"]],
    [gettext("待分派"), ["accepted"]],
    [gettext("待签收"), ["dispatched"]],
    [gettext("处置中"), ["processing", "joint"]],
    [gettext("待核查"), ["handled", "checking"]],
    [gettext("待结案"), ["pending_close"]],
  ];
}
