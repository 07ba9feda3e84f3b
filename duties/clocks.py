# SPDX-License-Identifier: Apache-2.0
"""Clock arithmetic (时限计算): pure, and day by day at most, never minute by minute.

Urgent and natural units (紧急工作时、自然日) run without a break, nights and holidays included.
Working units run inside working hours only; a working day is worth a normal day's hours
(8 by default) wherever in the day it starts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from duties.hours import NORMAL_HOURS, Hours

CONTINUOUS = {"urgent_minute": 1, "urgent_hour": 60, "natural_day": 24 * 60}
WORKING = frozenset({"work_minute", "work_hour", "work_day"})

CHINA = ZoneInfo("Asia/Shanghai")
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
# A calendar without work would be searched for ever.
_MOST_DAYS = 20 * 366


class NoWorkingTime(ValueError):
    """The calendar has no working time ahead (日历中没有工作时间)."""


@dataclass(frozen=True)
class Calendar:
    """When people work: normal hours, public holidays, make-up workdays, and special days.

    `special` has the last word on its days: other hours, a half day, or () for none at all.
    """

    hours: Hours = NORMAL_HOURS
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    special: Mapping[date, Hours] = field(default_factory=lambda: MappingProxyType({}))
    zone: ZoneInfo = CHINA

    @property
    def day_minutes(self) -> int:
        """Return how many minutes a normal working day has."""
        return sum(end - start for start, end in self.hours)

    def hours_on(self, day: date) -> Hours:
        """Return the working spans of a day, () on a day off (休息日)."""
        special = self.special.get(day)
        if special is not None:
            return special
        if day in self.workdays:
            return self.hours
        if day.weekday() >= _SATURDAY or day in self.holidays:
            return ()
        return self.hours

    def is_working(self, moment: datetime) -> bool:
        """Return whether people are at work at this moment; the last minute's end counts."""
        local = moment.astimezone(self.zone)
        passed = local - _midnight(local)
        return any(
            timedelta(minutes=start) <= passed <= timedelta(minutes=end)
            for start, end in self.hours_on(local.date())
        )


def next_work(moment: datetime, calendar: Calendar) -> datetime:
    """Return the moment itself if people are at work, else when they next begin (上班时刻)."""
    local = moment.astimezone(calendar.zone)
    midnight = _midnight(local)
    for _day in range(_MOST_DAYS):
        for span_start, span_end in calendar.hours_on(midnight.date()):
            if local < midnight + timedelta(minutes=span_end):
                begin = max(local, midnight + timedelta(minutes=span_start))
                return begin.astimezone(moment.tzinfo)
        midnight += _ONE_DAY
    raise NoWorkingTime(moment.isoformat())


def minutes_of(limit: int, unit: str, calendar: Calendar) -> int:
    """Return a limit in minutes of its own kind of time (of the clock, or of work)."""
    if unit in CONTINUOUS:
        return limit * CONTINUOUS[unit]
    return limit * {"work_minute": 1, "work_hour": 60, "work_day": calendar.day_minutes}[unit]


def add_limit(start: datetime, limit: int, unit: str, calendar: Calendar) -> datetime:
    """Return when a limit (时限) that starts now is used up."""
    return share_of(start, limit, unit, calendar, 100)


def share_of(start: datetime, limit: int, unit: str, calendar: Calendar, percent: int) -> datetime:
    """Return when so many percent of a limit are used, in the clock's own time (亮灯时刻)."""
    return mark_of(Stretch(start), minutes_of(limit, unit, calendar), unit, calendar, percent)


@dataclass(frozen=True)
class Stretch:
    """From when a limit runs on, and how much of it was used before (暂停前已用)."""

    since: datetime
    used: timedelta = timedelta()


def mark_of(
    stretch: Stretch, minutes: int, unit: str, calendar: Calendar, percent: int
) -> datetime:
    """Return when so many percent of a limit of `minutes` are used, if it runs on as it does.

    What was passed already is passed: then the answer is where the stretch begins.
    """
    left = timedelta(seconds=minutes * 60 * percent / 100) - stretch.used
    if left <= timedelta():
        return stretch.since
    if unit in CONTINUOUS:
        return stretch.since + left
    return _add_work(stretch.since, left, calendar)


def used_in(stretch: Stretch, until: datetime, unit: str, calendar: Calendar) -> timedelta:
    """Return what of a limit is used at a time, exactly, in the unit's own kind of time (已用)."""
    return stretch.used + used_time(stretch.since, until, unit, calendar)


def is_same_time(unit: str, other: str) -> bool:
    """Return whether two units count the same kind of time: of the clock, or of work."""
    return (unit in CONTINUOUS) == (other in CONTINUOUS)


def used_minutes(start: datetime, end: datetime, unit: str, calendar: Calendar) -> int:
    """Return the whole minutes used between two times, in the unit's own kind of time."""
    return used_seconds(start, end, unit, calendar) // 60


def used_seconds(start: datetime, end: datetime, unit: str, calendar: Calendar) -> int:
    """Return the whole seconds used between two times; 0 if the end comes first."""
    return int(used_time(start, end, unit, calendar).total_seconds())


def used_time(start: datetime, end: datetime, unit: str, calendar: Calendar) -> timedelta:
    """Return the time used between two times, exactly; nought if the end comes first."""
    if unit in CONTINUOUS:
        return max(timedelta(), end - start)
    if unit not in WORKING:
        raise KeyError(unit)
    return _work_between(start, end, calendar)


def _midnight(local: datetime) -> datetime:
    return datetime.combine(local.date(), time(), local.tzinfo)


def _add_work(start: datetime, used: timedelta, calendar: Calendar) -> datetime:
    """Walk over working spans until enough of them is used."""
    if not used:
        return start
    local = start.astimezone(calendar.zone)
    midnight = _midnight(local)
    passed, left = local - midnight, used
    for _day in range(_MOST_DAYS):
        for span_start, span_end in calendar.hours_on(midnight.date()):
            begin = max(passed, timedelta(minutes=span_start))
            room = timedelta(minutes=span_end) - begin
            if room >= left:
                return (midnight + begin + left).astimezone(start.tzinfo)
            left -= max(room, timedelta())
        midnight += _ONE_DAY
        passed = timedelta()
    raise NoWorkingTime(start.isoformat())


def _work_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Return the working time between two moments."""
    local, last = start.astimezone(calendar.zone), end.astimezone(calendar.zone)
    midnight, total = _midnight(local), timedelta()
    while midnight <= last:
        for span_start, span_end in calendar.hours_on(midnight.date()):
            begin = max(local, midnight + timedelta(minutes=span_start))
            finish = min(last, midnight + timedelta(minutes=span_end))
            total += max(finish - begin, timedelta())
        midnight += _ONE_DAY
    return total
