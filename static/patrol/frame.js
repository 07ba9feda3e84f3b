// SPDX-License-Identifier: Apache-2.0
// Where this page stands. On the demo's stage several people share one browser: each frame has an
// address prefix of its own, its own store, and a plug that the stage may pull (拔网线).

/** "" for an ordinary phone; "/as/<token>" in a frame of the stage. */
export const base = document.documentElement.dataset.base ?? "";

export const plug = new EventTarget();
plug.pulled = false;

function heard({ origin, source, data }) {
  if (origin !== location.origin || source !== parent || data?.demo !== "plug") return;
  plug.pulled = Boolean(data.pulled);
  plug.dispatchEvent(new Event("change"));
}

if (base && parent !== window) addEventListener("message", heard);
