// SPDX-License-Identifier: Apache-2.0
// 专项排查 on the phone: what runs today, 今日无异常 in one tap, and the things to look at.

import { inOrder } from "../shared/events/in-order.js";
import { getOrKept } from "./api.js";
import { h, say, show } from "./dom.js";
import { faultWords } from "./faults.js";
import { accept, contents, newItem } from "./outbox.js";
import { gettext, fill } from "./words.js";

const RUNNING = "campaigns/?running=true";
const zeros = (grid) => `worklogs/?grid=${grid}&zero=true&page_size=20`;

/** The campaigns that ask this grid today, and the grid's own daily zero report. */
export function campaignBlock(grid) {
  const body = h("div", { class: "list-body" }, h("p", { class: "loading" }, gettext("正在读取……")));
  const block = h("section", { class: "block" },
    h("div", { class: "head" }, h("h2", {}, gettext("专项排查"))), body);
  const turns = inOrder();
  block.refresh = async () => {
    const isNewest = turns();
    try {
      const [campaigns, known] = await Promise.all([getOrKept(RUNNING), getOrKept(zeros(grid.code))]);
      // What was refused is not on its way: the button stays, for another try.
      const waiting = (await contents()).mine
        .filter((one) => one.path === "worklogs/zero/" && one.state !== "change");
      if (!isNewest()) return;
      const done = (campaign) => zeroOf(campaign, known.value.results, waiting);
      show(body, h("ul", { class: "rows" },
        campaigns.value.results.map((one) => campaignRow(one, grid, done(one.id), block.refresh)),
        ownRow(grid, done(null), block.refresh)));
    } catch (fault) {
      if (isNewest()) show(body, faultWords(fault, block.refresh));
    }
  };
  block.refresh();
  return block;
}

/** The day as the server writes it (2026-12-01), by the calendar of this phone. */
function dayOf(moment) {
  const two = (number) => String(number).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** "sent", "waiting" on this phone, or nothing yet today. */
function zeroOf(campaign, known, waiting) {
  const today = dayOf(new Date());
  // What was tapped yesterday and has only now arrived, or still waits, says nothing of today.
  if (known.some((one) => one.campaign === campaign && one.day === today)) return "sent";
  const tapped = (one) => dayOf(new Date(one.fields.client_time)) === today;
  return waiting.some((one) => (one.fields.campaign ?? null) === campaign && tapped(one)) ? "waiting" : "";
}

function campaignRow(campaign, grid, zero, refresh) {
  return h("li", {}, h("div", { class: "row" },
    h("b", { class: "row-title" }, campaign.title),
    h("span", { class: "row-line" }, h("span", {}, fill(gettext("到 %(d)s 止"), { d: campaign.to_on }))),
    h("div", { class: "buttons" },
      h("a", { class: "button", href: `#/campaign/${campaign.id}` }, gettext("看对象")),
      zeroButton(zero, campaign.title, { grid: grid.code, campaign: campaign.id }, refresh))));
}

function ownRow(grid, zero, refresh) {
  return h("li", {}, h("div", { class: "row" },
    h("b", { class: "row-title" }, gettext("日常巡查")),
    h("div", { class: "buttons" }, zeroButton(zero, gettext("日常巡查"), { grid: grid.code }, refresh))));
}

function zeroButton(zero, title, fields, refresh) {
  if (zero) {
    return h("span", { class: "told", role: "status" },
      zero === "sent" ? gettext("✓ 今日已报无异常") : gettext("✓ 已存下,有网自动发"));
  }
  const tap = async ({ currentTarget: button }) => {
    button.disabled = true;
    const item = newItem("log", "worklogs/zero/");
    const view = { title: fill(gettext("%(t)s:今日无异常"), { t: title }) };
    try {
      await accept({ ...item, fields: { ...fields, client_time: new Date().toISOString() }, view }, []);
      say(gettext("已存下,有网自动发"));
      refresh();
    } catch {
      button.disabled = false;
      say(gettext("手机存不下了:请先清理空间,再点一次。"));
    }
  };
  return h("button", { type: "button", class: "button", on: { click: tap } }, gettext("今日无异常"));
}

/** The things of one campaign in my units, those still to be looked at first. */
export async function campaignPage({ id }) {
  const [campaign, targets] = await Promise.all([getOrKept(`campaigns/${id}/`), targetsOf(id)]);
  const rows = targets.sort((a, b) => Number(a.done) - Number(b.done));
  const done = rows.filter((one) => one.done).length;
  const row = (one) => h("li", {}, h("a", { class: one.done ? "row delivered" : "row", href: visitAddress(one) },
    h("b", { class: "row-title" }, one.done ? `✓ ${one.title}` : one.title),
    h("span", { class: "row-line" }, h("span", {}, [one.grid.name, one.address].filter(Boolean).join(" · ")))));
  return {
    title: gettext("专项排查"), back: "#/grid",
    element: h("div", {}, h("section", { class: "block" }, h("div", { class: "head" },
      h("h2", {}, campaign.value.title),
      h("span", { class: "hint" }, fill(gettext("已查 %(a)s,共 %(b)s"), { a: done, b: rows.length }))),
    rows.length ? h("ul", { class: "rows" }, rows.map(row))
      : h("p", { class: "empty" }, gettext("这次排查没有列出对象,查过报“今日无异常”即可。")))),
  };
}

/** All of them, page by page: a number that counts one page would call a campaign done too soon. */
async function targetsOf(id) {
  const found = [];
  for (let cursor = ""; cursor !== null;) {
    const { value } = await getOrKept(`campaigns/${id}/targets/?page_size=200${cursor && `&cursor=${cursor}`}`);
    found.push(...value.results);
    cursor = value.next ? encodeURIComponent(new URL(value.next).searchParams.get("cursor")) : null;
  }
  return found;
}

function visitAddress(target) {
  const about = { campaign: target.campaign, target: target.id, grid: target.grid.code, title: target.title };
  return `#/visit?${new URLSearchParams(about)}`;
}
