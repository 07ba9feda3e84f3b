# SPDX-License-Identifier: Apache-2.0
"""The clocks of one event in hand (时限): started, stopped, and written together.

Arithmetic is `duties.clocks`; which process has which limit is data (`duties.queries`). A process
clock is never longer than the first stage of the matter's standard.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import ceil

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
from events.actions.clock_rows import GRANTED, update_clocks
from events.models import Clock, Event, HeldTime
from events.rules import UNJUDGED, next_crossing, share_of_time, warning_of, worst_lamp

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


def write_clocks(several: Iterable["Clocks"]) -> None:
    """Write the clocks of a transaction: changed before started, as only one of a kind runs."""
    several = list(several)
    if forgotten := [pk for clocks in several for pk in clocks.forgotten()]:
        Clock.objects.filter(pk__in=forgotten).delete()
    if changed := [clock for clocks in several for clock in clocks.changed()]:
        update_clocks(changed, [share for clocks in several for share in clocks.shares()])
    if started := [clock for clocks in several for clock in clocks.started()]:
        Clock.objects.bulk_create(started)


class Clocks:
    """The running clocks of an event; read once when first asked for."""

    def __init__(
        self,
        event: Event,
        now: datetime,
        *,
        is_new: bool = False,
        running: list[Clock] | None = None,
    ) -> None:
        self.event = event
        self.now = now
        self._running: list[Clock] | None = [] if is_new else running
        self._past: list[Clock] = []
        self._changed: list[Clock] = []
        self._forgotten: list[Clock] = []
        self._shares: list[HeldTime] = []
        self.stopped_late = False
        self.revived_late = False

    @property
    def running(self) -> list[Clock]:
        if self._running is None:
            rows = list(Clock.objects.filter(event_id=self.event.pk).order_by("pk"))
            self._past = [clock for clock in rows if clock.stopped_at is not None]
            self._running = [clock for clock in rows if clock.stopped_at is None]
        return self._running

    @property
    def calendar(self) -> Calendar:
        return calendar_of(self.event.county_id)

    def stop(self, *kinds: str, stage: str | None = None) -> list[Clock]:
        """Stop the running clocks of these kinds, or one stage of theirs (到场、排险… reached);
        lateness stays with the units that held them."""
        stopping = [c for c in self.running if c.kind in kinds and stage in (None, c.stage)]
        for clock in stopping:
            self._stop(clock)
        return stopping

    def stop_all(self) -> list[Clock]:
        """Stop whatever runs: the event is over."""
        return self.stop(*{clock.kind for clock in self.running})

    def start_process(self, kind: str, standard: StandardRow) -> None:
        """Start the clock of a process step (受理、分派、签收、核查、结案)."""
        self.running.append(self._process(kind, standard, self.now))

    def start_handling(self, standard: StandardRow) -> None:
        """Start the handle clock, one row a stage, unless it runs already (退回不重计)."""
        if any(clock.kind == "handle" for clock in self.running):
            return
        for stage in standard.stages:
            self.running.append(self._make("handle", stage.kind, stage.limit, stage.unit))

    def start_stage(self, stage: str, limit: int, unit: str) -> None:
        """Start a stage of handling that no standard names (补手续)."""
        self.running.append(self._make("handle", stage, limit, unit))

    def start_gathering(self, unit_id: int, due_at: datetime) -> None:
        """报到: one called unit's own time, until it is there."""
        minutes = max(1, ceil((due_at - self.now).total_seconds() / 60))
        clock = self._make("report_in", str(unit_id), minutes, "urgent_minute")
        clock.holder_id, clock.due_at = unit_id, due_at
        yellow, orange = lamp_percents(self.event.county_id)
        clock.yellow_at = self.now + (due_at - self.now) * yellow / 100
        clock.orange_at = self.now + (due_at - self.now) * orange / 100
        self.running.append(clock)

    def stop_gathering(self, unit_id: int) -> None:
        """报到: the unit has come, or need not come."""
        for clock in [c for c in self.running if (c.kind, c.holder_id) == ("report_in", unit_id)]:
            self._stop(clock)

    def restart_handling(self, standard: StandardRow) -> None:
        """返工: what was left of the limit, or half of it, whichever is more."""
        last, running = standard.stages[-1], self.running
        past = [clock for clock in self._past if (clock.kind, clock.stage) == ("handle", last.kind)]
        before = past[-1] if past else None
        whole = used_minutes(
            self.now,
            add_limit(self.now, last.limit, last.unit, self.calendar),
            last.unit,
            self.calendar,
        )
        left = 0
        if before is not None and before.stopped_at is not None:
            left = used_minutes(before.stopped_at, before.due_at, last.unit, self.calendar)
        minutes = max(left, whole // 2, 1)
        unit = "work_minute" if last.unit in ("work_hour", "work_day") else "urgent_minute"
        running.append(self._make("handle", last.kind, minutes, unit))

    def recompute(self, standard: StandardRow, *, new_standard: bool) -> None:
        """更正 changed matter or urgency: running limits anew, from their original start.

        Another standard has other stages; those that were reached stay reached.
        """
        handling = [clock for clock in self.running if clock.kind == "handle"]
        if handling and new_standard:
            since = min(clock.started_at for clock in handling)
            reached = self._reached_since(since)
            for clock in handling:
                self.running.remove(clock)
                # Stopped when it started: this limit never held, nothing was reached by it.
                clock.stopped_at = clock.started_at
                self._changed.append(clock)
            held_since = handling[0].held_since
            for stage in standard.stages:
                if stage is standard.stages[-1] or stage.kind not in reached:
                    anew = self._make("handle", stage.kind, stage.limit, stage.unit, since)
                    self._grant_again(anew, handling)
                    # What its holder had used of the old limit is used of this one, too.
                    anew.held_since = held_since
                    self.running.append(anew)
        for clock in [c for c in self.running if c.kind not in ("handle", *OWN_TIME)]:
            anew = self._process(clock.kind, standard, clock.started_at)
            for name in ("limit", "unit", "yellow_at", "orange_at", "due_at"):
                setattr(clock, name, getattr(anew, name))
            self._changed.append(clock)

    def compute_anew(self, standard: StandardRow) -> list[Clock]:
        """日历、亮灯比例或流程时限变了: every running clock anew from its start; which changed."""
        changed = []
        for clock in self.running:
            anew = self._by_the_tables(clock, standard)
            values = {name: getattr(anew, name) for name in RULED}
            if any(getattr(clock, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(clock, name, value)
                changed.append(clock)
        return changed

    @property
    def handling(self) -> list[Clock]:
        """The running limits of the handling itself (办结), the last stage at the end."""
        found = [clock for clock in self.running if clock.kind == "handle"]
        return sorted(found, key=lambda clock: clock.due_at)

    def pause(self, until: datetime) -> None:
        """挂账: the handle clock stands still; its lamps turn as from the day it shall go on."""
        for clock in self.handling:
            stretch = Stretch(clock.started_at)
            clock.used = used_in(stretch, self.now, clock.unit, self.calendar)
            clock.paused_at = self.now
            reckon(clock, self.event.county_id, until)
            self._changed.append(clock)

    def resume(self, at: datetime) -> None:
        """挂账恢复: what was left of the limit runs on from `at`."""
        for clock in self.handling:
            if clock.is_paused:
                clock.resumed_at = at
                reckon(clock, self.event.county_id)
                self._changed.append(clock)

    def extend(self, minutes: int) -> None:
        """延期: the whole handling may take so many minutes more, of its own kind of time."""
        clock = self.handling[-1]
        clock.added += minutes
        reckon(clock, self.event.county_id)
        self._changed.append(clock)

    def follow(self, holder_id: int) -> None:
        """The event went on to another unit: from now on the clocks that still run count against
        that one, and what was used of them until now against the one before."""
        for clock in self.running:
            if clock.holder_id != holder_id and clock.kind not in OWN_TIME:
                self._end_share(clock)
                clock.holder_id, clock.held_since = holder_id, self.now
                self._changed.append(clock)

    def forget_dispatch(self, at: datetime, standard: StandardRow, *, by_node: bool) -> None:
        """撤销: what the dispatch of that moment started never ran, what it stopped runs on.

        An office that passed it on had the handle clock already, and it stays.
        """
        gone = [clock for clock in self.running if clock.kind == "sign"]
        if by_node:
            handling = [c for c in [*self.running, *self._past] if c.kind == "handle"]
            gone += [clock for clock in handling if clock.started_at == at]
            self.running.append(self._dispatching_again(at, standard))
        self._forgotten += gone
        self._running = [clock for clock in self.running if clock not in gone]

    def _dispatching_again(self, at: datetime, standard: StandardRow) -> Clock:
        """The clock that a dispatch of that moment stopped; one that started and stopped in the
        same move (受理并派发) was never written and starts at that moment."""
        waiting = [c for c in self._past if c.kind == "dispatch" and c.stopped_at == at]
        if not waiting:
            return self._process("dispatch", standard, at)
        clock = waiting[-1]
        self.revived_late = clock.overdue_seconds > 0
        # What its holder had used until then is written; from then on it counts anew.
        clock.held_since = clock.stopped_at
        clock.stopped_at, clock.overdue_seconds = None, 0
        self._changed.append(clock)
        return clock

    def start_shadow(self, standard: StandardRow) -> None:
        """转出: the limit that would hold here is followed for the other side."""
        last = standard.stages[-1]
        self.running.append(self._make("shadow", "", last.limit, last.unit))

    def up_at(self, kind: str) -> datetime:
        """When a process limit that starts now is up."""
        limit, unit = process_limit(kind, self.event.county_id, self.event.urgency)
        return add_limit(self.now, limit, unit, self.calendar)

    def changed(self) -> list[Clock]:
        """The stored clocks that have to be written, each once."""
        return list(dict.fromkeys(clock for clock in self._changed if clock.pk is not None))

    def started(self) -> list[Clock]:
        """The clocks that are new."""
        return [clock for clock in self._running or [] if clock.pk is None]

    def forgotten(self) -> list[int]:
        """The keys of the clocks that never ran after all (撤销)."""
        return [clock.pk for clock in self._forgotten]

    def shares(self) -> list[HeldTime]:
        """Who had the time of what until now (各单位用时), but for clocks that never ran."""
        gone = self.forgotten()
        return [share for share in self._shares if share.clock_id not in gone]

    def _end_share(self, clock: Clock) -> None:
        """Whoever held the time of this clock until now has used so much of it, so much late."""
        began = clock.held_since or clock.started_at
        if clock.pk is None or self.now <= began:
            return
        used, late = share_of_time(clock, began, self.now, self.calendar)
        share = HeldTime(event_id=clock.event_id, clock_id=clock.pk, unit_id=clock.holder_id)
        share.began_at, share.ended_at = began, self.now
        share.used_seconds, share.overdue_seconds = used, late
        self._shares.append(share)

    def _stop(self, clock: Clock) -> None:
        self._end_share(clock)
        clock.stopped_at = self.now
        if self.now > clock.due_at and not clock.is_paused:
            clock.overdue_seconds = int((self.now - clock.due_at).total_seconds())
            self.stopped_late |= clock.kind not in UNJUDGED
        self.running.remove(clock)
        self._changed.append(clock)

    def _grant_again(self, anew: Clock, before: list[Clock]) -> None:
        """Another standard: what was paused stays paused, what was granted stays granted where it
        is of the same kind of time."""
        paused = next((clock for clock in before if clock.paused_at is not None), None)
        if paused is not None and paused.paused_at is not None:
            anew.paused_at, anew.resumed_at = paused.paused_at, paused.resumed_at
            anew.used = used_time(anew.started_at, paused.paused_at, anew.unit, self.calendar)
        anew.added = max(
            (old.added for old in before if is_same_time(old.unit, anew.unit)), default=0
        )
        reckon(anew, self.event.county_id, self._goes_on(anew))

    def _goes_on(self, clock: Clock) -> datetime | None:
        """The day from which a clock that stands still is reckoned."""
        return self.event.suspended_until if clock.is_paused else None

    def _reached_since(self, since: datetime) -> set[str]:
        """The stages of handling that were reached by clocks started then or later."""
        past = [c for c in self._past if c.kind == "handle" and c.started_at >= since]
        return {c.stage for c in past if c.stopped_at is not None and c.stopped_at > c.started_at}

    def _by_the_tables(self, clock: Clock, standard: StandardRow) -> Clock:
        """A clock as it would be had the tables been so from its start."""
        if clock.kind in OWN_TIME:
            # 报到: somebody named the hour; no table has a word in it.
            return clock
        if clock.kind in BY_TABLE:
            return self._process(clock.kind, standard, clock.started_at)
        anew = self._make(clock.kind, clock.stage, clock.limit, clock.unit, clock.started_at)
        for name in GRANTED:
            setattr(anew, name, getattr(clock, name))
        if anew.paused_at is not None:
            # A day that was taken off afterwards was not used before the pause either.
            anew.used = used_time(anew.started_at, anew.paused_at, anew.unit, self.calendar)
        reckon(anew, self.event.county_id, self._goes_on(anew))
        return anew

    def _process(self, kind: str, standard: StandardRow, since: datetime) -> Clock:
        """A process clock that started at `since`; before the work, within its first stage."""
        limit, unit = process_limit(kind, self.event.county_id, self.event.urgency)
        clock = self._make(kind, "", limit, unit, since)
        first = standard.stages[0]
        most = add_limit(since, first.limit, first.unit, self.calendar)
        if kind in ("accept", "verify", "dispatch", "sign") and most < clock.due_at:
            return self._make(kind, "", first.limit, first.unit, since)
        return clock

    def _make(
        self, kind: str, stage: str, limit: int, unit: str, since: datetime | None = None
    ) -> Clock:
        clock = Clock(
            event=self.event,
            kind=kind,
            stage=stage,
            holder_id=self.event.holder_id,
            limit=limit,
            unit=unit,
            started_at=timezone.localtime(since or self.now),
        )
        reckon(clock, self.event.county_id)
        return clock
