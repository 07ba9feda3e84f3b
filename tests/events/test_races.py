# SPDX-License-Identifier: Apache-2.0
"""Many at once, on a real PostgreSQL: one wins, nobody gets an error of the database, and what is
written stays whole."""

import os
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connections

from accounts.models import User
from duties import directory as duty_tables
from duties.queries import reasons_for
from events.access import legal_moves
from events.actions import MOVES, report_event
from events.actions.sweep import sweep_lamps
from events.models import Assignment, Event, Receipt, Step
from events.refusals import MoveNotAllowed, Refused
from tests.county import point_in
from tests.events.clients import person
from tests.events.counts import assert_chains, assert_held, assert_tallies, deadlocks
from tests.events.dice import PEOPLE, fields_for, some_move, some_report
from tests.events.moves import given, make, moves_of
from tests.walk import POTHOLE, RIVER, Walk

pytestmark = pytest.mark.django_db(transaction=True)
# `make soak` lets them race for half a minute.
SECONDS = max(2.0, 3 * float(os.environ.get("SOAK_SECONDS", "0")))
LEAST_MOVES = 60


def together(*tasks: Callable[[], object]) -> list[object]:
    """Run the tasks at one moment, each on its own connection; what each gave or threw."""
    gate = threading.Barrier(len(tasks))
    results: list[object] = [None] * len(tasks)

    def run(at: int) -> None:
        try:
            gate.wait(10)
            results[at] = tasks[at]()
        except Exception as reason:
            results[at] = reason
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def own_copy(user: User) -> User:
    """The same person in another process: their own object, their own memory of postings."""
    return User.objects.get(pk=user.pk)


def test_eight_clerks_accept_one_event(live_walk: Walk) -> None:
    walk = live_walk
    event = walk.report()
    clerks = [person(walk, f"clerk{n}", walk.room, "township_clerk") for n in range(8)]
    results = together(*[lambda by=by: make(event, "accept", by) for by in clerks])
    lost = [result for result in results if isinstance(result, Exception)]
    assert [type(result) for result in lost] == [MoveNotAllowed] * 7
    assert moves_of(event) == ["submit", "accept"]
    assert walk.fresh(event).version == 2


def test_eight_dispatchers_send_it_to_eight_offices(live_walk: Walk) -> None:
    walk = live_walk
    event = walk.to("accepted")
    offices = [row.code for row in walk.platforms.values()] * 2
    clerks = [person(walk, f"clerk{n}", walk.room, "township_clerk") for n in range(8)]
    tasks = [
        lambda by=by, to=to: make(event, "dispatch", by, to=to)
        for by, to in zip(clerks, offices, strict=True)
    ]
    results = together(*tasks)
    assert sum(isinstance(result, MoveNotAllowed) for result in results) == 7
    assert len(given(event)) == 1
    assert_held(walk.fresh(event))
    assert_tallies()


def test_a_return_and_a_revoke_at_once(live_walk: Walk) -> None:
    walk = live_walk
    why = {"reason_code": "wrong_duty", "reason": "不归我们"}
    for _ in range(5):
        event = walk.to("processing")
        wang, chen = own_copy(walk.wang), own_copy(walk.chen)
        results = together(
            partial(make, event, "return_back", wang, **why),
            partial(make, event, "revoke", chen, reason="派错了"),
        )
        assert sum(isinstance(result, MoveNotAllowed) for result in results) == 1, results
        assert walk.fresh(event).state == "accepted"


def test_an_undoing_and_a_signature_at_once(live_walk: Walk) -> None:
    walk = live_walk
    for _ in range(3):
        event = walk.to("dispatched")
        wang, chen = own_copy(walk.wang), own_copy(walk.chen)
        results = together(partial(make, event, "undo", chen), partial(make, event, "sign", wang))
        assert sum(isinstance(result, MoveNotAllowed) for result in results) == 1, results
        after = walk.fresh(event)
        assert (after.state, moves_of(event)[-1]) in (("accepted", "undo"), ("processing", "sign"))
        assert_held(after)
    assert_tallies()


def test_one_uuid_twenty_times_is_one_event(live_walk: Walk) -> None:
    walk, key = live_walk, uuid.uuid4()
    lon, lat = point_in(walk.grid)
    body: dict[str, Any] = {"matter": RIVER, "lon": lon, "lat": lat, "text": "黑水"}
    people = [own_copy(walk.lin) for _ in range(20)]
    results = together(
        *[lambda by=by: report_event(by=by, client_uuid=key, **body) for by in people]
    )
    assert [result for result in results if isinstance(result, Exception)] == []
    assert sorted(result.replayed for result in results) == [False] + [True] * 19  # type: ignore[attr-defined]
    event = Event.objects.get()
    assert {result.event.pk for result in results} == {event.pk}  # type: ignore[attr-defined]
    assert (moves_of(event), Receipt.objects.count()) == (["submit", "escalate"], 1)


def test_one_move_twenty_times_under_one_uuid(live_walk: Walk) -> None:
    walk, key = live_walk, uuid.uuid4()
    event = walk.report()
    people = [own_copy(walk.chen) for _ in range(20)]
    results = together(*[lambda by=by: make(event, "accept", by, client_uuid=key) for by in people])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert moves_of(event) == ["submit", "accept"]


def test_reports_at_once_have_numbers_of_their_own(live_walk: Walk) -> None:
    walk = live_walk
    lon, lat = point_in(walk.grid)
    body: dict[str, Any] = {"matter": POTHOLE, "lon": lon, "lat": lat}
    people = [own_copy(walk.lin) for _ in range(16)]
    tasks = [lambda by=by: report_event(by=by, client_uuid=uuid.uuid4(), **body) for by in people]
    results = together(*tasks)
    assert [result for result in results if isinstance(result, Exception)] == []
    numbers = sorted(Event.objects.values_list("number", flat=True))
    assert [number[-4:] for number in numbers] == [f"{n:04d}" for n in range(1, 17)]
    assert_tallies()


def random_life(walk: Walk, events: list[int], seed: int, met: Counter[str], until: float) -> None:
    """One person's client: any move, legal or not, on any of the events, until the time is up and
    enough was made by all."""
    dice = random.Random(seed)
    people = [own_copy(getattr(walk.county, name)) for name in PEOPLE]
    while time.monotonic() < until or met["done"] < LEAST_MOVES:
        event = walk.fresh(Event(pk=dice.choice(events)))
        by = dice.choice([p for p in people if legal_moves(p, event)] or people)
        offered = legal_moves(by, event)
        move = some_move(offered, dice) if offered else dice.choice(sorted(MOVES))
        if dice.random() < 0.15:
            move = dice.choice(sorted(MOVES))
        fields = fields_for(walk, event, move, by, dice)
        # A life that ends early would leave little to race for.
        if move in ("reject", "withdraw"):
            continue
        try:
            make(event, move, by, **fields)
            met["done"] += 1
        except Refused as refused:
            met[type(refused).__name__] += 1
        if dice.random() < 0.02:
            sweep_lamps()


@pytest.mark.slow
@pytest.mark.soak
def test_eight_people_on_four_events_for_a_while(live_walk: Walk) -> None:
    walk, dice = live_walk, random.Random(7)
    assert reasons_for("reject")  # the tables are in memory before the clocks tick
    assert duty_tables.matters()
    events = []
    for _ in range(4):
        by, fields = some_report(walk, dice)
        events.append(walk.report(by=by, **fields).pk)
    before, until = deadlocks(), time.monotonic() + SECONDS
    met = Counter[str]()
    results = together(*[partial(random_life, walk, events, seed, met, until) for seed in range(8)])
    assert [result for result in results if result is not None] == []
    assert met.keys() & {"MoveNotAllowed", "NotAllowed"}
    assert deadlocks() == before
    assert_chains()
    assert_tallies()
    for event in Event.objects.select_related("assignment"):
        assert_held(event)
        # One version for each move that was made: nothing was lost between two writers.
        moves = Step.objects.filter(event_id=event.pk).exclude(move="lamp")
        composed = moves.filter(by_id=None).count()
        assert event.version <= moves.count() <= event.version * 2 + composed
    leads = Assignment.objects.filter(is_lead=True, status="pending_sign")
    assert len({given.event_id for given in leads}) == leads.count()
