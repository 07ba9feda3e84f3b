# SPDX-License-Identifier: Apache-2.0
"""Who is told when a lamp turns and when it stays red: each lamp once, not at night."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from duties.actions.edits import save_row
from duties.models import WorkCalendar
from events import moment
from events.actions.sweep import sweep_lamps
from events.models import Delivery, Event, Step, Stock
from tests.events.counts import assert_chains, assert_tallies
from tests.events.moves import last_line, lines_of, moves_of
from tests.walk import MINOR_CHILD, WASTE, Walk

CHINA = ZoneInfo("Asia/Shanghai")
# A Monday; the county works from 8 to 12 and from 14 to 18.
MONDAY = datetime(2026, 9, 21, 9, 0, tzinfo=CHINA)
# Five working days from here: due on Tuesday the 29th at nine, because 25 to 27 are off.


def on(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHINA)


def sweep(at: datetime) -> list[Delivery]:
    """What a sweep at this moment newly owes."""
    known = set(Delivery.objects.values_list("pk", flat=True))
    with moment.at(at):
        sweep_lamps()
        sweep_lamps()
    return list(Delivery.objects.exclude(pk__in=known).order_by("pk"))


def said(rows: Iterable[Delivery]) -> set[tuple[str, int | None, str]]:
    return {(row.template, row.to_unit_id, row.roles) for row in rows}


def walked(walk: Walk, state: str, at: datetime = MONDAY, **fields: Any) -> Event:
    with moment.at(at):
        event = walk.to(state, **fields)
    Delivery.objects.all().delete()
    return event


def test_from_yellow_to_the_countys_chief(walk: Walk) -> None:
    """The office handles it: its people, its head and the desk that sent it, its head, the
    township's chief after half of the limit again, the county's after the whole of it."""
    event, office = walked(walk, "processing"), walk.platforms["order"].pk
    steps = [
        ("09-24 09:00", "yellow", {(office, "platform_head platform_officer")}),
        (
            "09-28 09:00",
            "orange",
            {(office, "platform_head"), (walk.shiqiao.pk, "township_chief township_clerk")},
        ),
        ("09-29 09:00", "red", {(office, "platform_head")}),
        ("10-08 15:00", "over_half", {(walk.shiqiao.pk, "township_chief")}),
        ("10-12 09:00", "over_whole", {(walk.county.county.pk, "county_chief")}),
    ]
    for when, word, hearers in steps:
        assert sweep(on(when) - timedelta(minutes=1)) == [], word
        owed = sweep(on(when))
        assert said(owed) == {(f"lamp.{word}", *hearer) for hearer in hearers}
        assert {(row.once, row.channel, row.event_id) for row in owed} == {
            (f"lamp.{word}", "notice", event.pk)
        }
        assert last_line(event).codes["tells"] == [word]
        assert {row.line for row in owed} == {Step.objects.order_by("-seq")[0].line}
    assert moves_of(event)[-5:] == ["lamp", "lamp", "lamp", "remind", "remind"]
    assert last_line(event).by is None
    assert walk.fresh(event).next_lamp_at is None
    assert [row.lamp for row in Stock.objects.filter(n__gt=0)] == ["red"]
    assert_tallies()
    assert_chains()


def test_who_was_away_is_told_the_worst_at_once(walk: Walk) -> None:
    """The worker was down for weeks: everybody of the whole chain hears, and only of the worst."""
    event = walked(walk, "processing")
    owed = sweep(on("11-02 10:00"))
    office, town, county = walk.platforms["order"].pk, walk.shiqiao.pk, walk.county.county.pk
    assert said(owed) == {
        ("lamp.over_whole", office, "platform_head platform_officer"),
        ("lamp.over_whole", town, "township_chief township_clerk"),
        ("lamp.over_whole", county, "county_chief"),
    }
    assert last_line(event).codes["tells"] == ["yellow", "orange", "red", "over_half", "over_whole"]


def test_a_move_between_crossing_and_sweep_swallows_nothing(walk: Walk) -> None:
    event = walked(walk, "processing")
    with moment.at(on("09-28 09:00")):
        event = walk.go(event, "note", walk.wang, text="材料已到")
    assert event.lamp == "orange"
    assert moves_of(event)[-1] == "note"
    assert len(sweep(on("09-28 09:01"))) == 2
    line = last_line(event)
    assert (line.move, line.codes["tells"]) == ("remind", ["yellow", "orange"])
    assert sweep(on("09-28 09:02")) == []


def test_a_new_clock_is_told_of_anew_and_a_stopped_one_no_more(walk: Walk) -> None:
    event = walked(walk, "reported")
    assert [row.template for row in sweep(MONDAY + timedelta(minutes=9))] == ["lamp.yellow"]
    with moment.at(MONDAY + timedelta(minutes=10)):
        event = walk.go(event, "accept", walk.chen)
    assert (event.lamp, event.warned) == ("green", 0)
    assert [row.template for row in sweep(MONDAY + timedelta(minutes=19))] == ["lamp.yellow"]
    closed = walked(walk, "closed", at=on("10-12 09:00"))
    assert closed.next_lamp_at is None


@pytest.mark.parametrize(
    ("reported", "due"),
    [
        # In the evening: on the next morning of work. In working hours: at once.
        ("09-21 17:50", "09-21 17:59"),
        # Saturday night to Monday, over a Sunday that is not worked.
        ("09-19 09:00", None),
    ],
)
def test_an_ordinary_matter_in_working_hours_is_told_at_once(
    walk: Walk, reported: str, due: str | None
) -> None:
    walked(walk, "reported", at=on(reported))
    yellow = Event.objects.get().next_lamp_at
    assert yellow is not None
    rows = sweep(yellow)
    assert [row.due_at for row in rows] == [yellow]
    assert due is None or yellow == on(due)


def test_ordinary_matters_let_people_sleep_and_urgent_ones_do_not(walk: Walk) -> None:
    """The worker comes late in the evening: what is ordinary waits for the morning of work."""
    ordinary = walked(walk, "reported", at=on("09-24 17:00"))
    urgent = walked(walk, "reported", at=on("09-24 17:00"), matter="0301")
    assert (ordinary.urgency, urgent.urgency) == ("normal", "urgent")
    due = {row.event_id: row.due_at for row in sweep(on("09-24 21:00"))}
    assert due == {ordinary.pk: on("09-28 08:00"), urgent.pk: on("09-24 21:00")}


def test_quiet_hours_are_a_countys_data(walk: Walk) -> None:
    own = WorkCalendar(county=walk.county.county, hours=[["09:00", "17:00"]])
    own.quiet_from = own.quiet_to = on("09-24 00:00").time()
    save_row(own, by=walk.admin)
    walked(walk, "reported", at=on("09-24 16:00"))
    assert {row.due_at for row in sweep(on("09-24 23:00"))} == {on("09-24 23:00")}


def test_a_grid_is_told_and_its_head_and_then_the_township(walk: Walk) -> None:
    walked(walk, "reported", matter=WASTE)
    grid, village = walk.grid.pk, walk.village.pk
    assert said(sweep(MONDAY + timedelta(minutes=9))) == {
        ("lamp.yellow", grid, "grid_head grid_worker")
    }
    assert said(sweep(MONDAY + timedelta(minutes=12))) == {("lamp.orange", village, "grid_head")}
    assert said(sweep(MONDAY + timedelta(minutes=15))) == {("lamp.red", village, "grid_head")}
    assert said(sweep(MONDAY + timedelta(minutes=23))) == {
        ("lamp.over_half", walk.shiqiao.pk, "township_chief")
    }


def test_the_countys_own_lateness_goes_to_its_own_chief(walk: Walk) -> None:
    with moment.at(MONDAY):
        event = walk.go(walk.to("accepted"), "escalate", walk.chen, reason="超出本级权限")
    Delivery.objects.all().delete()
    assert event.holder_id == walk.county.county.pk
    rows = sweep(MONDAY + timedelta(minutes=23))
    assert said(rows) == {
        ("lamp.over_half", walk.county.county.pk, "county_chief county_dispatcher")
    }


def test_many_lamps_cost_no_more_statements_than_few(
    walk: Walk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for matter in ("0707", MINOR_CHILD, WASTE) * 4:
        walked(walk, "reported", matter=matter)
    walked(walk, "processing")
    with moment.at(on("09-28 10:00")), django_assert_max_num_queries(12) as asked:
        sweep_lamps()
    said = [row["sql"] for row in asked.captured_queries]
    assert len([sql for sql in said if "SAVEPOINT" not in sql]) <= 9, said
    assert Step.objects.filter(move="lamp").count() == 13


def test_of_a_sensitive_matter_hear_only_chiefs(walk: Walk) -> None:
    event = walked(walk, "reported", matter=MINOR_CHILD)
    assert event.sensitive
    for minutes, word in ((9, "yellow"), (12, "orange"), (15, "red"), (23, "over_half")):
        rows = sweep(MONDAY + timedelta(minutes=minutes))
        assert said(rows) == {(f"lamp.{word}", walk.shiqiao.pk, "township_chief")}
    assert all(line.codes.keys() <= {"was", "is", "tells"} for line in lines_of(event)[1:])
