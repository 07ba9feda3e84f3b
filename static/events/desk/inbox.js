// SPDX-License-Identifier: Apache-2.0
// The inbox: a bell whose number follows the socket, and a drawer that opens the events. A word
// about an event is read when its event is opened, or all at once.

import { adviceOnReading, get, getNext, post, rows } from "./api.js";
import { age, stamp } from "./clock.js";
import { openEvent } from "./detail.js";
import { byId, fill, h, say } from "./dom.js";
import { hear } from "./state.js";
import { toast } from "./toast.js";
import { fmt, gettext } from "./words.js";

const PAGE = 30;
const inbox = { unread: null, shown: [], next: null, turn: 0 };

const box = () => byId("inbox");

export function openInbox() {
  if (box().open) return;
  box().showModal();
  load();
}

function count(unread) {
  const more = inbox.unread === null ? 0 : unread - inbox.unread;
  inbox.unread = unread;
  byId("bell-count").textContent = unread > 99 ? "99+" : unread || "";
  byId("bell").setAttribute("aria-label", fmt(gettext("消息,%s 条未读"), [unread]));
  byId("inbox-all").hidden = !unread;
  if (more > 0 && box().open) load();
  return more;
}

// Only what came while the page was open is said aloud.
function told(unread) {
  const more = count(unread);
  if (more > 0) say(fmt(gettext("新消息 %s 条"), [more]));
}

const countAnew = () =>
  get("/notices/count/")
    .then((answer) => count(answer.unread))
    .catch(() => {});

async function load() {
  const turn = ++inbox.turn;
  try {
    const [messages, replies, ways] = await Promise.all([
      get("/notices/", { page_size: PAGE }),
      get("/replies/", { page_size: PAGE }),
      get("/notices/ways/"),
    ]);
    if (turn !== inbox.turn) return;
    Object.assign(inbox, { shown: rows(messages), next: messages.next });
    draw();
    drawReplies(rows(replies));
    drawWays(ways);
  } catch (failure) {
    fill(byId("inbox-note"), adviceOnReading(failure));
  }
}

async function loadMore() {
  const { turn, next } = inbox;
  try {
    const answer = await getNext(next);
    // A second press, or a list that was read anew meanwhile: the page is there, or not the next.
    if (turn !== inbox.turn || next !== inbox.next) return;
    Object.assign(inbox, { shown: [...inbox.shown, ...rows(answer)], next: answer.next });
    draw();
  } catch (failure) {
    fill(byId("inbox-note"), adviceOnReading(failure));
  }
}

function draw() {
  fill(byId("inbox-rows"), inbox.shown.map(line));
  fill(byId("inbox-note"), inbox.shown.length ? null : gettext("没有消息。"));
  byId("inbox-more").hidden = !inbox.next;
}

function line(message) {
  const unread = !message.read_at;
  const go = (press) => {
    if (press.ctrlKey || press.metaKey) return;
    press.preventDefault();
    open(message);
  };
  return h(
    "li",
    { class: unread ? "unread" : null },
    h(
      "a",
      { href: `?event=${message.event}`, onclick: go },
      h("span", { class: "dot", "aria-hidden": "true" }, unread ? "●" : ""),
      h(
        "b",
        {},
        unread ? h("span", { class: "visually-hidden" }, gettext("未读 ")) : null,
        message.title,
      ),
      h("time", { datetime: message.made_at, title: stamp(message.made_at) }, age(message.made_at)),
      h("span", { class: "what" }, message.text),
    ),
  );
}

// Reading is the reader's: what could not be noted as read stays unread, and nothing is lost.
async function open(message) {
  box().close();
  const opened = openEvent(message.event);
  if (!message.read_at) await read({ ids: [message.id] });
  await opened;
  byId("detail-title")?.focus();
}

async function read(body) {
  const answer = await post("/notices/read/", body).catch(() => null);
  if (answer) count(answer.unread);
}

async function readAll() {
  const newest = Math.max(...inbox.shown.map((message) => message.id));
  await read({ all: true, ...(inbox.shown.length ? { up_to: newest } : {}) });
  await load();
  byId("inbox-close").focus();
}

function drawReplies(replies) {
  byId("replies-box").hidden = !replies.length;
  byId("replies-count").textContent = replies.length || "";
  fill(byId("replies"), replies.map(replyLine));
}

function replyLine(reply) {
  const tell = () => markTold(reply);
  const open = (press) => {
    press.preventDefault();
    box().close();
    openEvent(reply.event);
  };
  const link = h("a", { href: `?event=${reply.event}`, onclick: open }, reply.number);
  const done = reply.sending
    ? h("small", { class: "muted" }, gettext("网关正在发"))
    : h("button", { type: "button", onclick: tell }, gettext("已告知"));
  return h("li", {}, h("p", {}, link, " ", reply.text), done);
}

async function markTold(reply) {
  try {
    await post(`/replies/${reply.id}/told/`, {});
    toast(fmt(gettext("%s 已告知诉求人"), [reply.number]));
    await load();
  } catch (failure) {
    fill(byId("inbox-note"), adviceOnReading(failure));
  }
}

// `manages`: an administrator finds here what went out and what could not.
function drawWays({ mail, gateway, offered, manages }) {
  const wanted = { mail, gateway };
  const shown = Object.keys(wanted).filter((name) => offered.includes(name));
  byId("inbox-ways").hidden = !shown.length;
  byId("inbox-deliveries").hidden = !manages;
  byId("inbox-foot").hidden = !shown.length && !manages;
  for (const name of Object.keys(wanted)) {
    byId(`way-${name}`).checked = wanted[name];
    byId(`way-${name}`).parentElement.hidden = !shown.includes(name);
  }
}

async function choose() {
  const body = { mail: byId("way-mail").checked, gateway: byId("way-gateway").checked };
  const answer = await post("/notices/ways/", body).catch(() => null);
  if (answer) drawWays(answer);
  else load();
}

export function startInbox() {
  byId("bell").addEventListener("click", openInbox);
  byId("inbox-close").addEventListener("click", () => box().close());
  byId("inbox-all").addEventListener("click", readAll);
  byId("inbox-more").addEventListener("click", loadMore);
  for (const name of ["mail", "gateway"]) byId(`way-${name}`).addEventListener("change", choose);
  hear("inbox", told);
  hear("looked", countAnew);
  countAnew();
}
