// SPDX-License-Identifier: Apache-2.0
// 手机推送: switched on by the person's own tap, for this browser and this person only.

import { get, post, remove } from "./api.js";
import { h, say } from "./dom.js";
import { base } from "./frame.js";
import { me } from "./me.js";
import { gettext } from "./words.js";

// Whose the subscription of this browser is: another person who signs in must not get it.
const OWNER = "patrol.push";

const able = () => !base && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

async function kept() {
  const registration = await navigator.serviceWorker.getRegistration();
  return registration?.pushManager.getSubscription() ?? null;
}

/** At each start, and when the browser changed it: what is the person's own is said to the server
 * again, or renewed where the browser gave it up; anybody else's ends. */
export function keepOwnPush() {
  return (keeping = keepOwn());
}

let keeping = Promise.resolve();

async function keepOwn() {
  if (!able()) return;
  const subscription = await kept();
  const own = localStorage.getItem(OWNER) === me.user;
  if (!subscription) {
    if (own && Notification.permission === "granted") await subscribe();
  } else if (own) await post("push/", JSON.stringify(subscription));
  else await subscription.unsubscribe();
}

/** Before signing out: this phone shows nothing more to whoever holds it. */
export async function endPush() {
  // First of all: what is not wanted any more is not renewed.
  localStorage.removeItem(OWNER);
  const subscription = able() ? await kept() : null;
  if (!subscription) return;
  await remove("push/", JSON.stringify({ endpoint: subscription.endpoint }));
  await subscription.unsubscribe();
}

async function begin() {
  if ((await Notification.requestPermission()) !== "granted") {
    throw new Error(gettext("手机没有允许通知。请在浏览器设置里允许,再开一次。"));
  }
  await subscribe();
  localStorage.setItem(OWNER, me.user);
}

async function subscribe() {
  const { key } = await get("push/");
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true, applicationServerKey: key,
  });
  await post("push/", JSON.stringify(subscription));
}

/** The switch on 我的; nothing where the county or the browser has no push. */
export async function pushBlock() {
  const offered = able() ? (await get("notices/ways/").catch(() => ({ offered: [] }))).offered : [];
  if (!offered.includes("push")) return null;
  // What is being renewed is on.
  await keeping.catch(() => {});
  const box = h("input", { type: "checkbox", id: "push", checked: Boolean(await kept()), on: { change } });
  async function change() {
    const on = box.checked;
    box.disabled = true;
    try {
      await (on ? begin() : endPush());
      say(on ? gettext("有新消息会通知您") : gettext("不再通知"));
    } catch (fault) {
      box.checked = !on;
      say(fault.message || gettext("没有开成,请再试一次"));
    }
    box.disabled = false;
  }
  return h("section", { class: "block" },
    h("div", { class: "head" }, h("h2", {}, gettext("手机通知"))),
    h("label", { class: "choice card", for: "push" }, box, gettext("有新消息时通知我")),
    h("p", { class: "hint" }, gettext("通知里只有编号和事项,没有人名和电话。")));
}
