# SPDX-License-Identifier: Apache-2.0
"""撤回派发: a sender takes back what it gave, with all that was passed on below."""

import pytest

from events.access import legal_moves
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import given, last_line, names_field, once, refused, running
from tests.walk import RIVER, Walk

WHY = {"reason": "派错了"}


@pytest.mark.parametrize("state", ["dispatched", "processing"])
def test_the_dispatcher_has_it_back(walk: Walk, state: str) -> None:
    event = walk.go(walk.to(state), "revoke", walk.chen, **WHY)
    assert (event.state, event.holder_id) == ("accepted", walk.shiqiao.pk)
    assert running(event) == {"dispatch": walk.shiqiao.pk, "handle.result": walk.shiqiao.pk}
    assert given(event) == [(walk.shiqiao.pk, walk.platforms["order"].pk, "revoked")]
    assert event.returned_count == 0
    line = last_line(event)
    assert (line.came_from, line.to, line.texts, line.unit) == (
        state,
        "accepted",
        WHY,
        walk.shiqiao.pk,
    )


def _down_to_the_station(walk: Walk) -> tuple[object, list[int]]:
    event = walk.go(walk.report(matter=RIVER), "push_down", walk.wu, to=walk.shiqiao.code)
    event = walk.go(event, "sign", walk.chen)
    event = walk.go(event, "dispatch", walk.chen, to=walk.platforms["order"].code)
    event = walk.go(event, "dispatch", walk.wang, to=walk.station.code)
    return event, [walk.county.county.pk, walk.shiqiao.pk, walk.platforms["order"].pk]


@pytest.mark.parametrize(
    ("who", "state", "left"),
    [("wu", "accepted", 0), ("chen", "accepted", 1), ("wang", "processing", 2)],
)
def test_everybody_in_the_chain_may_and_what_lies_below_ends(
    walk: Walk, who: str, state: str, left: int
) -> None:
    event, senders = _down_to_the_station(walk)
    person = getattr(walk, who)
    assert "revoke" in legal_moves(person, event)  # type: ignore[arg-type]
    after = walk.go(event, "revoke", person, **WHY)  # type: ignore[arg-type]
    assert (after.state, after.holder_id) == (state, senders[left])
    statuses = [status for _from, _to, status in given(after)]
    assert statuses == ["doing"] * left + ["revoked"] * (3 - left)
    assert "sign" not in running(after)


def test_the_one_who_has_it_and_those_beside_do_not(walk: Walk) -> None:
    event, _senders = _down_to_the_station(walk)
    for who in ("ma", "lin", "zhao", "shen", "gao"):
        refused(NotAllowed, walk, event, "revoke", getattr(walk, who), **WHY)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ["accepted", "handled", "checking", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "revoke", walk.chen, **WHY)


def test_bad_input(walk: Walk) -> None:
    names_field(walk, walk.to("processing"), "revoke", walk.chen, "reason", reason=" ")


def test_once(walk: Walk) -> None:
    once(walk, walk.to("dispatched"), "revoke", walk.chen, **WHY)
