# SPDX-License-Identifier: Apache-2.0
"""Sensitive events where they are moved: who reads and acts, and what lines say from then on."""

import json
from datetime import timedelta
from typing import Any

import pytest

from events import moment
from events.access import events_in_reach, legal_moves, reads_fully
from events.actions.sweep import sweep_lamps
from events.models import Event, FlowMatter, Step, Stock
from events.refusals import NotAllowed
from grids.queries import forget_posts
from tests.events.clients import person
from tests.events.counts import assert_tallies
from tests.events.moves import refused
from tests.walk import MINOR_CHILD, POTHOLE, Walk

EVERYBODY = (
    *("lin", "gao", "zhou", "chen", "qian", "wang", "ma", "shen", "wu", "sun", "zhao", "he"),
    "admin",
)
REDUCED = {"sensitive", "state", "unit", "village", "major", "lamp"}


def readers(walk: Walk, event: Event) -> set[str]:
    """Who finds the event at all."""
    found = set()
    for name in EVERYBODY:
        user = getattr(walk.county, name)
        forget_posts(user)
        if events_in_reach(user).filter(pk=event.pk).exists():
            found.add(name)
    return found


def facts_of(event: Event) -> list[dict[str, Any]]:
    lines = Step.objects.filter(event_id=event.pk).order_by("seq")
    return [json.loads(bytes(line.content))["facts"] for line in lines]


def handled_by_trusted(walk: Walk) -> tuple[Event, Any]:
    """Sent to the platform, where one officer has a sensitive posting."""
    trusted = person(walk, "trusted", walk.platforms["order"], "platform_officer", sensitive=True)
    event = walk.go(walk.report(matter=MINOR_CHILD), "accept", walk.qian)
    event = walk.go(event, "dispatch", walk.qian, to=walk.platforms["order"].code)
    return event, trusted


def test_it_is_for_the_holders_chief_and_its_reporter_at_every_tier(walk: Walk) -> None:
    walk.list_for(MINOR_CHILD, level_min=2)
    event = walk.report(matter=MINOR_CHILD)
    assert readers(walk, event) == {"lin", "qian"}
    event = walk.go(event, "escalate", walk.qian, reason="要县里牵头")
    assert readers(walk, event) == {"lin", "sun"}
    event = walk.go(event, "push_down", walk.sun, to=walk.shiqiao.code)
    assert readers(walk, event) == {"lin", "qian"}
    event = walk.go(walk.go(event, "sign", walk.qian), "push_down", walk.qian, to=walk.village.code)
    assert readers(walk, event) == {"lin", "gao"}


def test_at_an_office_its_trusted_officer_and_the_chief_over_it(walk: Walk) -> None:
    event, trusted = handled_by_trusted(walk)
    assert readers(walk, event) == {"lin", "qian"}
    assert events_in_reach(trusted).filter(pk=event.pk).exists()
    assert "sign" in legal_moves(trusted, event)
    # Nobody else at that office, although they could sign anything else.
    refused(NotAllowed, walk, event, "sign", walk.wang)
    refused(NotAllowed, walk, event, "revoke", walk.chen, reason="派错了")


def test_where_nobody_is_trusted_its_chief_takes_it_back(walk: Walk) -> None:
    event = walk.report(matter=MINOR_CHILD)
    event = walk.go(event, "dispatch", walk.qian, to=walk.station.code)
    assert readers(walk, event) == {"lin", "qian"}
    assert legal_moves(walk.ma, event) == []
    event = walk.go(event, "revoke", walk.qian, reason="那里没有人能办")
    assert event.state == "accepted"


def test_a_townships_chief_reads_nothing_of_a_departments(walk: Walk) -> None:
    event = walk.go(walk.report(matter=MINOR_CHILD), "escalate", walk.qian, reason="要县里")
    event = walk.go(event, "dispatch", walk.sun, to=walk.department.code)
    assert readers(walk, event) == {"lin", "sun"}


def test_its_whole_road_with_trusted_people(walk: Walk) -> None:
    event, trusted = handled_by_trusted(walk)
    event = walk.go(event, "sign", trusted)
    event = walk.go(event, "finish", trusted, result="已会商", photos=[])
    assert readers(walk, event) == {"lin", "qian"}
    event = walk.go(event, "request_check", walk.qian)  # no grid looks at it
    assert event.state == "pending_close"
    event = walk.go(event, "close", walk.qian, reply="已妥善处理")
    assert event.state == "closed"
    assert all(set(facts) == REDUCED for facts in facts_of(event))
    assert_tallies()


def test_every_role_tries_every_move(walk: Walk) -> None:
    event = walk.report(matter=MINOR_CHILD)
    for name in EVERYBODY:
        user = getattr(walk.county, name)
        offered = legal_moves(user, event)
        assert bool(offered) == (name in ("lin", "qian")), name
        if name not in ("lin", "qian"):
            refused(NotAllowed, walk, event, "note", user, text="看看")


def test_once_corrected_into_a_sensitive_matter_every_later_line_is_reduced(walk: Walk) -> None:
    event = walk.to("accepted")
    assert readers(walk, event) >= {"lin", "gao", "chen", "qian", "wu"}
    before = facts_of(event)
    assert all(facts["matter"] == POTHOLE for facts in before)
    event = walk.go(event, "correct", walk.chen, matter=MINOR_CHILD, reason="涉及孩子")
    assert event.sensitive
    assert readers(walk, event) == {"lin", "qian"}
    assert not reads_fully(walk.chen, event)
    event = walk.go(event, "note", walk.qian, text="已联系学校")
    event = walk.go(event, "take", walk.qian)
    later = facts_of(event)[len(before) :]
    assert len(later) == 3
    assert all(set(facts) == REDUCED for facts in later)
    assert later[0]["major"] == "01"
    # What it was counted as leaves with the same line; its platform and source go with it.
    row = Stock.objects.get(n=1)
    assert (row.holder, row.platform, row.source) == (walk.village.code, "", "")
    assert_tallies()


def test_and_says_nothing_of_what_it_was_made(walk: Walk) -> None:
    """The line that makes it sensitive does not tell the matter either, nor do counts."""
    event = walk.go(walk.to("accepted"), "correct", walk.chen, matter=MINOR_CHILD, reason="孩子")
    line = Step.objects.filter(event_id=event.pk).order_by("-seq")[0]
    said = json.loads(bytes(line.content))
    assert MINOR_CHILD not in json.dumps(said)
    assert (said["codes"]["matter_was"], said["codes"]["matter_is"]) == ("07", "01")


def test_a_group_and_a_secret_reporter_count_under_the_major_alone(walk: Walk) -> None:
    for fields in ({"headcount": 5}, {"claimants": [{"name": "李四", "secret": True}]}):
        event = walk.report(**fields)
        assert event.sensitive
        assert facts_of(event)[0].keys() == REDUCED
    assert set(FlowMatter.objects.values_list("matter", "source")) == {("07", "")}


@pytest.mark.parametrize("headcount", [None, 0, 4])
def test_a_few_people_are_no_group(walk: Walk, headcount: int | None) -> None:
    assert not walk.report(headcount=headcount).sensitive


def test_turning_lamps_say_no_more(walk: Walk) -> None:
    event = walk.report(matter=MINOR_CHILD)
    assert event.due_at is not None
    with moment.at(event.due_at + timedelta(minutes=1)):
        sweep_lamps()
    said = json.loads(bytes(Step.objects.get(event_id=event.pk, move="lamp").content))
    assert said["facts"].keys() == REDUCED
    assert (said["facts"]["lamp"], said["codes"]["is"]) == ("red", "red")
