# SPDX-License-Identifier: Apache-2.0
"""The units in process memory: read a county once, then only look whether it has changed.

Counties are loaded one by one, when first asked for, so a process that serves one county
carries one county. A version that changed (TreeVersion) drops that county alone.
"""

import threading
import time
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from grids.models import TreeVersion, Unit

# How old the answer to "has any county changed?" may be, in another process than the writer.
CHECK_SECONDS = 2.0

# The key of provinces and cities, which have no county.
ABOVE_COUNTIES = ""

NODE_KINDS = frozenset({"county", "township", "village", "grid"})


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as the whole program reads it; a change makes a new row."""

    id: int
    code: str
    name: str
    short_name: str
    initials: str
    kind: str
    tier: int | None
    is_node: bool
    is_office: bool
    parent_id: int | None
    county_id: int | None
    path: str
    platform: str
    line_id: int | None
    lon: float | None
    lat: float | None
    active: bool


@dataclass(frozen=True, slots=True)
class _County:
    """All rows of one county and the version they were read at."""

    version: int
    by_id: dict[int, UnitRow]
    by_code: dict[str, UnitRow]
    children: dict[int, tuple[UnitRow, ...]]
    # By path, so that a subtree is one slice: paths below a unit begin with its own.
    ordered: tuple[UnitRow, ...]
    paths: tuple[str, ...]


@dataclass(slots=True)
class _Memory:
    """What this process knows; replaced piece by piece, never changed in place."""

    counties: dict[str, _County] = field(default_factory=dict)
    home: dict[int, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    checked_at: float | None = None


_memory = _Memory()
_lock = threading.RLock()

_COLUMNS = (
    "id",
    "code",
    "name",
    "short_name",
    "initials",
    "kind_id",
    "kind__tier",
    "kind__is_node",
    "kind__is_office",
    "parent_id",
    "county_id",
    "path",
    "platform",
    "line_id",
    "lon",
    "lat",
    "active",
)


def county_key(code: str) -> str:
    """Return the county's code that a unit's code begins with, "" above the counties."""
    return ABOVE_COUNTIES if code[4:6] in ("", "00") else f"{code[:6]}000000"


def forget() -> None:
    """Drop everything (tests, whose rollbacks no version number can tell of)."""
    with _lock:
        _memory.counties = {}
        _memory.home = {}
        _memory.versions = {}
        _memory.checked_at = None


def mark_stale() -> None:
    """Let the next reader of this process look at the versions at once."""
    _memory.checked_at = None


def version_of(key: str) -> int | None:
    """Return the version of a county's tree as this process knows it."""
    _look_for_changes()
    return _memory.versions.get(key)


def county_keys() -> list[str]:
    """Return the codes of all counties there are."""
    _look_for_changes()
    return sorted(key for key in _memory.versions if key != ABOVE_COUNTIES)


def unit_by_id(unit_id: int) -> UnitRow:
    """Return the unit with this primary key; KeyError if there is none."""
    _look_for_changes()
    key = _memory.home.get(unit_id)
    if key is None:
        code = Unit.objects.filter(pk=unit_id).values_list("code", flat=True).first()
        if code is None:
            raise KeyError(unit_id)
        key = county_key(code)
    county = _county(key)
    if county is None:
        raise KeyError(unit_id)
    return county.by_id[unit_id]


def unit_by_code(code: str) -> UnitRow | None:
    """Return the unit with this code, or None."""
    _look_for_changes()
    county = _county(county_key(code))
    return county.by_code.get(code) if county else None


def children_of(unit_id: int) -> list[UnitRow]:
    """Return the active units directly below, by code."""
    row = unit_by_id(unit_id)
    county = _county(county_key(row.code))
    return list(county.children.get(unit_id, ())) if county else []


def has_townships(county_id: int) -> bool:
    """Whether a county governs its villages through townships; some cities do so directly."""
    return any(row.kind == "township" for row in children_of(county_id))


def subtree_of(row: UnitRow) -> list[UnitRow]:
    """Return the unit and every active unit below it, by path."""
    county = _county(county_key(row.code))
    if county is None:
        return []
    first = bisect_left(county.paths, row.path)
    # "0" follows "/" in every encoding: nothing below the unit sorts at or after this bound.
    last = bisect_left(county.paths, row.path[:-1] + "0", lo=first)
    return [found for found in county.ordered[first:last] if found.active]


def ancestors_of(row: UnitRow, include_self: bool = False) -> list[UnitRow]:  # noqa: FBT001, FBT002
    """Return the units above, nearest first, up to the root of the tree."""
    found = [row] if include_self else []
    while row.parent_id is not None:
        row = unit_by_id(row.parent_id)
        found.append(row)
    return found


def node_above(row: UnitRow) -> UnitRow | None:
    """Return the nearest node above (上一级受理节点): an office's is the node it stands under."""
    return next((r for r in ancestors_of(row) if r.is_node), None)


def enclosing(row: UnitRow, kind: str) -> UnitRow | None:
    """Return the unit itself or the nearest one above that is of this kind."""
    return next((r for r in ancestors_of(row, include_self=True) if r.kind == kind), None)


def placed_name(row: UnitRow) -> str:
    """Return a unit's name after its township's: every township has the same four platforms."""
    town = enclosing(row, "township")
    return row.name if town is None or row.name.startswith(town.name) else f"{town.name} {row.name}"


def _look_for_changes() -> None:
    """Ask for the versions if the last answer is too old, and drop what has changed."""
    checked_at = _memory.checked_at
    # A frozen or reset clock must not keep old rows for ever: a negative age is too old.
    if checked_at is not None and 0 <= time.monotonic() - checked_at < CHECK_SECONDS:
        return
    with _lock:
        now = time.monotonic()
        versions = dict(TreeVersion.objects.values_list("county_code", "version"))
        _memory.counties = {
            key: county
            for key, county in _memory.counties.items()
            if versions.get(key) == county.version
        }
        kept = _memory.counties.keys()
        _memory.home = {pk: key for pk, key in _memory.home.items() if key in kept}
        _memory.versions = versions
        _memory.checked_at = now


def _county(key: str) -> _County | None:
    """Return a county's rows, reading them if this process has not got them."""
    county = _memory.counties.get(key)
    if county is not None:
        return county
    with _lock:
        version = _memory.versions.get(key)
        if version is None:
            return None
        county = _memory.counties.get(key)
        if county is None:
            county = _read_county(key, version)
            _memory.home = {**_memory.home, **dict.fromkeys(county.by_id, key)}
            _memory.counties = {**_memory.counties, key: county}
        return county


def _read_county(key: str, version: int) -> _County:
    """Read all units of one county. One query; the version was read before, so it is no newer."""
    units = Unit.objects.filter(county__isnull=True)
    if key != ABOVE_COUNTIES:
        units = Unit.objects.filter(county__code=key)
    rows = [UnitRow(*values) for values in units.order_by("code").values_list(*_COLUMNS)]
    ordered = tuple(sorted(rows, key=lambda row: row.path))
    return _County(
        version=version,
        by_id={row.id: row for row in rows},
        by_code={row.code: row for row in rows},
        children=_group_by_parent(rows),
        ordered=ordered,
        paths=tuple(row.path for row in ordered),
    )


def _group_by_parent(rows: Iterable[UnitRow]) -> dict[int, tuple[UnitRow, ...]]:
    groups: dict[int, list[UnitRow]] = {}
    for row in rows:
        if row.parent_id is not None and row.active:
            groups.setdefault(row.parent_id, []).append(row)
    return {parent: tuple(found) for parent, found in groups.items()}
