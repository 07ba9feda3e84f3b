# SPDX-License-Identifier: Apache-2.0
"""派发: to an office of the node's own, or from an office on to its own station."""

import pytest

from events.access import events_in_reach
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import given, last_line, moves_of, names_field, once, refused, running
from tests.walk import Walk

UNCLEAR = {"reason_code": "insufficient_facts", "reason": "没写在哪里"}


def test_lead_supports_and_instruction(walk: Walk) -> None:
    order, party = walk.platforms["order"], walk.platforms["party"]
    fields = {"to": order.code, "supports": [party.code, party.code], "instruction": "三日内"}
    event = walk.go(walk.to("accepted"), "dispatch", walk.chen, **fields)
    assert (event.state, event.holder_id) == ("dispatched", order.pk)
    assert running(event) == {"sign": order.pk, "handle.result": order.pk}
    assert set(given(event)) == {
        (walk.shiqiao.pk, order.pk, "pending_sign"),
        (walk.shiqiao.pk, party.pk, "pending_sign"),
    }
    line = last_line(event)
    assert line.codes == {"target": order.code, "supports": [party.code]}
    assert line.texts == {"instruction": "三日内"}


def test_a_support_reads_along(walk: Walk) -> None:
    supports = [walk.station.code]
    event = walk.go(
        walk.to("accepted"),
        "dispatch",
        walk.chen,
        to=walk.platforms["party"].code,
        supports=supports,
    )
    assert events_in_reach(walk.ma).filter(pk=event.pk).exists()


def test_supports_are_free_again_when_the_lead_falls_back(walk: Walk) -> None:
    order, party = walk.platforms["order"], walk.platforms["party"]
    fields = {"to": order.code, "supports": [party.code]}
    event = walk.go(walk.to("accepted"), "dispatch", walk.chen, **fields)
    event = walk.go(event, "return_back", walk.wang, **UNCLEAR)
    event = walk.go(event, "dispatch", walk.chen, **fields)
    event = walk.go(event, "revoke", walk.chen, reason="派错了")
    # The one who supported is now to lead.
    event = walk.go(event, "dispatch", walk.chen, to=party.code, supports=[order.code])
    assert event.holder_id == party.pk
    live = [row for row in given(event) if row[2] in ("pending_sign", "doing")]
    assert len(live) == 2


def test_from_reported_it_accepts_first_and_an_office_signs_first(walk: Walk) -> None:
    event = walk.go(walk.report(), "dispatch", walk.chen, to=walk.platforms["order"].code)
    event = walk.go(event, "dispatch", walk.wang, to=walk.station.code)
    assert moves_of(event) == ["submit", "accept", "dispatch", "sign", "dispatch"]
    assert (last_line(event).came_from, event.holder_id) == ("processing", walk.station.pk)
    assert running(event) == {"sign": walk.station.pk, "handle.result": walk.station.pk}


def test_a_county_reaches_its_departments_and_they_their_line(walk: Walk) -> None:
    event = walk.go(walk.report(), "escalate", walk.chen, reason="县里才有权")
    station = walk.station.code
    names_field(walk, event, "dispatch", walk.wu, "to", to=station)  # not over the township
    event = walk.go(event, "dispatch", walk.wu, to=walk.department.code)
    event = walk.go(event, "dispatch", walk.shen, to=station)  # but down its own line
    assert event.holder_id == walk.station.pk


@pytest.mark.parametrize("who", ["lin", "gao", "ma", "zhao", "he"])
def test_who_may_not(walk: Walk, who: str) -> None:
    to = walk.platforms["order"].code
    refused(NotAllowed, walk, walk.report(), "dispatch", getattr(walk, who), to=to)


@pytest.mark.parametrize("state", ["dispatched", "processing", "handled", "pending_close"])
def test_wrong_state(walk: Walk, state: str) -> None:
    to = walk.platforms["service"].code
    refused(MoveNotAllowed, walk, walk.to(state), "dispatch", walk.chen, to=to)


def test_bad_input(walk: Walk) -> None:
    event, order = walk.to("accepted"), walk.platforms["order"].code
    far = "339901101P3"
    for wrong in (far, walk.department.code, walk.village.code, "339901100C", "x", None):
        names_field(walk, event, "dispatch", walk.chen, "to", to=wrong)
    for supports in ([order], [far], ["x"], order, [1], [walk.station.code] * 21):
        names_field(walk, event, "dispatch", walk.chen, "supports", to=order, supports=supports)


def test_once(walk: Walk) -> None:
    fields = {"to": walk.platforms["order"].code, "supports": [walk.station.code]}
    event = once(walk, walk.report(), "dispatch", walk.chen, **fields)
    assert len(given(event)) == 2
