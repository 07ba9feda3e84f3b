# SPDX-License-Identifier: Apache-2.0
"""协办完成: a supporting office says what it did; the event goes on at its lead."""

import pytest

from events.access import legal_moves
from events.models import Event
from events.queries import expected_of, whole_event
from events.refusals import MoveNotAllowed, NotAllowed
from events.representation import whole
from events.standing import standing_of
from grids.queries import forget_posts
from tests.events.moves import given, last_line, names_field, once, refused, running
from tests.walk import Walk

DONE = {"result": "占道的摊子已清走"}


def supported(walk: Walk) -> Event:
    """Led by a platform, with a station and another platform beside it."""
    supports = [walk.station.code, walk.platforms["service"].code]
    fields = {"to": walk.platforms["order"].code, "supports": supports}
    return walk.go(walk.report(), "dispatch", walk.chen, **fields)


def waits_for(walk: Walk, who: str) -> set[int]:
    """What `mine` finds for somebody."""
    reader = standing_of(getattr(walk, who))
    mine = expected_of(reader.user, reader.desk, reader.fully)
    return set(Event.objects.filter(mine).values_list("pk", flat=True))


def test_its_part_is_done_and_the_event_stays_where_it_is(walk: Walk) -> None:
    event = supported(walk)
    assert waits_for(walk, "ma") == {event.pk}
    clocks, state = running(event), event.state
    event = walk.go(event, "support_done", walk.ma, **DONE)
    assert (event.state, event.holder_id) == (state, walk.platforms["order"].pk)
    assert (running(event), event.support_ids) == (clocks, [walk.platforms["service"].pk])
    assert (walk.shiqiao.pk, walk.station.pk, "done") in given(event)
    line = last_line(event)
    assert (line.came_from, line.to, line.unit, line.texts) == (state, state, walk.station.pk, DONE)
    assert waits_for(walk, "ma") == set()


def test_the_lead_does_not_wait_and_the_page_says_who_owes(walk: Walk) -> None:
    event = walk.finish(walk.sign(supported(walk)))
    assert event.state == "handled"
    event = walk.go(event, "support_done", walk.ma, **DONE)
    chain = whole(whole_event(event.pk), standing_of(walk.chen))["chain"]
    assert {row["to"]["code"]: row["status_label"] for row in chain} == {
        walk.platforms["order"].code: "已办",
        walk.station.code: "协办已反馈",
        walk.platforms["service"].code: "协办未反馈",
    }
    event = walk.check_pass(walk.request_check(event))
    assert (event.state, event.support_ids) == ("closed", [])


@pytest.mark.parametrize("move", ["return_back", "revoke", "undo", "escalate"])
def test_who_was_asked_is_free_when_the_lead_is_taken_back(walk: Walk, move: str) -> None:
    event = supported(walk)
    if move == "escalate":
        event = walk.go(event, "revoke", walk.chen, reason="先收回")
        fields = {"to": walk.platforms["party"].code, "supports": [walk.station.code]}
        event = walk.go(walk.go(event, "dispatch", walk.chen, **fields), "undo", walk.chen)
    why = {"return_back": {"reason_code": "wrong_duty", "reason": "x"}, "undo": {}}
    by = walk.wang if move == "return_back" else walk.chen
    event = walk.go(event, move, by, **why.get(move, {"reason": "x"}))
    assert event.support_ids == []
    refused(MoveNotAllowed, walk, event, "support_done", walk.ma, **DONE)


def test_what_an_office_gave_away_below_is_taken_back_alone(walk: Walk) -> None:
    """The node's own support stays when the office's own dispatch falls."""
    fields = {"to": walk.platforms["order"].code, "supports": [walk.platforms["party"].code]}
    event = walk.go(walk.report(), "dispatch", walk.chen, **fields)
    event = walk.go(event, "dispatch", walk.wang, to=walk.station.code)
    event = walk.go(event, "revoke", walk.wang, reason="自己办")
    assert event.support_ids == [walk.platforms["party"].pk]


def test_it_is_offered_to_who_owes_it_alone(walk: Walk) -> None:
    event = supported(walk)
    offered = []
    for who in ("ma", "wang", "chen", "shen"):
        forget_posts(getattr(walk, who))
        offered.append("support_done" in legal_moves(getattr(walk, who), event))
    assert offered == [True, False, False, False]


@pytest.mark.parametrize("who", ["chen", "lin", "zhao", "wu", "shen"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, supported(walk), "support_done", getattr(walk, who), **DONE)


def test_wrong_state(walk: Walk) -> None:
    event = walk.go(supported(walk), "support_done", walk.ma, **DONE)
    refused(MoveNotAllowed, walk, event, "support_done", walk.ma, **DONE)  # once is enough
    refused(MoveNotAllowed, walk, event, "support_done", walk.wang, **DONE)  # it leads


def test_bad_input(walk: Walk) -> None:
    event = supported(walk)
    names_field(walk, event, "support_done", walk.ma, "result", result=" ")
    names_field(walk, event, "support_done", walk.ma, "result", result="字" * 4001)


def test_once(walk: Walk) -> None:
    once(walk, supported(walk), "support_done", walk.ma, **DONE)
