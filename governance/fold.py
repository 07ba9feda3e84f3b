# SPDX-License-Identifier: Apache-2.0
"""Pure counting: what a wall shows, folded from ledger lines. No database, no clock.

The one rule it keeps: a snapshot at number a, and the lines a+1..b folded over it, are the
snapshot at b. So a key is never dropped: what nobody counts any more is 0, as in a new snapshot.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from events.lifecycle import OPEN_STATES

Counts = dict[str, int]
Step = dict[str, Any]

PLATFORMS = ("party", "economy", "order", "service")
LAMPS = ("none", "green", "yellow", "orange", "red", "paused")
SOURCES = ("grid", "resident", "hotline", "hall", "sensor", "leader", "other")
HOURS = range(24)
MOST_STEPS = 500
RECENT = 40

# What a step tells of an event, beside its number in the chain, move and time.
_TOLD = ("number", "state", "matter", "platform", "unit", "lamp", "source")
_TOLD_OF_SENSITIVE = ("state", "unit", "lamp", "major")
_COLUMNS = ("seq", "event", "number", "move", "state", "matter", "platform", "unit", "lon", "lat",
            "lamp", "source", "at")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One ledger line as the screens read it.

    `village` is what its event is counted under (frozen at filing).
    `facts` are already reduced if the event is sensitive now, whatever the line said then;
    `point` is where the event lies now, None if nobody may know.
    """

    seq: int
    at: datetime
    h: str
    prev: str
    move: str
    event: int | None
    village: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    stock: tuple[tuple[Any, ...], ...] = ()
    flow: Mapping[str, Any] | None = None
    point: tuple[float, float] | None = None

    @property
    def is_sensitive(self) -> bool:
        """Whether the event may show no more than that it exists (敏感)."""
        return bool(self.facts.get("sensitive"))

    @property
    def turned_sensitive(self) -> bool:
        """Whether this line hides an event that was open to see before it."""
        return self.is_sensitive and any(row[6] < 0 and row[2] for row in self.stock)

    @cached_property
    def step(self) -> Step:
        """The line as a socket says it: codes and ids only, nothing a person wrote."""
        said: Step = dict.fromkeys(_COLUMNS)
        said |= {"seq": self.seq, "event": self.event, "move": self.move}
        said |= {key: self.facts.get(key) for key in _TOLD}
        if self.is_sensitive:
            said |= dict.fromkeys(_TOLD)
            said |= {key: self.facts.get(key) for key in _TOLD_OF_SENSITIVE}
        elif self.point is not None:
            said["lon"], said["lat"] = self.point
        if whistle := self.facts.get("whistle"):
            said["whistle"] = whistle
        said["at"] = self.at.isoformat()
        return said


@dataclass(frozen=True)
class Territory:
    """What one screen covers: the codes places are counted under, and below which child.

    `is_whole`: a county's screen covers every line of its chain, whatever became of the unit.
    """

    is_whole: bool
    child_of: Mapping[str, str]
    children: tuple[str, ...]

    def holds(self, village: str) -> bool:
        """Whether a place counted under this code lies in the territory."""
        return self.is_whole or village in self.child_of

    def concerns(self, line: Line) -> bool:
        """Whether a line shows on this screen. A new day concerns every screen."""
        if line.event is None:
            return self.is_whole or line.move == "day"
        return self.holds(line.village)


def no_counts(territory: Territory) -> Counts:
    """Every key a screen of this territory ever has, at 0."""
    keys = ["open"]
    keys += [f"open.platform.{code}" for code in PLATFORMS]
    keys += [f"open.state.{code}" for code in sorted(OPEN_STATES)]
    keys += [f"open.lamp.{code}" for code in LAMPS]
    keys += [f"open.unit.{code}" for code in territory.children]
    keys += ["today.reported", "today.closed", "today.late"]
    keys += [f"today.source.{code}" for code in SOURCES]
    keys += [f"hour.{hour}" for hour in HOURS]
    return dict.fromkeys(keys, 0)


def stock_keys(
    territory: Territory, village: str, platform: str, state: str, lamp: str
) -> list[str]:
    """The keys an open event counts under. A sensitive one has no platform to count under."""
    keys = ["open", f"open.state.{state}", f"open.lamp.{lamp}"]
    if platform:
        keys.append(f"open.platform.{platform}")
    if child := territory.child_of.get(village):
        keys.append(f"open.unit.{child}")
    return keys


def flow_key(measure: str) -> str | None:
    """The key a measure of the day counts under, None if walls do not show it."""
    if measure.startswith("hour."):
        return measure
    if measure in ("reported", "closed", "late") or measure.startswith("source."):
        return f"today.{measure}"
    return None


def flow_keys(line: Line, zone: ZoneInfo) -> list[str]:
    """The keys of what happened on a line, by the same rule as `ledger_count_line`."""
    local = line.at.astimezone(zone)
    # A replayed past says its own day (events.facts.flow_of): it is not today's.
    if line.flow is None or line.flow.get("day", str(local.date())) != str(local.date()):
        return []
    measures = list(line.flow.get("measures", ()))
    if "reported" in measures:
        measures.append(f"hour.{line.flow.get('hour', local.hour)}")
        if source := line.flow.get("source"):
            measures.append(f"source.{source}")
    return [key for measure in measures if (key := flow_key(measure)) is not None]


def changes(territory: Territory, line: Line, zone: ZoneInfo) -> list[tuple[str, int]]:
    """What a line adds to which counts of a screen."""
    found: list[tuple[str, int]] = []
    for village, _holder, platform, state, lamp, _source, n in line.stock:
        if territory.holds(village):
            keys = stock_keys(territory, village, platform, state, lamp)
            found += [(key, n) for key in keys]
    if line.flow is not None and territory.holds(line.flow.get("unit", "")):
        found += [(key, 1) for key in flow_keys(line, zone)]
    return found


def is_daily(key: str) -> bool:
    """Whether a count begins anew with each ledger day."""
    return key.startswith(("today.", "hour."))


@dataclass(frozen=True)
class Cut:
    """Absolute counts since a line: those that changed, and all that were ever touched.

    A count that went up and down again has not changed, but it has for who joined in between.
    """

    changed: Counts
    touched: Counts


@dataclass
class Tally:
    """The counts of one screen, and what they were before the lines since `cut`."""

    territory: Territory
    zone: ZoneInfo
    counts: Counts
    _before: Counts = field(default_factory=dict)

    def take(self, line: Line) -> None:
        """Fold one line in; a `day` line begins the day's counts anew."""
        if line.move == "day":
            for key in self.counts:
                if is_daily(key):
                    self._set(key, 0)
        for key, n in changes(self.territory, line, self.zone):
            self._set(key, self.counts.get(key, 0) + n)

    def cut(self) -> "Cut":
        """The absolute counts that changed since the last cut."""
        touched = {key: self.counts[key] for key in self._before}
        changed = {key: n for key, n in touched.items() if self._before[key] != n}
        self._before = {}
        return Cut(changed, touched)

    def _set(self, key: str, n: int) -> None:
        self._before.setdefault(key, self.counts.get(key, 0))
        self.counts[key] = n


@dataclass(frozen=True)
class Delta:
    """The lines `first`..`last` as one screen hears of them, and the counts they changed.

    `past_at`: the last of them that may have changed what earlier steps of its event show. It is
    no matter to who knew nothing of those steps, but it is to who joined in their midst.
    """

    first: int
    last: int
    h: str
    at: datetime
    steps: tuple[Step, ...]
    counts: Cut
    past_at: int = 0

    def continues(self, known: int) -> bool:
        """Whether a client that knows everything up to `known` can go on with this."""
        if self.first > known + 1:
            return False
        return self.first == known + 1 or known >= self.past_at

    def text(self, known: int) -> str:
        """The message for a client that knows everything up to `known`."""
        return self._whole if known < self.first else self._message(known)

    @cached_property
    def _whole(self) -> str:
        return self._message(self.first - 1)

    def _message(self, known: int) -> str:
        return dumps(
            {
                "type": "delta",
                "from": known + 1,
                "to": self.last,
                "h": self.h,
                "at": self.at.isoformat(),
                "steps": [step for step in self.steps if step["seq"] > known],
                "counts": self.counts.changed if known < self.first else self.counts.touched,
            }
        )


def deltas(tally: Tally, known: int, lines: Iterable[Line]) -> list[Delta]:
    """Lines after number `known` as deltas of at most `MOST_STEPS` steps (resuming a screen)."""
    made: list[Delta] = []
    steps: list[Step] = []
    last: Line | None = None
    for line in lines:
        if len(steps) == MOST_STEPS and last is not None:
            made.append(Delta(known + 1, last.seq, last.h, last.at, tuple(steps), tally.cut()))
            known, steps = last.seq, []
        tally.take(line)
        last = line
        if tally.territory.concerns(line):
            steps.append(line.step)
    if last is not None:
        made.append(Delta(known + 1, last.seq, last.h, last.at, tuple(steps), tally.cut()))
    return made


def unfold(tally: Tally, day: date, counted: Counts, lines: Iterable[Line]) -> Tally:
    """The tally before `lines`: the counts after them, minus what they added.

    `day` is the ledger day before the first of them and `counted` what that day came to in the
    end, because a day that ended within the lines cannot be told from the day after it.
    """
    counts = {key: 0 if is_daily(key) else n for key, n in tally.counts.items()} | counted
    for line in lines:
        is_of_day = line.at.astimezone(tally.zone).date() == day
        for key, n in changes(tally.territory, line, tally.zone):
            if is_of_day or not is_daily(key):
                counts[key] = counts.get(key, 0) - n
    return Tally(tally.territory, tally.zone, counts)


def dumps(message: Mapping[str, Any]) -> str:
    """A message as compact JSON."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
