# SPDX-License-Identifier: Apache-2.0
"""How one event goes, as a script of moves with waiting times; the real actions carry it out."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from demo.crew import Crew
from demo.rhythm import scene_of
from duties.clocks import Calendar, used_minutes
from duties.directory import matter_by_id
from events.models import Event
from events.rules import had_a_hand
from grids.directory import UnitRow, unit_by_id

RETURN = {"reason_code": "wrong_duty", "reason": "不属本单位职责,建议改派"}
# In which phase a late event is late.
PHASES = ("sign", "finish", "finish", "check_pass", "dispatch")


@dataclass(frozen=True)
class Wait:
    """How long until a move: minutes of office hours, or (urgent matters) of the clock."""

    minutes: float
    office: bool


@dataclass
class Plot:
    """What is decided of an event beforehand."""

    seed: float = 0.0
    late_in: str = ""
    returned: bool = False
    fails_check: bool = False
    stops_after: str = ""
    said: list[str] = field(default_factory=list)

    def dice(self, move: str) -> random.Random:
        """Dice of its own for each move, so that a killed loading goes on as it would have."""
        return random.Random(f"{self.seed}/{move}/{self.said.count(move)}")


def plot_of(seed: float, late_share: float) -> Plot:
    """Some are late, some come back, a few wait for the next move for ever."""
    dice = random.Random(seed)
    return Plot(
        seed=seed,
        late_in=dice.choice(PHASES) if dice.random() < late_share else "",
        returned=dice.random() < 0.07,
        fails_check=dice.random() < 0.04,
        stops_after=dice.choice(("sign", "dispatch")) if dice.random() < 0.015 else "",
    )


@dataclass(frozen=True)
class Scene:
    """One event as its script sees it."""

    event: Event
    holder: UnitRow
    crew: Crew
    plot: Plot
    calendar: Calendar

    def wait(self, move: str, now: datetime) -> Wait:
        """A share of what is left of the running limit; more than all of it where it is late."""
        dice = self.plot.dice(move)
        share = 0.1 + 0.82 * dice.random() ** 2
        if move == self.plot.late_in:
            share = 1.1 + 1.2 * dice.random()
        urgent = self.event.urgency != "normal"
        due = self.event.due_at
        if due is None or due <= now:
            return Wait(2 + 40 * dice.random() ** 2, not urgent)
        left = used_minutes(now, due, "urgent_minute" if urgent else "work_minute", self.calendar)
        return Wait(1 + left * share, not urgent)

    def picture(self, owner: User, kind: str) -> str:
        matter = matter_by_id(self.event.matter_id)
        return self.crew.picture(owner, kind, scene_of(matter.code), self.event.pk)


def life_of(
    event: Event, crew: Crew, plot: Plot, calendar: Calendar
) -> Iterator[tuple[Scene, str, User, dict[str, Any]]]:
    """The moves from `reported` on; the script looks at the event as it stands each time."""
    while event.state != "closed":
        if plot.stops_after and plot.said and plot.said[-1] == plot.stops_after:
            return
        scene = Scene(event, unit_by_id(event.holder_id), crew, plot, calendar)
        route = ROUTES.get(event.state)
        made = route(scene) if route else None
        if made is None:
            return
        yield scene, *made
        plot.said.append(made[0])


Made = tuple[str, User, dict[str, Any]]


def _at_node(scene: Scene) -> Made | None:
    event, holder = scene.event, scene.holder
    by = scene.crew.clerk_of(holder, trusted=event.sensitive)
    if holder.kind in ("grid", "village"):
        return "take" if event.state == "accepted" else "accept", by, {}
    target = scene.crew.office_for(event, holder)
    return ("dispatch", by, {"to": target.code}) if target else None


def _at_office(scene: Scene) -> Made | None:
    by = scene.crew.person_of(scene.holder, trusted=scene.event.sensitive)
    if scene.holder.is_node:
        return "sign", by, {}
    if scene.plot.returned and "return_back" not in scene.plot.said:
        return "return_back", by, dict(RETURN)
    return "sign", by, {}


def _working(scene: Scene) -> Made | None:
    by = scene.crew.person_of(scene.holder, trusted=scene.event.sensitive)
    fields = {"result": "已到现场处置,恢复正常", "photos": [scene.picture(by, "after")]}
    return "finish", by, fields


def _handled(scene: Scene) -> Made | None:
    return "request_check", scene.crew.second_of(scene.holder), {}


def _checking(scene: Scene) -> Made | None:
    by = scene.crew.person_of(scene.holder, trusted=scene.event.sensitive)
    if had_a_hand(scene.event, by.pk):
        return None
    photos = [scene.picture(by, "after")]
    if scene.plot.fails_check and "check_fail" not in scene.plot.said:
        return "check_fail", by, {"reason": "还没有清理干净", "photos": photos}
    return "check_pass", by, {"photos": photos, "text": "看过,已办好"}


def _closing(scene: Scene) -> Made | None:
    by = scene.crew.second_of(scene.holder)
    if had_a_hand(scene.event, by.pk):
        return None
    return "close", by, {"reply": "已办结,感谢反映"}


ROUTES = {
    "reported": _at_node,
    "accepted": _at_node,
    "dispatched": _at_office,
    "processing": _working,
    "handled": _handled,
    "checking": _checking,
    "pending_close": _closing,
}
