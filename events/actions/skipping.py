# SPDX-License-Identifier: Apache-2.0
"""Straight up to the county (越级上报), and the township that was passed over is told."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from events import owed
from events.actions.moving import Moving
from events.actions.protocol import move
from events.actions.routing import rise_to
from events.fields import Text
from events.models import Delivery, Event
from events.rights import NODES
from grids.directory import enclosing, unit_by_id


@move("escalate_skip", _("越级上报"), Text("reason", _("为什么要越级"), required=True))
def escalate_skip(m: Moving, *, reason: str) -> None:
    """越级上报: what is 特急 or 重大 goes to the county at once; its township reads along."""
    came_from, county = m.event.state, unit_by_id(m.event.county_id)
    rise_to(m, county)
    m.event.escalate_skip()
    if (township := enclosing(unit_by_id(m.event.place_id), "township")) is not None:
        m.involved.setdefault(township.id, False)
    m.line("escalate_skip", came_from, texts={"reason": reason}, to=county.code)


def township_is_told(event: Event, line: owed.Told) -> Iterable[Delivery]:
    """The township of the place is told at once, unless it went over its own head."""
    township = enclosing(unit_by_id(event.place_id), "township")
    if township is None or line.unit_id == township.id:
        return []
    roles = " ".join(sorted(NODES["township"]))
    told = Delivery(
        channel="notice", template="escalated_over", to_unit_id=township.id, roles=roles
    )
    return [told]


owed.register(["escalate_skip"], township_is_told)
