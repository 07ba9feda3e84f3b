# SPDX-License-Identifier: Apache-2.0
"""挂账 while units are called (吹哨): who has not come yet comes later by as long as it stands."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from events import moment
from events.actions.absent import remind_absent
from events.actions.resuming import resume_due
from events.actions.sweep import sweep_lamps
from events.models import Clock, Event, Flow
from events.muster import whistle_answer
from events.queries import whole_event
from tests.events.asking import PLAN, asked, decide
from tests.events.clients import counted
from tests.events.counts import assert_held, assert_tallies
from tests.events.whistles import MORNING, call, crew
from tests.walk import Walk

HALF_AN_HOUR = timedelta(minutes=30)
DAYS = timedelta(days=5)
MOST_FOR_A_MOVE = 16


def at(**after: Any) -> Any:
    """So long after the whistle was blown."""
    return moment.at(MORNING + timedelta(**after))


def suspended(walk: Walk, team: SimpleNamespace, minutes: int) -> Event:
    """An emergency's whistle at nine (to be there by half past), of which 公安局 came at once;
    suspended after so many minutes, for five days from then."""
    with moment.at(MORNING):
        event = walk.go(call(walk, team), "report_in", team.luo)
        until = (MORNING + timedelta(minutes=minutes) + DAYS).isoformat()
        event = walk.go(event, "request_suspension", walk.shen, until=until, **PLAN)
    with at(minutes=minutes):
        return decide(walk, event, "approve_request", walk.qian)


def dues(event: Event) -> set[datetime]:
    """By when whoever has not come must be there: their clocks, their summonses, what is shown."""
    event = whole_event(event.pk)
    clocks = Clock.objects.filter(event=event, kind="report_in", stopped_at=None)
    called = event.summons.filter(status="called")
    assert event.joint is not None
    return {
        *clocks.values_list("due_at", flat=True),
        *called.values_list("due_at", flat=True),
        event.whistles.get().gather_at,
        datetime.fromisoformat(event.joint["gather_at"]),
    }


def test_nobody_is_late_while_it_stands_still(walk: Walk) -> None:
    event = suspended(walk, crew(walk), 10)
    assert (event.state, event.lamp, event.next_lamp_at) == ("suspended", "paused", None)
    assert dues(event) == {MORNING + DAYS + HALF_AN_HOUR}
    assert_held(event)
    with at(days=3):
        sweep_lamps()
        assert (remind_absent(), walk.fresh(event).lamp) == (0, "paused")
        shown = whistle_answer(whole_event(event.pk), moment.now(), commands=True)
        assert shown is not None
        assert [unit["late"] for unit in shown["units"]] == [False] * 3
    assert not Flow.objects.filter(measure="late").exists()
    assert_tallies()


def test_at_its_date_they_have_what_was_left(walk: Walk) -> None:
    team = crew(walk)
    event = suspended(walk, team, 10)
    with at(days=5, minutes=12):
        assert resume_due() == 1
        assert (walk.fresh(event).lamp, remind_absent()) == ("green", 0)
        assert_held(walk.fresh(event))
    assert dues(event) == {MORNING + DAYS + HALF_AN_HOUR}
    with at(days=5, minutes=29):
        event = walk.go(event, "report_in", walk.shen)
    with at(days=5, minutes=30):
        assert remind_absent() == 1  # 市场监督管理局 alone
    with at(days=5, minutes=40):
        event = walk.go(event, "report_in", team.tang)
    late = Clock.objects.filter(event=event, kind="report_in").order_by("pk")
    assert [clock.overdue_seconds for clock in late] == [0, 10 * 60, 0]
    assert_tallies()


def test_resumed_earlier_they_come_earlier(walk: Walk) -> None:
    event = suspended(walk, crew(walk), 10)
    with at(days=1):
        event = walk.go(event, "resume", walk.shen)
        assert (event.state, event.lamp) == ("joint", "green")
        assert_held(event)
    assert dues(event) == {MORNING + timedelta(days=1, minutes=20)}
    clock = Clock.objects.filter(event=event, kind="report_in", stopped_at=None)[0]
    assert clock.yellow_at == MORNING + timedelta(days=1, minutes=8)
    with at(days=1, minutes=20):
        assert remind_absent() == 2


def test_who_was_late_already_is_late_and_the_pause_is_not_added(walk: Walk) -> None:
    team = crew(walk)
    event = suspended(walk, team, 40)
    assert dues(event) == {MORNING + HALF_AN_HOUR}
    assert event.lamp == "paused"
    with at(days=5, minutes=40):
        resume_due()
        event = walk.fresh(event)
        assert event.lamp == "red"
        assert remind_absent() == 2
    with at(days=5, minutes=45):
        for person in (walk.shen, team.tang):
            event = walk.go(event, "report_in", person)
    late = Clock.objects.filter(event=event, kind="report_in").order_by("pk")
    assert [clock.overdue_seconds for clock in late] == [15 * 60, 15 * 60, 0]
    # It was late on the first day, and is not counted again.
    days = Flow.objects.filter(measure="late").values_list("day", "n")
    assert list(days) == [(MORNING.date(), 1)]
    assert_tallies()


def test_in_few_statements(walk: Walk) -> None:
    team = crew(walk)
    with moment.at(MORNING):
        event = call(walk, team)
        until = (MORNING + DAYS).isoformat()
        event = walk.go(event, "request_suspension", walk.shen, until=until, **PLAN)
    with at(minutes=5):
        waiting = str(asked(event).pk)
        with counted() as statements:
            event = walk.go(event, "approve_request", walk.qian, request=waiting)
        assert len(statements) <= MOST_FOR_A_MOVE + 1  # and one to read it anew
        with counted() as statements:
            event = walk.go(event, "resume", walk.shen)
        assert len(statements) <= MOST_FOR_A_MOVE + 1
