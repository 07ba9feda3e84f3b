# SPDX-License-Identifier: Apache-2.0
"""Pure rules of a whistle (吹哨): who blows it, whom it may call, who is there and who is not.

How the called units stand is kept on the event's row (`Event.joint`: kind, lead, gather_at, and
`units` by id with their status; an excused unit is no longer among them), so that lists and walls
ask no query. `events.actions.summons` writes it together with the rows it stands for.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from events.lifecycle import State
from events.models import Summons
from events.rules import offices_under
from grids.directory import UnitRow, children_of, enclosing, has_townships, unit_by_id

if TYPE_CHECKING:
    from events.models import Event

Status = Summons.Status
AT_WORK = (Status.CONFIRMED, Status.CONTESTED)
# Still called: neither excused nor let go by the end of the whistle.
LIVE = (Status.CALLED, Status.CONFIRMED, Status.CONTESTED, Status.DONE)
# These owe their township a result.
OWING = (Status.CALLED, Status.CONFIRMED, Status.CONTESTED)


def joint_of(kind: str, lead: UnitRow, gather_at: datetime, units: list[UnitRow]) -> dict[str, Any]:
    """What the event's row keeps of a whistle just blown."""
    return {
        "kind": kind,
        "lead": lead.id,
        "gather_at": gather_at.isoformat(),
        "units": {str(unit.id): Status.CALLED.value for unit in units},
    }


def statuses(event: "Event") -> dict[int, str]:
    """The units of the last whistle by id, as far as they are not excused, with their status."""
    units = event.joint["units"] if event.joint else {}
    return {int(pk): status for pk, status in units.items()}


def absent(event: "Event") -> set[int]:
    """The units that have not reported in yet (未报到)."""
    return _among(event, Status.CALLED)


def at_work(event: "Event") -> set[int]:
    """The units that are there and owe a result."""
    return _among(event, *AT_WORK)


def contestants(event: "Event") -> set[int]:
    """The units that may say they were wrongly called: they are there, and have not said so."""
    return _among(event, Status.CONFIRMED)


def excusable(event: "Event") -> set[int]:
    """The units a township may excuse: who owes a result, but never the lead."""
    return _among(event, *OWING) - {event.holder_id}


def unscored(event: "Event") -> set[int]:
    """The units whose part is done and has no score yet."""
    return _among(event, Status.DONE)


def is_done_but_for_the_lead(event: "Event") -> bool:
    """Whether all others have done their part or are excused, and the lead is there."""
    found = statuses(event)
    own = found.pop(event.holder_id, Status.CALLED)
    return own != Status.CALLED and all(status == Status.DONE for status in found.values())


def readers(event: "Event") -> set[int]:
    """The units whose trusted people read a sensitive event: its holder, the township that
    whistled, and, while they handle it together, the units it called."""
    found = {event.holder_id, event.commander_id} - {None}
    if event.state == State.JOINT:
        found |= statuses(event).keys()
    return {unit for unit in found if unit is not None}


def escalating_unit(event: "Event") -> UnitRow:
    """From where an event goes up: its holder, or the township that whistled, not its lead."""
    if event.state == State.JOINT and event.commander_id:
        return unit_by_id(event.commander_id)
    return unit_by_id(event.holder_id)


def whistling_node(event: "Event") -> UnitRow | None:
    """The township that may whistle: the one the event lies with, or that answers for it.

    What the county sent to a department, and that on to its station in a township, is not the
    township's. Where a county has no townships, the county whistles.
    """
    holder = unit_by_id(event.holder_id)
    node = unit_by_id(event.node_id) if event.node_id else holder
    if node.kind == "township" and not holder.is_node:
        return node
    here = enclosing(holder, "township")
    if here is not None:
        return here if _came_through(event, here, holder, node) else None
    return None if has_townships(event.county_id) else unit_by_id(event.county_id)


def callable_units(township: UnitRow) -> list[UnitRow]:
    """Whom a township may call: its own platforms and stations, its county's departments."""
    own = offices_under(township)
    if township.county_id is None:
        return own
    departments = [row for row in children_of(township.county_id) if row.kind == "department"]
    return own + [row for row in departments if row not in own]


def _came_through(event: "Event", here: UnitRow, holder: UnitRow, node: UnitRow) -> bool:
    """Nodes below a township are reached through it alone; an office also from its own line."""
    if holder.is_node or node.path.startswith(here.path):
        return True
    given = event.assignment
    return given is not None and unit_by_id(given.from_unit_id).path.startswith(here.path)


def _among(event: "Event", *wanted: str) -> set[int]:
    return {unit for unit, status in statuses(event).items() if status in wanted}
