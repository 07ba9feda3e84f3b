# SPDX-License-Identifier: Apache-2.0
"""Who is told when a lamp turns, and who when it stays red (亮灯提醒、逐级提醒).

Yellow: who handles it. Orange: their head, and the desk that dispatched it. Red: the head, at
once. Half of the limit later: the township's chief; the whole of it: the county's duty chief.
Where a unit has no head, whoever is responsible above it hears at once instead (逐级上推).
Nobody is told of one lamp of one event twice, and an ordinary matter lets people sleep.
"""

from collections.abc import Iterable, Iterator

from duties.queries import after_quiet_hours
from events import moment
from events.models import Delivery, Event
from events.owed import Told
from events.rights import ALL, CHIEFS
from grids.directory import UnitRow, enclosing, node_above, unit_by_id
from grids.models import Role

CHANNEL = "notice"
# 负责人: at the unit itself, but a grid's stands in its village, a station's on its platform.
_HEADS: dict[str, tuple[str, frozenset[Role]]] = {
    "grid": ("village", frozenset({Role.GRID_HEAD})),
    "village": ("", frozenset({Role.GRID_HEAD, Role.VILLAGE_OFFICER})),
    "township": ("", frozenset({Role.TOWNSHIP_CHIEF})),
    "county": ("", frozenset({Role.COUNTY_CHIEF})),
    "station": ("platform", frozenset({Role.PLATFORM_HEAD})),
    "platform": ("", frozenset({Role.PLATFORM_HEAD})),
    "department": ("", frozenset({Role.DEPARTMENT_HEAD})),
}
# What a head must hear of; yellow is for those who handle it, orange has the dispatcher beside.
_FOR_HEADS = frozenset({"lamp.red", "lamp.over_half", "lamp.over_whole"})
Hearers = dict[int, set[str]]


def lamp_messages(event: Event, line: Told) -> Iterable[Delivery]:
    """Return what a `lamp` or `remind` line owes: to each once, of the gravest it tells."""
    tells = line.codes.get("tells", [])
    if not tells:
        return []
    hearers: Hearers = {}
    for late in line.codes.get("whose") or [event.holder_id]:
        for warning in tells:
            for unit_id, roles in _hearers(event, unit_by_id(late), warning):
                hearers.setdefault(unit_id, set()).update(roles)
    word, now = f"lamp.{tells[-1]}", moment.now()
    if event.urgency == "normal":
        now = after_quiet_hours(now, event.county_id)
    return [
        Delivery(
            channel=CHANNEL,
            to_unit_id=unit_id,
            roles=" ".join(sorted(roles)),
            template=word,
            once=word,
            due_at=now,
        )
        for unit_id, roles in hearers.items()
    ]


def _hearers(event: Event, holder: UnitRow, warning: str) -> list[tuple[int, frozenset[str]]]:
    """Return the units, and the roles there, that hear of one warning of a unit's time (4.4)."""
    own = ALL.get(holder.kind, frozenset())
    if warning == "over_half":
        return [_leader(holder, event)]
    if warning == "over_whole":
        return [(event.county_id, frozenset({Role.COUNTY_CHIEF}))]
    if event.sensitive:
        # 敏感: nobody who may not read it; a node's duty chief, an office's trusted handlers.
        return [(holder.id, own & CHIEFS or own)]
    if warning == "yellow":
        return [(holder.id, own)]
    return [_head(holder), *(_dispatcher(event) if warning == "orange" else [])]


def _head(holder: UnitRow) -> tuple[int, frozenset[str]]:
    """Return the head of the unit that holds it (科室负责人)."""
    kind, roles = _HEADS.get(holder.kind, ("", frozenset[Role]()))
    above = enclosing(holder, kind) if kind else None
    return (above or holder).id, roles


def heads_meant(template: str, roles: Iterable[str], unit: UnitRow) -> frozenset[str]:
    """Which of a message's roles at a unit are its head's, where a head must hear of it."""
    if template not in _FOR_HEADS:
        return frozenset()
    return _HEADS.get(unit.kind, ("", frozenset[Role]()))[1] & frozenset(roles)


def heads_above(unit: UnitRow) -> Iterator[tuple[UnitRow, frozenset[str]]]:
    """Return who is responsible above a unit without a head: its nodes and their heads, upwards."""
    above = node_above(unit)
    while above is not None:
        yield above, _HEADS.get(above.kind, ("", frozenset[Role]()))[1]
        above = node_above(above)


def _dispatcher(event: Event) -> list[tuple[int, frozenset[str]]]:
    """Return the desk that dispatched it last (派遣员); nobody did where a node does it itself."""
    if event.assignment is None:
        return []
    sender = unit_by_id(event.assignment.from_unit_id)
    return [(sender.id, ALL.get(sender.kind, frozenset()))]


def _leader(holder: UnitRow, event: Event) -> tuple[int, frozenset[str]]:
    """Return the chief of the township that is late; outside of townships the county's."""
    township = enclosing(holder, "township")
    if township is not None:
        return township.id, frozenset({Role.TOWNSHIP_CHIEF})
    return event.county_id, frozenset({Role.COUNTY_CHIEF})
