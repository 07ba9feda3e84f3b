// SPDX-License-Identifier: Apache-2.0
// Fresh or not: the socket says what changed, a poll stands in while it is gone, and the chip in
// the header says plainly how old the screen is.

import { heard, isReachable, lastHeard, reach } from "./api.js";
import { hms } from "./clock.js";
import { byId, debounce } from "./dom.js";
import { refresh } from "./list.js";
import { loadQueues, seqSeen, setCounts } from "./queues.js";
import { hear, tell } from "./state.js";
import { fmt, gettext } from "./words.js";

const FIRST_WAIT = 400;
const LONGEST_WAIT = 8000;
const REFUSED = 4403;
const PATIENT = 5; // tries after which the wait is at its longest
const POLL = 5000;
const CHECK = 30000; // a socket may be half open: now and then ask the plain way
const SILENCE = 7000; // only after a server has shown that it beats

const live = {
  viewing: null,
  socket: null,
  open: false,
  tries: 0,
  beats: false,
  heardAt: 0,
  checkedAt: 0,
};

function connect() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  live.socket = new WebSocket(`${scheme}://${location.host}${document.documentElement.dataset.base ?? ""}/ws/desk/`);
  live.socket.addEventListener("message", (message) => told(JSON.parse(message.data)));
  live.socket.addEventListener("close", closed);
}

// Opening says nothing yet: a socket that is refused is opened first and then closed.
function welcome() {
  const again = live.tries > 0;
  Object.assign(live, { open: true, tries: 0 });
  sayViewing();
  if (again) catchUp();
}

function closed({ code }) {
  live.open = false;
  if (code === REFUSED) live.tries = Math.max(live.tries, PATIENT);
  chip();
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** live.tries);
  live.tries += 1;
  setTimeout(connect, wait * (0.7 + Math.random() * 0.6));
}

const catchUp = debounce(250, async () => {
  tell("looked");
  await Promise.allSettled([loadQueues(), refresh()]);
  chip();
});
const countAll = debounce(4000, () => loadQueues().catch(() => {}), 8000);

function told(message) {
  live.heardAt = Date.now();
  heard();
  if (!live.open) welcome();
  if (message.type === "beat") live.beats = true;
  if (message.type === "present") tell("present", message);
  if (message.type === "inbox") tell("inbox", message.unread);
  if (message.type !== "queues") return;
  const before = seqSeen();
  setCounts(message.seq, message.counts ?? {});
  if (message.changed?.length) {
    tell("changed", message.changed);
    soon();
    countAll();
  } else if (message.seq > before && before) soon();
  chip();
}

function sayViewing() {
  if (live.open) live.socket.send(JSON.stringify({ type: "viewing", event: live.viewing }));
}

const soon = debounce(300, () => refresh(), 1500);

async function poll() {
  const quiet = Date.now() - live.heardAt;
  if (live.open && live.beats && quiet > SILENCE) live.socket.close();
  const due = live.open ? Date.now() - live.checkedAt > CHECK : true;
  if (due && document.visibilityState === "visible") await check();
  chip();
}

async function check() {
  live.checkedAt = Date.now();
  tell("looked");
  const before = seqSeen();
  const answer = await loadQueues().catch(() => null);
  if (!answer || answer.seq === before) return;
  refresh();
  tell("reopen");
}

function chip() {
  const box = byId("fresh");
  const since = hms(lastHeard());
  const [state, text] = !isReachable()
    ? ["off", fmt(gettext("■ 离线只读 · 截至 %s"), [since])]
    : live.open
      ? ["on", gettext("● 实时")]
      : ["late", fmt(gettext("▲ 重连中 · 截至 %s"), [since])];
  if (box.textContent !== text) box.textContent = text;
  box.dataset.state = state;
  const offline = state === "off";
  byId("offline").hidden = !offline;
  if (offline) byId("offline-at").textContent = since;
  document.body.classList.toggle("is-offline", offline);
}

hear("viewing", (id) => {
  live.viewing = id;
  sayViewing();
});

export function startLive() {
  connect();
  setInterval(poll, POLL);
  setInterval(chip, 1000);
  reach.addEventListener("lost", () => {
    chip();
    setTimeout(check, 1000);
  });
  reach.addEventListener("back", catchUp);
  window.addEventListener("online", check);
}
