// SPDX-License-Identifier: Apache-2.0
// 我的网格: what runs today, the visit in two taps, the registers, what is not done yet.

import { link } from "./api.js";
import { campaignBlock } from "./campaigns.js";
import { h, show } from "./dom.js";
import { logsBlock } from "./logs.js";
import { isGrid, me, placeName } from "./me.js";
import { contents } from "./outbox.js";
import { listSection } from "./pages.js";
import { myGrids, registerBlock } from "./registers.js";
import { itemRow, taskRow } from "./rows.js";
import { gettext } from "./words.js";

const KINDS = {
  grid: gettext("网格"), village: gettext("村社"), township: gettext("镇街"), county: gettext("县"),
};

export async function grid() {
  const code = me.home?.code;
  if (!code) return { element: h("p", { class: "empty" }, gettext("您还没有岗位,请找管理员。")) };
  const grids = await myGrids();
  const mine = grids.find((one) => one.code === code) ?? (isGrid(me.home) ? null : grids[0]);
  const waiting = h("div", { class: "outbox" });
  const campaigns = mine && campaignBlock(mine);
  const logs = mine && logsBlock();
  const open = listSection({
    title: gettext("没办完的事"), hint: gettext("按剩余时间排"),
    path: `events/?unit=${code}&open=true&ordering=due_at&page_size=50`,
    row: taskRow, empty: gettext("网格里没有没办完的事。"),
  });
  const element = h("div", {},
    mine && h("a", { class: "primary wide", href: "#/visit" }, gettext("记一次走访")),
    waiting, campaigns, mine && registerBlock(), logs, open, whereBlock(code));
  const drawWaiting = async () => show(waiting, await logsWaiting());
  await drawWaiting();
  return {
    element,
    refresh: () => { open.refresh(); campaigns?.refresh(); logs?.refresh(); },
    onOutbox: drawWaiting,
  };
}

/** Logs of this phone that the server has not got yet. */
async function logsWaiting() {
  const rows = (await contents()).mine.filter((one) => one.kind === "log" && one.state !== "draft");
  return rows.length > 0 && h("section", { class: "block" },
    h("div", { class: "head" }, h("h2", {}, gettext("待发送"))),
    h("ul", { class: "rows" }, rows.map((one) => itemRow(one, link.online))));
}

function whereBlock(code) {
  const fact = (name, value) => [h("dt", {}, name), h("dd", {}, value)];
  return h("section", { class: "block" }, h("div", { class: "head" }, h("h2", {}, placeName(me.chain))),
    h("dl", { class: "facts card" },
      fact(gettext("网格编码"), code),
      me.chain.slice(1).map((one) => fact(KINDS[one.kind] ?? gettext("上级"), one.name))));
}
