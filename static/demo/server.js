// SPDX-License-Identifier: Apache-2.0
// The stage's own calls. A server that was just killed answers nothing: `patient` waits for it.

export const root = document.getElementById("stage");
export const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

const token = () => root.querySelector("[name=csrfmiddlewaretoken]").value;

/** {ok, status, body}; status 0 when nobody answered. */
export async function call(address, sent) {
  const options = sent === undefined ? {} : {
    method: "POST",
    body: JSON.stringify(sent),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
  };
  try {
    const answer = await fetch(address, { ...options, signal: AbortSignal.timeout(15_000) });
    return { ok: answer.ok, status: answer.status, body: await answer.json().catch(() => ({})) };
  } catch {
    return { ok: false, status: 0, body: {} };
  }
}

/** Ask until `holds` is true of something, at most `seconds`; what it was, or null. */
export async function until(holds, seconds, every = 150) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (performance.now() > end) return null;
    await pause(every);
  }
}
