# SPDX-License-Identifier: Apache-2.0
"""What one process remembers of one screen: its counts, and who is listening. No I/O."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from governance.fold import Delta, Line, Step, Tally
from governance.queries import Head, Snapshot, takes_back, zone
from grids.directory import UnitRow

# At 20 deltas a second: 12 s of not reading.
MOST_WAITING = 256
# Events whose place is remembered, to notice a correction that moved one.
MOST_PLACES = 5_000
MOST_CHANGED = 2_000

Presence = Mapping[int, Sequence[tuple[int, str]]]


class Inbox:
    """What one client of a wall has yet to be told: deltas, or None for "take a snapshot"."""

    def __init__(self) -> None:
        self.waiting: asyncio.Queue[Delta | None] = asyncio.Queue(MOST_WAITING)
        self.overrun = asyncio.Event()

    def put(self, delta: Delta | None) -> None:
        """Tell the client; one that does not read is given up."""
        try:
            self.waiting.put_nowait(delta)
        except asyncio.QueueFull:
            self.overrun.set()


class Screen:
    """One unit's screen: counts at the last line read, steps not yet told, and its clients."""

    def __init__(self, unit: UnitRow) -> None:
        self.unit = unit
        self.inboxes: set[Inbox] = set()
        self.has_begun = False
        self.begun = asyncio.Event()
        self.latest: Snapshot | None = None
        self.reading: asyncio.Task[Snapshot] | None = None
        self.seq = self.told = -1
        self._h = ""
        self._at: datetime | None = None
        self._tally: Tally | None = None
        self._steps: list[Step] = []
        self._places: OrderedDict[int, tuple[float, float] | None] = OrderedDict()
        self._must_forget = False
        self._past_at = 0
        self._held_since: float | None = None

    @property
    def holds_back(self) -> bool:
        """Whether lines outside the unit have passed that its clients have not heard of."""
        return self.seq > self.told

    @property
    def is_deserted(self) -> bool:
        """Whether nobody looks any more."""
        return self.has_begun and not self.inboxes

    def begin(self, snapshot: Snapshot) -> None:
        """Count on from a snapshot."""
        self.unit, self.latest = snapshot.unit, snapshot
        self.seq = self.told = snapshot.seq
        self._h, self._at = snapshot.head.h, snapshot.head.at
        self._tally = Tally(snapshot.territory, zone(), dict(snapshot.counts))
        self._steps, self._held_since, self._must_forget = [], None, False
        self._places.clear()
        for step in reversed(snapshot.recent):
            if step["event"] is not None and step["lon"] is not None:
                self._places[step["event"]] = (step["lon"], step["lat"])
        self.has_begun = True
        self.begun.set()

    def begin_again(self) -> None:
        """Start over: every client takes a new snapshot once the screen has begun."""
        if self.has_begun:
            self.has_begun = False
            self.begun.clear()
            self.latest = None
            self._tell_all(None)

    def kept_snapshot(self, least: int) -> Snapshot | None:
        """The last snapshot read, if nothing has happened since."""
        kept = self.latest
        return kept if kept is not None and kept.seq >= max(least, self.seq) else None

    def take(self, lines: Sequence[Line]) -> None:
        """Fold the lines after the last known one into the counts."""
        if self._tally is None or not self.has_begun:
            return
        # Those before were read with the snapshot that the screen began with.
        lines = [line for line in lines if line.seq > self.seq]
        for line in lines:
            self.seq, self._h, self._at = line.seq, line.h, line.at
            self._tally.take(line)
            if self._tally.territory.concerns(line):
                self._steps.append(line.step)
                self._must_forget |= self._changes_the_past(line, lines)
                if takes_back(line, ()):
                    self._past_at = line.seq
        for line in lines:
            if line.event is not None:
                self._remember(line.event, line.point)

    def tell(self, now: float, hush: float) -> None:
        """Tell the clients what is new; lines that do not concern them wait for company."""
        if not self.holds_back or self._tally is None or not self.has_begun:
            return
        if self._held_since is None:
            self._held_since = now
        if not self._steps and now - self._held_since < hush:
            return
        assert self._at is not None
        counts, steps = self._tally.cut(), tuple(self._steps)
        delta = Delta(self.told + 1, self.seq, self._h, self._at, steps, counts, self._past_at)
        self._tell_all(None if self._must_forget else delta)
        self.told, self._steps = self.seq, []
        self._must_forget, self._held_since = False, None

    def _tell_all(self, delta: Delta | None) -> None:
        for inbox in self.inboxes:
            inbox.put(delta)

    def _changes_the_past(self, line: Line, lines: Sequence[Line]) -> bool:
        """Whether clients must forget what older steps of the event showed."""
        if line.turned_sensitive or line.move == "erase":
            return True
        if line.event is None or line.is_sensitive or not takes_back(line, lines):
            return False
        return line.event not in self._places or self._places[line.event] != line.point

    def _remember(self, event: int, place: tuple[float, float] | None) -> None:
        self._places[event] = place
        self._places.move_to_end(event)
        if len(self._places) > MOST_PLACES:
            self._places.popitem(last=False)


@dataclass(eq=False)
class DeskFeed:
    """What one desk has yet to be told, gathered: which events moved, who looks at its event, how
    many messages of its person are unread."""

    user_id: int
    seq: int = -1
    h: str = ""
    at: str | None = None
    viewing: int | None = None
    changed: set[int] = field(default_factory=set)
    must_count: bool = True
    people: tuple[str, ...] = ()
    people_changed: bool = False
    inbox: int = 0
    inbox_changed: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self, head: Head) -> None:
        """The chain stands here, and whatever was known before must be counted anew."""
        self._stand_at(head)
        self.must_count = True
        self.wake.set()

    def take(self, lines: Sequence[Line], head: Head) -> None:
        """Note which events moved; too many to name means count anew."""
        if self.seq < 0:
            self.begin(head)
        if not lines:
            return
        self._stand_at(head)
        self.changed |= {line.event for line in lines if line.event is not None}
        # A hidden event leaves the reach of those who passed it on, but still leaves their queue.
        self.must_count |= any(line.is_sensitive for line in lines)
        if len(self.changed) > MOST_CHANGED:
            self.changed, self.must_count = set(), True
        self.wake.set()

    def take_changed(self) -> tuple[set[int], bool]:
        """The events that moved since the last time, and whether to count in any case."""
        taken = self.changed, self.must_count
        self.changed, self.must_count = set(), False
        return taken

    def _stand_at(self, head: Head) -> None:
        self.seq, self.h = head.seq, head.h
        self.at = head.at.isoformat() if head.at is not None else None

    def see(self, people: Presence) -> None:
        """Note who else looks at this desk's event."""
        if self.viewing is None:
            return
        others = [name for user, name in people.get(self.viewing, ()) if user != self.user_id]
        if tuple(others) != self.people:
            self.people, self.people_changed = tuple(others), True
            self.wake.set()

    def has_unread(self, count: int) -> None:
        """Note how many messages wait for this desk's person."""
        if count != self.inbox:
            self.inbox, self.inbox_changed = count, True
            self.wake.set()

    def look_at(self, event: int | None) -> None:
        """The desk shows another event now."""
        self.viewing, self.people, self.people_changed = event, (), False
