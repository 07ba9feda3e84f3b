// SPDX-License-Identifier: Apache-2.0
// The one way to the server: JSON, problem documents, and what a failed call means.

import { learnServerTime } from "./clock.js";
import { h } from "./dom.js";
import { gettext } from "./words.js";

const ROOT = `${document.documentElement.dataset.base ?? ""}/api/v1`;
const PATIENCE = 12000;

// What the server refused, as RFC 9457 says it.
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || "");
    this.status = status;
    this.body = body;
    this.code = body.code ?? "";
    this.errors = body.errors ?? {};
  }
}

// No answer at all: whether the server did it is not known, so the same uuid is sent again.
export class Unreachable extends Error {}

export const reach = new EventTarget();
const seen = { ok: true, at: Date.now() };
export const lastHeard = () => seen.at;

export function heard() {
  seen.at = Date.now();
  const was = seen.ok;
  seen.ok = true;
  if (!was) reach.dispatchEvent(new Event("back"));
}

function lost() {
  const was = seen.ok;
  seen.ok = false;
  if (was) reach.dispatchEvent(new Event("lost"));
}

export const isReachable = () => seen.ok;

const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

async function answer(path, options) {
  const stop = AbortSignal.timeout(options.patience ?? PATIENCE);
  const signal = options.signal ? AbortSignal.any([stop, options.signal]) : stop;
  try {
    return await fetch(path.startsWith("/") ? ROOT + path : path, {
      ...options,
      signal,
      credentials: "same-origin",
    });
  } catch (failure) {
    if (options.signal?.aborted) throw failure;
    lost();
    throw new Unreachable(gettext("没有连上服务器"));
  }
}

async function call(path, options = {}) {
  const response = await answer(path, options);
  learnServerTime(response.headers.get("Date"));
  const body = await response.json().catch(() => ({}));
  // A proxy in front of a stopped server answers too: that is not the server.
  if ([502, 503, 504].includes(response.status)) lost();
  else heard();
  if (!response.ok) throw new Problem(response.status, body);
  return body;
}

// A link stands beside any word about an expired sign-in, so that nothing is lost by leaving.
export const signInLink = (failure) =>
  failure.status === 401
    ? h("a", { href: "/sign-in/", target: "_blank", rel: "noopener" }, gettext("在新窗口登录"))
    : null;

const asked = (params) => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value !== null && value !== undefined && value !== "") search.set(name, value);
  }
  return search.size ? `?${search}` : "";
};

const accept = { Accept: "application/json" };

export const get = (path, params, signal) =>
  call(path + asked(params), { headers: accept, signal });

// `next` is an absolute address; behind a proxy its host may not be ours, its path is.
export const getNext = (address) => {
  const url = new URL(address, location.href);
  return call(url.pathname.slice(ROOT.length) + url.search, { headers: accept });
};

export const remove = (path) =>
  call(path, { method: "DELETE", headers: { ...accept, "X-CSRFToken": token() } });

export const post = (path, body, version) =>
  call(path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: {
      ...accept,
      "Content-Type": "application/json",
      "X-CSRFToken": token(),
      ...(version === undefined ? {} : { "If-Match": `"${version}"` }),
    },
  });

export function postPhoto(file, uuid) {
  const form = new FormData();
  form.append("file", file, file.name);
  return call("/photos/", {
    method: "POST",
    body: form,
    patience: 120000,
    headers: { ...accept, "X-CSRFToken": token(), "Idempotency-Key": uuid },
  });
}

// A file: its content, and the name the server gave it.
export async function getFile(path, params) {
  const response = await answer(path + asked(params), { patience: 120000 });
  heard();
  if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
  const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition"));
  return { blob: await response.blob(), name: decodeURIComponent(named?.[1] ?? "events.xlsx") };
}

export const rows = (body) => (Array.isArray(body) ? body : (body.results ?? []));

// The same, where nothing was written and only the screen is empty.
export const adviceOnReading = (failure) =>
  failure instanceof Unreachable || failure.status >= 500
    ? gettext("没有读到。连上服务器后会自动再读,也可以按下面的按钮。")
    : advice(failure);

// One sentence that names the thing to do.
export function advice(failure) {
  if (failure instanceof Unreachable) {
    return gettext("没有连上服务器。检查网络后再按一次;写好的内容都在。");
  }
  if (!(failure instanceof Problem)) return String(failure?.message ?? failure);
  const todo = {
    401: gettext("登录已过期。请在新窗口登录后回到这里再按一次;写好的内容都在。"),
    403: gettext("您的岗位不能做这一步,请交给有权限的人。"),
    404: gettext("没有这件事,或已不在您的范围内。请刷新列表。"),
    413: gettext("文件太大,请换一张小一些的(20 MB 以内)。"),
    415: gettext("这种文件不能收,请用 JPEG、PNG 或 WebP 照片。"),
    429: gettext("操作太快,请稍等片刻再按一次。"),
  }[failure.status];
  if (failure.status >= 500) return gettext("服务器暂时不能用,请稍后再按一次;写好的内容都在。");
  if (todo) return failure.body.detail ? `${todo} ${failure.body.detail}` : todo;
  return failure.body.detail || failure.body.title || gettext("没有办成,请看下面标红的地方。");
}
