# SPDX-License-Identifier: Apache-2.0
"""Which grid holds a point: shapely trees in process memory, one for each county asked for."""

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from grids.directory import UnitRow, county_keys, unit_by_id, version_of
from grids.models import Outline

# A point just outside every outline (a river bank, the sea wall) still belongs to somebody.
REACH_METRES = 50.0
_METRES_PER_DEGREE = 111_320.0
LEAF_KINDS = ("grid", "micro_grid")


# A drawn grid: its unit, the unit above, its code, its area.
Area = tuple[int, int | None, str, BaseGeometry]


@dataclass(frozen=True, slots=True)
class Leaves:
    """The leaf grids of one county, smallest first, at one version of its tree."""

    version: int
    tree: shapely.STRtree
    unit_ids: tuple[int, ...]

    def holders(self, points: Sequence[tuple[float, float]]) -> list[int | None]:
        """Return the leaf grid that holds each point, as `locate` would, or None. Once for all."""
        found: list[int | None] = [None] * len(points)
        hits = self.tree.query(shapely.points(points), predicate="intersects") if points else []
        # The smallest first: a pair that comes later never replaces one with a lower index.
        for point, leaf in sorted(zip(*hits, strict=True)) if len(hits) else ():
            if found[point] is None:
                found[point] = self.unit_ids[leaf]
        return found


@dataclass(frozen=True, slots=True)
class _Counties:
    """The outlines of the counties, at one set of versions."""

    versions: tuple[tuple[str, int | None], ...]
    tree: shapely.STRtree
    codes: tuple[str, ...]
    # Counties without an outline of their own are always asked.
    undrawn: tuple[str, ...]


_leaves: dict[str, Leaves] = {}
_counties: list[_Counties] = []
_lock = threading.Lock()


def locate(lon: float, lat: float) -> UnitRow | None:
    """Return the leaf grid that holds a WGS-84 point (定位), or the nearest within 50 m, or None.

    Where grids overlap (专属网格: a park or market within a village's grid) the smaller one is
    meant. Micro-grids count only where their county has drawn them.
    """
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return None
    point = shapely.Point(lon, lat)
    margin = _degrees(lat)
    near: list[tuple[float, int]] = []
    for code in _counties_near(point, margin):
        leaves = _leaves_of(code)
        if leaves is None:
            continue
        hits = leaves.tree.query(point, predicate="intersects")
        if len(hits):
            return unit_by_id(leaves.unit_ids[hits.min()])
        near += _nearest(leaves, point, margin)
    return unit_by_id(min(near)[1]) if near else None


def _degrees(lat: float) -> float:
    """Return how many degrees of longitude, the larger of the two, the reach may span."""
    return REACH_METRES / _METRES_PER_DEGREE / max(0.01, math.cos(math.radians(lat)))


def _nearest(leaves: Leaves, point: shapely.Point, margin: float) -> list[tuple[float, int]]:
    """Return (metres, unit id) of the leaf grids within reach of a point outside all of them."""
    found = []
    squeeze = math.cos(math.radians(point.y))
    for index in leaves.tree.query(point, predicate="dwithin", distance=margin):
        line = shapely.shortest_line(point, leaves.tree.geometries[index])
        (x, y), (to_x, to_y) = line.coords
        metres = math.hypot((to_x - x) * squeeze, to_y - y) * _METRES_PER_DEGREE
        if metres <= REACH_METRES:
            found.append((metres, leaves.unit_ids[index]))
    return found


def _counties_near(point: shapely.Point, margin: float) -> list[str]:
    """Return the codes of the counties that a point may lie in."""
    versions = tuple((key, version_of(key)) for key in county_keys())
    known = _counties[0] if _counties else None
    if known is None or known.versions != versions:
        known = _read_counties(versions)
        with _lock:
            _counties[:] = [known]
    hits = known.tree.query(point, predicate="dwithin", distance=margin)
    return [known.codes[index] for index in sorted(hits)] + list(known.undrawn)


def _read_counties(versions: tuple[tuple[str, int | None], ...]) -> _Counties:
    outlines = dict(
        Outline.objects.filter(unit__kind="county", unit__active=True)
        .order_by("unit__code")
        .values_list("unit__code", "wkb")
    )
    shapes = [shapely.from_wkb(bytes(wkb)) for wkb in outlines.values()]
    undrawn = tuple(key for key, _ in versions if key not in outlines)
    return _Counties(versions, _tree(shapes), tuple(outlines), undrawn)


def _leaves_of(code: str) -> Leaves | None:
    """Return a county's leaf grids, read anew if its tree has changed. One query."""
    version = version_of(code)
    if version is None:
        return None
    leaves = _leaves.get(code)
    if leaves is None or leaves.version != version:
        leaves = _read_leaves(code, version)
        with _lock:
            _leaves[code] = leaves
    return leaves


def _read_leaves(code: str, version: int) -> Leaves:
    outlines = Outline.objects.filter(
        unit__county__code=code, unit__active=True, unit__kind__in=LEAF_KINDS
    )
    rows = outlines.values_list("unit_id", "unit__parent_id", "unit__code", "wkb")
    return leaves_among([(*row[:3], shapely.from_wkb(bytes(row[3]))) for row in rows], version)


def leaves_among(rows: Sequence[Area], version: int = 0) -> Leaves:
    """Return which of these drawn grids are leaves, in the order in which they are asked."""
    drawn_above = {parent for _, parent, _, _ in rows}
    leaves = [
        (area, unit_code, unit_id)
        for unit_id, _, unit_code, area in rows
        if unit_id not in drawn_above
    ]
    # The code decides between equals, so that a point on a border is always the same grid's.
    leaves.sort(key=lambda leaf: (round(leaf[0].area, 9), leaf[1]))
    return Leaves(
        version, _tree([area for area, _, _ in leaves]), tuple(key for _, _, key in leaves)
    )


def _tree(shapes: list[BaseGeometry]) -> shapely.STRtree:
    for shape in shapes:
        shapely.prepare(shape)
    return shapely.STRtree(shapes)
