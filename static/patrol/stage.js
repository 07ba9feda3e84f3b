// SPDX-License-Identifier: Apache-2.0
// On the demo's stage the guide may lay a ready report into this phone's outbox, as a hand would,
// to show what becomes of it while the plug is pulled.

import { base } from "./frame.js";
import { accept, newItem } from "./outbox.js";
import { preparePhoto } from "./photos.js";

async function lay({ fields, title, photo }) {
  const row = { ...newItem("report", "events/"), view: { title } };
  row.fields = { ...fields, client_time: new Date().toISOString() };
  await accept(row, [await preparePhoto(photo, "photos")]);
  return row.client_uuid;
}

async function heard({ origin, source, data }) {
  if (origin !== location.origin || source !== parent || data?.demo !== "report") return;
  const uuid = await lay(data);
  parent.postMessage({ demo: "kept", uuid }, location.origin);
}

if (base && parent !== window) addEventListener("message", heard);
