# SPDX-License-Identifier: Apache-2.0
"""申诉: whoever reported it may ask the node above the one that rejected it, once."""

import pytest

from events.access import legal_moves
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.counts import assert_held, assert_tallies
from tests.events.moves import last_line, names_field, once, refused, running
from tests.walk import Walk

WHY = {"reason_code": "not_true", "reason": "去看过,没有"}


def test_the_node_above_decides_anew(walk: Walk) -> None:
    event = walk.go(walk.to("rejected"), "appeal", walk.lin, reason="就在桥头,请再看")
    county = walk.county.county
    assert (event.state, event.holder_id, event.level) == ("reported", county.pk, 3)
    assert running(event) == {"accept": county.pk}
    line = last_line(event)
    assert (line.came_from, line.codes) == ("rejected", {"to": county.code})
    assert line.texts == {"reason": "就在桥头,请再看"}
    assert_held(event)
    assert_tallies()
    assert walk.go(event, "accept", walk.wu).node_id == county.pk


def test_once_only(walk: Walk) -> None:
    event = once(walk, walk.to("rejected"), "appeal", walk.lin, reason="请再看")
    event = walk.go(event, "reject", walk.wu, **WHY)
    assert legal_moves(walk.lin, event) == []
    refused(MoveNotAllowed, walk, event, "appeal", walk.lin, reason="还是不对")


def test_nobody_stands_above_the_county(walk: Walk) -> None:
    event = walk.go(walk.report(), "escalate", walk.chen, reason="县里才有权")
    event = walk.go(event, "reject", walk.wu, **WHY)
    refused(MoveNotAllowed, walk, event, "appeal", walk.lin, reason="请再看")


@pytest.mark.parametrize("who", ["gao", "chen", "wu", "zhao"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.to("rejected"), "appeal", getattr(walk, who), reason="请再看")


@pytest.mark.parametrize("state", ["reported", "closed", "voided"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "appeal", walk.lin, reason="请再看")


def test_bad_input(walk: Walk) -> None:
    names_field(walk, walk.to("rejected"), "appeal", walk.lin, "reason", reason=" ")
