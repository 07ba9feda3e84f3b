// SPDX-License-Identifier: Apache-2.0
// What is typed into a form as a time is the county's time, whatever this device is set to.

const zoned = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium",
});

/** A moment as the fields of a form write it: 2026-05-04T09:30:00. */
export const countyTime = (at = Date.now()) => zoned.format(new Date(at)).replace(" ", "T");

/** What such a field holds, as the server takes it. */
export const countyMoment = (typed) => new Date(`${typed}+08:00`).toISOString();
