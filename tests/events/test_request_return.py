# SPDX-License-Identifier: Apache-2.0
"""申请退回: once the right has lapsed, only if the sender agrees; then as if it were a right."""

from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.asking import asked, decide, later
from tests.events.counts import assert_held, assert_tallies
from tests.events.moves import given, moves_of, names_field, once, refused
from tests.walk import Walk

ASK, YES = "request_return", "approve_request"
WHY = {"reason_code": "wrong_duty", "reason": "不归我们管"}


def test_the_sender_agrees_and_it_is_returned(walk: Walk) -> None:
    suggest = walk.platforms["service"].code
    event = once(walk, walk.to("processing"), ASK, walk.wang, **WHY, suggest=suggest)
    assert (event.state, asked(event).decider_id) == ("processing", walk.shiqiao.pk)
    event = decide(walk, event, YES, walk.chen)
    assert (event.state, event.holder_id, event.returned_count) == ("accepted", walk.shiqiao.pk, 1)
    assert moves_of(event)[-2:] == ["approve_request", "return_back"]
    assert given(event) == [(walk.shiqiao.pk, walk.platforms["order"].pk, "returned")]
    assert_held(event)
    assert_tallies()


def test_a_platform_decides_for_its_station(walk: Walk) -> None:
    event = walk.go(walk.to("dispatched"), "dispatch", walk.wang, to=walk.station.code)
    event = walk.go(walk.go(event, "sign", walk.ma), ASK, walk.ma, **WHY)
    assert asked(event).decider_id == walk.platforms["order"].pk
    event = decide(walk, event, YES, walk.wang)
    assert (event.state, event.holder_id) == ("processing", walk.platforms["order"].pk)


def test_a_refusal_leaves_it_and_it_may_be_asked_again(walk: Walk) -> None:
    event = walk.go(walk.to("processing"), ASK, walk.wang, **WHY)
    refused(MoveNotAllowed, walk, event, ASK, walk.wang, **WHY)
    event = decide(walk, event, "refuse_request", walk.chen, reason="就归你们管")
    assert (event.state, event.holder_id) == ("processing", walk.platforms["order"].pk)
    assert walk.go(event, ASK, walk.wang, **WHY).open_requests


def test_not_while_it_is_a_right_and_not_by_others(walk: Walk) -> None:
    event = walk.to("dispatched")
    refused(MoveNotAllowed, walk, event, ASK, walk.wang, **WHY)
    with later(days=5):
        assert walk.go(event, ASK, walk.wang, **WHY).open_requests
    event = walk.to("processing")
    for who in ("lin", "zhao", "shen", "he"):
        refused(NotAllowed, walk, event, ASK, getattr(walk, who), **WHY)
    taken = walk.go(walk.to("accepted"), "take", walk.chen)
    refused(MoveNotAllowed, walk, taken, ASK, walk.chen, **WHY)  # nobody sent it


def test_bad_input(walk: Walk) -> None:
    event = walk.to("processing")
    for field in WHY:
        rest = {name: value for name, value in WHY.items() if name != field}
        names_field(walk, event, ASK, walk.wang, field, **rest)
    names_field(walk, event, ASK, walk.wang, "reason_code", **WHY | {"reason_code": "x"})
    names_field(walk, event, ASK, walk.wang, "suggest", **WHY, suggest="330604100P1")
