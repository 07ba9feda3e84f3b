// SPDX-License-Identifier: Apache-2.0
// 换手机: the block on 我的 that writes what is unsent into a file, and takes such a file in. And
// how full the phone is: whoever fills it is told before a photo finds no room.

import { h, say } from "./dom.js";
import { me } from "./me.js";
import { flush } from "./outbox.js";
import { NotOurs, pack, unpack } from "./parcel.js";
import { fill, gettext } from "./words.js";

const NEARLY_FULL = 0.8;

/** Whether the browser's room for this page is nearly used up; false where it does not say. */
export async function nearlyFull() {
  const { usage, quota } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
  return Boolean(quota) && usage / quota > NEARLY_FULL;
}

export function handOverBlock(unsent) {
  const take = h("input", {
    type: "file", id: "parcel", accept: "application/json,.json", class: "covered",
    on: { change: () => takeIn(take) },
  });
  const give = h("button", { type: "button", class: "button", disabled: !unsent, on: { click: giveOut } },
    gettext("存成文件"));
  return h("section", { class: "block" }, h("div", { class: "head" }, h("h2", {}, gettext("换手机"))),
    h("p", { class: "about" },
      gettext("没发出的可以存成一个文件,在另一部手机上用同一个账号收进来;两部都发也只算一次。文件里有照片和姓名,收进来以后请删掉。")),
    h("div", { class: "buttons" }, give, h("label", { class: "button", for: "parcel" }, gettext("收进文件"), take)));
}

async function giveOut() {
  const day = new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
  const address = URL.createObjectURL(await pack(me.user));
  const link = h("a", { href: address, download: fill(gettext("待发件-%(who)s-%(day)s.json"), { who: me.user, day }) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function takeIn(input) {
  const [file] = input.files;
  if (!file) return;
  try {
    const taken = await unpack(file, me.user);
    say(taken ? fill(gettext("收进 %(n)s 件,有网自动发"), { n: taken }) : gettext("这些都已经在这部手机里。"));
    flush();
    if (taken) location.hash = "#/";
  } catch (fault) {
    say(whyNot(fault));
  } finally {
    input.value = "";
  }
}

function whyNot(fault) {
  if (!(fault instanceof NotOurs)) return gettext("手机存不下了:请先清理空间,再点一次。");
  return fault.reason === "foreign"
    ? gettext("这个文件是别人的,要本人登录才能收进来。")
    : gettext("这个文件读不了:请选从手机里存出来的那个。");
}
