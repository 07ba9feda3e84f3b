// SPDX-License-Identifier: Apache-2.0
/** Plane geometry of outlines: projection, which shape holds a point, where a name stands. */

const EMPTY_BOUNDS = [Infinity, Infinity, -Infinity, -Infinity];

/** Bounds [west, south, east, north] that hold both. */
export function joinBounds(one, other) {
  return [
    Math.min(one[0], other[0]),
    Math.min(one[1], other[1]),
    Math.max(one[2], other[2]),
    Math.max(one[3], other[3]),
  ];
}

function boundsOf(ring) {
  let bounds = EMPTY_BOUNDS;
  for (const [lon, lat] of ring) bounds = joinBounds(bounds, [lon, lat, lon, lat]);
  return bounds;
}

function ringArea(ring) {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    sum += (ring[j][0] - ring[i][0]) * (ring[j][1] + ring[i][1]);
  }
  return Math.abs(sum / 2);
}

/** One GeoJSON feature as a shape: its properties, its polygons, its bounds. */
export function shapeOf(feature) {
  const { type, coordinates } = feature.geometry;
  const polygons = type === "Polygon" ? [coordinates] : coordinates;
  const bounds = polygons.map((rings) => boundsOf(rings[0])).reduce(joinBounds, EMPTY_BOUNDS);
  return { ...feature.properties, polygons, bounds };
}

function crossings(ring, lon, lat) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** Whether the shape holds the point; holes are outside. */
export function contains(shape, lon, lat) {
  const [west, south, east, north] = shape.bounds;
  if (lon < west || lon > east || lat < south || lat > north) return false;
  return shape.polygons.some((rings) =>
    rings.reduce((inside, ring) => inside !== crossings(ring, lon, lat), false),
  );
}

function distanceToRing(ring, lon, lat, stretch) {
  let best = Infinity;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const ax = (ring[j][0] - lon) * stretch;
    const ay = ring[j][1] - lat;
    const dx = (ring[i][0] - ring[j][0]) * stretch;
    const dy = ring[i][1] - ring[j][1];
    const length = dx * dx + dy * dy;
    const along = length ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length)) : 0;
    best = Math.min(best, Math.hypot(ax + along * dx, ay + along * dy));
  }
  return best;
}

/**
 * Where a name stands best: far from every border of the largest part.
 * A grid of trial points, then a finer one about the best: near enough for a label.
 */
export function labelPoint(shape) {
  const rings = shape.polygons.reduce((a, b) => (ringArea(a[0]) >= ringArea(b[0]) ? a : b));
  const part = { polygons: [rings], bounds: boundsOf(rings[0]) };
  const stretch = Math.cos((((part.bounds[1] + part.bounds[3]) / 2) * Math.PI) / 180);
  let [west, south, east, north] = part.bounds;
  let best = { lon: (west + east) / 2, lat: (south + north) / 2, room: -1 };
  for (let round = 0; round < 3; round += 1) {
    const [stepX, stepY] = [(east - west) / 10, (north - south) / 10];
    for (let i = 0; i <= 10; i += 1) {
      for (let j = 0; j <= 10; j += 1) {
        const [lon, lat] = [west + i * stepX, south + j * stepY];
        if (!contains(part, lon, lat)) continue;
        const room = Math.min(...rings.map((ring) => distanceToRing(ring, lon, lat, stretch)));
        if (room > best.room) best = { lon, lat, room };
      }
    }
    [west, east] = [best.lon - stepX, best.lon + stepX];
    [south, north] = [best.lat - stepY, best.lat + stepY];
  }
  return best;
}

/** Equirectangular projection of the bounds into a box, proportions kept, north up. */
export function projectionOf(bounds, width, height, margin) {
  const [west, south, east, north] = bounds;
  const stretch = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const spanX = Math.max((east - west) * stretch, 1e-6);
  const spanY = Math.max(north - south, 1e-6);
  const scale = Math.min(
    Math.max(1, width - margin.left - margin.right) / spanX,
    Math.max(1, height - margin.top - margin.bottom) / spanY,
  );
  const left = margin.left + (width - margin.left - margin.right - spanX * scale) / 2;
  const top = margin.top + (height - margin.top - margin.bottom - spanY * scale) / 2;
  return {
    x: (lon) => left + (lon - west) * stretch * scale,
    y: (lat) => top + (north - lat) * scale,
    lon: (x) => west + (x - left) / (stretch * scale),
    lat: (y) => north - (y - top) / scale,
  };
}
