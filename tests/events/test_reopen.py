# SPDX-License-Identifier: Apache-2.0
"""重办: the closing did not hold; who handled it is at it again, with a new limit."""

import pytest

from events.models import Event, Stock
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.clients import person
from tests.events.moves import given, last_line, names_field, once, refused, running
from tests.walk import POTHOLE, WASTE, Walk

WHY = {"reason": "又塌了"}


def test_the_handler_has_it_with_the_whole_chain_above(walk: Walk) -> None:
    event = walk.go(walk.to("dispatched"), "dispatch", walk.wang, to=walk.station.code)
    event = walk.go(event, "sign", walk.ma)
    photos = [walk.photo(walk.ma)]
    event = walk.go(event, "finish", walk.ma, result="已填平", photos=photos)
    event = walk.check_pass(walk.request_check(event))
    assert event.state == "closed"
    event = walk.go(event, "reopen", walk.chen, **WHY)
    assert (event.state, event.holder_id) == ("processing", walk.station.pk)
    assert (event.rework_count, event.closed_at) == (1, None)
    assert running(event) == {"handle.result": walk.station.pk}
    assert [status for _from, _to, status in given(event)] == ["doing", "doing"]
    line = last_line(event)
    assert (line.came_from, line.to, line.texts) == ("closed", "processing", WHY)
    assert sum(Stock.objects.values_list("n", flat=True)) == 1
    # It may climb again as before.
    why = {"reason": "要另派"}
    event = walk.go(event, "revoke", walk.wang, **why)
    assert event.holder_id == walk.platforms["order"].pk


def on_the_spot(walk: Walk, by: str, matter: str) -> Event:
    user = getattr(walk, by)
    spot = {"text": "好了", "photos_before": [walk.photo(user)], "photos_after": [walk.photo(user)]}
    return walk.report(by=user, matter=matter, done_on_the_spot=spot)


@pytest.mark.parametrize(
    ("by", "matter", "unit", "checker"),
    [("lin", WASTE, "grid", "village"), ("gao", POTHOLE, "village", None)],
)
def test_an_on_the_spot_close_goes_back_to_who_closed_it(
    walk: Walk, by: str, matter: str, unit: str, checker: str | None
) -> None:
    event = walk.go(on_the_spot(walk, by, matter), "reopen", walk.chen, **WHY)
    user, place = getattr(walk, by), getattr(walk, unit)
    assert (event.state, event.holder_id) == ("processing", place.pk)
    event = walk.go(event, "finish", user, result="重做", photos=[walk.photo(user)])
    assert event.holder_id == place.pk
    event = walk.go(event, "request_check", walk.gao if unit == "village" else walk.lin)
    expected = getattr(walk, checker) if checker else walk.shiqiao
    assert event.holder_id == expected.pk


def test_every_node_above_and_the_supervisor_may(walk: Walk) -> None:
    inspector = person(walk, "inspector", walk.county.county, "supervisor")
    for by in (walk.qian, walk.wu, walk.sun, inspector):
        assert walk.go(walk.to("closed"), "reopen", by, **WHY).state == "processing"


@pytest.mark.parametrize("who", ["lin", "wang", "zhao", "shen", "gao"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.to("closed"), "reopen", getattr(walk, who), **WHY)


@pytest.mark.parametrize("state", ["processing", "checking", "pending_close"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "reopen", walk.chen, **WHY)


def test_bad_input(walk: Walk) -> None:
    names_field(walk, walk.to("closed"), "reopen", walk.chen, "reason")


def test_once(walk: Walk) -> None:
    once(walk, walk.to("closed"), "reopen", walk.chen, **WHY)
