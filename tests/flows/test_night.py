# SPDX-License-Identifier: Apache-2.0
"""A smoke alarm at 02:13 on a Sunday is answered by a person within its clock, with nobody at a
desk: by the roster, the messages, the worker, and one press."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from events import moment
from events.actions.deliver import deliver_owed
from events.actions.ringing import ring_unanswered
from events.actions.sweep import sweep_lamps
from events.models import Clock
from grids.actions.postings import add_shift
from notices.models import Notice
from tests.events.clients import person
from tests.walk import Walk

NIGHT = timezone.make_aware(datetime(2026, 11, 22, 2, 13))  # a Sunday


def told(code: str) -> set[str]:
    return set(Notice.objects.filter(template=code).values_list("to_user__username", flat=True))


@pytest.fixture
def on_duty(walk: Walk) -> Walk:
    """The night's roster: dai and his deputy ti at the township, sun at the county."""
    dai, ti = (person(walk, name, walk.room, "township_clerk") for name in ("dai", "ti"))
    hours: dict[str, Any] = {
        "from_at": NIGHT - timedelta(hours=6),
        "to_at": NIGHT + timedelta(hours=6),
    }
    add_shift(walk.room, dai, "township_clerk", deputy=ti, by=None, **hours)
    add_shift(walk.county.county, walk.sun, "county_chief", by=None, **hours)
    return walk


def test_a_smoke_alarm_at_night_is_answered_within_its_clock(on_duty: Walk) -> None:
    walk = on_duty
    with moment.at(NIGHT):
        event = walk.report(matter="0304", source="sensor", by=walk.he, grid=walk.grid.code)
        deliver_owed()
    # Whoever is near, and the township's two on duty; its people in bed are let sleep.
    assert told("ring") == {"lin", "gao", "zhou", "dai", "ti"}
    with moment.at(NIGHT + timedelta(minutes=3, seconds=1)):
        ring_unanswered()
        deliver_owed()
    assert told("ring_county") == {"sun"}
    with moment.at(NIGHT + timedelta(minutes=4)):
        event = walk.go(event, "go", walk.gao)
    with moment.at(NIGHT + timedelta(minutes=8)):
        event = walk.go(event, "note", walk.gao, text="电话打通", stage="contact")
    with moment.at(NIGHT + timedelta(minutes=19)):
        event = walk.go(event, "tell", walk.gao, whom="family")
        outcome = {"outcome": "false_alarm", "cause": "smoke", "text": "夜宵油烟"}
        event = walk.go(event, "report_outcome", walk.gao, **outcome)
        sweep_lamps()
    assert [clock.overdue_seconds for clock in Clock.objects.filter(event=event)] == [0] * 4
    # The morning shift finishes the forms.
    with moment.at(timezone.make_aware(datetime(2026, 11, 23, 8, 40))):
        event = walk.go(event, "finish", walk.gao, result="油烟误报,已复位")
    assert event.state == "handled"
    assert not event.closed_late
