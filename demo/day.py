# SPDX-License-Identifier: Apache-2.0
"""A day of the demo, live (演示一天): everything happens now, only the waiting is shortened."""

import heapq
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from demo.player import Player
from demo.rhythm import time_of_day
from demo.stories import Wait
from grids.directory import UnitRow

SLICE_SECONDS = 0.2
# As many reports as on a day of the history.
A_DAY = 100
BEGINS_AT = 7


class Stop:
    """The wish to stop, which a signal may express at any moment."""

    asked = False

    def ask(self, *signal: object) -> None:
        """Stop after the move in hand."""
        self.asked = True

    def wait_until(self, due: datetime) -> None:
        """Sleep in short slices, so that a wish is soon heard."""
        while not self.asked and (left := (due - timezone.now()).total_seconds()) > 0:
            time.sleep(min(SLICE_SECONDS, left))


class Day(Player):
    """Plays from seven in the morning; a minute of it takes 1/speed minutes."""

    def __init__(self, county: UnitRow, *, speed: float, hours: float, seed: str) -> None:
        started = timezone.now()
        midnight = timezone.localtime(started).replace(hour=0, minute=0, second=0, microsecond=0)
        self.speed, self.begins = speed, midnight + timedelta(hours=BEGINS_AT)
        ends = self.begins + timedelta(hours=hours)
        super().__init__(county, f"{county.code}/live/{started.isoformat()}", seed, ends)
        for number, at in enumerate(self._times(midnight, hours)):
            self.schedule(at, self.report_of(self.draw(number)))

    def play(self, stop: Stop, tell: Callable[[datetime], None]) -> None:
        """Until the day is over or somebody says stop."""
        started = timezone.now()
        while self.queue:
            step = heapq.heappop(self.queue)
            stop.wait_until(started + (step.at - self.begins) / self.speed)
            if stop.asked:
                return
            step.run(step.at)
            tell(step.at)

    def clock(self, at: datetime) -> datetime:
        """The product's clocks go on as they are."""
        return timezone.now()

    def later(self, at: datetime, wait: Wait) -> datetime:
        """Nobody goes home on a day that lasts minutes."""
        return at + timedelta(minutes=wait.minutes)

    def _times(self, midnight: datetime, hours: float) -> list[datetime]:
        days = int((BEGINS_AT + hours) // 24) + 1
        dice = random.Random(f"{self.run_name[:12]}/{days}")
        count = A_DAY * days
        times = (midnight + timedelta(days=n % days) + time_of_day(dice) for n in range(count))
        return sorted(at for at in times if self.begins <= at < self.until)
