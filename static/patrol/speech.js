// SPDX-License-Identifier: Apache-2.0
// 读给我听: an event read aloud by the phone's own voice, which works without a network. Nothing is
// shown where the phone has no voice.

import { h } from "./dom.js";
import { gettext, language } from "./words.js";

const VOICE = language === "en" ? "en" : "zh-CN";

// What is being read, and the button that stops it.
let reading = null;

function mark(button, reads) {
  button.setAttribute("aria-pressed", String(reads));
  button.textContent = reads ? gettext("停") : gettext("读给我听");
}

/** What is being read belongs to the page that is left. */
export function hush() {
  if (reading) mark(reading.button, false);
  reading = null;
  globalThis.speechSynthesis?.cancel();
}

function read(text, button) {
  const words = new SpeechSynthesisUtterance(text);
  const now = { text, button };
  // A voice that was cut off says so late, when another may already read.
  const over = () => reading === now && hush();
  Object.assign(words, { lang: VOICE, rate: 0.9, onend: over, onerror: over });
  reading = now;
  mark(button, true);
  globalThis.speechSynthesis.speak(words);
}

/** A button that reads these sentences, and stops at the next tap; null without a voice. Where the
 * page is drawn anew meanwhile (the link is gone), the new button stops what is being read. */
export function aloud(sentences) {
  if (!globalThis.speechSynthesis || !globalThis.SpeechSynthesisUtterance) return null;
  const text = sentences.filter(Boolean).join("。");
  const button = h("button", { type: "button", class: "quiet aloud" });
  mark(button, reading?.text === text);
  if (reading?.text === text) reading.button = button;
  button.addEventListener("click", () => {
    const reads = reading?.button === button;
    hush();
    if (!reads) read(text, button);
  });
  return button;
}
