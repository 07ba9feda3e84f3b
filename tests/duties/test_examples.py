# SPDX-License-Identifier: Apache-2.0
"""The worked examples of docs/clocks.md over the National Day week, to the minute."""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import pytest

from duties.clocks import (
    Calendar,
    Stretch,
    add_limit,
    mark_of,
    minutes_of,
    share_of,
    used_in,
    used_minutes,
)
from duties.queries import (
    NATIONAL_HOLIDAYS,
    NATIONAL_WORKDAYS,
    after_quiet_hours,
    calendar_of,
    lamp_percents,
)
from events.rules import lamp_of, overdue_steps
from tests.examples import Row, at, day, rows_of

NATIONAL = Calendar(holidays=NATIONAL_HOLIDAYS, workdays=NATIONAL_WORKDAYS)
HALF_DAY = Calendar(
    holidays=NATIONAL_HOLIDAYS,
    workdays=NATIONAL_WORKDAYS,
    special=MappingProxyType({day("09-30"): ((480, 720),)}),
)


@dataclass
class Limit:
    """A clock as the rules of lamps read it."""

    limit: int
    unit: str
    yellow_at: datetime
    orange_at: datetime
    due_at: datetime
    is_paused: bool = False


def limit_from(start: datetime, limit: int, unit: str, calendar: Calendar) -> Limit:
    yellow, orange = (share_of(start, limit, unit, calendar, percent) for percent in (60, 80))
    return Limit(limit, unit, yellow, orange, add_limit(start, limit, unit, calendar))


def told(row: Row) -> tuple[datetime, int, str]:
    return at(row["starts"]), int(row["limit"]), row["unit"]


def test_the_days_are_what_the_notice_says(tables: None) -> None:
    for row in rows_of("days"):
        spans = [
            f"{start // 60:02}:{start % 60:02}–{end // 60:02}:{end % 60:02}"
            for start, end in calendar_of(None).hours_on(day(row["day"]))
        ]
        assert (" ".join(spans) or "–") == row["hours"], row
    assert lamp_percents(None) == (60, 80)


@pytest.mark.parametrize(("table", "calendar"), [("limits", NATIONAL), ("half day", HALF_DAY)])
def test_lamps_turn_to_the_minute(table: str, calendar: Calendar) -> None:
    for row in rows_of(table):
        found = limit_from(*told(row), calendar)
        expected = [at(row[name]) for name in ("yellow", "orange", "due")]
        assert [found.yellow_at, found.orange_at, found.due_at] == expected, row


def test_all_four_units_are_worked_out() -> None:
    units = {"urgent_hour", "work_hour", "work_day", "natural_day"}
    for table in ("limits", "half day", "pauses", "extensions", "overdue"):
        assert {row["unit"] for row in rows_of(table)} == units, table


def test_hour_by_hour() -> None:
    rows = rows_of("hours")
    start = at(rows[0]["at"])
    work = limit_from(start, 8, "work_hour", NATIONAL)
    natural = limit_from(start, 2, "natural_day", NATIONAL)
    for row in rows:
        now = at(row["at"])
        used = used_minutes(start, now, "work_hour", NATIONAL)
        passed = used_minutes(start, now, "natural_day", NATIONAL)
        assert used == int(row["working minutes used"]), row
        assert passed == int(row["natural minutes used"]), row
        assert (lamp_of(work, now), lamp_of(natural, now)) == (row["lamp"], row["its lamp"]), row


def test_a_pause_is_measured_in_the_clocks_own_unit() -> None:
    for row in rows_of("pauses"):
        start, limit, unit = told(row)
        used = used_in(Stretch(start), at(row["paused"]), unit, NATIONAL)
        rest, minutes = Stretch(at(row["goes on"]), used), minutes_of(limit, unit, NATIONAL)
        assert mark_of(rest, minutes, unit, NATIONAL, 100) == at(row["due"]), row


def test_what_is_granted_is_added_in_the_same_kind_of_time() -> None:
    for row in rows_of("extensions"):
        start, limit, unit = told(row)
        assert add_limit(start, limit, unit, NATIONAL) == at(row["was due"]), row
        minutes = minutes_of(limit + int(row["granted"]), unit, NATIONAL)
        assert mark_of(Stretch(start), minutes, unit, NATIONAL, 100) == at(row["due"]), row


def test_after_red() -> None:
    for row in rows_of("overdue"):
        due = at(row["due"])
        late = Limit(int(row["limit"]), row["unit"], due, due, due)
        told = [at(row["township's chief"]), at(row["county's chief"])]
        assert overdue_steps(late, NATIONAL) == told, row


def test_quiet_hours(tables: None) -> None:
    for row in rows_of("quiet"):
        now = at(row["at"])
        sent = after_quiet_hours(now, None) if row["urgency"] == "normal" else now
        assert sent == at(row["goes out"]), row
