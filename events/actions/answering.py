# SPDX-License-Identifier: Apache-2.0
"""Whoever asked is answered (答复): one delivery a claimant, owed with the step; noted by whoever
carries it out, inside the delivery's own transaction. When everybody has heard, the clock stops.
"""

from collections.abc import Mapping

from events import moment
from events.actions.clocks import Clocks, write_clocks
from events.actions.record import Line
from events.models import Claimant, Clock, Delivery, Event


def hears_of_it(event: Event, held_by: int, last: Line) -> bool:
    """换单位: whoever asked and wants to hear is told where it is now, but not of what was undone
    before anybody heard of it."""
    passed_on = event.holder_id != held_by and last.move != "undo"
    return event.wants_reply and event.is_open and passed_on


def claimants_told(last: Mapping[int, Line], template: str) -> list[tuple[Line, Delivery]]:
    """One delivery for each claimant of these events who wants to hear of it (each by himself:
    fourteen claimants get fourteen answers), owed by the event's own last line. One query."""
    waiting = Claimant.objects.filter(event__in=list(last), wants_reply=True).order_by("pk")
    return [
        (
            last[claimant.event_id],
            Delivery(
                event_id=claimant.event_id,
                channel="claimant_reply",
                template=template,
                claimant=claimant,
            ),
        )
        for claimant in waiting
    ]


def note_answer(delivery: Delivery) -> None:
    """Note that the claimant of a `claimant_reply` of a closing has been answered. No line: what
    was answered stands in the closing's own."""
    if delivery.claimant_id is None or delivery.template != "closed":
        return
    now = moment.now()
    # Locked before the answers are counted: of two workers that answer the last two claimants at
    # the same time, neither would see the other's.
    clocks = Clock.objects.select_for_update(no_key=True).filter(kind="reply", stopped_at=None)
    running = list(clocks.filter(event=delivery.event_id))
    Claimant.objects.filter(pk=delivery.claimant_id).update(answered_at=now)
    if not running:
        return
    wanting = Claimant.objects.filter(event=delivery.event_id, wants_reply=True)
    heard = wanting.filter(answered_at__gte=running[0].started_at)
    if wanting.count() == heard.count():
        event = Event.objects.get(pk=delivery.event_id)
        answered = Clocks(event, now, running=running)
        answered.stop("reply")
        write_clocks([answered])
