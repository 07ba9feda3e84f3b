# SPDX-License-Identifier: Apache-2.0
"""What a county's duty tables say: calendar, lamps, process limits, reasons, likely matters.

All from process memory: no query unless the tables have changed. A county's own row comes
before the default.
"""

from datetime import date, datetime, time
from functools import lru_cache
from types import MappingProxyType

from chinese_calendar import constants

from duties.clocks import Calendar, next_work
from duties.directory import MatterRow, Snapshot, snapshot
from duties.hours import NORMAL_HOURS, Hours, parse_hours
from duties.models import CalendarDay, Reason
from duties.suggestions import Vocabulary, suggest, vocabulary_of

QUIET = (time(20), time(8))
# The State Council's yearly notices, as far as the package knows them.
NATIONAL_HOLIDAYS = frozenset(constants.holidays)
NATIONAL_WORKDAYS = frozenset(constants.workdays)
_COUNTIES = 256


def calendar_of(county_id: int | None) -> Calendar:
    """Return a county's working calendar (工作日历): its hours, national and its own days.

    A year whose notice is not known yet has plain weekends and the county's own days only.
    """
    return _calendar(snapshot(), county_id)


def calendar_is_known(year: int, county_id: int | None = None) -> bool:
    """Return whether the holidays of a year are known (节假日安排已知): by the national notices, or
    because somebody gave a weekday of it off in the default or the county's own days."""
    if any(day.year == year for day in NATIONAL_HOLIDAYS):
        return True
    known = snapshot().days
    own = [day for county in {None, county_id} for day in known.get(county, ())]
    return any(d.date.year == year and not d.is_workday and d.date.weekday() < 5 for d in own)


def after_quiet_hours(moment: datetime, county_id: int | None) -> datetime:
    """Return when an ordinary message may go out (免打扰): at once, or, in the county's quiet
    hours, when people next begin to work. Who works at that hour is not disturbed by it."""
    known = snapshot().calendars
    own = known.get(county_id) or known.get(None)
    begins, ends = (own.quiet_from, own.quiet_to) if own else QUIET
    calendar = calendar_of(county_id)
    at = moment.astimezone(calendar.zone).time()
    quiet = begins <= at < ends if begins <= ends else at >= begins or at < ends
    return next_work(moment, calendar) if quiet else moment


def lamp_percents(county_id: int | None) -> tuple[int, int]:
    """Return at which share of a limit the lamp turns yellow and orange (亮灯比例)."""
    lamps = snapshot().lamps
    return lamps.get(county_id) or lamps.get(None) or (60, 80)


def sample_percents(county_id: int | None) -> tuple[int, int]:
    """Return how many of a hundred closings are sampled (抽查比例): in general, on the spot."""
    shares = snapshot().samples
    return shares.get(county_id) or shares.get(None) or (5, 15)


def process_limit(kind: str, county_id: int | None, urgency: str = "normal") -> tuple[int, str]:
    """Return the limit and unit of a step of the process (流程时限); KeyError if there is none.

    A row for this urgency comes before a row for all, then the county's before the default, so
    a county that gives clerks more time in general does not slow down what is critical.
    """
    limits = snapshot().limits
    for level in (urgency, ""):
        for county in (county_id, None):
            if found := limits.get((county, kind, level)):
                return found
    raise KeyError(kind)


def reasons_for(move: str) -> tuple[Reason, ...]:
    """Return the reasons that a move may be given for (理由), in their order."""
    return tuple(reason for reason in snapshot().reasons if reason.move == move)


def disputed_reasons() -> frozenset[str]:
    """Return the reasons for a return that say "not mine" (属争议的退回理由)."""
    return frozenset(reason.code for reason in reasons_for("return_back") if reason.disputed)


def rulings_from(county_id: int | None) -> int:
    """Return from which disputed return on somebody rules (第几次争议退回起裁决)."""
    rulings = snapshot().rulings
    return rulings.get(county_id) or rulings.get(None) or 2


def all_reasons() -> tuple[Reason, ...]:
    """Return the reasons of every move."""
    return snapshot().reasons


def suggest_matters(text: str, limit: int = 3) -> tuple[MatterRow, ...]:
    """Return the likeliest matters for a message, call note or letter (登记建议), best first."""
    return suggest(text, _vocabulary(snapshot()), limit)


@lru_cache(maxsize=2)
def _vocabulary(known: Snapshot) -> Vocabulary:
    return vocabulary_of(known.matters)


@lru_cache(maxsize=_COUNTIES)
def _calendar(known: Snapshot, county_id: int | None) -> Calendar:
    own = known.calendars.get(county_id) or known.calendars.get(None)
    hours = parse_hours(own.hours) if own else NORMAL_HOURS
    days: dict[date, Hours] = {}
    # The default's days first, so that the county's own come over them.
    for county in dict.fromkeys((None, county_id)):
        days |= {day.date: _hours_of(day, hours) for day in known.days.get(county, ())}
    return Calendar(
        hours=hours,
        holidays=NATIONAL_HOLIDAYS,
        workdays=NATIONAL_WORKDAYS,
        special=MappingProxyType(days),
    )


def _hours_of(day: CalendarDay, normal: Hours) -> Hours:
    if not day.is_workday:
        return ()
    return parse_hours(day.hours) if day.hours else normal
