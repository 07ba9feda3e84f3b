# SPDX-License-Identifier: Apache-2.0
"""Units as they shall be, before they are rows; and the numbers MPTT wants of them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(slots=True)
class Draft:
    """A unit to be made or updated, named by codes only."""

    code: str
    name: str
    kind: str
    parent_code: str | None
    short_name: str = ""
    platform: str = ""
    line_code: str = ""
    lon: float | None = None
    lat: float | None = None
    place_is_estimated: bool = False
    outline: bytes | None = None
    outline_source: str = ""
    outline_is_estimated: bool = True
    # Made by us, not by the table: a county that has renamed or moved it keeps what it did.
    only_if_new: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's position in its tree: MPTT's numbers and the path of codes."""

    lft: int
    rght: int
    level: int
    path: str


def number_tree(parents: Mapping[str, str | None]) -> dict[str, Place]:
    """Return MPTT's numbers and the path of every code, siblings ordered by code.

    Without recursion: lft is given on the way down, rght on the way up.
    """
    children: dict[str | None, list[str]] = {}
    for code in sorted(parents, reverse=True):
        children.setdefault(parents[code], []).append(code)
    places: dict[str, Place] = {}
    opened: dict[str, tuple[int, int, str]] = {}
    stack = list(children.get(None, ()))
    number = 0
    while stack:
        code = stack[-1]
        number += 1
        if code in opened:
            lft, level, path = opened.pop(code)
            places[code] = Place(lft, number, level, path)
            stack.pop()
            continue
        above = parents[code]
        _, level, path = opened[above] if above is not None else (0, -1, "")
        opened[code] = (number, level + 1, f"{path}{code}/")
        stack.extend(children.get(code, ()))
    return places
