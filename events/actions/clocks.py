# SPDX-License-Identifier: Apache-2.0
"""The clocks of one event in hand (时限): started, stopped, and written together.

How a single one is made and reckoned is `reckoning`.
"""

from collections.abc import Iterable
from datetime import datetime
from math import ceil

from duties.clocks import Calendar, add_limit
from duties.directory import StandardRow
from duties.queries import calendar_of, lamp_percents, process_limit
from events.actions.clock_rows import update_clocks
from events.actions.reckoning import (
    OWN_TIME,
    RULED,
    by_the_tables,
    go_on,
    grant_again,
    new_clock,
    process_clock,
    reckon,
    rework_clock,
    stand_still,
)
from events.models import Clock, Event, HeldTime
from events.rules import UNJUDGED, share_of_time


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
        self.running.append(process_clock(self.event, kind, standard, self.now))

    def start_handling(self, standard: StandardRow) -> None:
        """Start the handle clock, one row a stage, unless it runs already (退回不重计)."""
        if any(clock.kind == "handle" for clock in self.running):
            return
        for stage in standard.stages:
            self.running.append(self._make("handle", stage.kind, stage.limit, stage.unit))

    def run_on(self, held_since: datetime | None = None) -> None:
        """退回不重计: it comes back (撤销并案、收回、补充后再报), and what the last stop had ended
        of its handling runs on, from its start. The time between is its holder's; where nobody
        here had it, only what comes after `held_since`."""
        running, now = self.running, self.now
        last = max((clock.stopped_at or now for clock in self._past), default=None)
        for clock in [c for c in self._past if (c.kind, c.stopped_at) == ("handle", last)]:
            self._revive(clock, held_since)
            running.append(clock)
        # What runs again says at its end whether it was late; what ended before has said it.
        ended = (clock for clock in self._past if clock.kind == "handle")
        self.event.closed_late = any(clock.overdue_seconds for clock in ended)
        self.follow(self.event.holder_id)

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
        running.append(rework_clock(self.event, standard, before, self.now))

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
                    anew = new_clock(
                        self.event, "handle", stage.kind, stage.limit, stage.unit, since
                    )
                    grant_again(self.event, anew, handling)
                    # What its holder had used of the old limit is used of this one, too.
                    anew.held_since = held_since
                    self.running.append(anew)
        for clock in [c for c in self.running if c.kind not in ("handle", *OWN_TIME)]:
            anew = process_clock(self.event, clock.kind, standard, clock.started_at)
            for name in ("limit", "unit", "yellow_at", "orange_at", "due_at"):
                setattr(clock, name, getattr(anew, name))
            self._changed.append(clock)

    def compute_anew(self, standard: StandardRow) -> list[Clock]:
        """日历、亮灯比例或流程时限变了: every running clock anew from its start; which changed."""
        changed = []
        for clock in self.running:
            anew = by_the_tables(self.event, clock, standard)
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
        """挂账: the limits of the work and of coming to it (报到) stand still until that day."""
        for clock in [c for c in self.running if c.kind in ("handle", *OWN_TIME)]:
            stand_still(self.event, clock, self.now, until)
            self._changed.append(clock)

    def resume(self, at: datetime) -> None:
        """挂账恢复: what was left of the limits runs on from `at`. What was late before is no
        news."""
        for clock in [c for c in self.running if c.is_paused]:
            self.revived_late |= clock.paused_at is not None and clock.due_at <= clock.paused_at
            go_on(self.event, clock, at)
            self._changed.append(clock)

    def gathering_dues(self) -> dict[int, datetime]:
        """报到: by when each called unit that has not come yet must be there."""
        return {c.holder_id: c.due_at for c in self.running if c.kind in OWN_TIME}

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
            return process_clock(self.event, "dispatch", standard, at)
        self._revive(waiting[-1])
        return waiting[-1]

    def _revive(self, clock: Clock, held_since: datetime | None = None) -> None:
        """It never stopped. What its holder had used until then is written; from then on, or from
        `held_since`, it counts anew."""
        self.revived_late |= clock.overdue_seconds > 0
        clock.held_since = held_since or clock.stopped_at
        clock.stopped_at, clock.overdue_seconds = None, 0
        reckon(clock, self.event.county_id)
        self._past.remove(clock)
        self._changed.append(clock)

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
        if self.now > clock.due_at:
            _used, late = share_of_time(clock, clock.started_at, self.now, self.calendar)
            clock.overdue_seconds = late
            # What stands still (挂账) was late before, and the day has counted it.
            self.stopped_late |= clock.kind not in UNJUDGED and not clock.is_paused
        self.running.remove(clock)
        self._changed.append(clock)

    def _reached_since(self, since: datetime) -> set[str]:
        """The stages of handling that were reached by clocks started then or later."""
        past = [c for c in self._past if c.kind == "handle" and c.started_at >= since]
        return {c.stage for c in past if c.stopped_at is not None and c.stopped_at > c.started_at}

    def _make(self, kind: str, stage: str, limit: int, unit: str) -> Clock:
        return new_clock(self.event, kind, stage, limit, unit, self.now)
