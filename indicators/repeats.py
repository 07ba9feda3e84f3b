# SPDX-License-Identifier: Apache-2.0
"""Which events repeat an earlier one (重复发生): same matter, within 50 m and 30 days. Pure.

Points are WGS-84 degrees; at a county's size a degree of longitude is cos(latitude) of one of
latitude, exact to far less than a metre over 50.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, floor, hypot, radians

METRES = 50.0
SPAN = timedelta(days=30)
METRES_OF_A_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """One event as far as repeats go."""

    event_id: int
    matter_id: int
    lon: float
    lat: float
    at: datetime


def repeated(sightings: Iterable[Sighting]) -> frozenset[int]:
    """The ids of those that an earlier one (they come in order of time) was near to.

    Each is kept in a cell as wide as the distance, so only nine cells are looked at.
    """
    cells: dict[tuple[int, int, int], list[Sighting]] = {}
    found = set()
    for each in sightings:
        row, column = _cell(each)
        near = (
            earlier
            for d_row in (-1, 0, 1)
            for d_column in (-1, 0, 1)
            for earlier in cells.get((each.matter_id, row + d_row, column + d_column), ())
        )
        if any(each.at - one.at <= SPAN and _metres(each, one) <= METRES for one in near):
            found.add(each.event_id)
        cells.setdefault((each.matter_id, row, column), []).append(each)
    return frozenset(found)


def _cell(each: Sighting) -> tuple[int, int]:
    # One width of a cell for a whole county: its latitude rounded, so neighbours agree.
    east = METRES_OF_A_DEGREE * cos(radians(round(each.lat)))
    return floor(each.lat * METRES_OF_A_DEGREE / METRES), floor(each.lon * east / METRES)


def _metres(one: Sighting, other: Sighting) -> float:
    east = (one.lon - other.lon) * METRES_OF_A_DEGREE * cos(radians(one.lat))
    return hypot(east, (one.lat - other.lat) * METRES_OF_A_DEGREE)
