# SPDX-License-Identifier: Apache-2.0
"""A long seeded walk by everybody over several events: after each move all invariants hold, and
what is offered is exactly what is not refused."""

import os
import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from events import moment
from events.access import legal_moves
from events.actions import MOVES
from events.actions.sweep import sweep_lamps
from events.models import Event
from events.refusals import BadFields, MoveNotAllowed, NotAllowed, Refused
from grids.queries import forget_posts
from tests.events.counts import assert_chains, assert_held, assert_tallies
from tests.events.dice import PEOPLE, fields_for, some_move, some_report
from tests.events.moves import make
from tests.walk import Walk

# `make soak` walks further.
MOVES_MADE = int(os.environ.get("SOAK_STEPS", "4000")) // 10
EVENTS = 7


def would_be(event: Event, move: str, by: User, **fields: object) -> str:
    """How the product answers a move, undone again: "done", "refused" (403, 409) or "fields"."""
    before = transaction.savepoint()
    try:
        make(event, move, by, **fields)
    except (NotAllowed, MoveNotAllowed):
        return "refused"
    except BadFields:
        return "fields"
    finally:
        transaction.savepoint_rollback(before)
    return "done"


def assert_offers(walk: Walk, event: Event, dice: random.Random) -> None:
    """For one person, every move: listed and not refused, or not listed and refused."""
    by = getattr(walk.county, dice.choice(PEOPLE))
    forget_posts(by)
    offered = set(legal_moves(by, event))
    for move in MOVES:
        answer = would_be(event, move, by, **fields_for(walk, event, move, by, dice))
        assert (answer != "refused") == (move in offered), (by.username, move, answer, event.state)


def one_move(walk: Walk, event: Event, dice: random.Random) -> tuple[Event, str]:
    """Some move that somebody is offered, with luck accepted; "" if it was not."""
    people = [getattr(walk.county, name) for name in PEOPLE]
    dice.shuffle(people)
    for by in people:
        forget_posts(by)
        moves = legal_moves(by, event)
        # Many may add a note (its reporter, supports) who can do nothing else: seldom enough.
        if not moves or (moves == ["note"] and dice.random() < 0.9):
            continue
        move = some_move(moves, dice)
        try:
            make(event, move, by, **fields_for(walk, event, move, by, dice))
        except BadFields:
            continue
        return walk.fresh(event), move
    return event, ""


def new_event(walk: Walk, dice: random.Random) -> Event:
    by, fields = some_report(walk, dice)
    forget_posts(by)
    return walk.report(by=by, **fields)


@pytest.mark.slow
@pytest.mark.soak
def test_a_long_walk(walk: Walk) -> None:
    dice, clock = random.Random(5), timezone.now()
    events = [new_event(walk, dice) for _ in range(EVENTS)]
    made: set[str] = set()
    for count in range(MOVES_MADE):
        clock += timedelta(minutes=dice.choice((1, 5, 30, 300)))
        with moment.at(clock):
            sweep_lamps()
            _one_round(walk, events, made, dice, thorough=count % 8 == 0)
    assert_chains()
    assert len(made) >= 18, sorted(MOVES.keys() - made)


def _one_round(
    walk: Walk, events: list[Event], made: set[str], dice: random.Random, *, thorough: bool
) -> None:
    at = dice.randrange(EVENTS)
    before = walk.fresh(events[at])
    after, move = one_move(walk, before, dice)
    if not move:
        events[at] = new_event(walk, dice)
        return
    made.add(move)
    assert after.version == before.version + 1
    assert_held(after)
    assert_tallies()
    if thorough:
        assert_offers(walk, after, dice)
    events[at] = after if after.state not in ("rejected", "voided") else new_event(walk, dice)


def test_a_refusal_is_always_one_of_ours(walk: Walk) -> None:
    """Everybody tries everything on an event in each state: done, or `Refused`, never else."""
    dice = random.Random(3)
    for state in ("reported", "draft", "dispatched", "checking", "pending_close", "closed"):
        event = walk.to(state)
        for name in PEOPLE:
            for move in MOVES:
                by = getattr(walk.county, name)
                try:
                    would_be(event, move, by, **fields_for(walk, event, move, by, dice))
                except Refused as other:
                    pytest.fail(f"{move} by {name}: {other!r}")
