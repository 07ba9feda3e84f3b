// SPDX-License-Identifier: Apache-2.0
// A form made from a move's JSON Schema: labels, required marks, errors at their fields.

import { fill, freshId, h } from "./dom.js";
import { widgetFor } from "./widgets.js";
import { fmt, gettext } from "./words.js";

// Titles for fields whose schema has none.
const TITLES = {
  to: gettext("派给"),
  reason: gettext("说明"),
  reason_code: gettext("理由"),
  result: gettext("处置结果"),
  photos: gettext("照片"),
  text: gettext("内容"),
};

export function buildForm(fields, at) {
  const properties = fields?.properties ?? fields ?? {};
  const required = new Set(fields?.required ?? []);
  const parts = Object.entries(properties)
    .filter(([, schema]) => !isTable(schema) && !isEmpty(schema))
    .map(([name, schema]) => field(name, schema, { ...at, required: required.has(name) }));
  const summary = h("div", { class: "form-errors", role: "alert" });
  return {
    element: h(
      "div",
      { class: "fields" },
      summary,
      parts.map((part) => part.element),
    ),
    read: () => read(parts),
    write: (values) => parts.forEach((part) => part.write(values[part.name])),
    keep: () => keep(parts),
    restore: (kept) => restore(parts, kept),
    // A form that asks for nothing leaves the focus to its button: one key opens, one sends.
    focus: () => (required.size ? parts[0]?.focus() : undefined),
    busy: () => parts.some((part) => part.busy?.()),
    missing: () => showMissing(parts),
    show: (errors) => showErrors(parts, summary, errors),
    clear: () => showErrors(parts, summary, {}),
  };
}

// Lists of people and the like belong to a report's own page, not to a move at the desk.
const isTable = (schema) => schema.type === "array" && schema.items?.type === "object";

// Nothing to choose from: of this event the field says nothing.
const isEmpty = (schema) => schema.enum?.length === 0;

function field(name, schema, at) {
  const id = freshId("field");
  const aboutId = `${id}-about`;
  const labelId = `${id}-label`;
  const widget = widgetFor(schema, { ...at, name, id, aboutId, labelId });
  const title = schema.title ?? TITLES[name] ?? name;
  const mark = at.required ? h("b", { class: "must" }, gettext("必填")) : null;
  const label = widget.group
    ? h("span", { id: labelId, class: "label" }, title, " ", mark)
    : h("label", { id: labelId, class: "label", for: id }, title, " ", mark);
  const error = h("p", { class: "field-error" });
  const about = h("p", { class: "about", id: aboutId }, schema.description ?? "");
  const element = h(
    "div",
    { class: "field" },
    widget.ownLabel ? null : label,
    widget.element,
    about,
  );
  about.append(error);
  if (schema.default !== undefined && schema.default !== null) widget.write(schema.default);
  const wrong = (messages) => {
    element.classList.toggle("wrong", messages.length > 0);
    fill(error, messages.join(" "));
    element
      .querySelector("input,textarea,select")
      ?.toggleAttribute("aria-invalid", messages.length > 0);
  };
  return { ...widget, name, title, element, wrong, required: at.required };
}

function read(parts) {
  const values = parts.map((part) => [part.name, part.read()]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

const keep = (parts) =>
  Object.fromEntries(parts.map((part) => [part.name, part.kept ?? part.read()]));

function restore(parts, kept) {
  for (const part of parts) {
    const value = kept[part.name];
    if (value === undefined) continue;
    if (part.restore) part.restore(value);
    else part.write(value);
  }
}

function showMissing(parts) {
  const empty = parts.filter((part) => part.required && part.read() === undefined);
  parts.forEach((part) => part.wrong(empty.includes(part) ? [gettext("这一项要填。")] : []));
  empty[0]?.focus();
  return empty.length > 0;
}

// What the server says about a field stands at that field; the rest stands above the form.
function showErrors(parts, summary, errors) {
  const names = new Set(parts.map((part) => part.name));
  parts.forEach((part) => part.wrong(listed(errors[part.name])));
  const others = Object.entries(errors).filter(([name]) => !names.has(name));
  fill(
    summary,
    others.map(([name, said]) => h("p", {}, fmt("%s: %s", [name, listed(said).join(" ")]))),
  );
  parts.find((part) => listed(errors[part.name]).length)?.focus();
}

const listed = (said) => (said === undefined ? [] : [said].flat(3).map(String));
