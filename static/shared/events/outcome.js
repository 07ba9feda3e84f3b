// SPDX-License-Identifier: Apache-2.0
// What became of an event beside the main road, as lines of [name, words]: merged, passed outside,
// rated, looked at again. `said(state)` gives a state's word, `time(at)` a point in time.

const translate = globalThis.gettext ?? ((text) => text);

const STEPS = [
  translate("很不满意"),
  translate("不满意"),
  translate("一般"),
  translate("满意"),
  translate("很满意"),
];

/** Lines that say something; none for an event that simply went its way. */
export function outcomeLines(event, { said, time }) {
  const { merged_into: master, followers, outside, rating, unrated, sampled_label: sample } =
    event.outcome ?? {};
  const lines = [
    [translate("并入"), master?.number],
    [translate("并进来的"), (followers ?? []).map((one) => `${one.number}(${said(one.state)})`)],
    [translate("转到"), outside && [outside.label, outside.number]],
    [translate("评价"), unrated ? translate("未评价") : rating && ratingWords(rating, time)],
    [translate("质量抽查"), sample],
  ];
  return lines
    .map(([name, words]) => [name, [words].flat(2).filter(Boolean).join(" · ")])
    .filter(([, words]) => words);
}

function ratingWords({ solved, satisfaction, at }, time) {
  const done = solved ? translate("已解决") : translate("没解决");
  return [done, STEPS[satisfaction - 1], time(at)];
}
