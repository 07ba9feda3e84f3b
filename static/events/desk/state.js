// SPDX-License-Identifier: Apache-2.0
// What the page looks at (kept in its address, so a filter is a link), and how parts tell each
// other.

const NAMES = ["queue", "platform", "q", "event"];
const FIRST = "to_accept";

const bus = new EventTarget();
export const tell = (name, detail) => bus.dispatchEvent(new CustomEvent(name, { detail }));
export const hear = (name, listener) => bus.addEventListener(name, (e) => listener(e.detail));

export const view = fromAddress();

function fromAddress() {
  const search = new URLSearchParams(location.search);
  const found = Object.fromEntries(NAMES.map((name) => [name, search.get(name) ?? ""]));
  if (!found.queue && !found.platform && !found.q) found.queue = FIRST;
  return found;
}

function toAddress() {
  const search = new URLSearchParams();
  for (const name of NAMES) if (view[name]) search.set(name, view[name]);
  return `${location.pathname}?${search}`;
}

// Another list: one queue, one platform or one search at a time.
export function look(at) {
  Object.assign(view, { queue: "", platform: "", q: "", event: "" }, at);
  if (!view.queue && !view.platform && !view.q) view.queue = FIRST;
  history.pushState(null, "", toAddress());
  tell("view", view);
}

// The open event is part of the address, but not a step of the browser's history.
export function remember(eventId) {
  view.event = String(eventId ?? "");
  history.replaceState(null, "", toAddress());
}

window.addEventListener("popstate", () => {
  Object.assign(view, fromAddress());
  tell("view", view);
});

// A platform counts what is open on it, so its list holds the same.
export const filters = () => ({
  queue: view.queue,
  platform: view.platform,
  q: view.q,
  open: view.platform ? true : "",
});
