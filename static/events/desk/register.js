// SPDX-License-Identifier: Apache-2.0
// 登记: paste what came in; phone, name, place, matter and like events are filled in beside it.
// What a person has typed is never overwritten, and nothing is lost by closing the window.

import { Problem, advice, isReachable, post } from "./api.js";
import { byId, clientUuid, debounce, fill, h } from "./dom.js";
import { findName, findPhone, findPlace } from "./found.js";
import { openEvent } from "./detail.js";
import { openMove } from "./moves.js";
import { photoField } from "./photofield.js";
import { picker } from "./picker.js";
import { startPicking } from "./pickrecord.js";
import { loadMatters } from "./sources.js";
import { lampTag, placeText } from "./row.js";
import { age } from "./clock.js";
import { tell } from "./state.js";
import { toast } from "./toast.js";
import { fmt, gettext, matterName, platformName } from "./words.js";

const WAIT = 400;
const MOST_ASKED = 600; // characters of the text that a suggestion needs
const GUESSED = { phone: findPhone, name: findName, address: findPlace };

const form = { uuid: clientUuid(), touched: new Set(), turn: 0, sending: false };
const part = (name) => byId(`reg-${name}`);

export function openRegister() {
  if (!part("dialog").open) part("dialog").showModal();
  part("text").focus();
}

export function startRegister() {
  part("open").addEventListener("click", openRegister);
  part("close").addEventListener("click", () => part("dialog").close());
  form.matter = picker({
    choices: loadMatters,
    labelledby: "reg-other-label",
    onchange: choseOther,
  });
  form.matter.input.id = "reg-other";
  part("other-place").append(form.matter.element);
  form.photos = photoField({}, { id: "reg-photos", name: "photos", aboutId: null });
  part("photos-place").append(form.photos.element);
  part("text").addEventListener("input", () => (guess(), suggest()));
  startPicking(takeRecord);
  for (const name of Object.keys(GUESSED)) part(name).addEventListener("input", () => typed(name));
  part("form").addEventListener("submit", submit);
  part("form").addEventListener("keydown", sendOnCtrlEnter);
}

function sendOnCtrlEnter(press) {
  if (press.key === "Enter" && (press.ctrlKey || press.metaKey) && !press.isComposing) {
    press.preventDefault();
    part("form").requestSubmit();
  }
}

// What was chosen from the registers counts as typed: no guess overwrites it.
function takeRecord(record) {
  for (const [name, value] of Object.entries(record)) {
    if (!value) continue;
    part(name).value = value;
    typed(name);
  }
}

function typed(name) {
  form.touched.add(name);
  part(`${name}-found`).hidden = true;
  if (name === "address") suggest();
}

// What the text says by itself goes into fields that nobody has typed in.
function guess() {
  for (const [name, find] of Object.entries(GUESSED)) {
    if (form.touched.has(name)) continue;
    const found = find(part("text").value);
    part(name).value = found;
    part(`${name}-found`).hidden = !found;
  }
}

const suggest = debounce(WAIT, async () => {
  const text = part("text").value.trim();
  const turn = ++form.turn;
  if (text.length < 2) return;
  const asked = { text: text.slice(0, MOST_ASKED), place: part("address").value.trim() };
  const place = chosenPlace();
  if (place?.lon) Object.assign(asked, { lon: place.lon, lat: place.lat });
  try {
    const answer = await post("/desk/suggest/", asked);
    if (turn === form.turn) offer(answer);
  } catch (failure) {
    if (turn === form.turn) fill(part("hint"), advice(failure));
  }
});

function offer({ matters = [], places = [], similar = [] }) {
  const matter = chosenMatter();
  const place = chosenPlace();
  form.matters = matters;
  form.places = places;
  const kept = matters.some(({ code }) => code === matter) || form.matter.read() ? matter : null;
  fill(
    part("matters"),
    matters.map((each, index) => matterChoice(each, kept ? each.code === kept : !index)),
  );
  if (form.matter.read()) clearRadios();
  fill(
    part("places"),
    places.map((each) => placeChoice(each, each.code === (place ?? places[0]).code)),
  );
  part("places-box").hidden = !places.length;
  fill(part("similar"), similar.slice(0, 4).map(similarLine));
  part("similar-none").hidden = similar.length > 0;
  fill(part("hint"), "");
}

function matterChoice({ code, name, platform }, checked) {
  const box = h("input", {
    type: "radio",
    name: "matter",
    value: code,
    onchange: () => form.matter.set(""),
  });
  box.checked = checked;
  return h(
    "label",
    { class: "option" },
    box,
    h("b", {}, name),
    h("small", {}, platformName(platform)),
  );
}

function placeChoice({ code, name, path }, checked) {
  const box = h("input", { type: "radio", name: "place", value: code, onchange: () => suggest() });
  box.checked = checked;
  return h("label", { class: "option" }, box, h("b", {}, name), h("small", {}, path));
}

const radioIn = (list) => part(list).querySelector("input:checked")?.value;
const clearRadios = () =>
  part("matters")
    .querySelectorAll("input")
    .forEach((box) => (box.checked = false));

function choseOther() {
  if (form.matter.read()) clearRadios();
}

const chosenMatter = () => form.matter.read() || radioIn("matters") || "";
const chosenPlace = () => form.places?.find(({ code }) => code === radioIn("places")) ?? null;

function similarLine(event) {
  return h(
    "li",
    {},
    h("b", {}, matterName(event)),
    " ",
    lampTag(event, event.state_label),
    h("p", {}, `${placeText(event)} · ${age(event.reported_at)}`),
    h("button", { type: "button", onclick: () => addTo(event) }, gettext("就是这件,补进去")),
  );
}

// The same thing again: its words become a note on the event that is already there.
async function addTo(event) {
  const about = [part("name").value.trim(), part("phone").value.trim()].filter(Boolean).join(" ");
  const text = [part("text").value.trim(), about].filter(Boolean).join("\n");
  part("dialog").close();
  await openEvent(event.id);
  if (openMove("note", { text })) tell("noted", event);
  else toast(gettext("这件事您不能加批注;登记的内容还在,再按“登记”回去。"));
}

// The chosen unit says where it lies, the written address where in it. Without a unit the
// address goes alone and the server asks the clerk's own township.
function placeOf() {
  const place = chosenPlace();
  const address = part("address").value.trim();
  return { ...(place ? { grid: place.code } : {}), ...(address ? { address } : {}) };
}

function bodyOf() {
  const [name, phone] = [part("name").value.trim(), part("phone").value.trim()];
  const number = part("number").value.trim();
  const photos = form.photos.read();
  const claimant = { name, phone, wants_reply: part("reply").checked };
  return {
    client_uuid: form.uuid,
    matter: chosenMatter(),
    text: part("text").value.trim(),
    source: part("source").value,
    ...placeOf(),
    ...(number ? { source_number: number } : {}),
    ...(photos ? { photos } : {}),
    ...(name || phone ? { claimants: [claimant] } : {}),
  };
}

function missing(body) {
  const errors = {};
  if (!body.text) errors.text = [gettext("把来文贴在这里,或写几句。")];
  if (!body.matter) errors.matter = [gettext("选一个事项;建议里没有,就在下面找。")];
  if (!body.address && !body.grid) errors.address = [gettext("写清在哪里。")];
  return errors;
}

const PLACE_OF_ERROR = {
  claimants: "phone",
  grid: "address",
  lon: "address",
  lat: "address",
  place: "address",
};

function showErrors(errors) {
  for (const box of part("form").querySelectorAll(".field-error")) box.textContent = "";
  for (const box of part("form").querySelectorAll("[aria-invalid]"))
    box.removeAttribute("aria-invalid");
  const rest = [];
  for (const [name, said] of Object.entries(errors)) {
    const at = PLACE_OF_ERROR[name] ?? name;
    const text = [said]
      .flat(3)
      .map((one) => (typeof one === "string" ? one : JSON.stringify(one)))
      .join(" ");
    const box = part(`${at}-error`);
    if (!box) rest.push(text);
    else box.textContent = text;
    part(at)?.setAttribute?.("aria-invalid", "true");
  }
  const first = part("form").querySelector("[aria-invalid=true]");
  (first?.matches("input,textarea") ? first : first?.querySelector("input"))?.focus();
  return rest.join(" ");
}

async function submit(press) {
  press.preventDefault();
  if (form.sending || !isReachable()) return;
  const body = bodyOf();
  const errors = missing(body);
  showErrors(errors);
  if (Object.keys(errors).length) return notice(gettext("还差标红的几项。"));
  if (form.photos.busy()) return notice(gettext("照片还在上传,传完再按一次。"));
  form.sending = true;
  notice(gettext("正在登记…"));
  try {
    done(await post("/events/", body));
  } catch (failure) {
    refused(failure);
  } finally {
    form.sending = false;
  }
}

function refused(failure) {
  if (failure instanceof Problem && failure.code === "uuid_reused") {
    form.uuid = clientUuid();
    return notice(gettext("先前那次已经登记成功,请在列表里查看;要再登记一件就再按一次。"));
  }
  const rest = failure instanceof Problem ? showErrors(failure.errors) : "";
  notice([advice(failure), rest].filter(Boolean).join(" "));
}

const notice = (text) => fill(part("notice"), text);

function done(event) {
  part("dialog").close();
  reset();
  toast(fmt(gettext("已登记 %s"), [event.number ?? matterName(event)]));
  tell("registered", event);
}

function reset() {
  form.uuid = clientUuid();
  form.touched.clear();
  form.places = [];
  part("form").reset();
  form.matter.set("");
  form.photos.kept.length = 0;
  form.photos.restore([]);
  for (const list of ["matters", "places", "similar"]) part(list).replaceChildren();
  for (const name of Object.keys(GUESSED)) part(`${name}-found`).hidden = true;
  part("places-box").hidden = true;
  part("similar-none").hidden = false;
  showErrors({});
  notice("");
}
