// SPDX-License-Identifier: Apache-2.0
// A form from a move's JSON Schema (`moves[].fields` of an event). The page that uses it may bring
// widgets of its own for a `format` ("photos", "point", …): widget(name, schema, at) gives
// {element, read(), write(value)?, busy()?, group?}; read() gives undefined where nothing was given.
//
// Reads: string → textarea, enum (of any type) → select with x-labels, format unit → select of x-choices
// [{code, name}], array of units → checkboxes, boolean → checkbox, integer/number, date-time.

import { countyMoment, countyTime } from "./county-time.js";

const translate = globalThis.gettext ?? ((text) => text);
// Up to here a text is a line, above it a paragraph.
const ONE_LINE = 120;
const FEW = 4;
let count = 0;

/** {element, read(), showErrors(errors), missing(), busy()} for the schema's properties. */
export function schemaForm(schema, { widgets = {}, values = {}, only, prefix = "f" } = {}) {
  const required = new Set(schema?.required ?? []);
  // Of a choice with nothing to choose from there is nothing to ask.
  const names = Object.keys(schema?.properties ?? {})
    .filter((name) => (!only || only.includes(name)) && schema.properties[name].enum?.length !== 0);
  const at = { widgets, prefix, values };
  const parts = names.map((name) => {
    return part(name, schema.properties[name], { ...at, required: required.has(name) });
  }).filter(Boolean);
  const element = make("div", { class: "schema-form" });
  element.append(...parts.map((one) => one.element));
  return {
    element,
    parts,
    read: () => read(parts),
    busy: () => parts.some((one) => one.busy?.()),
    missing: () => missing(parts),
    showErrors: (errors) => showErrors(parts, errors),
  };
}

function read(parts) {
  const given = parts.map((one) => [one.name, one.read()]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** Mark required fields without a value; true if there are any. */
function missing(parts) {
  const empty = parts.filter((one) => one.required && (one.empty?.() ?? one.read() === undefined));
  const words = [translate("这一项要填。")];
  showErrors(parts, Object.fromEntries(empty.map((one) => [one.name, words])));
  return empty.length > 0;
}

/** Show the server's {field: [messages]} at the fields; gives back those that have no field. */
function showErrors(parts, errors = {}) {
  for (const one of parts) one.complain([errors[one.name] ?? []].flat());
  const wrong = parts.find((one) => errors[one.name]);
  wrong?.element.scrollIntoView({ block: "center" });
  (wrong?.element.querySelector("textarea,select,input") ?? wrong?.element)?.focus?.();
  const known = new Set(parts.map((one) => one.name));
  return Object.entries(errors).filter(([name]) => !known.has(name)).flatMap(([, words]) => words);
}

function part(name, schema, at) {
  count += 1;
  const id = `${at.prefix}-${count}-${name}`;
  const widget = widgetFor(name, schema, { ...at, id });
  if (!widget) return null;
  const value = at.values[name] ?? schema.default;
  if (value !== undefined) widget.write?.(value);
  const fault = make("p", { class: "fault", id: `${id}-fault`, hidden: "" });
  const about = schema.description ? make("p", { class: "about" }, schema.description) : "";
  const element = make(widget.group ? "fieldset" : "div", { class: "field" });
  if (!widget.silent) element.append(titleOf(schema.title ?? name, id, widget, at.required));
  element.append(widget.element, about, fault);
  const complain = (messages) => {
    fault.hidden = messages.length === 0;
    fault.textContent = messages.join(" ");
    element.classList.toggle("wrong", messages.length > 0);
    const control = element.querySelector("textarea,select,input:not([type=file])");
    control?.toggleAttribute("aria-invalid", messages.length > 0);
    control?.setAttribute("aria-describedby", fault.id);
  };
  // A complaint stands only until something was done about it.
  for (const type of ["input", "change"]) element.addEventListener(type, () => complain([]));
  return { ...widget, name, element, complain, required: at.required };
}

function titleOf(title, id, widget, required) {
  const label = widget.group
    ? make("legend", { class: "label" }, title)
    : make("label", { class: "label", for: id }, title);
  const mark = required ? translate("必填") : translate("可不填");
  label.append(" ", make("span", { class: required ? "must" : "may" }, mark));
  return label;
}

function widgetFor(name, schema, at) {
  const own = at.widgets[name] ?? at.widgets[schema.format];
  if (own) return own(name, schema, at);
  if (schema.type === "boolean" && !schema.enum) return flag(schema, at);
  if (schema.enum) return choice(schema.enum.map((value) => [value, labelOf(schema, value)]), at);
  if (schema.format === "unit") return unit(schema, at);
  if (schema.type === "array") return several(schema, at);
  if (schema.type === "integer" || schema.type === "number") return number(schema, at);
  if (schema.format === "date-time") return moment(schema, at);
  return schema.type === "string" ? text(schema, at) : null;
}

function labelOf(schema, value) {
  const labels = schema["x-labels"] ?? {};
  return Array.isArray(labels) ? labels[schema.enum.indexOf(value)] : (labels[value] ?? value);
}

function control(element, toValue = (raw) => raw) {
  const raw = () => element.value.trim();
  return {
    element,
    read: () => (raw() === "" ? undefined : toValue(raw())),
    write: (value) => { element.value = value ?? ""; },
  };
}

function text(schema, { id }) {
  const most = schema.maxLength ?? 4000;
  const element = most <= ONE_LINE ? make("input", { id, type: "text" })
    : make("textarea", { id, rows: "4" });
  element.maxLength = most;
  return control(element);
}

function number(schema, { id }) {
  const element = make("input", { id, type: "number", inputmode: "decimal" });
  if (schema.type === "integer") element.inputMode = "numeric";
  else element.step = "any";
  if (schema.minimum !== undefined) element.min = schema.minimum;
  if (schema.maximum !== undefined) element.max = schema.maximum;
  return control(element, Number);
}

/** Of a whole day its end is meant. */
function moment(schema, { id }) {
  const day = Boolean(schema["x-day"]);
  const element = make("input", { id, type: day ? "date" : "datetime-local" });
  if (schema["x-ahead"]) element.min = countyTime().slice(0, day ? 10 : 16);
  const write = (value) => { element.value = value ? countyTime(value).slice(0, day ? 10 : 16) : ""; };
  return { ...control(element, (raw) => countyMoment(day ? `${raw}T23:59` : raw)), write };
}

function unit(schema, at) {
  const choices = schema["x-choices"];
  if (!choices) return control(make("input", { id: at.id, type: "text" }));
  return choice(choices.map((one) => [one.code, one.name]), at);
}

/** Few choices stand open as radio buttons (one tap); many are a list. */
function choice(options, { id, required }) {
  if (options.length <= FEW && required) return radios(options, id);
  const element = make("select", { id });
  element.append(make("option", { value: "" }, translate("请选")));
  element.append(...options.map(([value, label]) => make("option", { value }, label)));
  return { ...control(element), write: (value) => { element.value = String(value ?? ""); },
    read: () => options.find(([value]) => String(value) === element.value)?.[0] };
}

function radios(options, id) {
  const element = make("div", { class: "choices" });
  const inputs = options.map(([value, label], n) => {
    const input = make("input", { type: "radio", name: id, value, id: `${id}-${n}` });
    element.append(make("label", { class: "choice", for: input.id }, input, label));
    return input;
  });
  const found = () => inputs.findIndex((input) => input.checked);
  return {
    element, group: true,
    read: () => options[found()]?.[0],
    write: (value) => inputs.forEach((one, n) => { one.checked = options[n][0] === value; }),
  };
}

function several(schema, { id }) {
  const items = schema.items ?? {};
  const options = items["x-choices"]?.map((one) => [one.code, one.name])
    ?? items.enum?.map((value) => [value, labelOf(items, value)]);
  if (!options) return null;
  const element = make("div", { class: "choices" });
  const inputs = options.map(([value, label], n) => {
    const input = make("input", { type: "checkbox", value, id: `${id}-${n}` });
    element.append(make("label", { class: "choice", for: input.id }, input, label));
    return input;
  });
  const chosen = () => options.filter((_, n) => inputs[n].checked).map(([value]) => value);
  return {
    element, group: true,
    read: () => (chosen().length ? chosen() : undefined),
    write: (values) => inputs.forEach((one, n) => { one.checked = values.includes(options[n][0]); }),
  };
}

function flag(schema, { id }) {
  const input = make("input", { type: "checkbox", id });
  const element = make("label", { class: "choice", for: id }, input, schema.title ?? "");
  return {
    element, silent: true,
    read: () => input.checked,
    write: (value) => { input.checked = Boolean(value); },
  };
}

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
