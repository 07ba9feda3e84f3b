# SPDX-License-Identifier: Apache-2.0
"""The live day: at high speed, with real times, deterministic, and ended cleanly."""

import threading
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from demo.cast import county_of_demo
from demo.day import Day, Stop
from events.models import Event, Ledger
from events.verify import verify_county

pytestmark = pytest.mark.django_db(transaction=True)


def _day(demo: SimpleNamespace, **options: float) -> Day:
    return Day(county_of_demo(demo.demo.code), **({"speed": 1e6, "hours": 2} | options), seed="s")


def test_a_morning_at_high_speed(demo: SimpleNamespace) -> None:
    """Reports and moves happen now, through the real actions."""
    began = timezone.now()
    day = _day(demo)
    day.play(Stop(), lambda at: None)
    assert day.reports == Event.objects.count() > 5 and day.moves > 3
    assert all(event.reported_at >= began for event in Event.objects.all())
    assert verify_county(Ledger.objects.get()).is_whole


def test_same_seed_same_day_but_every_day_is_played(demo: SimpleNamespace) -> None:
    """The dice repeat, the receipts do not: a second run is a second day."""
    plans = [[(step.at, step.order) for step in _day(demo).queue] for _ in range(2)]
    assert plans[0] == plans[1]
    for times in (1, 2):
        day = _day(demo, hours=1)
        day.play(Stop(), lambda at: None)
        assert Event.objects.count() == times * day.reports
    texts = list(Event.objects.order_by("pk").values_list("matter__code", "text"))
    assert texts[: day.reports] == texts[day.reports :]


def test_stops_between_two_moves(demo: SimpleNamespace) -> None:
    """A wish to stop is heard while waiting, and nothing is half done."""
    day, stop = _day(demo, speed=0.001), Stop()
    threading.Timer(0.3, stop.ask).start()
    day.play(stop, lambda at: None)
    assert stop.asked and Event.objects.count() <= 1


def test_command_says_what_it_did(demo: SimpleNamespace, settings: Settings) -> None:
    """`manage.py demo_day`, only in the demo."""
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("demo_day", speed=1e6)
    settings.DEMO = True
    said = StringIO()
    call_command("demo_day", speed=1e6, hours=1, stdout=said)
    assert f"the day is over: {Event.objects.count()} reports" in said.getvalue()
