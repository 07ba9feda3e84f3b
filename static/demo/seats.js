// SPDX-License-Identifier: Apache-2.0
// The three seats: each page keeps the size it was made for and is drawn smaller to fit.

import { root } from "./server.js";

const boxes = new Map([...root.querySelectorAll("[data-seat]")].map((box) => [box.dataset.seat, box]));
const frame = (seat) => boxes.get(seat).querySelector("iframe");
const people = [...root.querySelectorAll("[data-person]")];

export const phone = frame("phone");
export const desk = frame("desk");
export const wall = frame("wall");

function fit(screen) {
  const { clientWidth, clientHeight } = screen;
  if (!clientWidth || !clientHeight) return;
  const least = { width: Number(screen.dataset.width), height: Number(screen.dataset.height) };
  const scale = Math.min(1, clientWidth / least.width, clientHeight / least.height);
  const page = screen.querySelector("iframe");
  page.style.width = `${clientWidth / scale}px`;
  page.style.height = `${clientHeight / scale}px`;
  page.style.transform = `scale(${scale})`;
}

function enlarge(seat) {
  root.dataset.enlarged = seat;
  for (const button of document.querySelectorAll("[data-enlarge]")) {
    button.setAttribute("aria-pressed", String(button.dataset.enlarge === seat));
  }
}

/** Let somebody sit down at the desk, with an event open if one is named. */
export function sit(name, eventId) {
  const button = people.find((one) => one.dataset.person === name);
  if (!button) return false;
  const address = `${button.dataset.base}/desk/${eventId ? `?event=${eventId}` : ""}`;
  for (const one of people) one.setAttribute("aria-pressed", String(one === button));
  document.getElementById("open-desk").href = address;
  // `replace`: the stage's own back button must not walk through the desk's pages.
  desk.contentWindow.location.replace(address);
  return true;
}

export const sitting = () => people.find((one) => one.getAttribute("aria-pressed") === "true")?.dataset.person;

/** Turn the phone to a page of its own (the part after #). */
export function turnPhone(hash) {
  if (phone.contentWindow.location.hash !== hash) phone.contentWindow.location.hash = hash;
}

/** Let the phone look again now; by itself it looks twice a minute. */
export function refreshPhone() {
  phone.contentWindow.dispatchEvent(new Event("online"));
}

/** The ledger number up to which the wall has painted; -1 while it shows nothing. */
export function wallNumber() {
  const shown = wall.contentDocument?.getElementById("wall")?.dataset.seq;
  return shown === undefined ? -1 : Number(shown);
}

/** Point at the seat whose turn it is. */
export function point(seat) {
  for (const [name, box] of boxes) box.classList.toggle("is-acting", name === seat);
}

export function begin() {
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target)));
  for (const screen of root.querySelectorAll(".screen")) sizes.observe(screen);
  for (const button of document.querySelectorAll("[data-enlarge]")) {
    button.addEventListener("click", () => enlarge(button.dataset.enlarge));
  }
  for (const button of people) button.addEventListener("click", () => sit(button.dataset.person));
}
