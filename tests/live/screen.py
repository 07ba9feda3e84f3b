# SPDX-License-Identifier: Apache-2.0
"""A screen as the contract's client rule builds it, without a browser."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from events.lifecycle import OPEN_STATES
from governance.queries import read_snapshot
from grids.directory import UnitRow, unit_by_code

Message = dict[str, Any]


def unit(code: str) -> UnitRow:
    found = unit_by_code(code)
    assert found is not None
    return found


def fresh(code: str) -> Message:
    """A new snapshot, as a socket would say it."""
    said: Message = json.loads(read_snapshot(unit(code)).text)
    return said


def shown(snapshot: Message) -> Message:
    """What a snapshot shows, in the form that `Screen.shown` has."""
    screen = Screen()
    screen.hear(snapshot)
    return screen.shown()


@dataclass
class Screen:
    """Folds what it hears; notes every breach of the contract it could see."""

    seq: int = -1
    h: str = ""
    at: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    points: dict[int, list[Any]] = field(default_factory=dict)
    recent: list[Message] = field(default_factory=list)
    whistles: dict[int, Message] = field(default_factory=dict)
    heard: list[Message] = field(default_factory=list)
    gaps: list[Message] = field(default_factory=list)

    def hear(self, message: Message) -> None:
        """Take one message in."""
        self.heard.append(message)
        if message["type"] == "snapshot":
            self._begin(message)
        elif message["type"] == "delta" and message["to"] > self.seq:
            if message["from"] == self.seq + 1:
                self._apply(message)
            else:
                # Ours is one connection: even an overlap would be a double.
                self.gaps.append(message)

    def of(self, kind: str) -> list[Message]:
        """The messages of one type."""
        return [message for message in self.heard if message["type"] == kind]

    def shown(self) -> Message:
        """All that is drawn from."""
        return {
            "seq": self.seq,
            "h": self.h,
            "at": self.at,
            "counts": self.counts,
            "points": self.points,
            "recent": self.recent,
            "whistles": [self.whistles[pk] for pk in sorted(self.whistles)],
        }

    def _begin(self, message: Message) -> None:
        data = message["data"]
        self.seq, self.h, self.at = message["seq"], message["h"], message["at"]
        self.counts = dict(data["counts"])
        self.points = {point[0]: list(point) for point in data["points"]}
        self.recent = list(data["recent"])
        self.whistles = {whistle["event"]: whistle for whistle in data["whistles"]}

    def _apply(self, message: Message) -> None:
        for step in message["steps"]:
            self._move_point(step)
            self._move_whistle(step)
        self.recent = [*reversed(message["steps"]), *self.recent][:40]
        self.counts |= message["counts"]
        self.seq, self.h, self.at = message["to"], message["h"], message["at"]

    def _move_whistle(self, step: Mapping[str, Any]) -> None:
        """A step of an event says its whistle whole; one that says none says it is over."""
        if "whistle" in step:
            told = {key: step[key] for key in ("event", "number", "matter")}
            self.whistles[step["event"]] = told | step["whistle"]
        else:
            self.whistles.pop(step["event"], None)

    def _move_point(self, step: Mapping[str, Any]) -> None:
        if step["event"] is None:
            return
        if step["state"] in OPEN_STATES and step["lon"] is not None:
            keys = ("event", "lon", "lat", "lamp", "matter", "platform", "source")
            self.points[step["event"]] = [step[key] for key in keys]
        else:
            self.points.pop(step["event"], None)
