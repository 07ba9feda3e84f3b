# SPDX-License-Identifier: Apache-2.0
"""What stays of the handling, whatever becomes of the event: who had a hand in it (经手人), so that
nobody judges their own work (谁办谁不核), and that it was late."""

from collections.abc import Iterable

from accounts.models import User
from events.models import Clock, Event
from events.rights import ACCESS, CHIEFS
from events.rules import may_check, next_node_up
from grids.directory import UnitRow, children_of
from grids.queries import live_postings


def take_part(event: Event, by: User) -> None:
    """Somebody has handled it, or a part of it (协办、协同): they never judge it, however often it
    is taken up again."""
    if by.pk not in event.handled_by:
        event.handled_by = [*event.handled_by, by.pk]


def keep_lateness(event: Event, stopped: Iterable[Clock]) -> None:
    """Once late, late: neither rework nor another event or system that has it then washes it off
    (KPIs show it, an appeal may exempt it)."""
    event.closed_late |= any(clock.overdue_seconds for clock in stopped if clock.kind == "handle")


def nearest_judge(event: Event, node: UnitRow) -> UnitRow:
    """The node itself, or the nearest above where somebody may close it who had no hand in it:
    what only its own handlers could close would lie there for ever."""
    above: UnitRow | None = node
    while above is not None and not has_a_judge(event, above, "close"):
        above = next_node_up(above)
    return above or node


def nearest_checker(event: Event, unit: UnitRow | None) -> UnitRow | None:
    """The grid or village that looks at it (核查), or the next above it up to the village, where
    somebody may who had no hand in it; None where nobody is left."""
    while unit is not None and not has_a_judge(event, unit, "check_pass"):
        unit = next_node_up(unit)
        if unit is not None and (unit.kind != "village" or not may_check(event, unit)):
            return None
    return unit


def has_a_judge(event: Event, node: UnitRow, move: str) -> bool:
    """Whether somebody at a node may make this move who had no hand in it. One query."""
    rooms = [row.id for row in children_of(node.id) if row.kind == "command_room"]
    judges = live_postings().filter(
        unit_id__in=[node.id, *rooms],
        unit__active=True,
        role__in=ACCESS[move].roles.get(node.kind, ()),
        user__is_active=True,
    )
    found = judges.exclude(user_id__in=event.handled_by).values_list("role", "sensitive")
    return any(trusted or role in CHIEFS or not event.sensitive for role, trusted in found)
