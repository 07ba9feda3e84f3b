// SPDX-License-Identifier: Apache-2.0
// Make a photo small enough for a bad network: long side 1920, JPEG 0.72, upright. Used by the
// worker, and by the page itself where a browser can not do it in a worker. Drawing anew also
// leaves every EXIF tag behind.

const LONG_SIDE = 1920;
const QUALITY = 0.72;

export async function shrink(file, makeCanvas) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = makeCanvas(width, height);
  const pencil = canvas.getContext("2d", { alpha: false });
  pencil.imageSmoothingQuality = "high";
  pencil.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const blob = await toJpeg(canvas);
  if (!blob?.size) throw new Error("not drawn");
  return { blob, width, height };
}

function toJpeg(canvas) {
  if (canvas.convertToBlob) return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
