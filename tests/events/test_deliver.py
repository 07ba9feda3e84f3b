# SPDX-License-Identifier: Apache-2.0
"""What a step owes: written in its transaction, carried out by workers, tried again, buried."""

import threading
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from events import moment, owed
from events.actions.deliver import MOST_TRIES, deliver_next, deliver_owed
from events.models import Delivery, Event
from events.refusals import MoveNotAllowed
from events.rules import UNDO_WINDOW
from tests.events.moves import refused
from tests.walk import Walk


def to_the_holder(event: Event, line: owed.Told) -> Iterable[Delivery]:
    """A door's rule: the unit that now holds the event is told, once at dispatch, once at sign."""
    return [Delivery(channel="test", to_unit_id=event.holder_id, template=f"told.{line.move}")]


@pytest.fixture(autouse=True)
def _doors(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Doors of this test only."""
    monkeypatch.setattr(owed, "RULES", {})
    monkeypatch.setattr(owed, "CHANNELS", {})
    owed.register(["dispatch", "sign"], to_the_holder)
    yield


def wait_over() -> None:
    """What a dispatch owes waits while it may be undone; here that is over."""
    Delivery.objects.update(due_at=timezone.now())


def sent_to(units: list[int | None]) -> None:
    owed.channel("test", lambda delivery: units.append(delivery.to_unit_id))


def test_a_step_owes_what_its_rules_say_and_others_nothing(walk: Walk) -> None:
    event = walk.to("handled")
    rows = list(Delivery.objects.order_by("pk"))
    assert [row.template for row in rows] == ["told.dispatch", "told.sign"]
    assert {row.event_id for row in rows} == {event.pk}
    assert {row.to_unit_id for row in rows} == {walk.platforms["order"].pk}
    assert {(row.status, row.tries) for row in rows} == {("owed", 0)}
    assert len({row.line for row in rows}) == 2


def test_a_composed_move_owes_for_each_line(walk: Walk) -> None:
    event = walk.to("dispatched")
    Delivery.objects.all().delete()
    walk.go(event, "dispatch", walk.wang, to=walk.station.code)
    assert sorted(Delivery.objects.values_list("template", flat=True)) == [
        "told.dispatch",
        "told.sign",
    ]


def test_a_refused_move_owes_nothing(walk: Walk) -> None:
    refused(MoveNotAllowed, walk, walk.to("closed"), "sign", walk.wang)
    assert Delivery.objects.filter(template="told.sign").count() == 1  # the one of the road


def test_the_worker_carries_out_and_never_again(walk: Walk) -> None:
    walk.to("processing")
    wait_over()
    told: list[int | None] = []
    sent_to(told)
    assert deliver_owed() == 2
    assert deliver_owed() == 0
    assert told == [walk.platforms["order"].pk] * 2
    assert set(Delivery.objects.values_list("status", "tries")) == {("done", 1)}
    assert not Delivery.objects.filter(done_at=None).exists()


def test_what_is_due_later_waits(walk: Walk) -> None:
    walk.to("dispatched")
    told: list[int | None] = []
    sent_to(told)
    Delivery.objects.update(due_at=timezone.now() + timedelta(hours=1))
    assert deliver_owed() == 0
    with moment.at(timezone.now() + timedelta(hours=2)):
        assert deliver_owed() == 1


def test_what_a_dispatch_owes_waits_until_nobody_can_undo_it(walk: Walk) -> None:
    told: list[int | None] = []
    now = timezone.now()
    sent_to(told)
    with moment.at(now):
        walk.to("dispatched")
    for after, sent in ((UNDO_WINDOW, 0), (UNDO_WINDOW + timedelta(seconds=1), 1)):
        with moment.at(now + after):
            assert deliver_owed() == sent
    assert told == [walk.platforms["order"].pk]


@pytest.mark.parametrize("move", ["undo", "revoke", "return_back"])
def test_what_was_taken_back_first_is_told_to_nobody(walk: Walk, move: str) -> None:
    told: list[int | None] = []
    sent_to(told)
    event = walk.to("dispatched")
    why = {"return_back": {"reason_code": "wrong_duty", "reason": "x"}, "revoke": {"reason": "x"}}
    by = walk.wang if move == "return_back" else walk.chen
    walk.go(event, move, by, **why.get(move, {}))
    wait_over()
    assert deliver_owed() == 1
    assert told == []
    row = Delivery.objects.get()
    assert (row.status, row.tries) == ("dropped", 0)
    assert deliver_owed() == 0


def test_what_is_done_already_is_told_all_the_same(walk: Walk) -> None:
    told: list[int | None] = []
    sent_to(told)
    walk.to("handled")
    wait_over()
    assert deliver_owed() == 2
    assert len(told) == 2


def test_a_failure_is_tried_again_with_more_and_more_patience_then_buried(walk: Walk) -> None:
    walk.to("dispatched")
    wait_over()
    tried: list[float] = []

    def fail(delivery: Delivery) -> None:
        Event.objects.update(address="half done")  # must not survive the failure
        raise ConnectionError("the gateway is down")

    owed.channel("test", fail)
    now = timezone.now()
    for count in range(1, MOST_TRIES + 1):
        with moment.at(now):
            assert deliver_owed() == 1
            assert deliver_owed() == 0  # not at once again
        row = Delivery.objects.get()
        assert row.tries == count
        assert "gateway is down" in row.last_error
        if count < MOST_TRIES:
            tried.append((row.due_at - now).total_seconds())
            now = row.due_at
    assert tried == [10 * 2**n for n in range(MOST_TRIES - 1)]
    assert (row.status, row.done_at) == ("dead", None)
    with moment.at(now + timedelta(days=9)):
        assert deliver_owed() == 0
    assert Event.objects.get().address == ""


def test_a_channel_nobody_serves_is_a_reason_like_another(walk: Walk) -> None:
    walk.to("dispatched")
    wait_over()
    assert deliver_owed() == 1
    assert "no sender" in Delivery.objects.get().last_error


def test_one_that_fails_keeps_nobody_else_waiting(walk: Walk) -> None:
    walk.to("processing")
    wait_over()
    told: list[str] = []

    def picky(delivery: Delivery) -> None:
        if delivery.template == "told.dispatch":
            raise ValueError("no")
        told.append(delivery.template)

    owed.channel("test", picky)
    assert deliver_owed() == 2
    assert told == ["told.sign"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_twice(live_walk: Walk) -> None:
    event = live_walk.to("dispatched")
    wait_over()
    first = Delivery.objects.get()
    copies = [
        Delivery(
            line=first.line, event=event, channel="test", template=f"t{n}", due_at=first.due_at
        )
        for n in range(40)
    ]
    Delivery.objects.bulk_create(copies)
    told: list[str] = []
    both = threading.Barrier(2)

    def slow(delivery: Delivery) -> None:
        told.append(delivery.template)
        time.sleep(0.002)  # long enough for the other worker to come by

    owed.channel("test", slow)

    def work() -> None:
        both.wait(10)
        while deliver_next():
            pass
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert len(told) == len(set(told)) == 41
    assert set(Delivery.objects.values_list("status", "tries")) == {("done", 1)}


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_it_owed(live_walk: Walk) -> None:
    live_walk.to("dispatched")
    wait_over()

    def killed(delivery: Delivery) -> None:
        raise SystemExit

    owed.channel("test", killed)
    with pytest.raises(SystemExit):
        deliver_next()
    assert Delivery.objects.get().status == "owed"
