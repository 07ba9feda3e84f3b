// SPDX-License-Identifier: Apache-2.0
// Making elements. Text is always set as text, so no answer of the server can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** h("button", {class: "big", on: {click: f}, disabled: true}, "text", child, [children]) */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  add(element, children);
  return element;
}

function set(element, name, value) {
  if (name === "on") {
    for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
  } else if (name === "value") {
    element.value = value;
  } else if (name.startsWith("aria-") && typeof value === "boolean") {
    element.setAttribute(name, String(value));
  } else if (value === true) {
    element.setAttribute(name, "");
  } else if (value !== false && value !== null && value !== undefined) {
    element.setAttribute(name, String(value));
  }
}

function add(element, children) {
  element.append(...flat(children));
}

function flat(children) {
  return children.flat(3).filter((child) => child !== null && child !== undefined && child !== false);
}

/** A drawn camera: shapes only, no picture file to wait for. */
export function camera() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "camera");
  const body = document.createElementNS(SVG, "path");
  body.setAttribute("d", "M3 7h4l2-3h6l2 3h4v13H3z");
  const lens = document.createElementNS(SVG, "circle");
  for (const [name, value] of [["cx", 12], ["cy", 13], ["r", 4]]) lens.setAttribute(name, value);
  svg.append(body, lens);
  return svg;
}

/** A drawn bell. */
export function bell() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "bell-sign");
  const body = document.createElementNS(SVG, "path");
  body.setAttribute("d", "M5 17h14l-2-3v-4a5 5 0 0 0-10 0v4zM10 20h4");
  svg.append(body);
  return svg;
}

/**
 * Show this content in the parent. What already stands in it stays untouched: an element that is
 * taken out and put back loses the focus, and with it the letters being typed.
 */
export function show(parent, ...children) {
  const wanted = flat(children).map((child) => (child instanceof Node ? child : new Text(child)));
  const stays = new Set(wanted);
  for (const old of [...parent.childNodes]) if (!stays.has(old)) old.remove();
  wanted.forEach((node, n) => {
    const there = parent.childNodes[n] ?? null;
    if (there !== node) parent.insertBefore(node, there);
  });
}

/** What is wrong, beside its field; an empty text takes it away. */
export function complain(fault, text) {
  fault.textContent = text;
  fault.hidden = !text;
}

let saidTimer = 0;

/** A short message at the bottom, read out by screen readers. */
export function say(text) {
  const place = document.getElementById("said");
  place.textContent = text;
  place.classList.add("shown");
  clearTimeout(saidTimer);
  saidTimer = setTimeout(() => place.classList.remove("shown"), 2500);
}
