# SPDX-License-Identifier: Apache-2.0
"""Who answers a matter, where, and who hears of it (责任清单). No I/O: rows come from memory."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.utils import timezone

from duties.directory import MatterRow, StageRow, StandardRow, snapshot
from duties.models import Duty
from duties.tables import names_in
from grids.directory import UnitRow, ancestors_of, children_of, enclosing, unit_by_id

# From the top; a level's first node is the nearest of its kind or above.
_NODE_ORDER = ("county", "township", "village", "grid")
# 一级 grid, 二级 village, 三级 and 四级 township: a level-4 matter goes on up from there.
_FIRST_KIND = {1: "grid", 2: "village", 3: "township", 4: "township"}
_TOWNSHIP, _COUNTY = 3, 4
_TIER_ON_SPOT = {"grid": 1, "village": 2}
_OFFICES_WITH_STATIONS = ("platform", "department")

# The lines of the duty list by matter, all versions.
Duties = Mapping[int, tuple[Duty, ...]]


def level_of(matter: MatterRow, standard: StandardRow | None = None) -> int:
    """Return who handles it (处置层级 1–4): the standard's word, else the matter's."""
    return (standard.level if standard else None) or matter.level


def urgency_of(matter: MatterRow, standard: StandardRow | None = None) -> str:
    """Return how fast it must move (紧急程度): the standard's word, else the matter's."""
    return (standard.urgency if standard else "") or matter.urgency


def first_node(matter: MatterRow, place: UnitRow, standard: StandardRow | None = None) -> UnitRow:
    """Return who receives a report first (首站): 一级 grid, 二级 village, 三、四级 township.

    Where a layer is missing (no townships, or a place known only by its township) it is the
    next node above. "Level says who handles, never who hears."
    """
    deepest = _NODE_ORDER.index(_FIRST_KIND[level_of(matter, standard)])
    fitting = _NODE_ORDER[: deepest + 1]
    for row in ancestors_of(place, include_self=True):
        if row.is_node and row.active and row.kind in fitting:
            return row
    raise LookupError(place.code)


def duty_for(
    matter: MatterRow,
    unit: UnitRow,
    standard: StandardRow | None = None,
    *,
    on: date | None = None,
    duties: Duties | None = None,
) -> Duty | None:
    """Return the line of the duty list that holds here, under this condition, on this day.

    County before default, long scope first, then a line for the very condition, then the last
    version. `duties`: another list than the one in force (a draft).
    """
    day = on or timezone.localdate()
    no = standard.no if standard else None
    known = snapshot().duties if duties is None else duties
    rows = [
        duty
        for duty in known.get(matter.id, ())
        if duty.county_id in (None, unit.county_id)
        and unit.path.startswith(duty.scope)
        and duty.standard_no in (None, no)
        and holds_on(duty, day)
    ]
    return max(rows, key=_rank, default=None)


def holds_on(duty: Duty, day: date) -> bool:
    """Return whether a line holds on a day: from its first day, until before its last."""
    begun = duty.valid_from is None or duty.valid_from <= day
    return begun and (duty.valid_to is None or day < duty.valid_to)


def level_range(matter: MatterRow, duty: Duty | None) -> tuple[int, int]:
    """Return which tiers may be given it (下派准入): the duty list's word; else up to the county,
    from the lowest that the matter's standards name or let close on the spot. A township has
    an office for every matter, so nothing is kept from it unless the list says so.
    """
    named = [level_of(matter, standard) for standard in matter.standards] or [matter.level]
    on_spot = [_TIER_ON_SPOT.get(standard.on_spot, _TOWNSHIP) for standard in matter.standards]
    lowest = (duty.level_min if duty else None) or min([*named, *on_spot, _TOWNSHIP])
    return lowest, (duty.level_max if duty else None) or _COUNTY


def limited_by(standard: StandardRow, duty: Duty | None) -> StandardRow:
    """Return the standard with the duty line's own limit, if it has one, as its last stage."""
    if duty is None or duty.limit is None or not standard.stages:
        return standard
    last = StageRow(standard.stages[-1].kind, duty.limit, duty.limit_unit)
    return replace(standard, stages=(*standard.stages[:-1], last))


def answering_unit(matter: MatterRow, township: UnitRow) -> UnitRow | None:
    """Return the office to suggest for dispatch (首派): the township's platform or station."""
    return next(iter(answering_units(matter, township)), None)


def answering_units(
    matter: MatterRow,
    township: UnitRow,
    standard: StandardRow | None = None,
    *,
    on: date | None = None,
    duties: Duties | None = None,
) -> tuple[UnitRow, ...]:
    """Return the offices that may answer here, first choice first (派单候选)."""
    duty = duty_for(matter, township, standard, on=on, duties=duties)
    offices = _offices_below(township)
    platform = _platform(offices, duty.platform if duty else matter.platform)
    station = _station(offices, duty) if duty else None
    first, second = platform, station
    if duty and duty.lead == Duty.Lead.STATION:
        first, second = station, platform
    return tuple(unit for unit in (first, second) if unit is not None)


def supporting_units(
    matter: MatterRow, node: UnitRow, standard: StandardRow | None = None
) -> tuple[UnitRow, ...]:
    """Return who helps (协办) as the duty list names them: offices here, county departments."""
    duty = duty_for(matter, node, standard)
    near = [*_offices_below(node), *_departments(node)]
    found = (_first_named(near, [name]) for name in (duty.supports if duty else ()))
    return tuple(dict.fromkeys(unit for unit in found if unit is not None))


def department_for(
    matter: MatterRow,
    county: UnitRow,
    standard: StandardRow | None = None,
    *,
    on: date | None = None,
    duties: Duties | None = None,
) -> UnitRow | None:
    """Return the county department that answers a level-4 matter (主管部门); None: 县中心 decides.

    The list may name several; the first that this county has is meant.
    """
    duty = duty_for(matter, county, standard, on=on, duties=duties)
    return _first_named(_departments(county), names_in(duty.department)) if duty else None


def who_hears(
    matter: MatterRow, place: UnitRow, handler: UnitRow | None = None
) -> tuple[UnitRow, ...]:
    """Return who hears of an event here (知会) besides the unit that holds it.

    Every node above the grid; a station's platform (块) and department (条); the departments
    that the duty list names. Nobody hears of a sensitive matter.
    """
    if matter.sensitive:
        return ()
    heard = [row for row in ancestors_of(place, include_self=True) if row.is_node]
    if handler is not None and handler.kind == "station":
        heard += [row for row in ancestors_of(handler) if row.kind in _OFFICES_WITH_STATIONS]
        heard += [unit_by_id(handler.line_id)] if handler.line_id else []
    if duty := duty_for(matter, place):
        found = (_first_named(_departments(place), [name]) for name in duty.hears)
        heard += [row for row in found if row is not None]
    return tuple(dict.fromkeys(row for row in heard if row != handler))


def _rank(duty: Duty) -> tuple[bool, int, bool, int]:
    """How closely a line fits; of two versions that both hold the later one was meant."""
    named = duty.standard_no is not None
    return (duty.county_id is not None, len(duty.scope), named, duty.version)


def _offices_below(township: UnitRow) -> list[UnitRow]:
    """Return the platforms and stations of a township (or of a county without townships)."""
    near = [row for row in children_of(township.id) if row.is_office]
    platforms = [row for row in near if row.kind == "platform"]
    below = [row for platform in platforms for row in children_of(platform.id)]
    return near + [row for row in below if row.is_office]


def _departments(unit: UnitRow) -> list[UnitRow]:
    county = enclosing(unit, "county")
    near = children_of(county.id) if county else []
    return [row for row in near if row.kind == "department"]


def _platform(offices: list[UnitRow], code: str) -> UnitRow | None:
    fitting = (row for row in offices if row.kind == "platform" and row.platform == code)
    return next(fitting, None)


def _station(offices: list[UnitRow], duty: Duty) -> UnitRow | None:
    """By its name; else by the department it belongs to, because towns name stations freely."""
    stations = [row for row in offices if row.kind == "station"]
    found = _first_named(stations, names_in(duty.station))
    if found is not None:
        return found
    lines = {row.line_id: row for row in reversed(stations) if row.line_id is not None}
    departments = [unit_by_id(line) for line in lines]
    line = _first_named(departments, names_in(duty.department))
    return lines[line.id] if line else None


def _first_named(units: list[UnitRow], names: list[str]) -> UnitRow | None:
    """Return the first unit with one of these names; 石桥派出所 is a 派出所."""
    for name in names:
        for unit in units:
            if name in (unit.name, unit.short_name) or unit.name.endswith(name):
                return unit
    return None
