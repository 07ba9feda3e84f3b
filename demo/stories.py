# SPDX-License-Identifier: Apache-2.0
"""How one event goes, as a script of moves with waiting times; the real actions carry it out."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accounts.models import User
from demo.crew import Crew
from demo.rhythm import minutes
from events.models import Event
from grids.directory import UnitRow, unit_by_id

# What a script yields: how long to wait, the move, who makes it, its fields.
Scripted = tuple[timedelta, str, User, dict[str, Any]]
RETURN = {"reason_code": "wrong_duty", "reason": "不属本单位职责,建议改派"}


@dataclass
class Plot:
    """What is decided of an event beforehand."""

    slow: float = 1.0
    returned: bool = False
    fails_check: bool = False
    stops_after: str = ""
    said: list[str] = field(default_factory=list)


def plot_of(dice: random.Random, slow: float) -> Plot:
    """Some are late, some come back, some wait for the next move for ever."""
    rest = ("", "", "", "", "", "", "", "", "accept", "sign")
    return Plot(
        slow=slow * (6 if dice.random() < 0.06 else 1),
        returned=dice.random() < 0.05,
        fails_check=dice.random() < 0.04,
        stops_after=dice.choice(rest) if dice.random() < 0.25 else "",
    )


def life_of(event: Event, crew: Crew, dice: random.Random, plot: Plot) -> Iterator[Scripted]:
    """The moves from `reported` on; the script looks at the event as it stands each time."""
    while event.state != "closed":
        holder = unit_by_id(event.holder_id)
        made = _next(event, holder, crew, dice, plot)
        if made is None:
            return
        yield made
        plot.said.append(made[1])
        if plot.stops_after and made[1] == plot.stops_after:
            return


def _next(
    event: Event, holder: UnitRow, crew: Crew, dice: random.Random, plot: Plot
) -> Scripted | None:
    routes = {
        "reported": _at_node,
        "accepted": _at_node,
        "dispatched": _at_office,
        "processing": _working,
        "handled": _handled,
        "checking": _checking,
        "pending_close": _closing,
    }
    step = routes.get(event.state)
    return step(event, holder, crew, dice, plot) if step else None


def _at_node(
    event: Event, holder: UnitRow, crew: Crew, dice: random.Random, plot: Plot
) -> Scripted | None:
    by = crew.clerk_of(holder)
    if holder.kind in ("grid", "village"):
        move = "take" if event.state == "accepted" else "accept"
        return minutes(dice, 3, 25) * plot.slow, move, by, {}
    target = crew.office_for(event, holder)
    if target is None:
        return None
    wait = minutes(dice, 2, 14) * plot.slow
    return wait, "dispatch", by, {"to": target.code}


def _at_office(
    event: Event, holder: UnitRow, crew: Crew, dice: random.Random, plot: Plot
) -> Scripted | None:
    by = crew.officer_of(holder)
    if plot.returned and "return_back" not in plot.said:
        return minutes(dice, 20, 90), "return_back", by, dict(RETURN)
    return minutes(dice, 5, 90) * plot.slow, "sign", by, {}


def _working(
    event: Event, holder: UnitRow, crew: Crew, dice: random.Random, plot: Plot
) -> Scripted | None:
    by = crew.person_of(holder)
    hours = {"critical": 1.2, "urgent": 5.0}.get(event.urgency, 20.0)
    fields = {"result": "已到现场处置,恢复正常", "photos": [crew.picture(by, "after")]}
    return minutes(dice, 20, hours * 60) * plot.slow, "finish", by, fields


def _handled(
    event: Event, holder: UnitRow, crew: Crew, dice: random.Random, plot: Plot
) -> Scripted | None:
    return minutes(dice, 2, 40), "request_check", crew.second_of(holder), {}


def _checking(
    event: Event, holder: UnitRow, crew: Crew, dice: random.Random, plot: Plot
) -> Scripted | None:
    by = crew.person_of(holder)
    if by.pk == event.handler_user_id:
        return None
    photos = [crew.picture(by, "after")]
    if plot.fails_check and "check_fail" not in plot.said:
        fields = {"reason": "还没有清理干净", "photos": photos}
        return minutes(dice, 20, 200), "check_fail", by, fields
    return minutes(dice, 15, 240), "check_pass", by, {"photos": photos, "text": "看过,已办好"}


def _closing(
    event: Event, holder: UnitRow, crew: Crew, dice: random.Random, plot: Plot
) -> Scripted | None:
    by = crew.second_of(holder)
    if by.pk == event.handler_user_id:
        return None
    return minutes(dice, 10, 120), "close", by, {"reply": "已办结,感谢反映"}
