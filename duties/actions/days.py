# SPDX-License-Identifier: Apache-2.0
"""Many special days at once: a year's notice, from a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from duties.actions.recomputing import order_for
from duties.actions.versions import bump_version, lock_tables
from duties.days import DayDraft
from duties.models import CalendarDay, ClockOrder


@dataclass(frozen=True)
class DaysSaved:
    """How many days are new, how many say something else now."""

    made: int
    changed: int


@transaction.atomic
def save_days(
    drafts: Sequence[DayDraft], county_id: int | None, *, by: User | None, dry_run: bool = False
) -> DaysSaved:
    """Save special days (导入节假日、调休) and order one recompute; a second time changes nothing.

    `dry_run` counts only. Days that the table does not name stay as they are.
    """
    lock_tables()
    days = {draft.date for draft in drafts}
    rows = CalendarDay.objects.filter(county_id=county_id, date__in=days)
    known = {row.date: row for row in rows}
    made, changed = [], []
    for draft in drafts:
        row = known.get(draft.date)
        if row is None:
            made.append(CalendarDay(county_id=county_id, date=draft.date))
            _fill(made[-1], draft)
        elif (row.is_workday, row.hours, row.note) != (draft.is_workday, draft.hours, draft.note):
            _fill(row, draft)
            changed.append(row)
    if (made or changed) and not dry_run:
        CalendarDay.objects.bulk_create(made)
        CalendarDay.objects.bulk_update(changed, ["is_workday", "hours", "note"])
        order_for({county_id}, ClockOrder.Why.CALENDAR, by=by)
        bump_version()
    return DaysSaved(len(made), len(changed))


def _fill(row: CalendarDay, draft: DayDraft) -> None:
    row.is_workday, row.hours, row.note = draft.is_workday, draft.hours, draft.note
