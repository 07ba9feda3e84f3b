# SPDX-License-Identifier: Apache-2.0
"""退回补充: what is missing is asked of the reporter; that is no lateness of anybody."""

from datetime import timedelta

import pytest

from events import moment
from events.models import Clock, Stock
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import last_line, names_field, once, refused, running
from tests.walk import Walk


def test_the_clock_stops_while_the_reporter_completes_it(walk: Walk) -> None:
    event = walk.go(walk.report(), "ask_more", walk.chen, reason="请补一张全景")
    assert (event.state, event.holder_id) == ("draft", walk.shiqiao.pk)
    assert running(event) == {"resubmit": walk.shiqiao.pk}
    assert last_line(event).texts == {"reason": "请补一张全景"}
    assert (last_line(event).came_from, last_line(event).to) == ("reported", "draft")
    assert not Stock.objects.exclude(n=0).exists()


def test_asked_too_late_is_late_all_the_same(walk: Walk) -> None:
    event = walk.report()
    assert event.due_at is not None
    with moment.at(event.due_at + timedelta(minutes=7)):
        walk.go(event, "ask_more", walk.chen, reason="请补一张全景")
    assert Clock.objects.get(event=event, kind="accept").overdue_seconds == 7 * 60


@pytest.mark.parametrize("who", ["lin", "wang", "wu", "zhao"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.report(), "ask_more", getattr(walk, who), reason="缺照片")


@pytest.mark.parametrize("state", ["accepted", "processing", "draft"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "ask_more", walk.chen, reason="缺照片")


def test_bad_input(walk: Walk) -> None:
    event = walk.report()
    names_field(walk, event, "ask_more", walk.chen, "reason")
    names_field(walk, event, "ask_more", walk.chen, "reason", reason=7)
    names_field(walk, event, "ask_more", walk.chen, "what", reason="缺照片", what="x")


def test_once(walk: Walk) -> None:
    once(walk, walk.report(), "ask_more", walk.chen, reason="缺照片")
