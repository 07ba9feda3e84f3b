# SPDX-License-Identifier: Apache-2.0
"""立案前核查: the grid is asked whether it is so, and the node that asked has it again."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events import moment
from events.models import Attachment, Clock, Event
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import (
    involved,
    last_line,
    moves_of,
    names_field,
    once,
    refused,
    running,
)
from tests.walk import MINOR_CHILD, QUARREL, RIVER, WASTE, Walk


def asked(walk: Walk, **fields: Any) -> Event:
    return walk.go(walk.report(**fields), "ask_verify", walk.chen, reason="图上看不清")


def test_the_grid_where_it_lies_looks_and_the_accept_clock_waits(walk: Walk) -> None:
    event = asked(walk, by=walk.he)
    assert (event.state, event.holder_id, event.asker_id) == (
        "verifying",
        walk.grid.pk,
        walk.shiqiao.pk,
    )
    assert running(event) == {"verify": walk.grid.pk}
    line = last_line(event)
    assert (line.codes, line.texts) == ({"target": walk.grid.code}, {"reason": "图上看不清"})
    assert involved(event) >= {walk.grid.pk, walk.shiqiao.pk}


def test_true_goes_back_to_who_asked_with_a_new_accept_clock(walk: Walk) -> None:
    event, photo = asked(walk), walk.photo(walk.lin)
    later = timezone.now() + timedelta(minutes=20)
    with moment.at(later):
        event = walk.go(event, "verify_true", walk.lin, photos=[photo], text="塌了半米")
    assert (event.state, event.holder_id, event.asker_id) == ("reported", walk.shiqiao.pk, None)
    assert running(event) == {"accept": walk.shiqiao.pk}
    assert Clock.objects.get(event=event, kind="accept", stopped_at=None).started_at == later
    line = last_line(event)
    assert (line.move, line.came_from, line.unit) == ("verify_true", "verifying", walk.grid.pk)
    assert line.texts == {"text": "塌了半米"}
    assert Attachment.objects.get(event=event).kind == "check"
    assert walk.accept(event).state == "accepted"


def test_false_lets_the_clerk_reject_it(walk: Walk) -> None:
    event = walk.go(asked(walk), "verify_false", walk.lin, text="没有坑")
    assert (event.state, event.holder_id) == ("reported", walk.shiqiao.pk)
    event = walk.go(event, "reject", walk.chen, reason_code="not_true", reason="查无此事")
    assert moves_of(event) == ["submit", "ask_verify", "verify_false", "reject"]


def test_who_asked_may_reject_without_waiting_and_nobody_else(walk: Walk) -> None:
    event = asked(walk)
    why = {"reason_code": "not_true", "reason": "报错了"}
    refused(MoveNotAllowed, walk, event, "reject", walk.lin, **why)
    refused(NotAllowed, walk, event, "reject", walk.gao, **why)
    event = walk.go(event, "reject", walk.chen, **why)
    assert (event.state, event.holder_id, event.asker_id) == ("rejected", walk.shiqiao.pk, None)
    assert running(event) == {}
    assert last_line(event).came_from == "verifying"


def test_where_only_the_village_is_known_the_village_looks(walk: Walk) -> None:
    event = asked(walk, grid=walk.village.code)
    assert event.holder_id == walk.village.pk
    assert walk.go(event, "verify_true", walk.zhou, text="有").holder_id == walk.shiqiao.pk


def test_a_village_and_the_county_ask_too_and_it_comes_back_to_them(walk: Walk) -> None:
    event = walk.go(walk.report(matter=QUARREL), "ask_verify", walk.zhou, reason="谁家")
    assert walk.go(event, "verify_true", walk.lin, text="张家").holder_id == walk.village.pk
    event = walk.go(walk.report(matter=RIVER), "ask_verify", walk.wu, reason="哪一段")
    assert (
        walk.go(event, "verify_false", walk.lin, text="水是清的").holder_id == walk.county.county.pk
    )


def test_what_the_grid_found_greater_goes_up_when_it_answers(walk: Walk) -> None:
    event = walk.go(asked(walk), "correct", walk.lin, matter=RIVER, reason="是排污")
    assert event.state == "verifying"
    event = walk.go(event, "verify_true", walk.lin, text="管口在流")
    assert (event.state, event.holder_id) == ("reported", walk.county.county.pk)
    assert moves_of(event)[-2:] == ["verify_true", "escalate"]


def test_never_what_is_sensitive_nor_of_oneself(walk: Walk) -> None:
    hidden = walk.report(matter=MINOR_CHILD)
    refused(MoveNotAllowed, walk, hidden, "ask_verify", walk.qian, reason="去看看")
    own = walk.report(matter=WASTE)  # level 1: the grid itself hears it
    refused(MoveNotAllowed, walk, own, "ask_verify", walk.lin, reason="去看看")
    town = walk.report(by=walk.he, grid=walk.shiqiao.code)  # no grid, no village known
    refused(MoveNotAllowed, walk, town, "ask_verify", walk.chen, reason="去看看")


def test_what_turns_out_sensitive_is_for_the_villages_chief(walk: Walk) -> None:
    event = walk.go(asked(walk), "correct", walk.lin, matter=MINOR_CHILD, reason="有孩子")
    assert (event.state, event.holder_id) == ("verifying", walk.village.pk)
    refused(NotAllowed, walk, event, "verify_true", walk.zhou, text="有")
    event = walk.go(event, "verify_true", walk.gao, text="有")
    assert (event.state, event.holder_id, event.sensitive) == ("reported", walk.shiqiao.pk, True)


@pytest.mark.parametrize("who", ["wang", "ma", "shen", "he", "zhao"])
def test_who_may_not_ask(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.report(), "ask_verify", getattr(walk, who), reason="x")


def test_who_may_not_answer(walk: Walk) -> None:
    event = asked(walk)
    for who in ("zhao", "wang", "chen"):
        refused(NotAllowed, walk, event, "verify_true", getattr(walk, who), text="有")


def test_wrong_state(walk: Walk) -> None:
    refused(MoveNotAllowed, walk, walk.to("accepted"), "ask_verify", walk.chen, reason="x")
    refused(MoveNotAllowed, walk, asked(walk), "accept", walk.chen)
    refused(NotAllowed, walk, walk.to("accepted"), "verify_true", walk.lin, text="有")


def test_bad_input(walk: Walk) -> None:
    names_field(walk, walk.report(), "ask_verify", walk.chen, "reason", reason=" ")
    event = asked(walk)
    names_field(walk, event, "verify_true", walk.lin, "text")
    names_field(walk, event, "verify_false", walk.lin, "text", text="字" * 2001)
    names_field(walk, event, "verify_true", walk.lin, "photos", photos=[walk.photo(walk.chen)])


def test_once(walk: Walk) -> None:
    event = once(walk, walk.report(), "ask_verify", walk.chen, reason="看不清")
    once(walk, event, "verify_false", walk.lin, text="没有")
