// SPDX-License-Identifier: Apache-2.0
// 读给我听: an event read aloud by the phone's own voice, which works without a network. Nothing is
// shown where the phone has no voice.

import { h } from "./dom.js";
import { gettext, language } from "./words.js";

const VOICE = language === "en" ? "en" : "zh-CN";

/** A button that reads these sentences, and stops at the next tap; null without a voice. */
export function aloud(sentences) {
  const voice = globalThis.speechSynthesis;
  if (!voice || !globalThis.SpeechSynthesisUtterance) return null;
  const button = h("button", { type: "button", class: "quiet aloud", "aria-pressed": "false" }, gettext("读给我听"));
  const silent = () => {
    button.setAttribute("aria-pressed", "false");
    button.textContent = gettext("读给我听");
  };
  button.addEventListener("click", () => {
    const reads = button.getAttribute("aria-pressed") === "true";
    voice.cancel();
    if (reads) { silent(); return; }
    const words = new SpeechSynthesisUtterance(sentences.filter(Boolean).join("。"));
    Object.assign(words, { lang: VOICE, rate: 0.9, onend: silent, onerror: silent });
    button.setAttribute("aria-pressed", "true");
    button.textContent = gettext("停");
    voice.speak(words);
  });
  return button;
}

/** What is being read belongs to the page that is left. */
export const hush = () => globalThis.speechSynthesis?.cancel();
