# SPDX-License-Identifier: Apache-2.0
"""What a step owes: doors register here which moves owe a delivery, and to whom.

`register(moves, rule)` from an `AppConfig.ready`; a rule gets the event and the line inside the
transaction, reads nothing and may only return deliveries. `channel(name, send)` says how one is
carried out by the worker, after commit.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from events.models import Delivery, Event


class Told(Protocol):
    """What a rule may know of a line."""

    @property
    def id(self) -> UUID: ...
    @property
    def move(self) -> str: ...


Rule = Callable[[Event, Told], Iterable[Delivery]]
Sender = Callable[[Delivery], None]

RULES: dict[str, list[Rule]] = {}
CHANNELS: dict[str, Sender] = {}


def register(moves: Iterable[str], rule: Rule) -> None:
    """Have `rule` asked at every line of these moves."""
    for move in moves:
        RULES.setdefault(move, []).append(rule)


def channel(name: str, send: Sender) -> None:
    """Have deliveries of this channel carried out by `send`, which raises if it could not."""
    CHANNELS[name] = send


def write(event: Event, lines: Iterable[Told], now: datetime) -> None:
    """Write the deliveries that these lines owe, in their transaction."""
    found: list[Delivery] = []
    for line in lines:
        for rule in RULES.get(line.move, ()):
            for delivery in rule(event, line):
                delivery.event, delivery.line = event, line.id
                delivery.due_at = delivery.due_at or now
                found.append(delivery)
    if found:
        Delivery.objects.bulk_create(found)
