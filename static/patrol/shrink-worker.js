// SPDX-License-Identifier: Apache-2.0
// Shrinks photos away from the page's own thread, so that typing and tapping never wait for it.
import { shrink } from "./shrink.js";

self.addEventListener("message", async ({ data: { id, file, words } }) => {
  try {
    const done = await shrink(file, (width, height) => new OffscreenCanvas(width, height), words);
    self.postMessage({ id, done });
  } catch (fault) {
    self.postMessage({ id, fault: String(fault) });
  }
});
