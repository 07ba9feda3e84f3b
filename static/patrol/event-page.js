// SPDX-License-Identifier: Apache-2.0
// One event: what it is, its photos, place and whole story, and every move I may make now.

import { ANSWERING, ASKING } from "../shared/events/asks.js";
import { inOrder } from "../shared/events/in-order.js";
import { outcomeLines } from "../shared/events/outcome.js";
import { getOrKept, link, pictureAddress } from "./api.js";
import { h, say, show } from "./dom.js";
import { faultWords } from "./faults.js";
import { itemFor, MoveForm } from "./move-form.js";
import { accept, contents } from "./outbox.js";
import { personalBlock } from "./personal.js";
import { petitions } from "./petitions.js";
import { eventTitle, itemRow, lamp, road, whereWords } from "./rows.js";
import { aloud } from "./speech.js";
import * as store from "./store.js";
import { clock, dayAndClock, dayAndSecond, fill, gettext, moveWord, PLATFORMS, stateWord } from "./words.js";

// The order of buttons: what moves the work on stands first and large.
const FIRST = ["report_in", "join_done", "join_result", "sign", "check_pass", "finish", "verify_true",
  "support_done", "take", "accept", "resubmit", "rate", "appeal"];
const QUIET = new Set(["merge", "split", "transfer_out", "return_to_source", "note", "withdraw",
  "correct", "ask_help", "tell"]);
// They stand beside what they ask or answer: see petitions.js.
const ELSEWHERE = new Set([...ASKING, ...ANSWERING]);

const pathOf = (id) => `events/${id}/`;

export async function eventPage({ id }) {
  const body = h("div", {}, h("p", { class: "loading" }, gettext("正在读取……")));
  let shown = "";
  const turns = inOrder();
  const refresh = async () => {
    const isNewest = turns();
    try {
      const found = await getOrKept(pathOf(id));
      // The same again is not drawn again: nothing moves unless something changed.
      const waiting = await waitingFor(found.value);
      if (!isNewest()) return;
      const now = JSON.stringify([found.value, found.fresh, waiting]);
      if (now !== shown) show(body, details(found, waiting));
      shown = now;
    } catch (fault) {
      if (!isNewest()) return;
      shown = "";
      show(body, faultWords(fault, refresh));
    }
  };
  await refresh();
  return { element: body, refresh, onOutbox: refresh, title: gettext("这件事") };
}

async function waitingFor(event) {
  const { mine } = await contents();
  return mine.filter((one) => one.event === event.id && one.state !== "draft");
}

function details({ value: event, at, fresh }, waiting) {
  const story = h("section", { class: "block" }, h("h2", {}, gettext("经过")));
  fillStory(story, event);
  const seen = h("p", { class: "seen", role: "status" });
  fillSeen(seen, event);
  return [
    !fresh && h("p", { class: "stale" }, fill(gettext("截至 %(t)s,联网后更新"), { t: clock(at) })),
    h("section", { class: "block event-top" },
      h("h2", {}, eventTitle(event)),
      h("p", { class: "row-line" }, h("b", { class: "state" }, stateWord(event)), lamp(event)),
      road(event), seen, aloud([eventTitle(event), stateWord(event), whereWords(event), event.text, dueWords(event)]),
      event.text && h("p", { class: "event-text" }, event.text), pictures(event)),
    waiting.length > 0 && h("ul", { class: "rows" }, waiting.map((one) => itemRow(one, link.online))),
    !waiting.length && moves(event), petitions(event, (move) => oneTap(event, move)), called(event),
    facts(event), personalBlock(event), beside(event), story,
  ];
}

// Pages of other parts that belong to this event, as far as the reader may open them.
function beside(event) {
  if (!event.beside?.length) return null;
  return h("nav", { class: "block", "aria-label": gettext("相关卷宗") },
    event.beside.map(({ label, url }) => h("a", { class: "button", href: url }, label)));
}

function pictures(event) {
  const photos = event.photos ?? [];
  if (!photos.length) return null;
  return h("div", { class: "photo-row" }, photos.map((one, n) => picture(one, n)));
}

const KINDS = {
  before: gettext("处置前"), after: gettext("处置后"), check: gettext("核查"), report: gettext("现场"), note: gettext("进展"),
};

function picture(one, n) {
  const id = one.id ?? one;
  const word = KINDS[one.kind] ?? gettext("照片");
  if (one.erased) return h("span", { class: "photo gone" }, gettext("照片已删除"));
  const image = h("img", { alt: `${word} ${n + 1}`, loading: "lazy" });
  const anchor = h("a", { class: "photo", target: "_blank", rel: "noopener" }, image, one.kind && h("span", { class: "tag" }, word));
  pictureAddress(id).then((address) => { image.src = address; }).catch(() => {});
  pictureAddress(id, false).then((address) => { anchor.href = address; }).catch(() => {});
  return anchor;
}

function facts(event) {
  const fact = (name, value) => value && [h("dt", {}, name), h("dd", {}, value)];
  const { lon, lat } = event.place ?? {};
  const point = lon !== null && lon !== undefined ? `${lon.toFixed(5)}, ${lat.toFixed(5)}` : "";
  return h("section", { class: "block" }, h("h2", {}, gettext("情况")),
    h("dl", { class: "facts card" },
      fact(gettext("编号"), event.number),
      fact(gettext("地点"), whereWords(event)),
      fact(gettext("坐标"), point),
      fact(gettext("现在在"), event.holder?.name),
      fact(gettext("指定人"), event.assignee?.name),
      fact(gettext("协办"), supports(event)),
      fact(gettext("平台"), PLATFORMS[event.platform]),
      fact(gettext("报来"), event.reported_at && dayAndClock(event.reported_at)),
      fact(gettext("时限"), event.due_at && dayAndClock(event.due_at)),
      outcomeLines(event, { said: (state) => stateWord({ state }), time: dayAndClock })
        .map(([name, words]) => fact(name, words))));
}

const supports = (event) => (event.chain ?? []).filter((each) => !each.lead)
  .map((each) => `${each.to.name}(${each.status_label})`).join("、");

async function fillStory(section, event) {
  try {
    const { value } = await getOrKept(`events/${event.id}/steps/?page_size=100`);
    const steps = value.results ?? value;
    section.append(h("ol", { class: "story" }, steps.map((one) => step(one))));
  } catch (fault) {
    section.append(faultWords(fault, () => { section.lastChild.remove(); fillStory(section, event); }));
  }
}

const dueWords = (event) => event.due_at && fill(gettext("时限 %(t)s"), { t: dayAndClock(event.due_at) });

/** 县屏已见: the county's own screen has shown it, and when. Nothing is said as long as it has not. */
async function fillSeen(line, event) {
  const { value } = await getOrKept(`events/${event.id}/drawn/`).catch(() => ({ value: {} }));
  if (value.at) line.textContent = fill(gettext("✓ 县屏已见 %(t)s"), { t: dayAndSecond(value.at) });
}

const nameOf = (who) => (typeof who === "object" && who ? (who.display_name || who.name || who.username) : who);

function step(one) {
  const who = [nameOf(one.unit), nameOf(one.by)].filter(Boolean).join(" ");
  const texts = typeof one.text === "object" && one.text ? Object.values(one.text) : [one.text];
  return h("li", {}, h("p", { class: "row-line" },
    h("b", {}, one.label || moveWord(one.move)), h("span", { class: "hint" }, dayAndClock(one.at))),
  who && h("p", { class: "hint" }, who), texts.filter(Boolean).map((text) => h("p", {}, text)));
}

function rank(move) {
  const at = FIRST.indexOf(move.name);
  if (at >= 0) return at;
  return QUIET.has(move.name) ? 99 : 50;
}

function moves(event) {
  const open = (event.moves ?? []).filter((move) => !ELSEWHERE.has(move.name));
  const offered = open.sort((a, b) => rank(a) - rank(b));
  if (!offered.length) return null;
  const button = (move, n) => h("a", {
    class: n === 0 && rank(move) < 50 ? "primary wide" : "button", href: `#/event/${event.id}/${move.name}`,
  }, move.name === "report_in" ? gettext("带位置或报到码") : move.label);
  return h("section", { class: "block", "aria-label": gettext("可以办的") },
    offered.filter((one) => one.name === "report_in").map((one) => oneTap(event, one)),
    h("div", { class: "buttons" }, offered.map(button)));
}

/** What asks nothing goes with one tap (报到 by account, 签收督办单), even if the link is down. */
function oneTap(event, move) {
  const send = async ({ currentTarget: button }) => {
    button.disabled = true;
    try {
      await accept({ ...await itemFor(event, move), fields: {} }, []);
    } catch {
      button.disabled = false;
      say(gettext("手机存不下了:请先清理空间,再点一次。"));
    }
  };
  return h("button", { type: "button", class: "primary wide", on: { click: send } }, move.label);
}

/** 吹哨: who was called, and who is there already. */
function called({ whistle }) {
  if (!whistle || whistle.status !== "open") return null;
  const head = fill(gettext("应到 %(n)s 已到 %(m)s"), { n: whistle.called, m: whistle.arrived });
  const when = fill(gettext("集合 %(t)s"), { t: dayAndClock(whistle.gather_at) });
  const row = (one) => h("li", { class: "row-line" },
    h("span", {}, `${one.arrived_at ? "✓" : "…"} ${one.unit.name}`),
    h("span", { class: "hint" }, [one.lead && gettext("牵头"), one.status_label].filter(Boolean).join(" · ")));
  return h("section", { class: "block" }, h("h2", {}, gettext("吹哨报到")),
    h("p", { class: "row-line" }, h("b", {}, head), h("span", { class: "hint" }, when)),
    whistle.place && h("p", { class: "hint" }, whistle.place),
    h("ul", { class: "card" }, whistle.units.map(row)));
}

/** The form of one move; it says so if the move is not open any more. */
export async function movePage({ id, move: name, code, request }) {
  const { value: event } = await getOrKept(pathOf(id));
  const move = (event.moves ?? []).find((one) => one.name === name);
  if (!move) return gone(event);
  const item = await itemFor(event, move);
  if (code) item.fields = { ...item.fields, code };
  if (request) item.fields = { ...item.fields, request };
  const form = new MoveForm({ event, move, item, photos: await store.photosOf(item.client_uuid) });
  const element = h("div", {},
    h("section", { class: "block" }, h("h2", {}, eventTitle(event)),
      h("p", { class: "hint" }, [stateWord(event), whereWords(event)].filter(Boolean).join(" · ")),
      event.text && h("p", { class: "event-text" }, event.text)),
    form.element);
  return { element, title: move.label, back: `#/event/${id}` };
}

function gone(event) {
  const element = h("div", { class: "problem" },
    h("p", {}, fill(gettext("现在是“%(s)s”,这一步已经不用办了。"), { s: stateWord(event) })),
    h("a", { class: "button", href: `#/event/${event.id}` }, gettext("看这件事")));
  return { element, title: gettext("这件事"), back: "#/" };
}
