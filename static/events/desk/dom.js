// SPDX-License-Identifier: Apache-2.0
// Making elements. Text always goes in as text: nothing here ever parses markup.

export const byId = (id) => document.getElementById(id);

// h("p", {class: "note", onclick: go}, "text", child): attributes, `on…` listeners, children.
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) setProp(element, name, value);
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined));
  return element;
}

function setProp(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "dataset") Object.assign(element.dataset, value);
  else if (name === "value") element.value = value;
  else element.setAttribute(name, value === true ? "" : value);
}

export function fill(element, ...children) {
  element.replaceChildren(...children.flat(3).filter((c) => c !== null && c !== undefined));
  return element;
}

let made = 0;
export const freshId = (stem) => `${stem}-${++made}`;

export const kbd = (key) => h("kbd", { "aria-hidden": "true" }, key);

// A line for screen readers only, said politely.
export function say(text) {
  byId("desk-said").textContent = text;
}

/**
 * Do the work once it has been quiet for `wait` ms, and at the latest `longest` ms after the first
 * call: a county on a busy morning is never quiet.
 */
export function debounce(wait, work, longest = Infinity) {
  let timer = 0;
  let first = null;
  const later = (...args) => {
    const now = performance.now();
    first ??= now;
    clearTimeout(timer);
    const run = () => {
      first = null;
      work(...args);
    };
    timer = setTimeout(run, Math.max(0, Math.min(wait, first + longest - now)));
  };
  later.cancel = () => {
    clearTimeout(timer);
    first = null;
  };
  return later;
}

export const clientUuid = () =>
  crypto.randomUUID
    ? crypto.randomUUID()
    : uuidFromRandom(crypto.getRandomValues(new Uint8Array(16)));

// A page over plain http on a county's intranet has no randomUUID: it needs a secure context.
function uuidFromRandom(bytes) {
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
