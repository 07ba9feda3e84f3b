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
  for (const child of children.flat(3)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
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

/** Show new content without losing the place: replaces children only where something changed. */
export function show(parent, ...children) {
  const fresh = document.createDocumentFragment();
  add(fresh, children);
  parent.replaceChildren(fresh);
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
