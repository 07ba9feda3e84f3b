// SPDX-License-Identifier: Apache-2.0
// One control per kind of field. Each gives {element, focus, read, write}; an empty answer is
// `undefined`, so that what was not filled in is not sent.

import { countyMoment, countyTime } from "../../shared/forms/county-time.js";
import { freshId, h } from "./dom.js";
import { photoField } from "./photofield.js";
import { picker } from "./picker.js";
import { loadMatters, mergeTargets, reasonsFor, textsFor, unitsBelow } from "./sources.js";
import { gettext, levelName, urgencyName } from "./words.js";

const LONG = 80;
const RADIOS = 5;

const filled = (value) => (value === "" || value === null ? undefined : value);

// `at`: {name, labelId, aboutId, move, event, required}; the label's id names groups and lists.
export function widgetFor(schema, at) {
  const kind = kindOf(schema, at);
  return KINDS[kind](schema, at);
}

function kindOf(schema, at) {
  const format = schema.format ?? schema.items?.format;
  const many = schema.type === "array";
  if (format === "photos") return "photos";
  if (format === "event") return "pickEvent";
  if (schema.type === "object") return "point";
  if (choicesIn(schema) || ["unit", "matter"].includes(format) || at.name in BY_NAME) {
    return many ? "pickMany" : "pickOne";
  }
  if (schema.enum ?? schema.oneOf) return "choice";
  if (format === "reason" || at.name === "reason_code") return "reason";
  if (schema.type === "boolean") return "flag";
  if (schema.type === "integer" || schema.type === "number") return numberKind(schema);
  if (format === "date" || format === "date-time") return "date";
  return isShort(schema, at) ? "line" : "text";
}

// Codes that nobody knows by heart: the schema calls them text, the page lets people choose.
const BY_NAME = { matter: loadMatters, grid: unitsBelow };

const choicesIn = (schema) => schema["x-choices"] ?? schema.items?.["x-choices"];

const numberKind = ({ minimum, maximum, type }) =>
  type === "integer" && maximum - minimum < RADIOS ? "scale" : "number";

const isShort = (schema, at) =>
  (schema.maxLength && schema.maxLength <= LONG) ||
  ["number", "system", "code", "clause", "phone", "address", "place"].includes(at.name);

const common = (at) => ({
  id: at.id,
  name: at.name,
  "aria-describedby": at.aboutId,
  "aria-required": at.required ? "true" : null,
});

function text(schema, at) {
  const box = h("textarea", { ...common(at), rows: 2, maxlength: schema.maxLength });
  const grow = () => {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight + 2, 220)}px`;
  };
  box.addEventListener("input", grow);
  const whole = simple(box, () => filled(box.value.trim()), grow);
  return { ...whole, element: h("div", { class: "text-field" }, box, phrases(box, at)) };
}

// 常用语: one pick puts a sentence where the cursor is; what was written stays.
function phrases(box, at) {
  const first = h("option", { value: "" }, gettext("插入常用语…"));
  const pick = h("select", { class: "phrases", "aria-label": gettext("插入常用语"), hidden: true }, first);
  textsFor(at.move)
    .then((texts) => {
      pick.append(...texts.map((text) => h("option", { value: text }, text)));
      pick.hidden = !texts.length;
    })
    .catch(() => {});
  pick.addEventListener("change", () => {
    if (pick.value) box.setRangeText(pick.value, box.selectionStart, box.selectionEnd, "end");
    pick.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
  return pick;
}

function line(schema, at) {
  const box = h("input", { ...common(at), type: "text", maxlength: schema.maxLength });
  return simple(box, () => filled(box.value.trim()));
}

function number(schema, at) {
  const box = h("input", {
    ...common(at),
    type: "number",
    min: schema.minimum,
    max: schema.maximum,
    step: schema.type === "integer" ? 1 : "any",
  });
  return simple(box, () => (box.value === "" ? undefined : Number(box.value)));
}

// Of a whole day its end is meant. Said and read by the county's clock, like every time shown.
function date(schema, at) {
  const timed = schema.format === "date-time" && !schema["x-day"];
  const ahead = schema["x-ahead"] ? { min: countyTime().slice(0, timed ? 16 : 10) } : {};
  const box = h("input", { ...common(at), type: timed ? "datetime-local" : "date", ...ahead });
  const read = () => {
    if (!box.value || schema.format === "date") return filled(box.value);
    return countyMoment(timed ? box.value : `${box.value}T23:59`);
  };
  const write = (value) => {
    const given = value && schema.format === "date-time" ? countyTime(value) : (value ?? "");
    box.value = given.slice(0, timed ? 16 : 10);
  };
  return { ...simple(box, read), write };
}

function flag(schema, at) {
  const box = h("input", { ...common(at), type: "checkbox" });
  return {
    element: h("label", { class: "check" }, box, " ", schema.title ?? at.name),
    ownLabel: true,
    focus: () => box.focus(),
    read: () => box.checked || (at.required ? false : undefined),
    write: (value) => {
      box.checked = Boolean(value);
    },
  };
}

const simple = (box, read, after = () => {}) => ({
  element: box,
  focus: () => box.focus(),
  read,
  write: (value) => {
    box.value = value ?? "";
    after();
  },
});

const KNOWN_NAMES = { level: levelName, urgency: urgencyName };

function optionsOf(schema, name) {
  const labels = schema["x-labels"] ?? {};
  const known = KNOWN_NAMES[name] ?? String;
  const byIndex = (value, index) => (Array.isArray(labels) ? labels[index] : labels[value]);
  if (schema.oneOf) return schema.oneOf.map((o) => ({ value: o.const, label: o.title ?? o.const }));
  return schema.enum
    .filter((value) => value !== null)
    .map((value, index) => ({ value, label: byIndex(value, index) ?? known(value) }));
}

// Few short answers stand side by side; more, or long ones, go into a list.
function choice(schema, at) {
  const options = optionsOf(schema, at.name);
  const short = options.every((option) => String(option.label).length <= 8);
  return options.length <= RADIOS && short ? radios(options, at) : select(options, at);
}

function scale(schema, at) {
  const size = schema.maximum - schema.minimum + 1;
  const values = Array.from({ length: size }, (_, index) => schema.minimum + index);
  const known = KNOWN_NAMES[at.name] ?? String;
  return radios(
    values.map((value) => ({ value, label: known(value) })),
    at,
  );
}

function radios(options, at) {
  const group = freshId(at.name);
  const boxes = options.map(({ value }) => h("input", { type: "radio", name: group, value }));
  const element = h(
    "div",
    {
      class: "radios",
      role: "radiogroup",
      "aria-labelledby": at.labelId,
      "aria-describedby": at.aboutId,
    },
    options.map((option, index) => h("label", {}, boxes[index], " ", option.label)),
  );
  return {
    element,
    group: true,
    focus: () => (boxes.find((box) => box.checked) ?? boxes[0]).focus(),
    read: () => options[boxes.findIndex((box) => box.checked)]?.value,
    write: (value) => boxes.forEach((box) => (box.checked = box.value === String(value))),
  };
}

function select(options, at) {
  const blank = h(
    "option",
    { value: "" },
    at.required ? gettext("请选择") : gettext("不填,按默认"),
  );
  const rest = options.map(({ value, label }) => h("option", { value }, label));
  const box = h("select", common(at), blank, rest);
  const read = () => options.find(({ value }) => String(value) === box.value)?.value;
  return simple(box, read);
}

function reason(schema, at) {
  const box = select([], at);
  const options = [];
  let wanted;
  reasonsFor(at.move)
    .then((found) => {
      options.push(...found);
      box.element.append(...found.map(({ code, name }) => h("option", { value: code }, name)));
      if (wanted) box.element.value = wanted;
    })
    .catch(() =>
      box.element.append(h("option", { value: "" }, gettext("理由没有读到,请重开表单"))),
    );
  const write = (value) => {
    wanted = value;
    box.element.value = value ?? "";
  };
  return { ...box, read: () => filled(box.element.value), write };
}

function pick(schema, at, many) {
  const format = schema.format ?? schema.items?.format;
  const given = choicesIn(schema)?.map(asChoice).sort(suggestedFirst);
  const choices = given ?? (format === "matter" ? loadMatters : (BY_NAME[at.name] ?? unitsBelow));
  const box = picker({ choices, many, labelledby: at.labelId, describedby: at.aboutId });
  box.input.id = at.id;
  const read = () => (many ? (box.read().length ? box.read() : undefined) : filled(box.read()));
  return { element: box.element, focus: () => box.input.focus(), read, write: box.set };
}

// An event to merge into: those that lie near come first, any other open one by its number.
function pickEvent(schema, at) {
  const choices = () => mergeTargets(at.event);
  const box = picker({ choices, labelledby: at.labelId, describedby: at.aboutId });
  box.input.id = at.id;
  const focus = () => box.input.focus();
  return { element: box.element, focus, read: () => filled(box.read()), write: box.set };
}

const asChoice = (choice) => {
  const note = choice.note ?? (choice.suggested ? gettext("责任清单主办") : undefined);
  return typeof choice === "string" ? { code: choice, name: choice } : { ...choice, note };
};

// Whom the duty list names stands first, under the cursor; it is still the clerk who chooses.
const suggestedFirst = (a, b) => Number(b.suggested ?? 0) - Number(a.suggested ?? 0);

// A place: two numbers and an address. Empty ones are not sent, so an address alone is enough.
function point(schema, at) {
  const now = at.event?.place ?? {};
  const shown = (value) => (typeof value === "number" ? value.toFixed(5) : (value ?? ""));
  const box = (label, name, type) => {
    const placeholder = `${label} ${shown(now[name])}`;
    return h("input", { type, step: "any", "aria-label": label, placeholder });
  };
  const lon = box(gettext("经度"), "lon", "number");
  const lat = box(gettext("纬度"), "lat", "number");
  const address = box(gettext("地址"), "address", "text");
  const element = h("div", { class: "point", role: "group", "aria-labelledby": at.labelId }, [
    lon,
    lat,
    address,
  ]);
  const read = () => {
    const pair = lon.value && lat.value;
    const found = pair ? { lon: Number(lon.value), lat: Number(lat.value), datum: "wgs84" } : {};
    if (address.value.trim()) found.address = address.value.trim();
    return Object.keys(found).length ? found : undefined;
  };
  const write = (value) => {
    lon.value = value?.lon ?? "";
    lat.value = value?.lat ?? "";
    address.value = value?.address ?? "";
  };
  return { element, group: true, focus: () => address.focus(), read, write };
}

const KINDS = {
  text,
  line,
  number,
  date,
  flag,
  choice,
  scale,
  reason,
  point,
  pickOne: (schema, at) => pick(schema, at, false),
  pickMany: (schema, at) => pick(schema, at, true),
  pickEvent,
  photos: photoField,
};
