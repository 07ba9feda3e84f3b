# SPDX-License-Identifier: Apache-2.0
"""The month: deterministic, goes on after a kill as it would have gone on, and looks like life."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from psycopg import connect

from demo.cast import county_of_demo
from demo.history import History
from demo.models import DemoCounty
from demo.player import Player
from events.actions.sweep import REPLAY_LOCK, past_is_replayed, replaying
from events.models import Event, Flow, Ledger, Step
from events.verify import verify_county
from tests.product import database_url, wait_until

ANCHOR = datetime(2026, 11, 18, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TOTAL, FEW = 60, 30

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """kill -9, as far as Python can feel it."""


def _write(demo: DemoCounty, total: int = TOTAL) -> int:
    demo.anchor = ANCHOR
    return History(demo, county_of_demo(demo.code), total).write(lambda share: None)


def _month() -> list[str]:
    """What the month is, without numbers that differ from run to run."""
    names = ("matter__code", "text", "state", "lamp", "reported_at", "closed_at", "holder__code")
    return sorted(map(repr, Event.objects.values_list(*names)))


def _forget() -> None:
    """Empty the events' tables; the ledger's guards forbid deleting, not truncating."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE events_event, events_step, events_steptext, events_ledger CASCADE")
        cursor.execute("TRUNCATE events_receipt, events_stock, events_flow, events_flowmatter")


def _lines() -> list[tuple[str, datetime]]:
    return list(Step.objects.order_by("seq").values_list("move", "at"))


@pytest.fixture
def whole(demo: SimpleNamespace) -> SimpleNamespace:
    """A month written in one go: its events, remembered."""
    made = _write(demo.demo)
    return SimpleNamespace(made=made, demo=demo)


def test_month_looks_like_a_countys(whole: SimpleNamespace) -> None:
    """Most on the spot, most closed, none refused wholesale, and the ledger is whole."""
    events = Event.objects.all()
    seen = events.filter(source="grid")
    spot = seen.filter(on_the_spot=True).count()
    assert whole.made == Event.objects.count() >= TOTAL * 0.9
    assert 0.6 < spot / seen.count() < 0.95
    assert events.filter(closed_at__isnull=False).count() > 0.85 * whole.made
    assert not Step.objects.filter(at__gte=ANCHOR).exists()
    assert verify_county(Ledger.objects.get()).is_whole
    reported = Flow.objects.filter(measure="reported")
    assert sum(reported.values_list("n", flat=True)) == whole.made


def test_writing_again_changes_nothing(whole: SimpleNamespace) -> None:
    """Receipts make every repeat a no-op."""
    before = _lines()
    _write(whole.demo.demo)
    assert _lines() == before


def test_nobody_sweeps_by_todays_clock_meanwhile(demo: SimpleNamespace) -> None:
    """What the replay leaves open for a moment must not turn red: the worker waits."""
    assert not past_is_replayed()
    with connect(database_url(), autocommit=True) as loader:
        loader.execute("SELECT pg_advisory_lock(%s)", [REPLAY_LOCK])
        assert past_is_replayed()
    wait_until(lambda: not past_is_replayed(), "the end of the replay")
    with replaying():
        assert not past_is_replayed()  # the replay itself turns the lamps of its days


def test_killed_loading_goes_on_as_it_would_have(
    demo: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed again and again in mid-life, the month ends as if nobody had killed it."""
    done = _killed_after(20, monkeypatch)
    with pytest.raises(Killed):
        _write(demo.demo, FEW)
    done(30)
    with pytest.raises(Killed):
        _write(demo.demo, FEW)
    monkeypatch.undo()
    _write(demo.demo, FEW)
    killed = _month()
    assert Event.objects.count() == len(killed)
    assert verify_county(Ledger.objects.get()).is_whole
    _forget()
    _write(demo.demo, FEW)
    assert killed == _month()


def _killed_after(times: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let so many actions happen, then die."""
    left = [times]
    act = Player._act

    def dying(self: Player, action: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return act(self, action)

    monkeypatch.setattr(Player, "_act", dying)

    def again(more: int) -> None:
        left[0] = more

    return again
