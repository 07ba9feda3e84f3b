# SPDX-License-Identifier: Apache-2.0
"""A month of the demo county's life (演示历史), lived through the real actions in order of time.

Every step has its own receipt and its own dice, so a loading that was killed goes on as it would
have gone on, without repeating anything.
"""

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from demo.cast import stage_of
from demo.models import DemoCounty
from demo.player import Player, Report, Run
from demo.rhythm import report_times
from demo.stories import Plot, Wait
from duties.clocks import add_limit
from events import moment
from events.actions.lapsing import sweep_lapsed
from events.actions.sweep import sweep_lamps
from grids.directory import UnitRow

TOTAL = 3000
SWEEP_EVERY = timedelta(minutes=30)
Progress = Callable[[float], None]
# Minutes before the anchor, matter, source and words of what nobody has taken up yet.
WAITING = (
    (26, "0903", "hotline", "雨水井一直冒水,路边积了一大片"),
    (13, "0301", "grid", "农贸市场东门消防通道停了三辆车"),
    (10, "0707", "grid", "桥头路面塌了一块,晚上看不见"),
    (7, "0606", "resident", "工地没开喷淋,窗台一层灰"),
    (4, "0703", "grid", "巷口两盏路灯不亮"),
    (2, "1204", "hotline", "问灵活就业人员怎么交社保"),
)


class History(Player):
    """The month of one county, written up to its anchor."""

    def __init__(self, demo: DemoCounty, county: UnitRow, total: int = TOTAL) -> None:
        assert demo.anchor is not None  # the loader sets it before the first step
        super().__init__(
            county, f"{county.code}/{demo.anchor.isoformat()}", county.code, demo.anchor
        )
        self.anchor, self.total = demo.anchor, total

    def write(self, progress: Progress) -> int:
        """Live the month; the number of reports made."""
        times = report_times(self.dice, self.anchor, self.total)
        for number, at in enumerate(times):
            self.schedule(at, self.report_of(self.draw(number)))
        for at, run in stories(self):
            self.schedule(at, run)
        begin = swept = self.queue[0].at if self.queue else self.anchor
        while self.queue:
            step = heapq.heappop(self.queue)
            while swept + SWEEP_EVERY < step.at:
                swept += SWEEP_EVERY
                with moment.at(swept):
                    sweep_lamps()
                    sweep_lapsed()
                progress((swept - begin) / (self.anchor - begin))
            with moment.at(step.at):
                step.run(step.at)
        progress(1.0)
        return self.reports

    def clock(self, at: datetime) -> datetime:
        """The product's clocks are set to the month's."""
        return at

    def later(self, at: datetime, wait: Wait) -> datetime:
        """Offices work in office hours, urgent matters round the clock."""
        minutes = max(1, round(wait.minutes))
        unit = "work_minute" if wait.office else "urgent_minute"
        return add_limit(at, minutes, unit, self.calendar)


def stories(history: History) -> Iterator[tuple[datetime, Run]]:
    """Two stories in the month, and the morning's post; the third is the late township.

    A bar that is loud night after night in one grid, and a building site that pays no wages.
    """
    bar, site = (history.grids[len(history.grids) // part] for part in (3, 5))
    for night in range(9):
        at = timezone.localtime(history.anchor).replace(hour=22, minute=40) - timedelta(
            days=1 + 2 * night
        )
        text = f"烧烤店门口又放音响到半夜,已经是第{9 - night}次了"
        yield at, _told(history, 900_000 + night, bar, "0414", text)
    for day, text in ((9, "工地四个月没发工钱,我们一共三个人"), (6, "上次反映的欠薪还没有说法")):
        at = history.anchor - timedelta(days=day, hours=2)
        yield at, _told(history, 910_000 + day, site, "1104", text)
    yield from _morning_post(history)


def _morning_post(history: History) -> Iterator[tuple[datetime, Run]]:
    """What waits on the stage's desk when the visitor comes: one late already, some just in."""
    town = stage_of(history.county).township
    grids = [grid for grid in history.grids if grid.path.startswith(town.path)]
    for number, (ago, matter, source, text) in enumerate(WAITING):
        grid = grids[number * 7 % len(grids)]
        drawn = Report(920_000 + number, grid, matter, text, source, spot=False, seed=number)
        yield history.anchor - timedelta(minutes=ago), _posted(history, drawn)


def _posted(history: History, drawn: Report) -> Run:
    def run(at: datetime) -> None:
        history.report(drawn)

    return run


def _told(history: History, number: int, grid: UnitRow, matter: str, text: str) -> Run:
    """A hotline call of a story."""
    drawn = Report(number, grid, matter, text, source="hotline", spot=False, seed=number)
    return lambda at: history.begin(drawn, Plot(seed=number), at)
