# SPDX-License-Identifier: Apache-2.0
"""Whom a critical event rings (特急叫应): its place's whole call chain at once, and the county's
duty if nobody answers. Pure: who is on duty is found when the message is carried out.
"""

from collections.abc import Iterable

from events.models import Delivery, Event
from events.rights import NODES
from grids.directory import UnitRow, ancestors_of, unit_by_id

# Beside roles in a delivery: who the roster names now (值班), else the unit's own people.
ON_DUTY = "on_duty"
CHANNEL, ONCE = "notice", "ring"
NEAR = frozenset({"grid", "village"})


def rings(event: Event) -> bool:
    """Whether it waits for somebody to say 我去: critical, and nobody has taken it up."""
    return event.urgency == "critical" and event.state == "reported"


def call_chain(event: Event) -> list[UnitRow]:
    """The nodes that may answer, from the place up to the county."""
    place = unit_by_id(event.place_id)
    return [row for row in ancestors_of(place, include_self=True) if row.is_node]


def first_ring(event: Event) -> Iterable[Delivery]:
    """The grid and the village whole, the township's people on duty; without a township the
    county's at once."""
    chain = call_chain(event)
    for unit in chain:
        if unit.kind in NEAR:
            yield _to(unit, " ".join(sorted(NODES[unit.kind])), "ring")
    above = [unit for unit in chain if unit.kind not in NEAR]
    if above:
        yield _to(above[0], ON_DUTY, "ring")


def second_ring(event: Event) -> Delivery:
    """Unanswered: the county's people on duty."""
    return _to(unit_by_id(event.county_id), ON_DUTY, "ring_county")


def _to(unit: UnitRow, roles: str, template: str) -> Delivery:
    return Delivery(
        channel=CHANNEL, to_unit_id=unit.id, roles=roles, template=template, once=template
    )
