# SPDX-License-Identifier: Apache-2.0
"""Working hours as a county writes them."""

import pytest
from django.core.exceptions import ValidationError

from duties.hours import parse_hours
from duties.models import CalendarDay, WorkCalendar


def test_spans_become_minutes() -> None:
    assert parse_hours([["08:30", "12:00"], ["13:00", "17:30"]]) == ((510, 720), (780, 1050))
    assert parse_hours([["00:00", "24:00"]]) == ((0, 1440),)


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        "08:00-12:00",
        [["08:00"]],
        [["08:00", "8点"]],
        [["08:00", "12:60"]],
        [["08:00", "24:01"]],
        [["12:00", "08:00"]],
        [["08:00", "12:00"], ["11:00", "18:00"]],
        [["14:00", "18:00"], ["08:00", "12:00"]],
        [[8, 12]],
        [["-1:00", "12:00"]],
    ],
)
def test_hours_that_no_clock_could_use_are_refused(stored: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_hours(stored)
    with pytest.raises(ValidationError):
        WorkCalendar(hours=stored).clean()


def test_a_special_day_may_leave_its_hours_out() -> None:
    CalendarDay(hours=None).clean()
    with pytest.raises(ValidationError):
        CalendarDay(hours=[]).clean()
