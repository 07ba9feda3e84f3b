# SPDX-License-Identifier: Apache-2.0
"""Clock arithmetic: worked examples over the National Day week of 2026, and laws for all times.

2026: Friday 25 to Sunday 27 September is Mid-Autumn, 1 to 7 October National Day; Sunday
20 September and Saturday 10 October are worked instead.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duties.clocks import (
    CHINA,
    CONTINUOUS,
    WORKING,
    Calendar,
    NoWorkingTime,
    add_limit,
    minutes_of,
    share_of,
    used_minutes,
    used_seconds,
)
from duties.hours import Hours
from duties.queries import NATIONAL_HOLIDAYS, NATIONAL_WORKDAYS

NATIONAL = Calendar(holidays=NATIONAL_HOLIDAYS, workdays=NATIONAL_WORKDAYS)
HALF_DAY: Hours = ((8 * 60, 12 * 60),)
# Short days, a half day, a day off and a night shift: what counties do.
ODD = Calendar(
    hours=((8 * 60 + 30, 12 * 60), (13 * 60 + 30, 17 * 60)),
    holidays=NATIONAL_HOLIDAYS,
    workdays=NATIONAL_WORKDAYS,
    special={date(2026, 9, 28): HALF_DAY, date(2026, 9, 29): (), date(2026, 10, 4): HALF_DAY},
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "limit", "unit", "due"),
    [
        # Nights, weekends and holidays count.
        ("09-30 17:50", 10, "urgent_minute", "09-30 18:00"),
        ("09-30 23:00", 2, "urgent_hour", "10-01 01:00"),
        ("09-30 17:50", 24, "urgent_hour", "10-01 17:50"),
        ("09-30 10:15", 2, "natural_day", "10-02 10:15"),
        ("08-31 10:15", 60, "natural_day", "10-30 10:15"),
        # Working time skips the lunch break, the night, the weekend.
        ("09-21 11:30", 1, "work_hour", "09-21 14:30"),
        ("09-21 12:30", 1, "work_hour", "09-21 15:00"),
        ("09-21 17:30", 15, "work_minute", "09-21 17:45"),
        ("09-21 17:50", 15, "work_minute", "09-22 08:05"),
        ("09-21 17:00", 2, "work_hour", "09-22 09:00"),
        # The last minute is worked: due at six, not at eight of the next day.
        ("09-21 14:00", 4, "work_hour", "09-21 18:00"),
        ("09-21 18:00", 4, "work_hour", "09-22 12:00"),
        ("09-21 08:00", 1, "work_day", "09-21 18:00"),
        ("09-21 10:00", 1, "work_day", "09-22 10:00"),
        ("09-21 10:00", 3, "work_day", "09-24 10:00"),
        # Thursday before Mid-Autumn: Friday to Sunday are off.
        ("09-24 10:00", 1, "work_day", "09-28 10:00"),
        # Saturday night before a worked Sunday.
        ("09-19 20:00", 1, "work_hour", "09-20 09:00"),
        # The day before National Day: eight days off, and the Saturday after is worked.
        ("09-30 17:00", 4, "work_hour", "10-08 11:00"),
        ("10-03 09:00", 1, "work_day", "10-08 18:00"),
        ("10-08 08:00", 3, "work_day", "10-10 18:00"),
        ("10-09 14:00", 1, "work_day", "10-10 12:00"),
        ("10-10 14:00", 1, "work_day", "10-12 12:00"),
        ("09-28 08:00", 5, "work_day", "10-09 18:00"),
        ("09-28 08:00", 30, "work_day", "11-12 18:00"),
    ],
)
def test_due_times_of_the_national_day_weeks(start: str, limit: int, unit: str, due: str) -> None:
    assert add_limit(at(start), limit, unit, NATIONAL) == at(due)
    assert used_minutes(at(start), at(due), unit, NATIONAL) == minutes_of(limit, unit, NATIONAL)


@pytest.mark.parametrize(
    ("percent", "turns"), [(60, "10-08 10:00"), (80, "10-08 12:00"), (100, "10-08 16:00")]
)
def test_lamps_turn_in_the_clocks_own_time(percent: int, turns: str) -> None:
    """Ten working hours from the eve's lunch break: six are used at ten after the holiday."""
    start = at("09-30 13:00")
    assert share_of(start, 10, "work_hour", NATIONAL, percent) == at(turns)


def test_lamps_of_an_urgent_clock_do_not_wait_for_the_morning() -> None:
    start = at("09-30 23:00")
    shares = [share_of(start, 2, "urgent_hour", NATIONAL, percent) for percent in (60, 80, 100)]
    assert shares == [at("10-01 00:12"), at("10-01 00:36"), at("10-01 01:00")]


def test_a_working_day_is_worth_the_countys_own_hours() -> None:
    assert minutes_of(1, "work_day", NATIONAL) == 480
    assert minutes_of(1, "work_day", ODD) == 420
    assert add_limit(at("09-21 08:30"), 2, "work_day", ODD) == at("09-22 17:00")


def test_half_days_and_days_off_of_a_county() -> None:
    assert add_limit(at("09-28 11:00"), 2, "work_hour", ODD) == at("09-30 09:30")
    assert add_limit(at("10-03 09:00"), 1, "work_hour", ODD) == at("10-04 09:00")
    assert ODD.hours_on(date(2026, 9, 29)) == ()
    assert not ODD.is_working(at("09-28 15:00"))


def test_seconds_are_kept() -> None:
    start = at("09-21 17:59:30")
    due = add_limit(start, 15, "work_minute", NATIONAL)
    assert due == at("09-22 08:14:30")
    assert used_seconds(start, due, "work_minute", NATIONAL) == 900
    assert used_minutes(start, due - timedelta(seconds=1), "work_minute", NATIONAL) == 14


def test_the_answer_comes_in_the_zone_of_the_question() -> None:
    start = at("09-30 17:00").astimezone(UTC)
    due = add_limit(start, 4, "work_hour", NATIONAL)
    assert due.tzinfo is UTC and due == at("10-08 11:00")


def test_nothing_is_used_before_the_start_or_outside_working_time() -> None:
    assert used_minutes(at("09-22 10:00"), at("09-21 10:00"), "work_hour", NATIONAL) == 0
    assert used_minutes(at("09-22 10:00"), at("09-21 10:00"), "urgent_hour", NATIONAL) == 0
    assert used_minutes(at("10-01 00:00"), at("10-07 23:59"), "work_hour", NATIONAL) == 0
    assert share_of(at("10-01 00:00"), 1, "work_day", NATIONAL, 0) == at("10-01 00:00")


def test_an_unknown_unit_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        add_limit(at("09-21 10:00"), 1, "fortnight", NATIONAL)
    with pytest.raises(KeyError):
        used_minutes(at("09-21 10:00"), at("09-21 11:00"), "fortnight", NATIONAL)


def test_a_calendar_without_work_is_refused_and_not_searched_for_ever() -> None:
    with pytest.raises(NoWorkingTime):
        add_limit(at("09-21 10:00"), 1, "work_hour", Calendar(hours=()))


STARTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31)).map(
    lambda naive: naive.replace(microsecond=0, tzinfo=CHINA)
)
UNITS = st.sampled_from(sorted({*CONTINUOUS, *WORKING}))
WORK_UNITS = st.sampled_from(sorted(WORKING))
CALENDARS = st.sampled_from([NATIONAL, ODD, Calendar()])
LIMITS = st.integers(1, 60)
LAWS = settings(max_examples=150, deadline=None, derandomize=True)


@LAWS
@given(STARTS, LIMITS, UNITS, CALENDARS)
def test_what_was_added_is_measured(
    start: datetime, limit: int, unit: str, calendar: Calendar
) -> None:
    due = add_limit(start, limit, unit, calendar)
    assert used_minutes(start, due, unit, calendar) == minutes_of(limit, unit, calendar)


@LAWS
@given(STARTS, LIMITS, WORK_UNITS, CALENDARS, st.sampled_from([60, 80, 100]))
def test_working_time_never_ends_outside_working_time(
    start: datetime, limit: int, unit: str, calendar: Calendar, percent: int
) -> None:
    assert calendar.is_working(share_of(start, limit, unit, calendar, percent))


@LAWS
@given(STARTS, LIMITS, UNITS, CALENDARS, st.timedeltas(timedelta(), timedelta(days=20)))
def test_a_later_start_is_never_due_earlier(
    start: datetime, limit: int, unit: str, calendar: Calendar, delay: timedelta
) -> None:
    later = add_limit(start + delay, limit, unit, calendar)
    assert later >= add_limit(start, limit, unit, calendar) > start


@LAWS
@given(STARTS, LIMITS, UNITS, CALENDARS)
def test_a_longer_limit_is_due_later_and_lamps_turn_in_order(
    start: datetime, limit: int, unit: str, calendar: Calendar
) -> None:
    shares = [share_of(start, limit, unit, calendar, percent) for percent in (60, 80, 100)]
    assert start < shares[0] < shares[1] < shares[2] < add_limit(start, limit + 1, unit, calendar)


@LAWS
@given(STARTS, STARTS, STARTS, UNITS, CALENDARS)
def test_used_time_adds_up(
    one: datetime, two: datetime, three: datetime, unit: str, calendar: Calendar
) -> None:
    start, middle, end = sorted((one, two, three))
    parts = used_seconds(start, middle, unit, calendar), used_seconds(middle, end, unit, calendar)
    assert sum(parts) == used_seconds(start, end, unit, calendar)
