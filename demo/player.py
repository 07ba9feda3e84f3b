# SPDX-License-Identifier: Apache-2.0
"""What the month and the live day of the demo have in common: reports drawn by seeded dice, each
followed through its moves by the people whose turn it is, in order of time.
"""

import heapq
import random
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from demo.crew import Crew
from demo.rhythm import pick_matter, scene_of
from demo.stories import Plot, Wait, life_of, plot_of
from duties.directory import matter_by_code
from duties.queries import calendar_of
from events.actions import MOVES, Done, report_event
from events.models import Event, Step
from events.refusals import Refused
from events.rules import may_close_on_the_spot
from grids.directory import UnitRow, enclosing, subtree_of
from grids.places import locate

SPOT_SHARE = 0.88
SOURCES = {"grid": 82, "hotline": 11, "resident": 7}
LATE_SHARE, LATE_TOWN_SHARE = 0.08, 0.5
NAMESPACE = uuid.UUID("a3d2c7f0-58a1-4a53-9f0e-6c1d2b7e9a10")
Run = Callable[[datetime], None]


@dataclass(order=True)
class Scheduled:
    """Something that will happen: the heap gives the earliest first."""

    at: datetime
    order: int
    run: Run = field(compare=False)


@dataclass(frozen=True)
class Report:
    """A report to be, decided beforehand so that it is the same every time."""

    number: int
    grid: UnitRow
    matter: str
    text: str
    source: str
    spot: bool
    seed: float


class Player(ABC):
    """Plays a county's people. `run_name` keeps the receipts of one run apart from another's."""

    def __init__(self, county: UnitRow, run_name: str, seed: str, until: datetime) -> None:
        self.county, self.run_name, self.until = county, run_name, until
        self.dice = random.Random(seed)
        self.crew = Crew(county)
        self.calendar = calendar_of(county.id)
        self.grids = [row for row in subtree_of(county) if row.kind == "grid"]
        towns = [row for row in subtree_of(county) if row.kind == "township"]
        self.late_town = towns[len(towns) // 2].id if towns else 0
        self.queue: list[Scheduled] = []
        self.reports = self.moves = 0
        self._order = 0

    # -- time, which month and day see differently ---------------------------------------------
    @abstractmethod
    def later(self, at: datetime, wait: Wait) -> datetime:
        """When a wait that begins at `at` is over."""

    @abstractmethod
    def clock(self, at: datetime) -> datetime:
        """What the product's clocks say at `at`."""

    def schedule(self, at: datetime, run: Run) -> None:
        """Let something happen at a time; what would come after the end is left to the living.

        At the same time what was decided first comes first.
        """
        if at < self.until:
            self._order += 1
            heapq.heappush(self.queue, Scheduled(at, self._order, run))

    # -- reports -------------------------------------------------------------------------------
    def draw(self, number: int) -> Report:
        """What the `number`-th report will be."""
        code, text = pick_matter(self.dice)
        return Report(
            number=number,
            grid=self.dice.choice(self.grids),
            matter=code,
            text=text,
            source=self.dice.choices(list(SOURCES), list(SOURCES.values()))[0],
            spot=self.dice.random() < SPOT_SHARE,
            seed=self.dice.random(),
        )

    def report_of(self, drawn: Report) -> Run:
        """The report as something to schedule."""

        def run(at: datetime) -> None:
            town = enclosing(drawn.grid, "township")
            is_late_town = town is not None and town.id == self.late_town
            plot = plot_of(drawn.seed, LATE_TOWN_SHARE if is_late_town else LATE_SHARE)
            self.begin(drawn, plot, at)

        return run

    def report(self, drawn: Report) -> Done | None:
        """Report and leave it at that; None where the product refuses."""
        by, fields = self._reporter(drawn)
        key = self._key(f"{drawn.number}")
        done = self._act(lambda: report_event(by=by, client_uuid=key, **fields))
        self.reports += done is not None
        return done

    def begin(self, drawn: Report, plot: Plot, at: datetime) -> None:
        """Report, and let the event live on from where it stands."""
        done = self.report(drawn)
        if done is None:
            return
        if done.replayed:
            at = self._catch_up(done.event, plot, at)
        self._follow(drawn.number, done.event, plot, at)

    def _reporter(self, drawn: Report) -> tuple[User, dict[str, Any]]:
        """Who reports: the grid's own worker, or its village where only cadres may close it."""
        lon, lat = point_near(drawn.grid, random.Random(drawn.seed))
        fields: dict[str, Any] = {
            "matter": drawn.matter,
            "text": drawn.text,
            "lon": lon,
            "lat": lat,
        }
        fields["source"] = drawn.source
        worker = self.crew.person_of(drawn.grid)
        matter = matter_by_code(drawn.matter)
        standard = matter.standards[0] if matter else None
        village = enclosing(drawn.grid, "village")
        pictures = scene_of(drawn.matter), drawn.number
        if drawn.spot and drawn.source == "grid" and standard and standard.on_spot != "never":
            if not may_close_on_the_spot(standard, "grid_worker") and village is not None:
                worker = self.crew.person_of(village)
            fields["done_on_the_spot"] = {
                "text": "当场清理、劝导,已恢复",
                "photos_before": [self.crew.picture(worker, "before", *pictures)],
                "photos_after": [self.crew.picture(worker, "after", *pictures)],
            }
        else:
            fields["photos"] = [self.crew.picture(worker, "before", *pictures)]
        return worker, fields

    # -- moves ---------------------------------------------------------------------------------
    def _catch_up(self, event: Event, plot: Plot, at: datetime) -> datetime:
        """What a loading that was killed had done of this event already; its last moment."""
        lines = Step.objects.filter(event_id=event.pk, move__in=MOVES).order_by("seq")
        for move, when in lines.values_list("move", "at"):
            plot.said.append(move)
            # The ledger never goes back: a line beside a living person's says the present.
            at = max(at, when) if when < self.until else at
        return at

    def _follow(self, number: int, event: Event, plot: Plot, at: datetime) -> None:
        life = life_of(event, self.crew, plot, self.calendar)

        def plan(at: datetime) -> None:
            made = next(life, None)
            if made is None:
                return
            scene, move, by, fields = made
            key = self._key(f"{number}/{move}/{plot.said.count(move)}")
            action = MOVES[move].action
            assert action is not None  # every declared move has one

            def run(now: datetime) -> None:
                done = self._act(lambda: action(event, by=by, client_uuid=key, **fields))
                if done is not None:
                    self.moves += 1
                    event.__dict__.update(done.event.__dict__)
                    plan(now)

            self.schedule(self.later(at, scene.wait(move, self.clock(at))), run)

        plan(at)

    def _act(self, action: Callable[[], Done]) -> Done | None:
        """Act; None where the product refuses, for somebody else moved the event meanwhile."""
        try:
            return action()
        except Refused:
            return None

    def _key(self, name: str) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, f"{self.run_name}/{name}")


def point_near(grid: UnitRow, dice: random.Random) -> tuple[float, float]:
    """A point in the grid near its middle; the middle itself where the grid is too small."""
    assert grid.lon is not None and grid.lat is not None
    lon = grid.lon + (dice.random() - 0.5) * 0.004
    lat = grid.lat + (dice.random() - 0.5) * 0.004
    found = locate(lon, lat)
    return (lon, lat) if found is not None and found.id == grid.id else (grid.lon, grid.lat)
