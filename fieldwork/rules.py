# SPDX-License-Identifier: Apache-2.0
"""What of a campaign counts as done, and for whom. Pure: counted per unit, never per person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from grids.directory import UnitRow

LONGEST_DAYS = 366
# How long a log may lie on a phone without a network, and how fast its clock may go.
KEPT_DAYS = 7
SLACK = timedelta(minutes=10)


@dataclass
class Coverage:
    """How far a unit is: targets and those done, grids and those heard of today, events grown."""

    unit: UnitRow
    targets: int = 0
    done: int = 0
    grids: int = 0
    heard: int = 0
    events: int = 0

    @property
    def share(self) -> int:
        """Whole percent of targets done; of grids heard of today where there are no targets."""
        whole, part = (self.targets, self.done) if self.targets else (self.grids, self.heard)
        return part * 100 // whole if whole else 0


@dataclass(frozen=True)
class GridCount:
    """What the queries count of one grid."""

    grid: UnitRow
    targets: int = 0
    done: int = 0
    heard: bool = False
    events: int = 0


def is_running(from_on: date, to_on: date, today: date) -> bool:
    """在办: from its first to its last day; nobody has to end it."""
    return from_on <= today <= to_on


def tapped_on(tapped: datetime | None, now: datetime) -> date | None:
    """The day a log speaks of: when it was written on the phone, at most `KEPT_DAYS` before it
    arrives; None where it lies in the future or too far back. Both times are local."""
    if tapped is None or now < tapped <= now + SLACK:
        return now.date()
    kept = timedelta(days=KEPT_DAYS)
    return tapped.date() if tapped <= now and now.date() - tapped.date() <= kept else None


def phase_of(from_on: date, to_on: date, today: date) -> str:
    """未开始、进行中、已结束."""
    if today < from_on:
        return "coming"
    return "running" if is_running(from_on, to_on, today) else "ended"


def covered(units: Iterable[UnitRow], counts: Iterable[GridCount]) -> list[Coverage]:
    """Fold what was counted by grid into units (覆盖率): each grid counts where it lies."""
    found = [Coverage(unit) for unit in units]
    for count in counts:
        for each in found:
            if count.grid.path.startswith(each.unit.path):
                each.targets += count.targets
                each.done += count.done
                each.grids += 1
                each.heard += count.heard
                each.events += count.events
    return found
