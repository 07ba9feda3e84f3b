# SPDX-License-Identifier: Apache-2.0
"""结案: by the node that accepted it, by a person who did not handle it."""

import pytest

from events.access import legal_moves
from events.models import Flow, Stock
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.clients import person
from tests.events.counts import assert_held
from tests.events.moves import given, last_line, names_field, once, refused, running
from tests.walk import QUARREL, WASTE, Walk


def test_everything_ends(walk: Walk) -> None:
    event = walk.go(walk.to("pending_close"), "close", walk.qian, reply="已修好,谢谢")
    assert (event.state, running(event), event.due_at, event.lamp) == ("closed", {}, None, "none")
    assert event.closed_at is not None
    line = last_line(event)
    assert (line.came_from, line.to, line.by) == ("pending_close", "closed", walk.qian.pk)
    assert line.texts == {"reply": "已修好,谢谢"}
    assert {status for _from, _to, status in given(event)} == {"done"}
    assert Flow.objects.get(measure="closed").n == 1
    assert not Stock.objects.exclude(n=0).exists()


def test_small_ones_close_without_a_check_but_not_by_who_did_them(walk: Walk) -> None:
    """一/二级 may close from `handled`; a village does not judge itself through a colleague."""
    event = walk.go(walk.report(matter=QUARREL), "accept", walk.zhou)
    event = walk.go(walk.go(event, "take", walk.zhou), "finish", walk.zhou, result="已和解")
    for who in (walk.zhou, walk.gao):
        assert "close" not in legal_moves(who, event)
        refused(NotAllowed, walk, event, "close", who)
    walk.list_for(QUARREL, level_min=1)
    event = walk.report(matter=QUARREL)
    event = walk.go(event, "push_down", walk.zhou, to=walk.grid.code)
    event = walk.go(walk.go(event, "sign", walk.lin), "finish", walk.lin, result="已和解")
    assert (event.state, event.holder_id) == ("handled", walk.village.pk)
    assert walk.go(event, "close", walk.gao).state == "closed"


def test_level_3_is_checked_first(walk: Walk) -> None:
    no = refused(MoveNotAllowed, walk, walk.to("handled"), "close", walk.chen)
    assert "request_check" in no.extra["moves"]


def test_who_handled_does_not_close_in_whatever_office(walk: Walk) -> None:
    event = walk.to("pending_close")
    walk.wang.postings.create(unit=walk.room, role="township_chief", from_at=event.reported_at)
    refused(NotAllowed, walk, event, "close", walk.wang)
    deputy = person(walk, "deputy", walk.room, "township_chief")
    assert "close" in legal_moves(deputy, event)


@pytest.mark.parametrize("who", ["gao", "wang", "zhao", "wu", "he"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.to("pending_close"), "close", getattr(walk, who))


@pytest.mark.parametrize("state", ["accepted", "processing", "checking", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "close", walk.chen)


def test_bad_input(walk: Walk) -> None:
    names_field(walk, walk.to("pending_close"), "close", walk.qian, "reply", reply="谢" * 4001)


def test_once(walk: Walk) -> None:
    once(walk, walk.to("pending_close"), "close", walk.qian, reply="已修好")


def test_no_subordinate_closes_what_those_above_handled(walk: Walk) -> None:
    """我去: what the grid had accepted, the village's head did, and once the township's."""
    for who, desk in ((walk.gao, walk.shiqiao), (walk.qian, walk.shiqiao)):
        event = walk.go(walk.report(matter=WASTE, urgency="critical"), "accept", walk.lin)
        event = walk.go(event, "go", who)
        photos = [walk.photo(who)]
        event = walk.go(event, "finish", who, result="清走了", photos=photos)
        event = walk.go(event, "request_check", who)
        assert (event.state, event.holder_id) == ("pending_close", desk.pk)
        assert_held(event)
