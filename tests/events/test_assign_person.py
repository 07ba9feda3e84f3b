# SPDX-License-Identifier: Apache-2.0
"""指定人: the head of the office that has it names who has it in hand."""

import pytest

from accounts.models import User
from events.access import legal_moves
from events.models import Event
from events.queries import expected_of, whole_event
from events.refusals import MoveNotAllowed, NotAllowed
from events.representation import whole
from events.standing import standing_of
from grids.actions.postings import post_person
from tests.events.moves import last_line, names_field, once, refused
from tests.walk import MINOR_CHILD, QUARREL, Walk


@pytest.fixture
def head(walk: Walk) -> User:
    """郑主任 leads the platform where wang serves."""
    person = User.objects.create_user("zheng", display_name="郑主任")
    post_person(person, walk.platforms["order"], "platform_head", by=None)
    return person


def test_named_and_said_and_taken_from_nobody(walk: Walk, head: User) -> None:
    event = walk.go(walk.to("processing"), "assign_person", head, person="wang")
    assert (event.state, event.assignee_id) == ("processing", walk.wang.pk)
    line = last_line(event)
    assert (line.codes, line.texts) == ({"person": walk.wang.pk}, {"person": "王平"})
    assert whole(whole_event(event.pk), standing_of(walk.chen))["assignee"] == {"name": "王平"}
    assert "finish" in legal_moves(head, event)  # colleagues keep their rights
    reader = standing_of(walk.wang)
    mine = Event.objects.filter(expected_of(reader.user, reader.desk, reader.fully))
    assert [found.pk for found in mine] == [event.pk]
    event = walk.go(event, "assign_person", head, person="zheng")
    assert event.assignee_id == head.pk


def test_the_form_offers_who_may_handle_it_there(walk: Walk, head: User) -> None:
    post_person(walk.he, walk.platforms["order"], "leader", by=None)
    event = walk.to("processing")
    form = next(
        move
        for move in whole(whole_event(event.pk), standing_of(head))["moves"]
        if move["name"] == "assign_person"
    )
    field = form["fields"]["properties"]["person"]
    assert field["x-labels"] == {"wang": "王平", "zheng": "郑主任"}
    names_field(walk, event, "assign_person", head, "person", person="he")


def test_it_ends_when_the_event_leaves(walk: Walk, head: User) -> None:
    event = walk.go(walk.to("processing"), "assign_person", head, person="wang")
    assert walk.finish(event).assignee_id is None
    event = walk.go(walk.to("processing"), "assign_person", head, person="wang")
    assert walk.go(event, "revoke", walk.chen, reason="收回").assignee_id is None


def test_a_station_by_its_officer_and_a_village_by_its_head(walk: Walk) -> None:
    event = walk.go(walk.report(), "dispatch", walk.chen, to=walk.station.code)
    event = walk.go(walk.go(event, "sign", walk.ma), "assign_person", walk.ma, person="ma")
    assert event.assignee_id == walk.ma.pk
    event = walk.go(walk.report(matter=QUARREL), "accept", walk.zhou)
    event = walk.go(walk.go(event, "take", walk.zhou), "assign_person", walk.gao, person="zhou")
    assert event.assignee_id == walk.zhou.pk


def test_of_a_sensitive_event_only_who_may_read_it(walk: Walk, head: User) -> None:
    head.postings.update(sensitive=True)
    event = walk.report(matter=MINOR_CHILD)
    event = walk.go(event, "dispatch", walk.qian, to=walk.platforms["order"].code)
    event = walk.go(event, "sign", head)
    names_field(walk, event, "assign_person", head, "person", person="wang")
    assert walk.go(event, "assign_person", head, person="zheng").assignee_id == head.pk


@pytest.mark.parametrize("who", ["wang", "chen", "qian", "lin", "ma", "wu", "zhao"])
def test_who_may_not(walk: Walk, head: User, who: str) -> None:
    event = walk.to("processing")
    refused(NotAllowed, walk, event, "assign_person", getattr(walk, who), person="wang")


@pytest.mark.parametrize("state", ["dispatched", "handled"])
def test_wrong_state(walk: Walk, head: User, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "assign_person", head, person="wang")


def test_bad_input(walk: Walk, head: User) -> None:
    event = walk.to("processing")
    walk.wang.postings.update(to_at=event.reported_at)
    for wrong in ("wang", "chen", "nobody", "", "王平", 7):
        names_field(walk, event, "assign_person", head, "person", person=wrong)


def test_once(walk: Walk, head: User) -> None:
    once(walk, walk.to("processing"), "assign_person", head, person="wang")
