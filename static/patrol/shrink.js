// SPDX-License-Identifier: Apache-2.0
// Make a photo small enough for a bad network: long side 1920, JPEG 0.72, upright. Used by the
// worker, and by the page itself where a browser can not do it in a worker. Drawing anew also
// leaves every EXIF tag behind. A line at the foot says when, where and by whom it was taken.

const LONG_SIDE = 1920;
const QUALITY = 0.72;

export async function shrink(file, makeCanvas, words) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = makeCanvas(width, height);
  const pencil = canvas.getContext("2d", { alpha: false });
  pencil.imageSmoothingQuality = "high";
  pencil.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  if (words) drawLine(pencil, width, height, words);
  const blob = await toJpeg(canvas);
  if (!blob?.size) throw new Error("not drawn");
  return { blob, width, height };
}

/** Light letters on a dark band: readable on snow and at night; a long line is squeezed, not cut. */
function drawLine(pencil, width, height, words) {
  const letter = Math.max(12, Math.round(Math.min(width, height) / 32));
  const band = Math.round(letter * 1.7);
  pencil.fillStyle = "rgba(0, 0, 0, 0.6)";
  pencil.fillRect(0, height - band, width, band);
  pencil.fillStyle = "#fff";
  pencil.font = `${letter}px sans-serif`;
  pencil.textBaseline = "middle";
  pencil.fillText(words, letter / 2, height - band / 2, width - letter);
}

function toJpeg(canvas) {
  if (canvas.convertToBlob) return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
