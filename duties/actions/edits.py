# SPDX-License-Identifier: Apache-2.0
"""Edits of the small tables: calendar, limits, lamps, reasons, when somebody rules."""

from django.db import transaction

from accounts.models import User
from duties.actions.recomputing import county_before, order_recompute
from duties.actions.versions import bump_version, lock_tables
from duties.models import (
    CalendarDay,
    LampPercent,
    ProcessLimit,
    Reason,
    RulingRule,
    SampleShare,
    WorkCalendar,
)
from grids.access import check_keeps

SmallRow = (
    CalendarDay | LampPercent | ProcessLimit | Reason | RulingRule | SampleShare | WorkCalendar
)


@transaction.atomic
def save_row(row: SmallRow, *, by: User) -> None:
    """Save a row that somebody added or changed (修改清单), and tell every process."""
    check_keeps(by, getattr(row, "county_id", None))
    lock_tables()
    before = county_before(row)
    row.save()
    order_recompute(row, before, by=by)
    bump_version()


@transaction.atomic
def remove_row(row: SmallRow, *, by: User) -> None:
    """Remove a row (删除清单项), and tell every process."""
    check_keeps(by, getattr(row, "county_id", None))
    lock_tables()
    order_recompute(row, county_before(row), by=by)
    row.delete()
    bump_version()
