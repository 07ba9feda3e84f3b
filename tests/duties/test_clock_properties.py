# SPDX-License-Identifier: Apache-2.0
"""What holds of limits over any calendar that a county could write, however odd."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from duties.clocks import (
    CHINA,
    CONTINUOUS,
    WORKING,
    Calendar,
    add_limit,
    minutes_of,
    next_work,
    share_of,
    used_minutes,
    used_seconds,
)
from duties.hours import NORMAL_HOURS, Hours, parse_hours
from duties.queries import NATIONAL_HOLIDAYS, NATIONAL_WORKDAYS

LAWS = settings(max_examples=80, deadline=None, derandomize=True)
FIRST, LAST = date(2026, 9, 1), date(2026, 11, 30)


def _spans(edges: list[int]) -> Hours:
    """Sorted, distinct minutes taken two by two."""
    marks = sorted(edges)
    return tuple(zip(marks[::2], marks[1::2], strict=True))


def _hours(most: int) -> st.SearchStrategy[Hours]:
    """One to `most` spans of a day, from a quarter of an hour to the whole night."""
    quarters = st.integers(0, 96).map(lambda quarter: quarter * 15)
    counts = st.integers(1, most).map(lambda spans: 2 * spans)
    return counts.flatmap(
        lambda size: st.lists(quarters, min_size=size, max_size=size, unique=True).map(_spans)
    )


DAYS = st.dates(FIRST, LAST)
CALENDARS = st.builds(
    Calendar,
    hours=st.one_of(st.just(NORMAL_HOURS), _hours(3)),
    holidays=st.one_of(st.just(NATIONAL_HOLIDAYS), st.frozensets(DAYS, max_size=20)),
    workdays=st.one_of(st.just(NATIONAL_WORKDAYS), st.frozensets(DAYS, max_size=6)),
    special=st.dictionaries(DAYS, st.one_of(st.just(()), _hours(2)), max_size=12).map(
        MappingProxyType
    ),
)
STARTS = st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 15)).map(
    lambda naive: naive.replace(microsecond=0, tzinfo=CHINA)
)
UNITS = st.sampled_from(sorted({*CONTINUOUS, *WORKING}))
WORK = st.sampled_from(sorted(WORKING))
LIMITS = st.integers(1, 20)
WHILES = st.timedeltas(timedelta(), timedelta(days=12))


def at_work(calendar: Calendar, moment: datetime) -> bool:
    """Told apart from the product's own: by the spans as a county writes them."""
    passed = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    spans = calendar.hours_on(moment.date())
    before = calendar.hours_on(moment.date() - timedelta(days=1))
    ends_at_midnight = passed == 0 and any(end == 1440 for _start, end in before)
    return ends_at_midnight or any(s * 60 <= passed <= e * 60 for s, e in spans)


@LAWS
@given(STARTS, LIMITS, UNITS, CALENDARS)
def test_what_is_added_is_there_and_what_is_taken_away_is_gone(
    start: datetime, limit: int, unit: str, calendar: Calendar
) -> None:
    """To the second: from the start to the due time exactly the limit is used, from any moment on
    the way exactly the rest, and nothing is left after it."""
    due, whole = add_limit(start, limit, unit, calendar), minutes_of(limit, unit, calendar)
    assert used_seconds(start, due, unit, calendar) == whole * 60
    for percent in (1, 33, 60, 80, 99):
        moment = share_of(start, limit, unit, calendar, percent)
        used = used_seconds(start, moment, unit, calendar)
        left = used_seconds(moment, due, unit, calendar)
        assert abs(used + left - whole * 60) <= 1  # shares may end between two seconds
    assert used_seconds(due, due, unit, calendar) == 0
    assert used_minutes(due, start, unit, calendar) == 0


@LAWS
@given(STARTS, LIMITS, LIMITS, UNITS, CALENDARS)
def test_one_after_another_is_as_both_at_once(
    start: datetime, one: int, other: int, unit: str, calendar: Calendar
) -> None:
    in_two = add_limit(add_limit(start, one, unit, calendar), other, unit, calendar)
    assert in_two == add_limit(start, one + other, unit, calendar)


@LAWS
@given(STARTS, LIMITS, WORK, CALENDARS, st.sampled_from([1, 50, 60, 80, 100]))
def test_nothing_of_a_working_clock_falls_outside_working_time(
    start: datetime, limit: int, unit: str, calendar: Calendar, percent: int
) -> None:
    moment = share_of(start, limit, unit, calendar, percent)
    assert at_work(calendar, moment.astimezone(CHINA)), moment


@LAWS
@given(STARTS, CALENDARS)
def test_people_next_work_when_they_work(start: datetime, calendar: Calendar) -> None:
    begins = next_work(start, calendar)
    assert begins >= start
    assert at_work(calendar, begins.astimezone(CHINA))
    assert used_seconds(start, begins, "work_hour", calendar) == 0
    assert used_seconds(begins, begins + timedelta(minutes=1), "work_hour", calendar) > 0
    assert next_work(begins, calendar) == begins


@LAWS
@given(STARTS, LIMITS, UNITS, CALENDARS, WHILES)
def test_time_only_goes_forward(
    start: datetime, limit: int, unit: str, calendar: Calendar, delay: timedelta
) -> None:
    marks = [share_of(start, limit, unit, calendar, percent) for percent in (60, 80, 100, 150)]
    assert all(one < two for one, two in pairwise([start, *marks]))
    later = add_limit(start + delay, limit, unit, calendar)
    assert later >= add_limit(start, limit, unit, calendar)


@LAWS
@given(STARTS, LIMITS, WORK, CALENDARS, DAYS)
def test_a_day_off_more_never_makes_a_limit_shorter(
    start: datetime, limit: int, unit: str, calendar: Calendar, off: date
) -> None:
    """And a day outside its time changes nothing: that is why such clocks are let alone."""
    special = MappingProxyType({**calendar.special, off: ()})
    other = Calendar(calendar.hours, calendar.holidays, calendar.workdays, special)
    due, anew = (add_limit(start, limit, unit, each) for each in (calendar, other))
    assert anew >= due
    if not start.date() <= off <= due.date():
        assert anew == due


@LAWS
@given(_hours(4))
def test_hours_that_are_written_are_read_as_they_were(hours: Hours) -> None:
    if any(one[1] == two[0] for one, two in pairwise(hours)):
        return
    written = [[f"{m // 60:02}:{m % 60:02}" for m in span] for span in hours]
    assert parse_hours(written) == hours
