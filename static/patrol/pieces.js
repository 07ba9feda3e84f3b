// SPDX-License-Identifier: Apache-2.0
// A photo in pieces (tus 1.0): on a link that breaks every few seconds, what has arrived counts.
// The photo's own id names its upload, so the next try, even after a reload, goes on where the
// server says it stands.

import * as api from "./api.js";

export const PIECE = 48 * 1024;

/** Send what is missing and give the photo as the server has it: {id, sha256, …}. */
export async function sendInPieces(row) {
  const upload = await api.startUpload(row.id, row.blob.size);
  if (upload.photo) return upload.photo;
  let { offset } = upload;
  while (offset < row.blob.size) {
    offset = await append(upload.id, offset, row.blob.slice(offset, offset + PIECE));
  }
  return (await api.get(`uploads/${upload.id}/`)).photo;
}

async function append(id, offset, piece) {
  try {
    return await api.sendPiece(id, offset, piece);
  } catch (fault) {
    // The piece had arrived and only its answer was lost: the server knows where it stands.
    if (fault.status !== 409) throw fault;
    const known = await api.get(`uploads/${id}/`);
    if (known.offset === offset) throw fault;
    return known.offset;
  }
}
