// SPDX-License-Identifier: Apache-2.0
/**
 * Old data must look old: the chip, the grey, the watermark, and the clock that knows its error.
 *
 * Age is counted from the last word of the server with the monotonic clock, so that a computer
 * that slept, or whose wall clock was set, cannot show yesterday's numbers as live.
 */

const LIVE = 5_000;
const STALE = 30_000;
const SKEW = 2_000;
const PATIENCE = 10_000;
const ZONE = "Asia/Shanghai";

/** "live" up to 5 s of silence, "waiting" up to 30 s, then "stale". */
export function freshnessOf(age) {
  if (age <= LIVE) return "live";
  return age <= STALE ? "waiting" : "stale";
}

// Made once: a formatter costs a hundred times its use.
const TIME = new Intl.DateTimeFormat("zh-CN", {
  timeZone: ZONE,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const DAY = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE });

/** A time of day on the county's clock. */
export function timeOf(milliseconds) {
  return TIME.format(milliseconds);
}

/** When something happened: the time of today, the day and minute of another day. */
export function stampOf(milliseconds, now) {
  const [day, time] = [DAY.format(milliseconds), timeOf(milliseconds)];
  return day === DAY.format(now) ? time : `${day.slice(5)} ${time.slice(0, 5)}`;
}

/** Hour of the day 0–23 on the county's clock. */
export function hourOf(milliseconds) {
  return Number(timeOf(milliseconds).slice(0, 2));
}

/** "08:31" of an ISO time on the county's clock. */
export function hourAndMinute(at) {
  return timeOf(Date.parse(at)).slice(0, 5);
}

/** Date and weekday in the page's language. */
export function dateOf(milliseconds, language) {
  const part = (options) =>
    new Intl.DateTimeFormat(language, { timeZone: ZONE, ...options }).format(milliseconds);
  return `${part({ month: "long", day: "numeric" })} ${part({ weekday: "long" })}`;
}

const CHIPS = {
  first: () => `○ ${gettext("连接中")}`,
  unreached: () => `▲ ${gettext("连不上服务器，仍在重试")}`,
  live: () => `● ${gettext("实时")}`,
  waiting: (since) => `▲ ${gettext("重连中")} · ${since}`,
  stale: (since) => `■ ${gettext("数据停滞")} · ${since}`,
};

export class Freshness {
  /** `slots`: {chip, clock, date, skew} elements; `root` carries `data-fresh` for the styles. */
  constructor(root, slots) {
    this.root = root;
    this.slots = slots;
    this.started = performance.now();
    this.heard = null;
    this.lastWord = "";
    this.offset = 0;
  }

  /** The server's clock as an answer's header told it, measured between asking and hearing. */
  setServerTime(server, asked, answered) {
    // A header counts whole seconds: half of one is the best guess for the rest.
    this.offset = server + 500 - (asked + answered) / 2;
  }

  now() {
    return Date.now() + (Math.abs(this.offset) > SKEW ? this.offset : 0);
  }

  /** Something was heard from the server. */
  hear() {
    this.heard = performance.now();
    this.lastWord = timeOf(this.now());
    this.tick();
  }

  state() {
    const now = performance.now();
    if (this.heard !== null) return freshnessOf(now - this.heard);
    return now - this.started < PATIENCE ? "first" : "unreached";
  }

  tick() {
    const fresh = this.state();
    this.write("clock", timeOf(this.now()));
    this.write("date", dateOf(this.now(), document.documentElement.lang));
    this.write("skew", Math.abs(this.offset) > SKEW ? this.skewText() : "");
    const since = interpolate(gettext("截至 %s"), [this.lastWord]);
    this.write("chip", CHIPS[fresh](since));
    if (this.root.dataset.fresh !== fresh) this.root.dataset.fresh = fresh;
  }

  skewText() {
    const seconds = Math.round(Math.abs(this.offset) / 1000);
    const text = this.offset > 0 ? gettext("本机时钟慢 %s 秒，已校正") : gettext("本机时钟快 %s 秒，已校正");
    return interpolate(text, [seconds]);
  }

  write(slot, text) {
    if (this.slots[slot].textContent !== text) this.slots[slot].textContent = text;
  }

  /** Tick with the second. Returns what stops it. */
  run() {
    let timer = null;
    const again = () => {
      this.tick();
      timer = setTimeout(again, 1000 - (Date.now() % 1000));
    };
    again();
    return () => clearTimeout(timer);
  }
}
