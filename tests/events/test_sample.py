# SPDX-License-Identifier: Apache-2.0
"""质量抽查: a lot that anybody can draw again picks closings; somebody else looks at them."""

import json
import uuid
from typing import Any

import pytest

from events.access import legal_moves
from events.models import Event, Sample, Step
from events.refusals import MoveNotAllowed, NotAllowed
from events.rules import is_drawn
from tests.events.after import sampled, share
from tests.events.clients import ROOT, as_, person
from tests.events.counts import assert_held, assert_tallies
from tests.events.moves import last_line, names_field, once, refused, running
from tests.walk import MINOR_CHILD, WASTE, Walk


def on_the_spot(walk: Walk) -> Event:
    photos: dict[str, Any] = {
        "photos_before": [walk.photo(walk.lin)],
        "photos_after": [walk.photo(walk.lin)],
    }
    return walk.report(matter=WASTE, done_on_the_spot={"text": "扫了", **photos})


def test_the_lot_can_be_drawn_again_from_the_chain(walk: Walk) -> None:
    share(walk, 50, 50)
    for _ in range(6):
        walk.to("closed")
        on_the_spot(walk)
    drawn = set(Sample.objects.values_list("line", flat=True))
    closings = Step.objects.filter(move__in=["close", "instant_close"])
    again = {
        step.line
        for step in closings
        if is_drawn(step.line, json.loads(bytes(step.content))["codes"]["lot"])
    }
    assert drawn == again
    assert Event.objects.filter(sampled="drawn").count() == len(drawn)


def test_the_lot_falls_on_its_share_and_is_the_same_for_ever() -> None:
    lines = [uuid.UUID(int=n) for n in range(2_000)]
    assert sum(is_drawn(line, 5) for line in lines) == 111
    assert [is_drawn(lines[0], percent) for percent in (0, 100)] == [False, True]


def test_county_data_says_how_many(walk: Walk) -> None:
    closed, spot = walk.to("closed"), on_the_spot(walk)
    assert [last_line(each).codes["lot"] for each in (closed, spot)] == [5, 15]
    share(walk, 0, 100)
    closed, spot = walk.to("closed"), on_the_spot(walk)
    assert (closed.sampled, spot.sampled) == ("", "drawn")
    assert "lot" not in last_line(closed).codes


def test_a_sensitive_closing_is_passed_over(walk: Walk) -> None:
    share(walk, 100, 100)
    event = walk.go(walk.report(matter=MINOR_CHILD), "accept", walk.qian)
    event = walk.go(event, "take", walk.qian)
    photos = [walk.photo(walk.qian)]
    event = walk.go(event, "finish", walk.qian, result="已护送", photos=photos)
    event = walk.go(event, "request_check", walk.qian)
    event = walk.go(event, "close", walk.sun)
    assert (event.state, event.sampled) == ("closed", "")


def test_passed(walk: Walk) -> None:
    event = once(walk, sampled(walk), "sample_pass", walk.sun)
    assert (event.state, event.sampled) == ("closed", "passed")
    row = Sample.objects.get(event=event)
    assert (row.status, row.judged_by) == ("passed", walk.sun)
    refused(MoveNotAllowed, walk, event, "sample_return", walk.sun, reason="没填实")


def test_returned_it_is_done_again_and_counts_as_rework(walk: Walk) -> None:
    event = once(walk, sampled(walk), "sample_return", walk.sun, reason="只填了一半")
    order = walk.platforms["order"].pk
    assert (event.state, event.holder_id, event.rework_count) == ("processing", order, 1)
    assert (event.closed_at, event.lapses_at, event.sampled) == (None, None, "returned")
    assert running(event) == {"handle.result": order}
    assert last_line(event).texts == {"reason": "只填了一半"}
    assert_held(event)
    assert_tallies()
    # What was reworked waits for the desk; closed again, the lot is drawn again.
    event = walk.check_pass(walk.request_check(walk.finish(event)))
    event = walk.go(event, "close", walk.qian)
    assert Sample.objects.filter(event=event, status="drawn").count() == 1


def test_reopened_before_anybody_looked(walk: Walk) -> None:
    event = walk.go(sampled(walk), "reopen", walk.chen, reason="又塌了")
    assert Sample.objects.get(event=event).status == "lapsed"


def test_the_township_and_the_county_look_but_not_at_their_own_work(walk: Walk) -> None:
    town = person(walk, "ding", walk.shiqiao, "supervisor")
    far = person(walk, "feng", walk.wanghu, "supervisor")
    event = sampled(walk)
    assert {"sample_pass", "sample_return"} <= set(legal_moves(town, event))
    refused(NotAllowed, walk, event, "sample_pass", far)
    for who in (walk.chen, walk.qian, walk.wu, walk.lin, walk.wang):
        refused(NotAllowed, walk, event, "sample_pass", who)
    Event.objects.filter(pk=event.pk).update(closed_by=walk.sun)
    refused(NotAllowed, walk, walk.fresh(event), "sample_pass", walk.sun)
    Event.objects.filter(pk=event.pk).update(closed_by=None, handler_user=walk.sun)
    refused(NotAllowed, walk, walk.fresh(event), "sample_return", walk.sun, reason="没填实")


def test_the_queue_is_the_samplers_alone(walk: Walk) -> None:
    event, other = sampled(walk), walk.to("processing")
    town = person(walk, "ding", walk.shiqiao, "supervisor")
    for who in (town, walk.sun):
        client = as_(who)
        queues = {each["key"]: each for each in client.get(f"{ROOT}/desk/queues/").json()["queues"]}
        assert queues["to_sample"]["count"] == 1
        rows = client.get(f"{ROOT}/events/?queue=to_sample").json()["results"]
        assert [row["id"] for row in rows] == [event.pk] != [other.pk]
    client = as_(walk.chen)
    keys = [each["key"] for each in client.get(f"{ROOT}/desk/queues/").json()["queues"]]
    assert "to_sample" not in keys
    assert client.get(f"{ROOT}/events/?queue=to_sample").json()["results"] == []


@pytest.mark.parametrize("state", ["processing", "pending_close", "reported"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "sample_pass", walk.sun)


def test_not_drawn_is_not_looked_at(walk: Walk) -> None:
    share(walk, 0, 0)
    refused(MoveNotAllowed, walk, walk.to("closed"), "sample_pass", walk.sun)


def test_bad_input(walk: Walk) -> None:
    names_field(walk, sampled(walk), "sample_return", walk.sun, "reason", reason=" ")
