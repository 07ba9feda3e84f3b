# SPDX-License-Identifier: Apache-2.0
"""A month of the demo county's life (演示历史), lived through the real actions in order of time.

Every step has its own receipt, so a loading that was killed goes on without repeating anything.
"""

import heapq
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from demo.crew import Crew
from demo.models import DemoCounty
from demo.rhythm import pick_matter, report_times
from demo.stories import Plot, life_of, plot_of
from duties.directory import matter_by_code
from events import moment
from events.actions import MOVES, report_event
from events.actions.sweep import sweep_lamps
from events.models import Event
from events.refusals import Refused
from events.rules import may_close_on_the_spot
from grids.directory import UnitRow, enclosing, subtree_of
from grids.places import locate

TOTAL = 3000
SPOT_SHARE = 0.72
SWEEP_EVERY = timedelta(minutes=30)
NAMESPACE = uuid.UUID("a3d2c7f0-58a1-4a53-9f0e-6c1d2b7e9a10")
Progress = Callable[[float], None]


@dataclass(order=True)
class Scheduled:
    """Something that will happen: the heap gives the earliest first."""

    at: datetime
    order: int
    run: Callable[[datetime], None] = field(compare=False)


class History:
    """The month of one county, written up to its anchor."""

    def __init__(self, demo: DemoCounty, county: UnitRow, total: int = TOTAL) -> None:
        assert demo.anchor is not None  # the loader sets it before the first step
        self.county, self.anchor, self.total = county, demo.anchor, total
        self.dice = random.Random(county.code)
        self.crew = Crew(county)
        self.grids = [row for row in subtree_of(county) if row.kind == "grid"]
        towns = [row for row in subtree_of(county) if row.kind == "township"]
        self.late_town = towns[len(towns) // 2].id if towns else 0
        self.queue: list[Scheduled] = []
        self.count = 0

    def write(self, progress: Progress) -> int:
        """Live the month; the number of reports made."""
        times = report_times(self.dice, self.anchor, self.total)
        for number, at in enumerate(times):
            self._schedule(at, self._report_of(number, self._draw(number)))
        for story in stories(self):
            self._schedule(*story)
        swept = times[0] if times else self.anchor
        while self.queue:
            step = heapq.heappop(self.queue)
            while swept + SWEEP_EVERY < step.at:
                swept += SWEEP_EVERY
                with moment.at(swept):
                    sweep_lamps()
                progress(1 - (self.anchor - swept) / timedelta(days=31))
            with moment.at(step.at):
                step.run(step.at)
        progress(1.0)
        return self.count

    def _schedule(self, at: datetime, run: Callable[[datetime], None]) -> None:
        if at < self.anchor:
            heapq.heappush(self.queue, Scheduled(at, len(self.queue) + self.dice.randrange(9), run))

    def _draw(self, number: int) -> dict[str, Any]:
        """What the `number`-th report will be: decided now, so that it is the same every time."""
        code, text = pick_matter(self.dice)
        grid = self.dice.choice(self.grids)
        lon, lat = point_near(grid, self.dice)
        return {
            "grid": grid,
            "fields": {"matter": code, "text": text, "lon": lon, "lat": lat},
            "spot": self.dice.random() < SPOT_SHARE,
            "seed": self.dice.random(),
            "source": self.dice.choices(("grid", "hotline", "resident"), (78, 14, 8))[0],
        }

    def _report_of(self, number: int, drawn: dict[str, Any]) -> Callable[[datetime], None]:
        def run(at: datetime) -> None:
            dice = random.Random(drawn["seed"])
            by, fields = self._reporter(drawn)
            event = self.report(number, by, fields)
            if event is None or event.state == "closed":
                return
            town = enclosing(drawn["grid"], "township")
            slow = 5.0 if town is not None and town.id == self.late_town else 1.0
            self.follow(number, event, at, dice, plot_of(dice, slow))

        return run

    def _reporter(self, drawn: dict[str, Any]) -> tuple[User, dict[str, Any]]:
        """Who reports: the grid's own worker, or its village where only cadres may close it."""
        grid: UnitRow = drawn["grid"]
        fields = dict(drawn["fields"], source=drawn["source"])
        worker = self.crew.person_of(grid)
        matter = matter_by_code(fields["matter"])
        standard = matter.standards[0] if matter else None
        village = enclosing(grid, "village")
        if drawn["spot"] and standard is not None and drawn["source"] == "grid":
            if not may_close_on_the_spot(standard, "grid_worker") and village is not None:
                worker = self.crew.person_of(village)
            if standard.on_spot != "never":
                fields["done_on_the_spot"] = {
                    "text": "当场清理、劝导,已恢复",
                    "photos_before": [self.crew.picture(worker, "before")],
                    "photos_after": [self.crew.picture(worker, "after")],
                }
                return worker, fields
        fields["photos"] = [self.crew.picture(worker, "before")]
        return worker, fields

    def report(self, number: int, by: User, fields: dict[str, Any]) -> Event | None:
        """Report as `by`; None where the product refuses what the dice made up."""
        key = uuid.uuid5(NAMESPACE, f"{self.county.code}/{self.anchor.isoformat()}/{number}")
        try:
            done = report_event(by=by, client_uuid=key, **fields)
        except Refused:
            return None
        self.count += 1
        return done.event

    def follow(
        self, number: int, event: Event, at: datetime, dice: random.Random, plot: Plot
    ) -> None:
        """Let the event live on: each move schedules the next."""
        self._next(number, event, life_of(event, self.crew, dice, plot), at, 1)

    def _next(
        self, number: int, event: Event, life: Iterator[Any], at: datetime, step: int
    ) -> None:
        scripted = next(life, None)
        if scripted is None:
            return
        wait, move, by, fields = scripted
        key = uuid.uuid5(NAMESPACE, f"{self.county.code}/{self.anchor.isoformat()}/{number}/{step}")

        def run(now: datetime) -> None:
            action = MOVES[move].action
            assert action is not None  # every declared move has one
            try:
                done = action(event, by=by, client_uuid=key, **fields)
            except Refused:
                return
            event.__dict__.update(done.event.__dict__)
            self._next(number, event, life, now, step + 1)

        self._schedule(at + wait, run)


def stories(history: History) -> Iterator[tuple[datetime, Callable[[datetime], None]]]:
    """Two stories in the month; the third is the late township.

    A bar that is loud night after night in one grid, and a building site that pays no wages.
    """
    grids = history.grids
    bar, site = grids[len(grids) // 3], grids[len(grids) // 5]
    for night in range(9):
        at = timezone.localtime(history.anchor).replace(hour=22, minute=40) - timedelta(
            days=1 + 2 * night
        )
        text = f"烧烤店门口又放音响到半夜,已经是第{9 - night}次了"
        yield at, _told(history, 900_000 + night, bar, "0414", text, "hotline")
    for day, text in ((9, "工地四个月没发工钱,我们一共三个人"), (6, "上次反映的欠薪还没有说法")):
        at = history.anchor - timedelta(days=day, hours=2)
        yield at, _told(history, 910_000 + day, site, "1104", text, "hotline")


def _told(
    history: History, number: int, grid: UnitRow, matter: str, text: str, source: str
) -> Callable[[datetime], None]:
    def run(at: datetime) -> None:
        dice = random.Random(number)
        lon, lat = point_near(grid, dice)
        by = history.crew.person_of(grid)
        fields = {"matter": matter, "text": text, "lon": lon, "lat": lat, "source": source}
        event = history.report(number, by, fields)
        if event is not None:
            history.follow(number, event, at, dice, Plot(slow=1.5))

    return run


def point_near(grid: UnitRow, dice: random.Random) -> tuple[float, float]:
    """A point in the grid near its middle; the middle itself where the grid is too small."""
    assert grid.lon is not None and grid.lat is not None
    lon = grid.lon + (dice.random() - 0.5) * 0.004
    lat = grid.lat + (dice.random() - 0.5) * 0.004
    found = locate(lon, lat)
    return (lon, lat) if found is not None and found.id == grid.id else (grid.lon, grid.lat)
