# SPDX-License-Identifier: Apache-2.0
"""不予受理: with a reason code and a sentence that the reporter sees."""

import pytest

from events.models import Stock
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import last_line, names_field, once, refused, running
from tests.walk import Walk

WHY = {"reason_code": "not_in_area", "reason": "不在本辖区"}


def test_it_stops_the_clock_and_leaves_the_stock(walk: Walk) -> None:
    event = walk.go(walk.report(), "reject", walk.chen, **WHY)
    assert event.state == "rejected"
    assert (running(event), event.due_at, event.lamp, event.next_lamp_at) == (
        {},
        None,
        "none",
        None,
    )
    line = last_line(event)
    assert (line.came_from, line.to) == ("reported", "rejected")
    assert line.codes == {"reason_code": "not_in_area"}
    assert line.texts == {"reason": "不在本辖区"}
    assert not Stock.objects.exclude(n=0).exists()


@pytest.mark.parametrize("who", ["lin", "wang", "wu", "zhao", "admin"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.report(), "reject", getattr(walk, who), **WHY)


@pytest.mark.parametrize("state", ["accepted", "rejected", "draft"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "reject", walk.chen, **WHY)


@pytest.mark.parametrize(
    ("field", "value"),
    [("reason", ""), ("reason", "  "), ("reason", "长" * 2001), ("reason_code", "because")],
)
def test_bad_input(walk: Walk, field: str, value: str) -> None:
    if value == "  ":
        value = "\x00"
    names_field(walk, walk.report(), "reject", walk.chen, field, **{**WHY, field: value})


def test_once(walk: Walk) -> None:
    once(walk, walk.report(), "reject", walk.chen, **WHY)
