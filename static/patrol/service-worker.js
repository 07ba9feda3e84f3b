// SPDX-License-Identifier: Apache-2.0
// Keeps the phone's shell so that it opens without a network. It keeps no person's data and
// answers no API call: reports wait in the page's IndexedDB (outbox.js), whatever happens here.
"use strict";

const { version, shell, page, scope, icon, news } = self.PATROL;
const PREFIX = "patrol-shell-";
const NAME = PREFIX + version;
const kept = new Set(shell);

/** Fetch every file anew, past the HTTP cache, so that one version is one set of files. */
async function fillShell() {
  const cache = await caches.open(NAME);
  await cache.addAll(shell.map((address) => new Request(address, { cache: "reload" })));
}

async function dropOldShells() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The kept answer, else the network. `ignoreVary`: the address says the language. */
async function keptOrNetwork(address, request) {
  const cache = await caches.open(NAME);
  const answer = await cache.match(address, { ignoreVary: true });
  return answer ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(fillShell()));

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === scope) {
    event.respondWith(keptOrNetwork(page, request));
  } else if (kept.has(url.pathname + url.search)) {
    event.respondWith(keptOrNetwork(url.pathname + url.search, request));
  }
});

// The page asks for the change of versions when nothing is being typed, so no form is torn away.
self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});

// A message for this browser's person: number and matter at most, of a sensitive event nothing.
// The same message again takes the place of the first; what asks for nothing makes no sound.
self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data?.json() ?? {};
  } catch {
    // Not ours to read: the page will tell.
  }
  const { id, title, body, asks } = said;
  const options = { body: body ?? "", tag: id ?? "news", icon, silent: !asks, data: { event: said.event ?? null } };
  event.waitUntil(self.registration.showNotification(title ?? news, options));
});

// The browser gave the subscription up: it is renewed here, and an open page tells the server who
// it belongs to; without one the next visit does (push.js), for only a page knows the person.
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renewPush(event));
});

async function renewPush({ oldSubscription, newSubscription }) {
  const options = oldSubscription?.options;
  try {
    if (!newSubscription && options) await self.registration.pushManager.subscribe(options);
  } catch {
    // Refused or offline: the next visit asks again.
  }
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const one of pages) one.postMessage({ push: "changed" });
}

/** The page that is open is used; else a new one. */
async function openAt(hash) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const mine = pages.find((one) => new URL(one.url).pathname === scope);
  if (!mine) return self.clients.openWindow(scope + hash);
  mine.postMessage({ open: hash });
  return mine.focus();
}

self.addEventListener("notificationclick", (event) => {
  const about = event.notification.data?.event;
  event.notification.close();
  event.waitUntil(openAt(about ? `#/event/${about}` : "#/inbox"));
});
