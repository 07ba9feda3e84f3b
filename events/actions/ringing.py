# SPDX-License-Identifier: Apache-2.0
"""无人应答: a critical event that nobody of its call chain has taken up within three minutes rings
the county's duty by itself, by one ledger line. Several workers share the work.
"""

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import User
from duties.clocks import add_limit
from duties.queries import process_limit
from events import moment, owed
from events.actions.record import make_line, record
from events.calling import first_ring, rings, second_ring
from events.facts import wall_facts
from events.models import Event, Ledger

if TYPE_CHECKING:
    from events.actions.moving import Moving

BATCH = 200


def ring_if_critical(m: "Moving") -> None:
    """特急叫应: what becomes critical rings its call chain, once, until somebody takes it up."""
    event = m.event
    if not rings(event):
        event.ring_due_at = None
    elif not event.rung:
        limit, unit = process_limit("answer", event.county_id, event.urgency)
        event.rung = True
        event.ring_due_at = add_limit(m.now, limit, unit, m.clocks.calendar)
        for owing in first_ring(event):
            m.owe(m.lines[-1], owing)


def ring_unanswered(*, by: User | None = None) -> int:
    """Ring the county for every event whose time to answer is over; how many there were."""
    due = Event.objects.filter(ring_due_at__lte=moment.now()).values("county_id")
    counties = Ledger.objects.filter(county_id__in=due).order_by("county_id")
    return sum(ring_in(pk, by=by) for pk in counties.values_list("county_id", flat=True))


@transaction.atomic(durable=True)
def ring_in(county_id: int, *, by: User | None = None) -> int:
    """The same for one county. What somebody moves right now waits for the next round."""
    now = moment.now()
    rows = Event.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    due = rows.filter(county_id=county_id, ring_due_at__lte=now)
    events = list(due.order_by("ring_due_at", "pk")[:BATCH])
    lines = []
    for event in events:
        line = make_line(
            "ring",
            event_id=event.pk,
            texts={},
            by=by.pk if by else None,
            codes={"minutes": int((now - event.reported_at).total_seconds() // 60)},
            **{"from": event.state, "to": event.state},
            facts=wall_facts(event),
        )
        owing = second_ring(event)
        owing.event = event
        owed.write(event, [line], now, [(line, owing)])
        lines.append(line)
    Event.objects.filter(pk__in=[event.pk for event in events]).update(ring_due_at=None)
    if lines:
        record(county_id, lines)
    return len(events)
