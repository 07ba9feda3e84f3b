# SPDX-License-Identifier: Apache-2.0
"""A county changes its calendar, lamps or limits: open clocks are computed anew, by the worker, in
batches, and the ledger says so."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from duties.actions import matters
from duties.actions.edits import remove_row, save_row
from duties.actions.matters import load_matters
from duties.models import CalendarDay, ClockOrder, LampPercent, ProcessLimit, WorkCalendar
from duties.tables import rows_of
from events import moment
from events.actions import recompute
from events.actions.recompute import recompute_clocks
from events.actions.resuming import resume_due
from events.actions.sweep import sweep_lamps
from events.models import Clock, Event, Step
from tests.events.asking import LONGER, PLAN, decide
from tests.events.counts import assert_chains, assert_held, assert_tallies
from tests.events.moves import last_line, moves_of
from tests.events.test_races import together
from tests.walk import MINOR_CHILD, Walk

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 9, 21, 9, 0, tzinfo=CHINA)
LATER = timedelta(seconds=10)


def on(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHINA)


def worked_off(at: datetime = MONDAY + timedelta(minutes=1)) -> int:
    """The worker's rounds until nothing is ordered any more."""
    ClockOrder.objects.filter(done_at=None).update(made_at=at - LATER)
    moved = 0
    with moment.at(at):
        while ClockOrder.objects.filter(done_at=None).exists():
            moved += recompute_clocks()
    return moved


def walked(walk: Walk, state: str, **fields: object) -> Event:
    with moment.at(MONDAY):
        return walk.to(state, **fields)


def day_off(walk: Walk, day: date, **fields: object) -> CalendarDay:
    row = CalendarDay(county=walk.county.county, date=day, is_workday=False, **fields)
    save_row(row, by=walk.admin)
    return row


def due_of(event: Event, kind: str) -> datetime:
    return Clock.objects.get(event=event, kind=kind, stopped_at=None).due_at


def test_a_day_off_moves_what_runs_over_it_and_the_ledger_says_so(walk: Walk) -> None:
    event, other = walked(walk, "processing"), walked(walk, "reported")
    assert due_of(event, "handle") == on("09-29 09:00")
    row = day_off(walk, date(2026, 9, 23))
    order = ClockOrder.objects.get()
    assert (order.why, order.by, order.county_id) == ("calendar", walk.admin, event.county_id)
    assert worked_off() == 1
    event = walk.fresh(event)
    assert event.due_at == due_of(event, "handle") == on("09-30 09:00")
    line = last_line(event)
    assert (line.move, line.by, line.came_from, line.to) == (
        "recompute",
        walk.admin.pk,
        "processing",
        "processing",
    )
    assert line.codes == {
        "why": "calendar",
        "was": "green",
        "is": "green",
        "was_due": "2026-09-29T09:00:00+08:00",
        "due": "2026-09-30T09:00:00+08:00",
    }
    assert moves_of(other) == ["submit"]  # a quarter of an hour on Monday: untouched
    assert ClockOrder.objects.get().moved == 1
    version = event.version
    remove_row(row, by=walk.admin)
    assert worked_off() == 1
    event = walk.fresh(event)
    assert (event.due_at, event.version) == (on("09-29 09:00"), version)
    assert_held(event)
    assert_tallies()
    assert_chains()


def test_half_a_day_and_other_hours(walk: Walk) -> None:
    event = walked(walk, "processing")
    own = walk.county.county
    half = CalendarDay(county=own, date=date(2026, 9, 23), is_workday=True)
    half.hours = [["08:00", "12:00"]]
    save_row(half, by=walk.admin)
    assert worked_off() == 1
    assert due_of(event, "handle") == on("09-29 15:00")
    # Seven hours are a working day here from now on.
    hours = [["09:00", "12:00"], ["13:00", "17:00"]]
    save_row(WorkCalendar(county=own, hours=hours), by=walk.admin)
    assert worked_off() == 1
    assert due_of(event, "handle") == on("09-29 12:00")


def test_the_default_rules_every_county_and_nobody_waits_twice(walk: Walk) -> None:
    event = walked(walk, "processing")
    save_row(CalendarDay(date=date(2026, 9, 24), is_workday=False), by=walk.admin)
    assert ClockOrder.objects.filter(county_id=event.county_id).count() == 1
    with moment.at(MONDAY):
        assert recompute_clocks() == 0  # other processes may still have the old tables
    assert worked_off() == 1
    assert recompute_clocks() == 0
    assert due_of(event, "handle") == on("09-30 09:00")


def test_lamps_turn_back_and_are_counted(walk: Walk) -> None:
    event = walked(walk, "processing")
    with moment.at(on("09-24 09:01")):
        sweep_lamps()
    assert (walk.fresh(event).lamp, walk.fresh(event).warned) == ("yellow", 1)
    save_row(LampPercent(county=walk.county.county, yellow=70, orange=90), by=walk.admin)
    assert worked_off(on("09-24 09:02")) == 1
    event = walk.fresh(event)
    assert (event.lamp, event.warned, event.next_lamp_at) == ("green", 0, on("09-24 15:00"))
    assert last_line(event).codes["why"] == "lamps"
    assert_tallies()


def test_a_lamp_that_a_change_turns_is_told_of_by_the_next_sweep(walk: Walk) -> None:
    event = walked(walk, "processing")
    save_row(LampPercent(county=walk.county.county, yellow=10, orange=50), by=walk.admin)
    assert worked_off(on("09-22 09:00")) == 1
    assert (walk.fresh(event).lamp, last_line(event).move) == ("yellow", "recompute")
    with moment.at(on("09-22 09:01")):
        sweep_lamps()
    assert (last_line(event).move, last_line(event).codes["tells"]) == ("remind", ["yellow"])
    assert_tallies()


def test_a_process_limit_that_changes_and_what_is_sensitive(walk: Walk) -> None:
    plain, hidden = walked(walk, "reported"), walked(walk, "reported", matter=MINOR_CHILD)
    closed = walked(walk, "closed")
    for urgency in ("", "urgent"):
        limit = ProcessLimit(county=walk.county.county, kind="accept", urgency=urgency)
        limit.limit, limit.unit = 1, "work_hour"
        save_row(limit, by=walk.admin)
    assert worked_off() == 2
    for event in (plain, hidden):
        assert due_of(event, "accept") == MONDAY + timedelta(hours=1)
    assert last_line(plain).codes.keys() >= {"due", "was_due"}
    assert last_line(hidden).codes == {"why": "limits", "was": "green", "is": "green"}
    assert "recompute" not in moves_of(closed)


def test_limits_that_are_loaded_anew_move_open_clocks(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The product ships another default; what a county made its own stays as it is."""
    event, closed = walked(walk, "reported"), walked(walk, "closed")
    load_matters()
    assert not ClockOrder.objects.exists()  # the tables say nothing new
    rows = [dict(row) for row in rows_of("process_limits")]
    accept = next(row for row in rows if (row["kind"], row["urgency"]) == ("accept", ""))
    accept["limit"], accept["unit"] = "2", "work_hour"
    monkeypatch.setattr(
        matters, "rows_of", lambda name: tuple(rows) if name == "process_limits" else rows_of(name)
    )
    load_matters()
    order = ClockOrder.objects.get()
    assert (order.why, order.by, order.county_id) == ("limits", None, event.county_id)
    assert worked_off() == 1
    assert due_of(event, "accept") == MONDAY + timedelta(hours=2)
    line = last_line(event)
    assert (line.move, line.by, line.codes["why"]) == ("recompute", None, "limits")
    assert line.codes["due"] == "2026-09-21T11:00:00+08:00"
    assert "recompute" not in moves_of(closed)
    load_matters()
    assert ClockOrder.objects.count() == 1


def test_what_is_paused_and_what_is_granted_stay_so(walk: Walk) -> None:
    """Paused after a day and a half of work, until Monday the 12th; one day more was granted to
    another."""
    paused, longer = walked(walk, "processing"), walked(walk, "processing")
    with moment.at(on("09-22 15:00")):
        plan = {"until": on("10-12 08:00").isoformat(), **PLAN}
        paused = walk.go(paused, "request_suspension", walk.wang, **plan)
        paused = decide(walk, paused, "approve_request", walk.qian)
        longer = walk.go(longer, "request_extension", walk.wang, **LONGER)
        longer = decide(walk, longer, "approve_request", walk.qian)
    # 40 hours, of which 12 were used; 48 with what was granted.
    assert due_of(paused, "handle") == on("10-15 12:00")
    assert due_of(longer, "handle") == on("09-30 09:00")
    with moment.at(on("09-23 09:00")):
        sweep_lamps()
    paused = walk.fresh(paused)
    assert (paused.lamp, paused.next_lamp_at) == ("paused", None)
    # Tuesday was a storm: nothing of it counts any more, before the pause or at all.
    day_off(walk, date(2026, 9, 22))
    assert worked_off(on("09-23 09:01")) == 2
    assert due_of(paused, "handle") == on("10-16 09:00")
    assert due_of(longer, "handle") == on("10-08 09:00")
    assert (walk.fresh(paused).lamp, last_line(paused).move) == ("paused", "recompute")
    with moment.at(on("10-12 08:00")):
        resume_due()
    assert due_of(paused, "handle") == on("10-16 09:00")
    assert_tallies()


def test_batches_go_on_where_a_killed_worker_stopped(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [walked(walk, "processing") for _ in range(5)]
    monkeypatch.setattr(recompute, "BATCH", 2)
    day_off(walk, date(2026, 9, 23))
    ClockOrder.objects.update(made_at=MONDAY - LATER)
    with moment.at(MONDAY + LATER):
        assert recompute_clocks(batches=1) == 2
        assert [due_of(event, "handle") == on("09-30 09:00") for event in events] == [
            True,
            True,
            False,
            False,
            False,
        ]
        monkeypatch.setattr(recompute, "record", _power_cut)
        with pytest.raises(SystemExit), transaction.atomic():
            recompute.recompute_some.__wrapped__()  # type: ignore[attr-defined]
        monkeypatch.undo()
        assert ClockOrder.objects.get().moved == 2
        assert recompute_clocks() == 3
    assert {due_of(event, "handle") for event in events} == {on("09-30 09:00")}
    assert Step.objects.filter(move="recompute").count() == 5


def _power_cut(*args: object) -> None:
    raise SystemExit


@pytest.mark.django_db(transaction=True)
def test_an_event_in_use_is_taken_up_when_it_is_free(live_walk: Walk) -> None:
    """Somebody moves one of two events at that moment: nobody waits, and nothing is forgotten."""
    walk = live_walk
    held, free = walked(walk, "processing"), walked(walk, "processing")
    day_off(walk, date(2026, 9, 23))
    ClockOrder.objects.update(made_at=MONDAY - LATER)

    def rounds() -> int:
        with moment.at(MONDAY + LATER):
            return recompute_clocks()

    with transaction.atomic():
        Event.objects.select_for_update(no_key=True).get(pk=held.pk)
        assert together(rounds) == [1]
        assert due_of(free, "handle") == on("09-30 09:00")
        order = ClockOrder.objects.get()
        assert (order.skipped, order.done_at) == ([held.pk], None)
    assert together(rounds) == [1]
    assert due_of(held, "handle") == on("09-30 09:00")
    assert ClockOrder.objects.get().done_at is not None
    assert_tallies()
