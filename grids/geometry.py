# SPDX-License-Identifier: Apache-2.0
"""Points scattered in an area and the cells around them: our stand-in for unknown outlines.

Nothing here is random: the same codes give the same map on every machine.
"""

import zlib
from collections.abc import Iterator, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]

# Nearer than this (degrees, about 10 m) two points are one, and have no cells of their own.
_APART = 1e-4
# How many places are looked at for the one farthest from all other points.
_CANDIDATES = 48
_POLYGONAL = frozenset({"Polygon", "MultiPolygon"})


def clean(area: BaseGeometry) -> BaseGeometry:
    """Return the area as valid polygons only; lines and points that touch it are dropped."""
    if not area.is_valid:
        area = shapely.make_valid(area)
    if area.geom_type in _POLYGONAL:
        return area
    parts = [part for part in shapely.get_parts(area) if part.geom_type in _POLYGONAL]
    return shapely.union_all(parts)


def centre(area: BaseGeometry) -> Point:
    """Return a point inside the area: its centroid, or another if that lies outside."""
    point = area.centroid
    if not shapely.covers(area, point):
        point = area.representative_point()
    return point.x, point.y


def scatter(area: BaseGeometry, count: int, seed: str) -> list[Point]:
    """Return points inside the area, evenly spread (Halton sequence, begun by the seed)."""
    found: list[Point] = []
    for batch in _halton_in(area, seed):
        found.extend(batch)
        if len(found) >= count:
            return found[:count]
    raise AssertionError("the Halton sequence has no end")


def settle(
    area: BaseGeometry, known: Sequence[Point | None], seed: str
) -> list[tuple[Point, bool]]:
    """Return a point inside the area for each entry, and whether it is estimated.

    Known points inside the area stay; one outside, missing, or on top of another goes where
    the emptiest place is.
    """
    shapely.prepare(area)
    settled: list[Point | None] = []
    for point in known:
        usable = point is not None and shapely.covers(area, shapely.Point(point))
        taken = usable and any(_near(point, other) for other in settled)
        settled.append(point if usable and not taken else None)
    candidates = scatter(area, _CANDIDATES + len(settled), seed)
    answer: list[tuple[Point, bool]] = []
    others = [point for point in settled if point is not None]
    for point in settled:
        estimated = point is None
        if point is None:
            point = max(candidates, key=lambda c: _emptiness(c, others))
            others.append(point)
        answer.append((point, estimated))
    return answer


def cells(area: BaseGeometry, points: Sequence[Point]) -> list[BaseGeometry]:
    """Return each point's Voronoi cell within the area, in the order of the points."""
    if len(points) == 1:
        return [area]
    shapely.prepare(area)
    diagram = shapely.voronoi_polygons(
        shapely.MultiPoint(list(points)), extend_to=area.envelope, ordered=True
    )
    return [clean(cell) for cell in shapely.intersection(shapely.get_parts(diagram), area)]


def divide(area: BaseGeometry, count: int, seed: str) -> list[tuple[Point, BaseGeometry]]:
    """Divide an area into cells of like size, each with its point.

    One round of Lloyd's relaxation takes the slivers out of a plain scatter.
    """
    points = scatter(area, count, seed)
    if count > 1:
        points = [centre(cell) for cell in cells(area, points)]
    return list(zip(points, cells(area, points), strict=True))


def _halton_in(area: BaseGeometry, seed: str) -> Iterator[list[Point]]:
    """Yield the Halton points of the bounding box that lie in the area, batch by batch."""
    west, south, east, north = area.bounds
    shapely.prepare(area)
    first = zlib.crc32(seed.encode()) % 100_000 + 1
    while True:
        numbers = range(first, first + 64)
        xs = [west + (east - west) * _radical_inverse(n, 2) for n in numbers]
        ys = [south + (north - south) * _radical_inverse(n, 3) for n in numbers]
        inside = shapely.contains_xy(area, xs, ys)
        yield [(x, y) for x, y, ok in zip(xs, ys, inside, strict=True) if ok]
        first += 64


def _radical_inverse(number: int, base: int) -> float:
    """Return the digits of a number mirrored behind the point: the Halton sequence's element."""
    value, weight = 0.0, 1.0 / base
    while number:
        number, digit = divmod(number, base)
        value += digit * weight
        weight /= base
    return value


def _near(one: Point | None, other: Point | None) -> bool:
    if one is None or other is None:
        return False
    return abs(one[0] - other[0]) < _APART and abs(one[1] - other[1]) < _APART


def _emptiness(point: Point, others: Sequence[Point]) -> float:
    """Return the squared distance to the nearest other point."""
    return min(((point[0] - x) ** 2 + (point[1] - y) ** 2 for x, y in others), default=0.0)
