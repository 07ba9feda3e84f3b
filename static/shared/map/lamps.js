// SPDX-License-Identifier: Apache-2.0
/** The lamps (灯): one shape, one colour, one word each; the same on every screen. */

/** From the quietest to the loudest: drawn in this order, so that red lies on top. */
export const LAMP_ORDER = ["none", "green", "paused", "yellow", "orange", "red"];

const GLYPHS = { green: "●", yellow: "▲", orange: "◆", red: "■", paused: "❚❚", none: "○" };

/** The sign of a lamp in text. */
export function lampGlyph(lamp) {
  return GLYPHS[lamp] ?? GLYPHS.none;
}

/** The word of a lamp. */
export function lampWord(lamp) {
  switch (lamp) {
    case "green":
      return gettext("正常");
    case "yellow":
      return gettext("临期");
    case "orange":
      return gettext("将超");
    case "red":
      return gettext("超时");
    case "paused":
      return gettext("暂停");
    default:
      return gettext("不计时");
  }
}

const TAU = Math.PI * 2;

function polygon(path, x, y, corners) {
  corners.forEach(([dx, dy], i) => (i ? path.lineTo(x + dx, y + dy) : path.moveTo(x + dx, y + dy)));
  path.closePath();
}

const SHAPES = {
  yellow: (path, x, y, r) =>
    polygon(path, x, y, [
      [0, -1.15 * r],
      [1.1 * r, 0.85 * r],
      [-1.1 * r, 0.85 * r],
    ]),
  orange: (path, x, y, r) =>
    polygon(path, x, y, [
      [0, -1.25 * r],
      [1.25 * r, 0],
      [0, 1.25 * r],
      [-1.25 * r, 0],
    ]),
  red: (path, x, y, r) => path.rect(x - r, y - r, 2 * r, 2 * r),
  paused: (path, x, y, r) => {
    path.rect(x - r, y - r, 0.75 * r, 2 * r);
    path.rect(x + 0.25 * r, y - r, 0.75 * r, 2 * r);
  },
};

/** Add the lamp's shape, of radius `r`, to a canvas path. */
export function addLamp(path, lamp, x, y, r) {
  const shape = SHAPES[lamp];
  if (shape) {
    shape(path, x, y, r);
    return;
  }
  // Ordinary events are small dots: a wall where all is well stays quiet.
  path.moveTo(x + 0.55 * r, y);
  path.arc(x, y, 0.55 * r, 0, TAU);
}
