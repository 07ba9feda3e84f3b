# SPDX-License-Identifier: Apache-2.0
"""What a step owes: doors register here which moves owe a delivery, and to whom.

`register(moves, rule)` from an `AppConfig.ready`; a rule gets the event and the line inside the
transaction, reads nothing and may only return deliveries. `channel(name, send)` says how one is
carried out by the worker, after commit; a sender may owe further ones by `owe_further`. What falls
due without a step is looked for by the worker: `sweep(name, look)`, which owes by `write_due`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID, uuid4

from events import moment
from events.models import Delivery, Event
from events.rules import TOLD_AFTER


class Told(Protocol):
    """What a rule may know of a line."""

    @property
    def id(self) -> UUID: ...
    @property
    def move(self) -> str: ...
    @property
    def codes(self) -> Mapping[str, Any]: ...
    @property
    def unit_id(self) -> int | None: ...


Rule = Callable[[Event, Told], Iterable[Delivery]]
Sender = Callable[[Delivery], None]
Look = Callable[[], int]

RULES: dict[str, list[Rule]] = {}
CHANNELS: dict[str, Sender] = {}
SWEEPS: dict[str, Look] = {}
# Channels that wait for somebody outside (a gateway): another thread of the worker serves them.
OUTSIDE: set[str] = set()
_untold: ContextVar[bool] = ContextVar("untold", default=False)


def register(moves: Iterable[str], rule: Rule) -> None:
    """Have `rule` asked at every line of these moves."""
    for move in moves:
        RULES.setdefault(move, []).append(rule)


def channel(name: str, send: Sender, *, outside: bool = False) -> None:
    """Have deliveries of this channel carried out by `send`, which raises if it could not.

    `outside`: it waits for somebody else's server, so nothing of this house may wait behind it.
    """
    CHANNELS[name] = send
    if outside:
        OUTSIDE.add(name)


def sweep(name: str, look: Look) -> None:
    """Have `look` called in every round of the worker, outside any transaction."""
    SWEEPS[name] = look


def write_due(found: Iterable[Delivery]) -> None:
    """Write what a sweep of a door owes, in its transaction: of events it names, and of a line of
    its own, since no step was made."""
    if _untold.get():
        return
    owing = list(found)
    for delivery in owing:
        delivery.line = uuid4()
        delivery.due_at = delivery.due_at or moment.now()
    Delivery.objects.bulk_create(owing)


@contextmanager
def nobody_is_told() -> Iterator[None]:
    """While past days are replayed: what happened then is news to nobody."""
    token = _untold.set(True)
    try:
        yield
    finally:
        _untold.reset(token)


def owe_further(of: Delivery, found: Iterable[Delivery], now: datetime) -> None:
    """Write what carrying out a delivery owes in turn: of the same event and line."""
    further = list(found)
    for delivery in further:
        delivery.event_id, delivery.line = of.event_id, of.line
        delivery.assignment_id = of.assignment_id
        delivery.due_at = delivery.due_at or now
    Delivery.objects.bulk_create(further)


def write(
    event: Event,
    lines: Iterable[Told],
    now: datetime,
    told: Iterable[tuple[Told, Delivery]] = (),
) -> None:
    """Write the deliveries that these lines owe, in their transaction: what doors registered, and
    what the move itself has `told`."""
    write_all(((event, line) for line in lines), now, told=told)


def write_all(
    steps: Iterable[tuple[Event, Told]],
    now: datetime,
    *,
    told: Iterable[tuple[Told, Delivery]] = (),
) -> None:
    """Write what the lines of several events owe, in their transaction. At most one statement.

    `told` brings deliveries that know their event already.

    What a dispatch owes waits until it can be undone no more, and depends on its assignment: if
    that is taken back first, nobody hears of it.
    """
    if _untold.get():
        return
    steps = list(steps)
    found = _registered(steps)
    for line, delivery in told:
        delivery.line = line.id
        found.append(delivery)
    given = {line.id: event.assignment for event, line in steps if line.move == "dispatch"}
    for delivery in found:
        delivery.due_at = delivery.due_at or now
        if delivery.line in given:
            delivery.assignment = given[delivery.line]
            delivery.due_at = max(delivery.due_at, now + TOLD_AFTER)
    if found:
        Delivery.objects.bulk_create(found)


def _registered(steps: Iterable[tuple[Event, Told]]) -> list[Delivery]:
    """What the doors owe at these lines."""
    found = []
    for event, line in steps:
        for rule in RULES.get(line.move, ()):
            for delivery in rule(event, line):
                delivery.event, delivery.line = event, line.id
                found.append(delivery)
    return found
