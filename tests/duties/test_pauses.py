# SPDX-License-Identifier: Apache-2.0
"""A limit that pauses (挂账) and is lengthened (延期): measured in its own kind of time.

The trap: seconds of the clock, subtracted from seconds of work, make a pause over a holiday a gift
of a week and a pause over a night a loss.
"""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duties.clocks import (
    Calendar,
    Stretch,
    add_limit,
    is_same_time,
    mark_of,
    minutes_of,
    share_of,
    used_in,
)
from tests.duties.test_clocks import CALENDARS, LAWS, LIMITS, NATIONAL, STARTS, UNITS, at

ANY_TIME = st.timedeltas(timedelta(), timedelta(days=40))
SHARES = st.sampled_from([60, 80, 100])


def paused(start: datetime, at_time: datetime, unit: str, calendar: Calendar) -> timedelta:
    """What is used when it pauses."""
    return used_in(Stretch(start), at_time, unit, calendar)


@pytest.mark.parametrize(
    ("unit", "pause", "resume", "due"),
    [
        # Two of four working hours are used; the holiday is not work, so nothing is gained by it.
        ("work_hour", "09-30 10:00", "10-08 08:00", "10-08 10:00"),
        # Paused at night, resumed the same night: as if nothing had been.
        ("work_hour", "09-29 20:00", "09-29 23:00", "09-30 12:00"),
        # Day and night: two hours are used whenever it goes on.
        ("urgent_hour", "09-30 10:00", "10-08 08:00", "10-08 10:00"),
    ],
)
def test_the_rest_runs_from_where_it_resumes(unit: str, pause: str, resume: str, due: str) -> None:
    start = at("09-30 08:00") if pause.startswith("09-30") else at("09-29 20:00")
    used = paused(start, at(pause), unit, NATIONAL)
    assert mark_of(Stretch(at(resume), used), 4 * 60, unit, NATIONAL, 100) == at(due)


def test_units_of_work_and_of_the_clock_are_told_apart() -> None:
    assert is_same_time("work_day", "work_minute") and is_same_time("natural_day", "urgent_hour")
    assert not is_same_time("natural_day", "work_day")


@LAWS
@given(STARTS, LIMITS, UNITS, CALENDARS, ANY_TIME, SHARES)
def test_resuming_the_same_instant_changes_nothing(
    start: datetime, limit: int, unit: str, calendar: Calendar, after: timedelta, percent: int
) -> None:
    here, mark = start + after, share_of(start, limit, unit, calendar, percent)
    again = Stretch(here, paused(start, here, unit, calendar))
    minutes = minutes_of(limit, unit, calendar)
    # A mark that lies ahead stays where it was; one that is behind stays behind.
    expected = max(here, mark)
    assert mark_of(again, minutes, unit, calendar, percent) == expected


@LAWS
@given(STARTS, LIMITS, UNITS, CALENDARS, ANY_TIME, ANY_TIME, SHARES)
def test_pausing_never_makes_a_clock_run(
    start: datetime,
    limit: int,
    unit: str,
    calendar: Calendar,
    after: timedelta,
    pause: timedelta,
    percent: int,
) -> None:
    """However long it pauses: as much is used as before, and a mark comes no earlier."""
    here = start + after
    used, resumed = paused(start, here, unit, calendar), here + pause
    assert used_in(Stretch(resumed, used), resumed, unit, calendar) == used
    minutes = minutes_of(limit, unit, calendar)
    mark = mark_of(Stretch(resumed, used), minutes, unit, calendar, percent)
    assert mark >= max(resumed, share_of(start, limit, unit, calendar, percent))


@LAWS
@given(STARTS, LIMITS, UNITS, CALENDARS, ANY_TIME, ANY_TIME)
def test_what_was_left_before_the_pause_is_left_after_it(
    start: datetime, limit: int, unit: str, calendar: Calendar, after: timedelta, pause: timedelta
) -> None:
    here = start + after
    used, resumed = paused(start, here, unit, calendar), here + pause
    minutes = minutes_of(limit, unit, calendar)
    due = mark_of(Stretch(resumed, used), minutes, unit, calendar, 100)
    whole = timedelta(minutes=minutes)
    assert used_in(Stretch(resumed, used), due, unit, calendar) == max(whole, used)


@LAWS
@given(STARTS, LIMITS, LIMITS, UNITS, CALENDARS)
def test_a_lengthened_limit_is_one_longer_limit(
    start: datetime, limit: int, more: int, unit: str, calendar: Calendar
) -> None:
    """Wherever the day ends between the two parts: never two limits one after the other."""
    minutes = minutes_of(limit, unit, calendar) + minutes_of(more, unit, calendar)
    assert mark_of(Stretch(start), minutes, unit, calendar, 100) == add_limit(
        start, limit + more, unit, calendar
    )
