# SPDX-License-Identifier: Apache-2.0
"""下派: down to a node directly below, which signs and routes on."""

import pytest

from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import given, last_line, moves_of, names_field, once, refused, running
from tests.walk import MINOR_CHILD, POTHOLE, RIVER, WASTE, Walk


def test_the_village_signs_and_gives_it_to_its_grid(walk: Walk) -> None:
    walk.list_for(POTHOLE, level_min=1)
    event = walk.to("accepted")
    event = walk.go(event, "push_down", walk.chen, to=walk.village.code, instruction="今天办")
    assert (event.state, event.holder_id) == ("dispatched", walk.village.pk)
    assert running(event) == {"sign": walk.village.pk, "handle.result": walk.village.pk}
    line = last_line(event)
    assert (line.codes, line.texts) == ({"target": walk.village.code}, {"instruction": "今天办"})
    event = walk.go(event, "sign", walk.zhou)
    event = walk.go(event, "push_down", walk.zhou, to=walk.grid.code)
    event = walk.go(event, "sign", walk.lin)
    # A grid starts work, and its time counts against it.
    assert (event.state, running(event)) == ("processing", {"handle.result": walk.grid.pk})
    assert given(event) == [
        (walk.shiqiao.pk, walk.village.pk, "doing"),
        (walk.village.pk, walk.grid.pk, "doing"),
    ]
    photo = walk.photo(walk.lin)
    event = walk.go(event, "finish", walk.lin, result="填好了", photos=[photo])
    assert event.holder_id == walk.village.pk  # the last node of the chain above who handled


def test_from_reported_it_accepts_first(walk: Walk) -> None:
    event = walk.go(walk.report(), "push_down", walk.chen, to=walk.village.code)
    assert moves_of(event) == ["submit", "accept", "push_down"]
    assert (event.node_id, event.version) == (walk.shiqiao.pk, 2)


def test_a_sensitive_one_does_not_go_to_a_grid(walk: Walk) -> None:
    walk.list_for(MINOR_CHILD, level_min=1)
    event = walk.report(matter=MINOR_CHILD)
    event = walk.go(event, "push_down", walk.qian, to=walk.village.code)
    event = walk.go(event, "sign", walk.gao)  # the grid head is the village's duty chief
    names_field(walk, event, "push_down", walk.gao, "to", to=walk.grid.code)


def test_what_is_not_on_the_list_of_a_tier_is_refused(walk: Walk) -> None:
    event = walk.go(walk.to("accepted"), "push_down", walk.chen, to=walk.village.code)
    event = walk.go(event, "sign", walk.zhou)
    grid = walk.grid.code
    no = names_field(walk, event, "push_down", walk.zhou, "to", to=grid)  # 村社 at the lowest
    assert no.code == "not_on_list"
    child = walk.report(matter=MINOR_CHILD)
    no = names_field(walk, child, "push_down", walk.qian, "to", to=walk.village.code)
    assert no.code == "not_on_list"
    walk.list_for(WASTE, level_max=2)
    waste = walk.report(matter=WASTE)
    for by in (walk.lin, walk.gao, walk.chen):
        waste = walk.go(waste, "escalate", by, reason="太多")
    no = names_field(walk, waste, "push_down", walk.wu, "to", to=walk.shiqiao.code)
    assert no.code == "not_on_list"
    # The county's own line for this very village alone; the version is kept with the dispatch.
    own = walk.list_for(POTHOLE, level_min=1, scope=walk.village.path)
    event = walk.go(event, "push_down", walk.zhou, to=grid)
    assert event.assignment is not None and event.assignment.duty_id == own.pk


@pytest.mark.parametrize("who", ["lin", "wang", "zhao", "he"])
def test_who_may_not(walk: Walk, who: str) -> None:
    event = walk.report()
    refused(NotAllowed, walk, event, "push_down", getattr(walk, who), to=walk.village.code)


@pytest.mark.parametrize("state", ["dispatched", "processing", "checking", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    event = walk.to(state)
    refused(MoveNotAllowed, walk, event, "push_down", walk.chen, to=walk.village.code)


def test_bad_input(walk: Walk) -> None:
    event, to = walk.report(), walk.village.code
    for wrong in (
        walk.grid.code,  # two steps down
        walk.far_village.code,  # another township's
        walk.platforms["order"].code,  # an office
        walk.county.county.code,  # upwards
        walk.shiqiao.code,  # itself
        "330604100201",  # another county's, or none
        7,
    ):
        names_field(walk, event, "push_down", walk.chen, "to", to=wrong)
    names_field(walk, event, "push_down", walk.chen, "instruction", to=to, instruction="x" * 2001)
    river = walk.report(matter=RIVER)
    names_field(walk, river, "push_down", walk.wu, "to", to=walk.village.code)


def test_once(walk: Walk) -> None:
    once(walk, walk.report(), "push_down", walk.chen, to=walk.village.code)
