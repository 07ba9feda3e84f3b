# SPDX-License-Identifier: Apache-2.0
"""上报上级: what a node cannot solve goes up one node; who held it reads along."""

import pytest

from events.access import events_in_reach, legal_moves
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import given, involved, last_line, names_field, once, refused, running
from tests.walk import RIVER, WASTE, Walk

WHY = {"reason": "村里没有机械", "tried": "已围挡"}


def test_from_the_grid_through_the_village_to_the_county(walk: Walk) -> None:
    event = walk.report(matter=WASTE)
    assert (event.holder_id, event.level) == (walk.grid.pk, 1)
    for by, above, level in (
        (walk.lin, walk.village, 2),
        (walk.gao, walk.shiqiao, 3),
        (walk.chen, walk.county.county, 4),
    ):
        event = walk.go(event, "escalate", by, **WHY)
        assert (event.state, event.holder_id, event.level) == ("reported", above.pk, level)
        assert running(event) == {"accept": above.pk}
        line = last_line(event)
        assert (line.codes, line.texts) == ({"to": above.code}, WHY)
    assert involved(event) == {
        walk.grid.pk,
        walk.village.pk,
        walk.shiqiao.pk,
        walk.county.county.pk,
    }
    for person in (walk.lin, walk.gao, walk.chen):
        assert events_in_reach(person).filter(pk=event.pk).exists()
    assert "escalate" not in legal_moves(walk.wu, event)
    refused(NotAllowed, walk, event, "escalate", walk.wu, **WHY)


def test_in_the_middle_of_the_work_its_clocks_stop(walk: Walk) -> None:
    event = walk.go(walk.to("accepted"), "take", walk.chen)
    assert set(running(event)) == {"handle.result"}
    event = walk.go(event, "escalate", walk.chen, **WHY)
    assert (last_line(event).came_from, event.state) == ("processing", "reported")
    assert running(event) == {"accept": walk.county.county.pk}


def test_what_was_pushed_down_goes_up_again_and_its_assignment_ends(walk: Walk) -> None:
    event = walk.go(walk.report(matter=RIVER), "push_down", walk.wu, to=walk.shiqiao.code)
    event = walk.go(walk.go(event, "sign", walk.chen), "escalate", walk.chen, **WHY)
    assert (event.holder_id, event.assignment_id) == (walk.county.county.pk, None)
    assert given(event) == [(walk.county.county.pk, walk.shiqiao.pk, "superseded")]
    # And down once more, to the same unit.
    event = walk.go(event, "push_down", walk.wu, to=walk.shiqiao.code)
    assert event.holder_id == walk.shiqiao.pk


def test_level_4_goes_up_by_rule_in_the_same_transaction(walk: Walk) -> None:
    event = walk.report(matter=RIVER)
    assert (event.state, event.holder_id, event.version) == ("reported", walk.county.county.pk, 1)
    line = last_line(event)
    assert (line.move, line.by, line.unit) == ("escalate", None, None)
    assert involved(event) == {walk.shiqiao.pk, walk.county.county.pk}


@pytest.mark.parametrize("who", ["wang", "ma", "shen", "zhao", "sun", "lin"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.report(), "escalate", getattr(walk, who), **WHY)


@pytest.mark.parametrize("state", ["dispatched", "processing", "handled", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "escalate", walk.chen, **WHY)


def test_bad_input(walk: Walk) -> None:
    names_field(walk, walk.report(), "escalate", walk.chen, "reason", tried="围了")
    names_field(walk, walk.report(), "escalate", walk.chen, "tried", reason="难", tried=["x"])


def test_once(walk: Walk) -> None:
    once(walk, walk.report(), "escalate", walk.chen, **WHY)
