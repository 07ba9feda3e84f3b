// SPDX-License-Identifier: Apache-2.0
// Three promises, each said first and then measured: 拔网线, 断电, 改一行.

import { phone, turnPhone, wallNumber } from "./seats.js";
import { call, pause, root, until } from "./server.js";

const proof = document.getElementById("proof");
const plug = document.getElementById("plug");
const power = document.getElementById("power");
const tamper = document.getElementById("tamper");
const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1);
const facts = async (asked = "") => (await call(`${root.dataset.facts}${asked}`)).body;

let kept = null;

function promise(text) {
  proof.replaceChildren();
  line(text).className = "promise";
}

function line(text, mark = "") {
  const shown = document.createElement("p");
  shown.textContent = mark ? `${mark} ${text}` : text;
  proof.append(shown);
  shown.scrollIntoView({ block: "nearest" });
  return shown;
}

const verdict = (holds, yes, no) => line(holds ? yes : no, holds ? "✓" : "✗");

function say(message) {
  phone.contentWindow.postMessage(message, location.origin);
}

/** Lay a report into the phone's outbox; resolves with its uuid. */
async function report() {
  const photo = await (await fetch(root.dataset.culvert)).blob();
  const { text, ...fields } = JSON.parse(document.getElementById("culvert").textContent);
  const heard = new Promise((resolve) => {
    addEventListener("message", function listen({ origin, source, data }) {
      if (origin !== location.origin || source !== phone.contentWindow || data?.demo !== "kept") return;
      removeEventListener("message", listen);
      resolve(data.uuid);
    });
  });
  say({ demo: "report", fields: { ...fields, text }, title: gettext("涵管破了"), photo });
  return Promise.race([heard, pause(8_000)]);
}

async function pull() {
  plug.setAttribute("aria-pressed", "true");
  plug.textContent = gettext("插上");
  document.body.classList.add("is-unplugged");
  promise(gettext("承诺：没有网也照常上报，网一来就发，一件不丢、一件不重。"));
  say({ demo: "plug", pulled: true });
  turnPhone("#/");
  line(gettext("手机的网断了。现在替林小满报一件……"));
  kept = await report();
  if (!kept) return line(gettext("手机页还没有打开好，插上再试一次。"), "✗");
  const { copies } = await facts(`?uuid=${kept}`);
  verdict(copies === 0, gettext("这一件在手机的待发送里，服务器上还没有。按“插上”。"), gettext("服务器上已经有了？"));
}

async function plugIn() {
  plug.setAttribute("aria-pressed", "false");
  plug.textContent = gettext("拔网线");
  document.body.classList.remove("is-unplugged");
  say({ demo: "plug", pulled: false });
  if (!kept) return;
  const began = performance.now();
  const found = await until(async () => (await facts(`?uuid=${kept}`)).copies, 20);
  verdict(found === 1, interpolate(gettext("%s 秒后送到，服务器上正好一件。"), [seconds(began)]), gettext("20 秒内没有送到。"));
  // Sent again and again by mistake? A moment later it must still be one.
  await pause(2_000);
  const { copies } = await facts(`?uuid=${kept}`);
  verdict(copies === 1, gettext("再过两秒，还是一件。"), interpolate(gettext("有 %s 件。"), [copies]));
  kept = null;
}

async function cut() {
  power.disabled = true;
  promise(gettext("承诺：服务器突然断电，已经收下的一件不少，大屏自己接着走。"));
  const drawn = wallNumber();
  const answer = await call(root.dataset.powerCut, {});
  if (answer.ok) await prove(answer.body, drawn);
  else line(answer.body.detail ?? gettext("这里不能断电。"), "✗");
  power.disabled = false;
}

async function prove(before, drawn) {
  line(interpolate(gettext("断电前：%s 件，台账到第 %s 号。kill -9 杀掉 %s 个网页进程……"), [before.events, before.seq, before.processes]));
  await pause(600);
  const began = performance.now();
  const back = await until(async () => (await call(root.dataset.health)).ok, 60, 200);
  if (!back) return line(gettext("一分钟内没有恢复。"), "✗");
  line(interpolate(gettext("%s 秒后恢复。"), [seconds(began)]), "✓");
  const after = await facts();
  const whole = after.events >= before.events && after.seq >= before.seq;
  verdict(whole, interpolate(gettext("恢复后：%s 件，台账到第 %s 号，一件不少。"), [after.events, after.seq]), gettext("少了！"));
  const resumed = await until(() => wallIsLive() && wallNumber() >= before.seq, 30);
  verdict(resumed, interpolate(gettext("大屏断在第 %s 号，自己接上，现在画到第 %s 号。"), [drawn, wallNumber()]), gettext("大屏还没有接上。"));
}

function wallIsLive() {
  return document.querySelector('[data-seat="wall"] iframe').contentDocument?.getElementById("wall")?.dataset.fresh === "live";
}

async function change() {
  tamper.disabled = true;
  promise(gettext("承诺：台账上哪怕改一个字节，校验都找得到是哪一行。"));
  const { ok, body } = await call(root.dataset.tamper, {});
  tamper.disabled = false;
  if (!ok) return line(body.detail ?? gettext("这里不能改。"), "✗");
  line(interpolate(gettext("把最后 %s 行抄进临时表（真台账不动），先校验：%s。"), [body.lines, body.whole_before ? gettext("完好") : gettext("不完好")]));
  const code = line(interpolate(gettext("改第 %s 行（真台账第 %s 号的抄件）一个字节："), [body.changed_line, body.changed_seq]));
  const bytes = document.createElement("code");
  bytes.textContent = `${body.was} → ${body.now}`;
  code.append(bytes);
  const found = body.found_line === body.changed_line;
  verdict(found, interpolate(gettext("再校验：第 %s 行对不上，找到了。"), [body.found_line]), gettext("没有找到！"));
}

/** A page loaded anew while the plug is pulled must hear of it. */
function remind() {
  if (plug.getAttribute("aria-pressed") === "true") say({ demo: "plug", pulled: true });
}

export function begin() {
  plug.addEventListener("click", () => (plug.getAttribute("aria-pressed") === "true" ? plugIn() : pull()));
  power.addEventListener("click", cut);
  tamper.addEventListener("click", change);
  phone.addEventListener("load", remind);
  const visitor = document.querySelector(".visitor");
  visitor.addEventListener("toggle", () => visitor.open && visitor.scrollIntoView({ block: "nearest" }));
}
