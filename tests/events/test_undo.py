# SPDX-License-Identifier: Apache-2.0
"""撤销派发: by the same person within ten seconds, as if it had not been sent."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from events import moment
from events.access import legal_moves
from events.models import Clock, Event, Step
from events.refusals import MoveNotAllowed, NotAllowed
from grids.queries import forget_posts
from tests.events.counts import assert_held, assert_tallies
from tests.events.moves import given, last_line, moves_of, names_field, once, refused, running
from tests.walk import Walk

START = timezone.now()


def clocks_of(event: Event) -> list[tuple[Any, ...]]:
    """Every clock of an event, whole."""
    names = ("kind", "stage", "holder_id", "started_at", "due_at", "stopped_at", "overdue_seconds")
    return sorted(Clock.objects.filter(event=event).values_list(*names), key=str)


def dispatched(walk: Walk, event: Event, *supports: str, at: datetime = START) -> Event:
    with moment.at(at):
        fields = {"to": walk.platforms["order"].code, "supports": list(supports)}
        return walk.go(event, "dispatch", walk.chen, **fields)


def undone(walk: Walk, event: Event, *, after: float = 5, at: datetime = START) -> Event:
    with moment.at(at + timedelta(seconds=after)):
        return walk.go(event, "undo", walk.chen)


def test_all_is_as_before_the_dispatch(walk: Walk) -> None:
    party = walk.platforms["party"].code
    with moment.at(START - timedelta(minutes=3)):
        before = walk.to("accepted")
    clocks = clocks_of(before)
    event = dispatched(walk, before, party)
    assert event.support_ids == [walk.platforms["party"].pk]
    event = undone(walk, event)
    assert (event.state, event.holder_id, event.assignment_id) == (
        "accepted",
        walk.shiqiao.pk,
        None,
    )
    assert clocks_of(event) == clocks
    assert (event.due_at, event.support_ids) == (before.due_at, [])
    assert {row[2] for row in given(event)} == {"undone"}
    assert moves_of(event) == ["submit", "accept", "dispatch", "undo"]
    assert last_line(event).codes == {}
    assert_held(event)
    assert_tallies()
    # And on it goes, to whom it should have gone.
    event = walk.go(event, "dispatch", walk.chen, to=party)
    assert walk.fresh(event).holder_id == walk.platforms["party"].pk


def test_accepting_with_the_dispatch_stands(walk: Walk) -> None:
    event = undone(walk, dispatched(walk, walk.report()))
    assert (event.state, event.node_id) == ("accepted", walk.shiqiao.pk)
    assert running(event) == {"dispatch": walk.shiqiao.pk}


def test_an_office_has_it_in_hand_again_with_whom_it_had_named(walk: Walk) -> None:
    event = walk.to("processing")
    walk.wang.postings.update(role="platform_head")
    event = walk.go(event, "assign_person", walk.wang, person="wang")
    clocks = clocks_of(event)
    event = walk.go(event, "dispatch", walk.wang, to=walk.station.code)
    assert event.assignee_id is None
    event = walk.go(event, "undo", walk.wang)
    order = walk.platforms["order"].pk
    assert (event.state, event.holder_id, event.assignee_id) == ("processing", order, walk.wang.pk)
    assert clocks_of(event) == clocks
    assert [row[2] for row in given(event)] == ["doing", "undone"]
    assert_held(event)


def test_a_limit_that_ran_before_runs_on(walk: Walk) -> None:
    """退回不重计: what was returned and sent anew keeps its first limit, undone or not."""
    why = {"reason_code": "insufficient_facts", "reason": "没写门牌"}
    event = walk.go(walk.to("dispatched"), "return_back", walk.wang, **why)
    handling = [row for row in clocks_of(event) if row[0] == "handle"]
    event = undone(walk, dispatched(walk, event))
    assert [row for row in clocks_of(event) if row[0] == "handle"] == handling
    assert set(running(event)) == {"dispatch", "handle.result"}


def test_what_was_late_before_comes_late_once(walk: Walk) -> None:
    with moment.at(START):
        event = walk.to("accepted")
    late = START + timedelta(days=9)
    event = undone(walk, dispatched(walk, event, at=late), at=late)
    assert event.lamp == "red"
    assert not Clock.objects.filter(event=event, kind="dispatch", overdue_seconds__gt=0).exists()
    assert_tallies()
    assert late_lines(event) == 1


def late_lines(event: Event) -> int:
    contents = Step.objects.filter(event_id=event.pk).values_list("content", flat=True)
    return sum(b'"late"' in bytes(content) for content in contents)


def test_only_for_ten_seconds(walk: Walk) -> None:
    event = dispatched(walk, walk.to("accepted"))
    with moment.at(START + timedelta(seconds=10.5)):
        forget_posts(walk.chen)
        assert "undo" not in legal_moves(walk.chen, event)
        refused(MoveNotAllowed, walk, event, "undo", walk.chen)
    assert undone(walk, event, after=10).state == "accepted"


def test_not_once_it_is_signed_sent_on_or_returned(walk: Walk) -> None:
    signed = walk.go(dispatched(walk, walk.to("accepted")), "sign", walk.wang)
    event = dispatched(walk, walk.to("accepted"))
    on = walk.go(event, "dispatch", walk.wang, to=walk.station.code)
    why = {"reason_code": "wrong_duty", "reason": "不归我们"}
    back = walk.go(dispatched(walk, walk.to("accepted")), "return_back", walk.wang, **why)
    with moment.at(START + timedelta(seconds=3)):
        for event in (signed, on, back):
            refused(MoveNotAllowed, walk, event, "undo", walk.chen)


def test_nor_what_was_pushed_down(walk: Walk) -> None:
    event = walk.go(walk.to("accepted"), "push_down", walk.chen, to=walk.village.code)
    refused(MoveNotAllowed, walk, event, "undo", walk.chen)


@pytest.mark.parametrize("who", ["qian", "lin", "wu", "ma"])
def test_who_may_not(walk: Walk, who: str) -> None:
    """Her chief neither: 撤回 is for everybody else."""
    event = dispatched(walk, walk.to("accepted"), at=timezone.now())
    refused(NotAllowed, walk, event, "undo", getattr(walk, who))


def test_bad_input(walk: Walk) -> None:
    event = dispatched(walk, walk.to("accepted"), at=timezone.now())
    names_field(walk, event, "undo", walk.chen, "reason", reason="手误")


def test_once(walk: Walk) -> None:
    once(walk, dispatched(walk, walk.to("accepted"), at=timezone.now()), "undo", walk.chen)
