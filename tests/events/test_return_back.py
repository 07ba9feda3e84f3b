# SPDX-License-Identifier: Apache-2.0
"""退回: to the sender, with a reason; nothing is lost and the limit is not reset."""

from datetime import datetime

import pytest

from duties.clocks import CHINA
from events import moment
from events.access import legal_moves
from events.models import Clock
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import given, last_line, names_field, once, refused, running
from tests.walk import POTHOLE, RIVER, Walk

WHY = {"reason_code": "wrong_duty", "reason": "不归我们管"}


def test_to_the_sender_who_dispatches_anew_with_the_same_limit(walk: Walk) -> None:
    event = walk.to("dispatched")
    limit = Clock.objects.get(event=event, kind="handle")
    suggest = walk.platforms["service"].code
    event = walk.go(event, "return_back", walk.wang, **WHY, suggest=suggest)
    assert (event.state, event.holder_id, event.returned_count) == ("accepted", walk.shiqiao.pk, 1)
    assert event.assignment_id is None
    # Who has it back has the time: the limit runs on, against the sender.
    assert running(event) == {"dispatch": walk.shiqiao.pk, "handle.result": walk.shiqiao.pk}
    again = Clock.objects.get(event=event, kind="handle")
    assert (again.pk, again.due_at) == (limit.pk, limit.due_at)
    assert given(event) == [(walk.shiqiao.pk, walk.platforms["order"].pk, "returned")]
    line = last_line(event)
    assert (line.came_from, line.to) == ("dispatched", "accepted")
    assert line.codes == {"reason_code": "wrong_duty", "suggest": suggest}
    assert line.texts == {"reason": "不归我们管"}
    event = walk.go(event, "dispatch", walk.chen, to=suggest)
    assert Clock.objects.get(event=event, kind="handle").due_at == limit.due_at


def test_a_right_until_it_is_signed_or_its_time_is_up(walk: Walk) -> None:
    signed = walk.to("processing")
    no = refused(MoveNotAllowed, walk, signed, "return_back", walk.wang, **WHY)
    assert no.code == "return_lapsed" and "申请退回" in no.detail
    with moment.at(datetime(2026, 3, 4, 10, tzinfo=CHINA)):
        event = walk.to("dispatched", matter=POTHOLE)
    with moment.at(datetime(2026, 3, 4, 15, 59, tzinfo=CHINA)):  # 4 working hours: until 16:00
        assert "return_back" in legal_moves(walk.wang, event)
    with moment.at(datetime(2026, 3, 4, 16, tzinfo=CHINA)):
        assert "return_back" not in legal_moves(walk.wang, event)
        no = refused(MoveNotAllowed, walk, event, "return_back", walk.wang, **WHY)
        assert no.code == "return_lapsed"
    with moment.at(datetime(2026, 3, 7, 3, tzinfo=CHINA)):  # a Saturday night
        event = walk.go(walk.report(), "accept", walk.chen, urgency="critical")
        event = walk.dispatch(event)
    with moment.at(datetime(2026, 3, 7, 3, 15, tzinfo=CHINA)):
        refused(MoveNotAllowed, walk, event, "return_back", walk.wang, **WHY)


def test_who_said_not_mine_is_not_sent_it_again(walk: Walk) -> None:
    order = walk.platforms["order"].code
    event = walk.go(walk.to("dispatched"), "return_back", walk.wang, **WHY)
    no = names_field(walk, event, "dispatch", walk.chen, "to", to=order)
    assert no.code == "returned_before"
    # Facts that were missing can be found; then the same office does it.
    lacking = {"reason_code": "insufficient_facts", "reason": "没写门牌"}
    event = walk.go(walk.to("dispatched"), "return_back", walk.wang, **lacking)
    assert event.disputed_count == 0
    assert walk.go(event, "dispatch", walk.chen, to=order).state == "dispatched"
    # So of a village.
    event = walk.go(walk.to("accepted"), "push_down", walk.chen, to=walk.village.code)
    event = walk.go(event, "return_back", walk.zhou, **WHY)
    no = names_field(walk, event, "push_down", walk.chen, "to", to=walk.village.code)
    assert no.code == "returned_before"


def test_a_push_down_returns_to_the_county(walk: Walk) -> None:
    event = walk.go(walk.report(matter=RIVER), "push_down", walk.wu, to=walk.shiqiao.code)
    event = walk.go(event, "return_back", walk.chen, **WHY)
    assert (event.state, event.holder_id) == ("accepted", walk.county.county.pk)


def test_a_station_returns_to_its_platform_which_goes_on_working(walk: Walk) -> None:
    event = walk.go(walk.to("dispatched"), "dispatch", walk.wang, to=walk.station.code)
    event = walk.go(event, "return_back", walk.ma, **WHY)
    order = walk.platforms["order"].pk
    assert (event.state, event.holder_id) == ("processing", order)
    assert running(event) == {"handle.result": order}
    assert event.assignment is not None
    assert (event.assignment.unit_id, event.assignment.status) == (order, "doing")


@pytest.mark.parametrize("who", ["lin", "zhao", "shen", "admin"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.to("dispatched"), "return_back", getattr(walk, who), **WHY)


def test_what_nobody_sent_cannot_be_returned(walk: Walk) -> None:
    event = walk.go(walk.to("accepted"), "take", walk.chen)
    no = refused(MoveNotAllowed, walk, event, "return_back", walk.chen, **WHY)
    assert "return_back" not in no.extra["moves"]


@pytest.mark.parametrize("state", ["handled", "checking", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "return_back", walk.wang, **WHY)


def test_bad_input(walk: Walk) -> None:
    event, order = walk.to("dispatched"), walk.wang
    for field in WHY:
        rest = {name: value for name, value in WHY.items() if name != field}
        names_field(walk, event, "return_back", order, field, **rest)
    names_field(walk, event, "return_back", order, "reason_code", **WHY | {"reason_code": "nö"})
    names_field(walk, event, "return_back", order, "suggest", **WHY, suggest="330604100P1")


def test_once(walk: Walk) -> None:
    event = once(walk, walk.to("dispatched"), "return_back", walk.wang, **WHY)
    assert event.returned_count == 1
