# SPDX-License-Identifier: Apache-2.0
"""How every move is made (每一步的规程), once, so that no move can forget a part of it:

receipt first, one lock, access asked under the lock, then version, state and fields, then the
move's own code, and one `record` at the end, all in one durable transaction.

A move that finds that it touches further events (并案) is begun anew with all of them, locked by
one statement in the order of their keys: nobody ever waits for one while holding a later one
(docs/adr/0015).
"""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise

from accounts.models import User
from events import moment
from events.access import check_may, legal_moves
from events.actions.company import TAKES_ALONG, Company, Wider
from events.actions.moving import Moving
from events.actions.receipts import take_receipt
from events.fields import Field, clean
from events.models import Event
from events.refusals import MoveNotAllowed, NotFound, Stale
from events.states import State

Body = Callable[..., None]
# How often a move is begun anew because further events were touched by others meanwhile.
MOST_TRIES = 5
# No event has a greater key; the receipt could not keep it.
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Done:
    """What an action answers: the event as it stands, and whether this was a repeat."""

    event: Event
    replayed: bool = False


Action = Callable[..., Done]


@dataclass(frozen=True)
class Move:
    """One move as the API and the pages know it."""

    name: str
    label: str | Promise
    fields: tuple[Field, ...]
    body: Body = field(repr=False)
    action: Action | None = field(default=None, repr=False)


MOVES: dict[str, Move] = {}


def move(name: str, label: str | Promise, *fields: Field) -> Callable[[Body], Action]:
    """Declare a move: its body gets the `Moving` in hand and its cleaned fields by name."""

    def declare(body: Body) -> Action:
        @wraps(body)
        def act(
            event: Event,
            *,
            by: User,
            client_uuid: uuid.UUID | None = None,
            if_version: int | None = None,
            **raw: Any,
        ) -> Done:
            return perform(
                MOVES[name], event.pk, raw, by=by, client_uuid=client_uuid, if_version=if_version
            )

        MOVES[name] = Move(name, label, fields, body, act)
        return act

    return declare


def perform(
    spec: Move,
    event_id: int,
    raw: dict[str, Any],
    *,
    by: User,
    client_uuid: uuid.UUID | None,
    if_version: int | None,
    within: QuerySet[Event] | None = None,
) -> Done:
    """Make one move. `raw` as it came from outside; refusals are `events.refusals`.

    `within` (a door's reach) is asked by the statement that locks. A repeat needs no reach: it
    may have moved the event out of it, and is still answered.
    """
    if event_id > LARGEST_ID:
        raise NotFound
    beside: Collection[int] = ()
    for _try in range(MOST_TRIES):
        try:
            return _attempt(
                *(spec, event_id, raw, beside),
                by=by,
                client_uuid=client_uuid,
                if_version=if_version,
                within=within,
            )
        except Wider as wider:
            beside = wider.beside
    event = read(event_id)
    raise MoveNotAllowed(state=event.state, moves=legal_moves(by, event))


@transaction.atomic(durable=True)
def _attempt(
    spec: Move,
    event_id: int,
    raw: dict[str, Any],
    beside: Collection[int],
    *,
    by: User,
    client_uuid: uuid.UUID | None,
    if_version: int | None,
    within: QuerySet[Event] | None,
) -> Done:
    repeat = take_receipt(by, client_uuid, spec.name, [event_id, raw], event_id)
    if repeat is not None:
        return Done(read(repeat), replayed=True)
    locked = lock(event_id, within, beside, followers=spec.name in TAKES_ALONG)
    event = locked.pop(event_id)
    post = check_may(by, spec.name, event)
    if if_version is not None and if_version != event.version:
        raise Stale(version=event.version, state=event.state)
    values = clean(spec.fields, raw)
    unit = post.acts_for if post else None
    moving = Moving(event, by, unit, moment.now())
    moving.company = Company(event, locked, frozenset(beside))
    if spec.name != "note":
        event.untouched = False
    spec.body(moving, **values)
    moving.settle()
    return Done(event)


def lock(
    event_id: int,
    within: QuerySet[Event] | None = None,
    beside: Collection[int] = (),
    *,
    followers: bool = False,
) -> dict[int, Event]:
    """The event, those beside it that exist and, if asked for, what is merged into it, by key:
    locked against other moves (and only those) until the transaction ends, by one statement and
    in the order of their keys. What others merge meanwhile is not among them: whoever needs all
    counts them (`Company.followers`)."""
    rows = (Event.objects.all() if within is None else within).filter(pk=event_id)
    if beside:
        rows |= Event.objects.filter(pk__in=beside)
    if followers:
        rows |= Event.objects.filter(master=event_id, state=State.MERGED)
    rows = rows.order_by("pk").select_for_update(no_key=True, of=("self",))
    found = {event.pk: event for event in rows.select_related("assignment")}
    if event_id not in found:
        raise NotFound
    return found


def read(event_id: int) -> Event:
    """The event as it stands, with what an answer needs."""
    return Event.objects.select_related("assignment").get(pk=event_id)
