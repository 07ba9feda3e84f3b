// SPDX-License-Identifier: Apache-2.0
// What the page looks at (kept in its address, so a filter is a link), and how parts tell each
// other.

// What narrows a list; the server takes each by the same name.
export const NARROWS = [
  ...["state", "lamp", "matter", "unit", "holder", "source", "urgency", "supervised"],
  ...["reported_after", "reported_before", "decision"],
];
const NAMES = ["queue", "platform", "q", ...NARROWS, "event"];
const FIRST = "to_accept";
export const ALL = "all"; // no queue: whatever is in reach

const bus = new EventTarget();
export const tell = (name, detail) => bus.dispatchEvent(new CustomEvent(name, { detail }));
export const hear = (name, listener) => bus.addEventListener(name, (e) => listener(e.detail));

export const view = fromAddress();

// A link may ask for a form, too: it is opened once, and leaves the address with the first step.
export const wanted = Object.fromEntries(
  ["event", "move", "request"].map((name) => [name, new URLSearchParams(location.search).get(name)]),
);

function fromAddress() {
  const search = new URLSearchParams(location.search);
  const found = Object.fromEntries(NAMES.map((name) => [name, search.get(name) ?? ""]));
  if (!asksAnything(found)) found.queue = FIRST;
  return found;
}

function asksAnything(asked) {
  return NAMES.some((name) => name !== "event" && asked[name]);
}

function toAddress() {
  const search = new URLSearchParams();
  for (const name of NAMES) if (view[name]) search.set(name, view[name]);
  return `${location.pathname}?${search}`;
}

// Another list: one queue, one platform, one search or one filter at a time.
export function look(at) {
  Object.assign(view, Object.fromEntries(NAMES.map((name) => [name, ""])), at);
  if (!asksAnything(view)) view.queue = FIRST;
  history.pushState(null, "", toAddress());
  tell("view", view);
}

export function lookAt(query) {
  const asked = [...new URLSearchParams(query)].filter(([name]) => NAMES.includes(name));
  look(Object.fromEntries(asked));
}

// The same list, narrowed: what was chosen before stays.
export function narrow(part) {
  look({ ...view, event: "", ...part });
}

export const isNarrowed = () => NARROWS.some((name) => view[name]);

// What the list is asked for, as an address: without the event that is open.
export function asQuery() {
  const asked = Object.entries(filters()).filter(([, value]) => value !== "");
  return new URLSearchParams(asked).toString();
}

// Whether a kept filter is what the list shows now, in whatever order its parts stand.
export function isShown(query) {
  const sorted = (text) => [...new URLSearchParams(text)].map(String).sort().join("&");
  return sorted(query) === sorted(asQuery());
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

// A platform by itself counts what is open on it, so its list holds the same.
export const filters = () => ({
  ...Object.fromEntries(["platform", "q", ...NARROWS].map((name) => [name, view[name]])),
  queue: view.queue === ALL ? "" : view.queue,
  open: view.platform && !view.queue && !view.state ? true : "",
});
