// SPDX-License-Identifier: Apache-2.0
// The seven steps. What is next is read from the event as it stands, so that a step made by hand
// in a seat counts like one made by the button.

import { point, refreshPhone, sit, sitting, turnPhone, wallNumber } from "./seats.js";
import { call, root, until } from "./server.js";

const REPORTED = 1;
const SEEN = 2;
const CLOSED = 7;
const LOOK_EVERY = 1_500;

const next = document.getElementById("next");
const again = document.getElementById("again");
const said = document.getElementById("story-said");
const steps = [...document.querySelectorAll("#steps [data-step]")];

let since = root.dataset.since;
let nonce = crypto.randomUUID?.() ?? String(Math.random());
let event = null;
let seen = {};
let busy = false;
let shown = "";
let opened = false;
let current = { made: [], next: 1 };

function numbers(list) {
  const [first, last] = [list[0].seq, list.at(-1).seq];
  return interpolate(gettext("第 %s 号"), [first === last ? first : `${first}–${last}`]);
}
const madeAt = (step) => current.made.filter((line) => line.step === step);

function isMade(step) {
  if (step === SEEN) return SEEN in seen || current.made.some((line) => line.step > SEEN);
  if (step === CLOSED) return CLOSED in seen;
  return madeAt(step).length > 0 && step !== current.next;
}

/** The step to make: after the report and after the close the eyes go to the wall. */
function turn() {
  if (madeAt(REPORTED).length && !isMade(SEEN)) return SEEN;
  if (current.closed && !isMade(CLOSED)) return CLOSED;
  return current.next;
}

function words(step) {
  const lines = madeAt(step);
  if (step === SEEN) return seen[SEEN] ? interpolate(gettext("画到第 %s 号"), [seen[SEEN]]) : "";
  const by = [...new Set(lines.map((line) => line.by).filter(Boolean))].join("、");
  return lines.length ? `${by} ${numbers(lines)}` : "";
}

function draw() {
  const due = turn();
  const last = Math.max(0, ...steps.map(({ dataset }) => Number(dataset.step)).filter(isMade));
  for (const item of steps) {
    const step = Number(item.dataset.step);
    item.classList.toggle("is-made", isMade(step));
    item.classList.toggle("is-next", step === due);
    item.classList.toggle("is-last", !due && step === last);
    if (step === due) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
    const made = item.querySelector(".made");
    if (made.textContent !== words(step)) made.textContent = words(step);
  }
  document.getElementById("story-number").textContent = current.event?.number ?? "";
  next.disabled = busy || !due;
  again.hidden = !event || Boolean(due);
  point(steps.find(({ dataset }) => Number(dataset.step) === due)?.dataset.frame);
  if (current.astray) tell(interpolate(gettext("这一件走到了“%s”，故事里没有这条路；可以接着自己走，也可以再来一件。"), [current.state]));
}

function tell(text) {
  if (said.textContent !== text) said.textContent = text;
}

/** Seat whoever's turn it is, with the event open: the visitor may well make the move by hand. */
function prepare() {
  const key = `${current.event?.id}/${current.next}/${current.who}`;
  if (!current.event || key === shown) return;
  shown = key;
  const { id } = current.event;
  turnPhone(`#/event/${id}`);
  refreshPhone();
  if (current.who && (current.who !== sitting() || !opened)) opened = sit(current.who, id);
}

function take(answer) {
  if (!answer.body.made) return;
  current = answer.body;
  event = current.event?.id ?? null;
  prepare();
  draw();
}

const asked = () => new URLSearchParams({ since, ...(event ? { event } : {}) });

export async function look() {
  if (busy || document.hidden) return;
  const answer = await call(`${root.dataset.story}?${asked()}`);
  if (!busy) take(answer);
}

/** Wait until the wall has painted the step's number. */
async function glance(step) {
  const number = step === SEEN ? madeAt(REPORTED)[0].seq : lastNumber();
  const found = await until(() => wallNumber() >= number, 8);
  if (found) seen[step] = wallNumber();
  else tell(gettext("大屏还没有连上，稍等再按一次。"));
}

async function goOn() {
  busy = true;
  next.disabled = true;
  tell("");
  const step = turn();
  if (step === SEEN || (step === CLOSED && current.closed)) await glance(step);
  else await makeStep();
  busy = false;
  draw();
  if (isMade(CLOSED)) finish();
}

async function makeStep() {
  const answer = await call(root.dataset.story, { event, since, nonce });
  if (answer.status === 0) tell(gettext("服务器没有回答，稍等再按一次。"));
  else if (answer.status === 409) tell(gettext("这一步别人刚走过，或走不通；看看左边现在是什么样。"));
  else if (!answer.ok) tell(gettext("没有办成，请刷新这一页。"));
  take(answer);
  if (answer.ok && current.made.length) await until(() => wallNumber() >= lastNumber(), 3);
}

const lastNumber = () => Math.max(0, ...current.made.map(({ seq }) => seq));

function finish() {
  tell(interpolate(gettext("办结。%s 步都记在台账上，最后一步是第 %s 号，改一个字节也瞒不住。"), [current.made.length, lastNumber()]));
}

function startAgain() {
  [event, seen, shown, opened] = [null, {}, "", false];
  nonce = crypto.randomUUID?.() ?? String(Math.random());
  since = new Date(Date.now()).toISOString();
  current = { made: [], next: 1 };
  tell("");
  turnPhone("#/");
  draw();
  next.focus();
}

export function begin() {
  next.addEventListener("click", goOn);
  again.addEventListener("click", startAgain);
  setInterval(look, LOOK_EVERY);
  draw();
  look();
}

