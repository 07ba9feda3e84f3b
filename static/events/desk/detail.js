// SPDX-License-Identifier: Apache-2.0
// The right side: one event whole. The form below it is left alone when the event changes above.

import { Problem, adviceOnReading, get, rows } from "./api.js";
import { age, remaining, stamp } from "./clock.js";
import { byId, fill, h } from "./dom.js";
import { closeMove, dockIsEmpty, drawDock, formIsOpen, noticeMoved } from "./moves.js";
import { claimants, personal } from "./personal.js";
import { petitions } from "./petitions.js";
import { photoRow } from "./photos.js";
import { duties } from "./duties.js";
import { inOrder } from "../../shared/events/in-order.js";
import { outcomeLines } from "../../shared/events/outcome.js";
import { placeMap } from "./placemap.js";
import { lampTag, orderName, placeText } from "./row.js";
import { hear, tell } from "./state.js";
import { loadSteps, timeline } from "./timeline.js";
import { fillResults, whistlePanel } from "./whistle.js";
import {
  fmt,
  gettext,
  levelName,
  matterName,
  nameOf,
  platformName,
  sourceName,
  stageName,
  stateName,
  urgencyName,
} from "./words.js";

const shown = { id: null, event: null, turn: 0, people: [] };
const readings = inOrder();

export const shownEvent = () => shown.event;

export async function openEvent(id) {
  if (id === shown.id && shown.event) return back();
  shown.id = id;
  shown.event = null;
  const turn = ++shown.turn;
  if (!id) return blank(gettext("从左边选一件,或登记新的。"));
  byId("detail").setAttribute("aria-busy", "true");
  try {
    const event = await get(`/events/${id}/`);
    if (turn !== shown.turn) return null;
    show(event);
    fillLater(id, turn);
  } catch (failure) {
    if (turn === shown.turn) failed(failure, id);
  } finally {
    if (turn === shown.turn) byId("detail").removeAttribute("aria-busy");
  }
  return shown.event;
}

// The cursor went away and came back before anything else was read.
function back() {
  if (dockIsEmpty()) drawDock(shown.event);
  byId("detail").removeAttribute("aria-busy");
  return shown.event;
}

function show(event) {
  shown.event = event;
  shown.people = [];
  tell("viewing", event.id);
  byId("detail-body").scrollTop = 0;
  draw(event);
  drawDock(event);
}

// Before another event comes: the form's text is kept, and no key may reach the event left behind.
function leave() {
  closeMove();
  drawDock(null);
  byId("detail").setAttribute("aria-busy", "true");
}

function blank(text) {
  fill(byId("detail-body"), h("p", { class: "blank" }, text));
  drawDock(null);
  byId("detail").removeAttribute("aria-busy");
}

function failed(failure, id) {
  blank(adviceOnReading(failure));
  const gone = failure instanceof Problem && failure.status === 404;
  if (!gone) {
    shown.id = null;
    const again = () => openEvent(id);
    byId("detail-body").append(
      h("button", { type: "button", onclick: again }, gettext("再读一次")),
    );
  }
}

// The event as it is now; whoever is writing in the form is told and keeps the text.
export async function reopen() {
  const { id, event: before, turn } = shown;
  if (!id) return;
  const isNewest = readings();
  const event = await get(`/events/${id}/`).catch(() => null);
  if (!event || turn !== shown.turn || !isNewest()) return;
  const same = JSON.stringify(event) === JSON.stringify(before);
  shown.event = event;
  tell("seen", event);
  if (!same) draw(event);
  const steps = await fillLater(id, turn);
  if (turn !== shown.turn) return;
  if (!formIsOpen() && (!same || dockIsEmpty())) drawDock(event);
  else if (formIsOpen() && before && event.version !== before.version) noticeMoved(event, steps);
}

async function fillLater(id, turn) {
  const similar = get(`/events/${id}/similar/`).then(rows);
  const steps = loadSteps(id);
  const [foundSteps, foundSimilar] = await Promise.allSettled([steps, similar]);
  if (turn !== shown.turn || shown.id !== id) return [];
  fillSteps(foundSteps);
  fillResults(shown.event, foundSteps.value ?? []);
  fill(byId("similar"), foundSimilar.value?.length ? similarBox(foundSimilar.value) : null);
  return foundSteps.value ?? [];
}

function fillSteps(found) {
  const failedNote = () => h("p", { class: "muted" }, gettext("经过没有读到,稍后会再读。"));
  fill(byId("steps"), found.value ? timeline(found.value, shown.event.text) : failedNote());
}

function draw(event) {
  const kept = {
    steps: [...(byId("steps")?.childNodes ?? [])],
    of: byId("detail-body").dataset.id,
  };
  const same = kept.of === String(event.id);
  byId("detail-body").dataset.id = event.id;
  fill(
    byId("detail-body"),
    h("h2", { id: "detail-title", tabindex: -1 }, `${matterName(event)} · ${placeText(event)}`),
    tags(event),
    clocks(event),
    beside(event),
    whistlePanel(event),
    h("p", { id: "present", class: "present", role: "status" }),
    h("div", { class: "looks" }, photoRow(event.photos), placeMap(event)),
    event.text ? h("p", { class: "said" }, event.text) : null,
    facts(event),
    duties(event),
    petitions(event),
    h("div", { id: "similar" }),
    h("h3", {}, gettext("经过")),
    h("div", { id: "steps" }, same ? kept.steps : h("p", { class: "skeleton" })),
  );
  drawPresent();
}

const FLAGS = {
  group: gettext("群体"),
  on_the_spot: gettext("即采即办"),
  closed_late: gettext("超时办结"),
  overdue_exempt: gettext("超时已豁免"),
  force_closed: gettext("强制结案"),
  extended: gettext("延期过"),
  awaiting: gettext("有申请待批"),
  instructed: gettext("有批示"),
  to_rule: gettext("待裁决"),
  ruled: gettext("已裁决"),
};

// Who else looks at it: a word, not a lock.
function drawPresent() {
  const names = shown.people.join("、");
  fill(byId("present"), names ? fmt(gettext("%s 正在看这件"), [names]) : null);
}

function tags(event) {
  const urgent = event.urgency && event.urgency !== "normal";
  return h(
    "p",
    { class: "tags" },
    tag(event.state_label, "state"),
    tag(sourceName(event.source)),
    event.number ? copyTag(event.number) : null,
    tag(platformName(event.platform)),
    event.level ? tag(levelName(event.level)) : null,
    urgent ? tag(urgencyName(event.urgency), "urgent") : null,
    event.sensitive ? tag(gettext("敏感"), "urgent") : null,
    event.supervised ? tag(orderName(event.supervised), `urgent order-${event.supervised}`) : null,
    count(event.returned_count, gettext("退回过")),
    count(event.rework_count, gettext("返工过")),
    (event.flags ?? []).map((flag) => tag(FLAGS[flag], flag === "to_rule" ? "urgent" : "")),
  );
}

const tag = (text, kind = "") => (text ? h("span", { class: `tag ${kind}` }, text) : null);

function count(times, text) {
  if (!times) return null;
  return tag(times === 1 ? text : fmt(gettext("%s %s 次"), [text, times]), "urgent");
}

function copyTag(number) {
  const copy = () => navigator.clipboard?.writeText(number);
  const about = fmt(gettext("复制编号 %s"), [number]);
  return h(
    "button",
    { type: "button", class: "tag copy", onclick: copy, "aria-label": about },
    number,
  );
}

// Pages of other parts that belong to this event, as far as the reader may open them.
function beside(event) {
  if (!event.beside?.length) return null;
  const page = ({ label, url }) => h("a", { class: "button", href: url }, label);
  return h("nav", { class: "beside", "aria-label": gettext("相关卷宗") }, event.beside.map(page));
}

// Two clocks: the one of the step that is due, and the one of the whole handling.
function clocks(event) {
  const running = (event.clocks ?? []).filter(
    (each) => !each.stopped && each.kind !== "report_in",
  );
  const list = running.length ? running : [{ ...event, label: event.state_label }];
  return h("p", { class: "clocks" }, list.map(clock));
}

function clock(one) {
  const stage = one.stage ? stageName(one.stage) : "";
  const name = stage && stage !== one.label ? `${one.label} ${stage}` : one.label;
  const made = lampTag(one, `${name} ${remaining(one.due_at, one.lamp)}`);
  if (one.due_at) made.title = stamp(one.due_at);
  return made;
}

function facts(event) {
  const { grid, standard, handler, holder } = event;
  const office = handler && handler.code !== holder?.code ? handler : null;
  return h(
    "dl",
    { class: "facts" },
    fact(gettext("报告人"), nameOf(event.reporter)),
    fact(
      gettext("报告时间"),
      event.reported_at && [stamp(event.reported_at), age(event.reported_at)],
    ),
    fact(gettext("诉求人"), claimants(event.claimants)),
    event.can_open ? personal(event) : null,
    fact(gettext("地点"), [event.place?.address, PLACED[event.placed_by]]),
    fact(gettext("网格"), grid && (grid.names ?? [grid.name]).slice(1).join(" / ")),
    fact(gettext("事项"), `${event.matter ?? ""} ${matterName(event)}`),
    fact(gettext("立案条件"), standard?.condition),
    fact(gettext("结案条件"), standard?.closing_condition),
    fact(gettext("承办"), [nameOf(holder), nameOf(office)]),
    fact(gettext("指定人"), nameOf(event.assignee)),
    fact(gettext("请求核查"), nameOf(event.asker)),
    fact(gettext("派给"), (event.chain ?? []).filter((each) => each.lead).map(given)),
    fact(gettext("协办"), (event.chain ?? []).filter((each) => !each.lead).map(given)),
    fact(gettext("人数"), event.headcount),
    fact(gettext("来文编号"), event.source_number),
    fact(gettext("来源时限"), event.source_due && stamp(event.source_due)),
    outcomeLines(event, { said: stateName, time: stamp }).map(([name, words]) => fact(name, words)),
  );
}

// How sure the point is: a grid's or a village's centre is not where it happened.
const PLACED = {
  grid: gettext("按网格中心"),
  address: gettext("只有地址"),
};

const given = ({ to, status_label: status }) => `${nameOf(to)}(${status})`;

function fact(name, value) {
  const text = [value].flat(3).filter(Boolean).join(" · ").trim();
  return text ? [h("dt", {}, name), h("dd", {}, text)] : null;
}


function similarBox(events) {
  return h(
    "section",
    { class: "similar", "aria-label": gettext("附近相似的事件") },
    h("h3", {}, fmt(gettext("附近相似的事件 %s 件"), [events.length])),
    h("ul", {}, events.slice(0, 5).map(similarLine)),
  );
}

function similarLine(event) {
  const far =
    event.distance === undefined ? "" : fmt(gettext("%s 米"), [Math.round(event.distance)]);
  const rest = [far, age(event.reported_at), event.state_label].filter(Boolean).join(" · ");
  return h(
    "li",
    {},
    h("a", { href: `?event=${event.id}` }, `${matterName(event)} · ${placeText(event)}`),
    h("small", {}, ` ${rest}`),
  );
}

hear("present", ({ event, people }) => {
  if (event !== shown.id || !byId("present")) return;
  shown.people = people;
  drawPresent();
});

hear("cursor", ({ id, open }) => {
  clearTimeout(shown.timer);
  if (id !== shown.id) leave();
  shown.timer = setTimeout(
    () => openEvent(id).then(() => open && byId("detail-title")?.focus()),
    90,
  );
});
