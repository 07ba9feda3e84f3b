# SPDX-License-Identifier: Apache-2.0
"""One clock of an event (时限): how it is made, when its lamps turn, and what an event shows of
those that run. `clocks` starts, stops and keeps them.

Arithmetic is `duties.clocks`; which process has which limit is data (`duties.queries`). A process
clock is never longer than the first stage of the matter's standard.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from duties.clocks import (
    Calendar,
    Stretch,
    add_limit,
    is_same_time,
    mark_of,
    minutes_of,
    used_in,
    used_minutes,
    used_time,
)
from duties.directory import StandardRow, matter_by_id, standard_by_id
from duties.queries import calendar_of, lamp_percents, process_limit
from events.actions.clock_rows import GRANTED
from events.models import Clock, Event
from events.rules import UNJUDGED, next_crossing, warning_of, worst_lamp

# Whose limits are the process's own (流程时限); any other clock keeps the limit it was given.
BY_TABLE = ("accept", "dispatch", "verify", "sign", "check", "close")
# What the tables decide of a clock that runs.
RULED = ("limit", "unit", "used", "yellow_at", "orange_at", "due_at")
# A called unit's time to report in is its own, whoever holds the event, whatever its matter.
OWN_TIME = ("report_in",)


def standard_of(event: Event) -> StandardRow:
    """The standard it is filed under (立案标准), until then the first of its matter."""
    known = event.standard_id
    return standard_by_id(known) if known else matter_by_id(event.matter_id).standards[0]


def show_clocks(event: Event, running: Sequence[Clock], now: datetime, calendar: Calendar) -> None:
    """Set what the event shows of its running clocks: due time, lamp, the next crossing.

    Clocks that judge nobody here (转出跟踪、补充) say when, and turn no lamp; an answer owed after
    the closing says nothing. What has been reached and nobody was told of yet (a move came
    before the sweep) is due now.
    """
    judging = [clock for clock in running if clock.kind not in UNJUDGED]
    warning = warning_of(judging, now, calendar)
    owing = (clock.due_at for clock in running if clock.kind != "reply")
    event.due_at = min(owing, default=None)
    event.lamp = worst_lamp(judging, now)
    event.warned = min(event.warned, warning)
    owed = warning > event.warned
    event.next_lamp_at = now if owed else next_crossing(judging, now, calendar)


def reckon(clock: Clock, county_id: int, since: datetime | None = None) -> None:
    """Set when a clock's lamps turn (亮灯时刻): the one place where they are computed.

    A clock that was paused runs on from where it resumed, one that stands still from `since`, the
    day it shall; what it had used before counts, and what was granted on top (延期).
    """
    calendar, (yellow, orange) = calendar_of(county_id), lamp_percents(county_id)
    stretch = Stretch(since or clock.resumed_at or clock.started_at, clock.used)
    minutes = minutes_of(clock.limit, clock.unit, calendar) + clock.added
    for name, percent in (("yellow_at", yellow), ("orange_at", orange), ("due_at", 100)):
        mark = mark_of(stretch, minutes, clock.unit, calendar, percent)
        before = getattr(clock, name)
        # What was passed before it paused was passed then, not when it went on.
        is_passed = clock.paused_at and before and mark == stretch.since and before < mark
        setattr(clock, name, before if is_passed else mark)


def stand_still(event: Event, clock: Clock, now: datetime, until: datetime) -> None:
    """挂账: it stands still from now on; its lamps turn as from the day it shall go on."""
    clock.used = used_in(Stretch(clock.started_at), now, clock.unit, calendar_of(event.county_id))
    clock.paused_at = now
    if clock.kind in OWN_TIME:
        _put_off(clock, now, until - now)
    else:
        reckon(clock, event.county_id, until)


def go_on(event: Event, clock: Clock, at: datetime) -> None:
    """挂账恢复: what was left of it runs on from `at`, which may come before the day it should."""
    assert clock.paused_at is not None  # what stood still
    planned, clock.resumed_at = event.suspended_until, at
    if clock.kind not in OWN_TIME:
        reckon(clock, event.county_id)
    elif planned is not None:
        _put_off(clock, clock.paused_at, at - planned)


def _put_off(clock: Clock, since: datetime, by: timedelta) -> None:
    """An hour that somebody named is later by so much, and its lamps; what was passed stays so."""
    for name in ("yellow_at", "orange_at", "due_at"):
        if (mark := getattr(clock, name)) > since:
            setattr(clock, name, mark + by)


def process_clock(event: Event, kind: str, standard: StandardRow, since: datetime) -> Clock:
    """A process clock that started at `since`; before the work, within its first stage."""
    limit, unit = process_limit(kind, event.county_id, event.urgency)
    clock = new_clock(event, kind, "", limit, unit, since)
    first = standard.stages[0]
    most = add_limit(since, first.limit, first.unit, calendar_of(event.county_id))
    if kind in ("accept", "verify", "dispatch", "sign") and most < clock.due_at:
        return new_clock(event, kind, "", first.limit, first.unit, since)
    return clock


def new_clock(event: Event, kind: str, stage: str, limit: int, unit: str, since: datetime) -> Clock:
    """A clock of the holder's with this limit from `since` on."""
    clock = Clock(
        event=event,
        kind=kind,
        stage=stage,
        holder_id=event.holder_id,
        limit=limit,
        unit=unit,
        started_at=timezone.localtime(since),
    )
    reckon(clock, event.county_id)
    return clock


def rework_clock(event: Event, standard: StandardRow, before: Clock | None, now: datetime) -> Clock:
    """返工: what was left of the limit, or half of it, whichever is more."""
    last, calendar = standard.stages[-1], calendar_of(event.county_id)
    whole = used_minutes(now, add_limit(now, last.limit, last.unit, calendar), last.unit, calendar)
    left = 0
    if before is not None and before.stopped_at is not None:
        left = used_minutes(before.stopped_at, before.due_at, last.unit, calendar)
    minutes = max(left, whole // 2, 1)
    unit = "work_minute" if last.unit in ("work_hour", "work_day") else "urgent_minute"
    return new_clock(event, "handle", last.kind, minutes, unit, now)


def by_the_tables(event: Event, clock: Clock, standard: StandardRow) -> Clock:
    """A clock as it would be had the tables been so from its start."""
    if clock.kind in OWN_TIME:
        # 报到: somebody named the hour; no table has a word in it.
        return clock
    if clock.kind in BY_TABLE:
        return process_clock(event, clock.kind, standard, clock.started_at)
    started = clock.started_at
    anew = new_clock(event, clock.kind, clock.stage, clock.limit, clock.unit, started)
    for name in GRANTED:
        setattr(anew, name, getattr(clock, name))
    if anew.paused_at is not None:
        # A day that was taken off afterwards was not used before the pause either.
        calendar = calendar_of(event.county_id)
        anew.used = used_time(anew.started_at, anew.paused_at, anew.unit, calendar)
    reckon(anew, event.county_id, goes_on(event, anew))
    return anew


def grant_again(event: Event, anew: Clock, before: list[Clock]) -> None:
    """Another standard: what was paused stays paused, what was granted stays granted where it
    is of the same kind of time."""
    paused = next((clock for clock in before if clock.paused_at is not None), None)
    if paused is not None and paused.paused_at is not None:
        anew.paused_at, anew.resumed_at = paused.paused_at, paused.resumed_at
        calendar = calendar_of(event.county_id)
        anew.used = used_time(anew.started_at, paused.paused_at, anew.unit, calendar)
    anew.added = max((old.added for old in before if is_same_time(old.unit, anew.unit)), default=0)
    reckon(anew, event.county_id, goes_on(event, anew))


def goes_on(event: Event, clock: Clock) -> datetime | None:
    """The day from which a clock that stands still is reckoned."""
    return event.suspended_until if clock.is_paused else None
