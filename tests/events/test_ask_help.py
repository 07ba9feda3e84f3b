# SPDX-License-Identifier: Apache-2.0
"""求助(请求吹哨): the holder or the reporting grid worker asks; the township says yes or no."""

import pytest

from events.access import legal_moves
from events.models import Event
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import last_line, names_field, once, refused
from tests.events.whistles import call, crew
from tests.walk import MINOR_CHILD, Walk

WHY = {"reason": "几家都不认"}


def asked(walk: Walk, state: str = "processing") -> Event:
    return walk.go(walk.to(state), "ask_help", walk.lin, **WHY)


@pytest.mark.parametrize("state", ["reported", "accepted", "dispatched", "processing"])
def test_the_reporting_grid_worker_asks_whoever_holds_it(walk: Walk, state: str) -> None:
    event = asked(walk, state)
    assert (event.state, event.help_from_id) == (state, walk.grid.pk)
    assert last_line(event).texts == WHY
    assert "ask_help" not in legal_moves(walk.lin, event)
    assert "answer_help" in legal_moves(walk.chen, event)


def test_a_holder_asks_and_gets_a_yes_and_the_whistle(walk: Walk) -> None:
    event = walk.go(walk.to("processing"), "ask_help", walk.wang, **WHY)
    event = walk.go(event, "answer_help", walk.qian, approved=True)
    line = last_line(event)
    assert line.codes == {"approved": True, "asked": walk.platforms["order"].code}
    assert (event.state, event.help_from_id) == ("processing", None)
    assert call(walk, crew(walk), event).state == "joint"


def test_a_no_has_a_reason_and_one_may_ask_again(walk: Walk) -> None:
    event = asked(walk)
    names_field(walk, event, "answer_help", walk.chen, "reason", approved=False)
    names_field(walk, event, "answer_help", walk.chen, "approved", approved="yes")
    names_field(walk, event, "answer_help", walk.chen, "approved", reason="好")
    event = walk.go(event, "answer_help", walk.chen, approved=False, reason="一家就能办")
    assert last_line(event).texts == {"reason": "一家就能办"}
    assert "ask_help" in legal_moves(walk.wang, event)


def test_a_whistle_is_an_answer_too(walk: Walk) -> None:
    event = call(walk, crew(walk), asked(walk))
    assert event.help_from_id is None


def test_who_may_not(walk: Walk) -> None:
    event = walk.to("processing")
    # Neither the township, which would answer itself, nor who neither holds nor reported it.
    refused(MoveNotAllowed, walk, event, "ask_help", walk.chen, **WHY)
    for person in (walk.zhao, walk.shen, walk.he):
        refused(NotAllowed, walk, event, "ask_help", person, **WHY)
    event = asked(walk)
    for person in (walk.lin, walk.wang, walk.sun):
        refused(NotAllowed, walk, event, "answer_help", person, approved=True)


def test_wrong_state_and_bad_input(walk: Walk) -> None:
    for state in ("handled", "closed"):
        refused(MoveNotAllowed, walk, walk.to(state), "ask_help", walk.lin, **WHY)
    event = walk.to("processing")
    refused(MoveNotAllowed, walk, event, "answer_help", walk.chen, approved=True)
    names_field(walk, event, "ask_help", walk.lin, "reason", reason=" ")
    event = walk.go(event, "ask_help", walk.lin, **WHY)
    refused(MoveNotAllowed, walk, event, "ask_help", walk.wang, **WHY)


def test_the_reporter_of_a_sensitive_event_who_may_not_read_it_does_not_ask(walk: Walk) -> None:
    event = walk.report(matter=MINOR_CHILD)
    refused(NotAllowed, walk, event, "ask_help", walk.lin, **WHY)


def test_once(walk: Walk) -> None:
    event = once(walk, walk.to("processing"), "ask_help", walk.lin, **WHY)
    once(walk, event, "answer_help", walk.chen, approved=True)
