# SPDX-License-Identifier: Apache-2.0
"""Which open events a change of a county's tables would touch: asked before it is made."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from duties.clocks import WORKING
from events.models import Clock, Event
from events.states import OPEN


def events_over(county_id: int, day: date) -> int:
    """How many open events have a limit in working time that runs over this day: those that move
    if its hours do. One statement."""
    zone = timezone.get_default_timezone()
    begins = datetime.combine(day, time(), zone)
    clocks = Clock.objects.filter(stopped_at=None, unit__in=sorted(WORKING))
    clocks = clocks.filter(started_at__lt=begins + timedelta(days=1), due_at__gt=begins)
    found: int = clocks.filter(event__county_id=county_id).values("event").distinct().count()
    return found


def open_places(county_id: int) -> list[tuple[float, float]]:
    """Where a county's open events are (在办事件的位置), to be held against new outlines."""
    return list(Event.objects.filter(county=county_id, state__in=OPEN).values_list("lon", "lat"))
