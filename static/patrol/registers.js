// SPDX-License-Identifier: Apache-2.0
// 底数: the people, homes, places and firms of my grid, masked. A record is opened in clear only
// for a purpose and only over the network; what was opened is never kept on the phone.

import { get, getOrKept, post } from "./api.js";
import { h, say, show } from "./dom.js";
import { faultWords } from "./faults.js";
import { fill, gettext } from "./words.js";

export const LABELS = {
  person: gettext("人"), dwelling: gettext("房"), place: gettext("场所"), organisation: gettext("单位"),
};
const TABLES = "registers/";

/** The grids whose records I work with, from the server or as the phone kept them. */
export async function myGrids() {
  const told = await getOrKept(TABLES).catch(() => null);
  return told?.value?.grids ?? [];
}

/** One line of a record: what it is called, and what is known at a glance. */
export function aboutWords(record) {
  const tags = (record.tags ?? []).map((tag) => tag.name).join("、");
  return [record.kind_name, record.address !== record.title && record.address, tags].filter(Boolean).join(" · ");
}

export function recordRow(record) {
  return h("li", {}, h("a", { class: "row", href: `#/record/${record.register}/${record.id}` },
    h("b", { class: "row-title" }, record.title),
    h("span", { class: "row-line" }, h("span", {}, aboutWords(record)))));
}

/** A block with a choice of registers, a search and a list. */
export function registerBlock() {
  const list = h("div", { class: "list-body" });
  const words = h("input", {
    id: "find", type: "search", autocomplete: "off", maxlength: 40,
    "aria-label": gettext("查姓名、地址或电话后四位"), placeholder: gettext("查姓名、地址或电话后四位"),
  });
  const block = h("section", { class: "block" });
  let chosen = "place";
  let turn = 0;
  const choice = (name) => h("button", {
    type: "button", class: "button", "aria-pressed": name === chosen,
    on: { click: () => { chosen = name; draw(); } },
  }, LABELS[name]);
  const choices = h("div", { class: "buttons", role: "group", "aria-label": gettext("底数") });
  async function draw() {
    show(choices, Object.keys(LABELS).map(choice));
    turn += 1;
    const mine = turn;
    const q = words.value.trim();
    const path = `registers/${chosen}/?page_size=50${q ? `&q=${encodeURIComponent(q)}` : ""}`;
    try {
      // What is searched for once is not worth keeping; the whole list is.
      const rows = (q ? await get(path) : (await getOrKept(path)).value).results;
      if (mine !== turn) return;
      show(list, rows.length ? h("ul", { class: "rows" }, rows.map(recordRow))
        : h("p", { class: "empty" }, gettext("没有找到。")));
    } catch (fault) {
      if (mine === turn) show(list, faultWords(fault, draw));
    }
  }
  let timer = 0;
  words.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(draw, 300); });
  show(block, h("div", { class: "head" }, h("h2", {}, gettext("底数")),
    h("span", { class: "hint" }, gettext("遮住的要选用途才打开"))), choices, words, list);
  draw();
  return block;
}

const SHOWN = [
  ["name", gettext("姓名")], ["responsible", gettext("负责人")], ["contact", gettext("联系人")],
  ["phone", gettext("电话")], ["id_number", gettext("身份证号")], ["birth_year", gettext("出生年份")],
  ["kind_name", gettext("类型")], ["address", gettext("地址")], ["credit_code", gettext("信用代码")],
];
const PURPOSES = [["visit", gettext("走访")], ["verify", gettext("核对底数")]];

/** One record: masked, with the purposes for which it opens. */
export async function recordPage({ register, id }) {
  const { value } = await getOrKept(`registers/${register}/${id}/`);
  const facts = h("section", { class: "block" });
  const draw = (record) => show(facts, h("h2", {}, record.title), factList(record),
    record.opened.length ? h("p", { class: "hint" }, gettext("这次查看已记入留痕。")) : openers(record, draw));
  draw(value);
  const about = new URLSearchParams({ register, record: id, grid: value.grid.code, title: value.title });
  return {
    title: LABELS[register], back: "#/grid",
    element: h("div", {}, facts,
      h("a", { class: "primary wide", href: `#/visit?${about}` }, gettext("记一次走访"))),
  };
}

function factList(record) {
  const rows = SHOWN.filter(([name]) => record[name] && name !== "name").map(([name, label]) => [
    h("dt", {}, label), h("dd", {}, name === "phone" && record.opened.includes("phone")
      ? h("a", { href: `tel:${record.phone}` }, record.phone) : String(record[name])),
  ]);
  const tags = (record.tags ?? []).map((tag) => tag.name).join("、");
  return h("dl", { class: "facts card" }, rows,
    h("dt", {}, gettext("网格")), h("dd", {}, record.grid.name),
    tags && [h("dt", {}, gettext("关爱标签")), h("dd", {}, tags)]);
}

function openers(record, draw) {
  const open = (purpose) => async () => {
    try {
      draw(await openRecord(record, { purpose }));
    } catch (fault) {
      say(fault.status ? fault.message : gettext("没有网络,打不开遮住的内容。"));
    }
  };
  return h("div", { class: "buttons" }, PURPOSES.map(([purpose, words]) => {
    return h("button", { type: "button", class: "button", on: { click: open(purpose) } }, fill(gettext("打开,用于%(p)s"), { p: words }));
  }));
}

/** The record in clear, as far as asked; the server writes down who looked and what for. */
export function openRecord(record, asked) {
  return post(`registers/${record.register}/${record.id}/open/`, JSON.stringify(asked));
}
