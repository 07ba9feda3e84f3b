# SPDX-License-Identifier: Apache-2.0
"""签收: a node takes it as accepted and routes on, an office or a grid starts work."""

from datetime import timedelta

import pytest

from events import moment
from events.models import Clock
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import given, last_line, names_field, once, refused, running
from tests.walk import RIVER, Walk


def test_an_office_starts_work(walk: Walk) -> None:
    event = walk.to("processing")
    order = walk.platforms["order"].pk
    assert running(event) == {"handle.result": order}
    assert given(event) == [(walk.shiqiao.pk, order, "doing")]
    line = last_line(event)
    assert (line.move, line.came_from, line.to, line.unit) == (
        "sign",
        "dispatched",
        "processing",
        order,
    )
    assert event.assignment is not None
    assert event.assignment.signed_at is not None


def test_a_node_routes_on_and_its_dispatch_clock_runs_beside_the_handle_clock(walk: Walk) -> None:
    event = walk.go(walk.report(matter=RIVER), "push_down", walk.wu, to=walk.shiqiao.code)
    event = walk.go(event, "sign", walk.chen)
    assert event.state == "accepted"
    assert {name.split(".")[0] for name in running(event)} == {"dispatch", "handle"}
    assert event.node_id == walk.county.county.pk  # who accepted it answers for it still


def test_signed_late_counts_against_who_should_have_signed(walk: Walk) -> None:
    event = walk.to("dispatched")
    sign = Clock.objects.get(event=event, kind="sign")
    with moment.at(sign.due_at + timedelta(minutes=3)):
        walk.go(event, "sign", walk.wang)
    sign.refresh_from_db()
    assert (sign.overdue_seconds, sign.holder_id) == (180, walk.platforms["order"].pk)


@pytest.mark.parametrize("who", ["lin", "ma", "zhao", "shen", "he"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.to("dispatched"), "sign", getattr(walk, who))


def test_the_sender_does_not_sign_for_the_target(walk: Walk) -> None:
    refused(MoveNotAllowed, walk, walk.to("dispatched"), "sign", walk.chen)


@pytest.mark.parametrize("state", ["processing", "handled", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "sign", walk.wang)


def test_bad_input(walk: Walk) -> None:
    names_field(walk, walk.to("dispatched"), "sign", walk.wang, "text", text="收到")


def test_once(walk: Walk) -> None:
    once(walk, walk.to("dispatched"), "sign", walk.wang)
