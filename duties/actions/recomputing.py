# SPDX-License-Identifier: Apache-2.0
"""Orders to compute open clocks anew (时限重算): written with the change."""

from django.utils import timezone

from accounts.models import User
from duties.models import CalendarDay, ClockOrder, LampPercent, ProcessLimit, WorkCalendar
from grids.models import Unit

WHY: dict[type, ClockOrder.Why] = {
    CalendarDay: ClockOrder.Why.CALENDAR,
    WorkCalendar: ClockOrder.Why.CALENDAR,
    LampPercent: ClockOrder.Why.LAMPS,
    ProcessLimit: ClockOrder.Why.LIMITS,
}
Timed = CalendarDay | WorkCalendar | LampPercent | ProcessLimit


def county_before(row: object) -> set[int | None]:
    """Return whose clocks a row of these tables has ruled so far; nobody's if it is new."""
    if not isinstance(row, Timed) or row.pk is None:
        return set()
    return set(type(row).objects.filter(pk=row.pk).values_list("county_id", flat=True))


def order_recompute(row: object, counties: set[int | None], *, by: User | None) -> None:
    """Order it for the counties that a changed row rules (修改日历、比例、时限后重算在途时限)."""
    if isinstance(row, Timed):
        order_for(counties | {row.county_id}, WHY[type(row)], by=by)


def order_for(counties: set[int | None], why: ClockOrder.Why, *, by: User | None) -> None:
    """Order it for these counties; None is the default, which rules every county."""
    wanted = {pk for pk in counties if pk is not None}
    if None in counties:
        wanted |= set(Unit.objects.filter(kind="county").values_list("pk", flat=True))
    now = timezone.now()
    ClockOrder.objects.bulk_create(
        ClockOrder(county_id=pk, why=why, by=by, made_at=now) for pk in sorted(wanted)
    )
