# SPDX-License-Identifier: Apache-2.0
"""A county's calendar: the national notices, the default, and what the county says."""

from datetime import date
from types import SimpleNamespace

import pytest
from pytest_django import DjangoAssertNumQueries

from duties.actions.edits import remove_row, save_row
from duties.models import CalendarDay, WorkCalendar
from duties.queries import calendar_is_known, calendar_of

DAY: tuple[tuple[int, int], ...] = ((480, 720), (840, 1080))


def test_known_years_follow_the_national_notice(tables: None) -> None:
    calendar = calendar_of(None)
    assert calendar.hours_on(date(2026, 10, 1)) == ()
    assert calendar.hours_on(date(2026, 10, 10)) == DAY
    assert calendar.hours_on(date(2026, 10, 11)) == ()
    assert calendar.hours_on(date(2026, 10, 12)) == DAY


def test_an_unknown_year_has_weekends_only(tables: None) -> None:
    assert calendar_is_known(2026) and not calendar_is_known(2060)
    calendar = calendar_of(None)
    assert calendar.hours_on(date(2060, 10, 1)) == DAY
    assert calendar.hours_on(date(2060, 10, 2)) == ()


def test_before_anything_is_loaded_the_default_hours_hold(db: None) -> None:
    assert calendar_of(None).hours == DAY


def test_a_countys_days_come_over_the_defaults(tables: None, county: SimpleNamespace) -> None:
    home, by = county.county, county.admin
    snow, fair = date(2027, 1, 5), date(2027, 1, 6)
    save_row(CalendarDay(date=snow, is_workday=False), by=by)
    save_row(CalendarDay(date=fair, is_workday=False), by=by)
    save_row(
        CalendarDay(county=home, date=fair, is_workday=True, hours=[["08:00", "12:00"]]), by=by
    )
    save_row(CalendarDay(county=home, date=date(2027, 1, 9), is_workday=True), by=by)
    ours, others = calendar_of(home.pk), calendar_of(None)
    assert ours.hours_on(snow) == others.hours_on(snow) == others.hours_on(fair) == ()
    assert ours.hours_on(fair) == ((480, 720),)
    assert ours.hours_on(date(2027, 1, 9)) == DAY


def test_a_countys_hours_are_its_own(tables: None, county: SimpleNamespace) -> None:
    own = WorkCalendar(county=county.county, hours=[["09:00", "17:00"]])
    save_row(own, by=county.admin)
    assert calendar_of(county.county.pk).day_minutes == 480
    assert calendar_of(county.county.pk).hours == ((540, 1020),)
    remove_row(own, by=county.admin)
    assert calendar_of(county.county.pk).hours == DAY


@pytest.mark.usefixtures("tables")
def test_the_calendar_costs_no_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    calendar_of(None)
    with django_assert_num_queries(0):
        assert calendar_of(None) is calendar_of(None)
