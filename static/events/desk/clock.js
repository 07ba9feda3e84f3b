// SPDX-License-Identifier: Apache-2.0
// Times as a clerk reads them, counted by the server's clock and not by this computer's.

import { lampWord } from "../../shared/map/lamps.js";
import { fmt, gettext } from "./words.js";

let ahead = 0; // milliseconds by which the server is ahead of this computer

export function learnServerTime(stamp) {
  const at = Date.parse(stamp);
  if (!Number.isNaN(at) && Math.abs(at - Date.now() - ahead) > 1500) ahead = at - Date.now();
}

export const now = () => Date.now() + ahead;

// The county's clock, whatever this computer is set to: all seats say the same time.
const zoned = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium",
});

const dayAndTime = (at) => zoned.format(new Date(at)).split(" ");

export function hms(at) {
  return dayAndTime(at)[1];
}

// Today as a time, another day with its date.
export function stamp(at) {
  const [day, time] = dayAndTime(at);
  return day === dayAndTime(now())[0] ? time : `${day.slice(5)} ${time}`;
}

// A limit that somebody set: no seconds.
export const until = (at) => stamp(at).slice(0, -3);

export function span(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / 60000);
  const hours = Math.floor(minutes / 60);
  if (minutes < 60) return fmt(gettext("%s 分"), [minutes]);
  if (hours < 24) return fmt(gettext("%s 时 %s 分"), [hours, minutes % 60]);
  return fmt(gettext("%s 天 %s 时"), [Math.floor(hours / 24), hours % 24]);
}

export function age(at) {
  const past = now() - Date.parse(at);
  return past < 60000 ? gettext("刚刚") : fmt(gettext("%s前"), [span(past)]);
}

// The lamp is the server's word, so that all screens turn together; only the minutes are ours.
export function remaining(due, lamp) {
  if (lamp === "paused" || lamp === "none" || !due) return lampWord(lamp);
  const left = Date.parse(due) - now();
  if (left >= 0) return fmt(gettext("剩 %s"), [span(left)]);
  return lamp === "red" ? fmt(gettext("超 %s"), [span(left)]) : gettext("到时限");
}
