# SPDX-License-Identifier: Apache-2.0
"""核查通过: seen at the place; small things close at once (小事不出村)."""

import pytest

from events.access import legal_moves
from events.models import Attachment
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.clients import person
from tests.events.moves import lines_of, moves_of, names_field, once, refused, running
from tests.walk import QUARREL, RIVER, Walk


def test_it_closes_at_once_in_two_lines(walk: Walk) -> None:
    event, photo = walk.to("checking"), walk.photo(walk.lin)
    fields = {"photos": [photo], "text": "平了", "lon": 120.6251, "lat": 29.9752}
    event = walk.go(event, "check_pass", walk.lin, **fields)
    assert (event.state, event.holder_id, running(event)) == ("closed", walk.shiqiao.pk, {})
    assert event.closed_at is not None
    passed, closed = lines_of(event)[-2:]
    assert (passed.move, passed.came_from, passed.to) == ("check_pass", "checking", "pending_close")
    assert passed.texts == {"text": "平了", "point": "120.625100,29.975200"}
    assert passed.unit == walk.grid.pk
    assert (closed.move, closed.came_from, closed.to, closed.by) == (
        "close",
        "pending_close",
        "closed",
        None,
    )
    shot = Attachment.objects.get(photo_id=photo)
    assert shot.kind == "check"


def test_level_4_waits_for_the_county(walk: Walk) -> None:
    event = walk.go(walk.report(matter=RIVER), "dispatch", walk.wu, to=walk.department.code)
    event = walk.go(event, "sign", walk.shen)
    photo = walk.photo(walk.shen)
    event = walk.go(event, "finish", walk.shen, result="已封堵", photos=[photo])
    event = walk.go(event, "request_check", walk.wu)
    event = walk.check_pass(event)
    assert (event.state, event.holder_id) == ("pending_close", walk.county.county.pk)
    assert running(event) == {"close": walk.county.county.pk}


def test_what_was_reworked_waits_for_the_township(walk: Walk) -> None:
    event = walk.to("pending_close")
    assert (event.rework_count, event.holder_id) == (1, walk.shiqiao.pk)
    assert moves_of(event)[-1] == "check_pass"


def test_ask_the_claimant_or_where_there_is_none_show_a_photo(walk: Walk) -> None:
    for claimants, photos_needed in (([{"name": "张三"}], False), ([], True)):
        event = walk.report(matter=QUARREL, claimants=claimants)
        event = walk.go(event, "escalate", walk.zhou, reason="调解不成")
        event = walk.dispatch(event)
        event = walk.go(walk.sign(event), "finish", walk.wang, result="已和解")
        event = walk.request_check(event)
        if photos_needed:
            names_field(walk, event, "check_pass", walk.lin, "photos", text="问过了")
            names_field(walk, event, "check_pass", walk.lin, "photos")
        else:
            names_field(walk, event, "check_pass", walk.lin, "text")
            assert walk.go(event, "check_pass", walk.lin, text="都说好").state == "closed"


@pytest.mark.parametrize("who", ["chen", "wang", "zhao", "shen", "gao"])
def test_who_may_not(walk: Walk, who: str) -> None:
    user = getattr(walk, who)
    refused(NotAllowed, walk, walk.to("checking"), "check_pass", user, text="好")


def test_who_handled_never_checks_in_whatever_office(walk: Walk) -> None:
    """王平 of the platform serves as a grid worker here, too."""
    twice = person(walk, "twice", walk.platforms["order"], "platform_officer")
    walk.county.twice = twice
    event, photo = walk.to("processing"), walk.photo(twice)
    event = walk.go(event, "finish", twice, result="已填平", photos=[photo])
    event = walk.request_check(event)
    from_office = person(walk, "colleague", walk.grid, "grid_worker")
    twice.postings.create(unit=walk.grid, role="grid_worker", from_at=event.reported_at)
    assert "check_pass" in legal_moves(from_office, event)
    refused(NotAllowed, walk, event, "check_pass", twice, text="好")
    assert "check_pass" not in legal_moves(twice, event)


@pytest.mark.parametrize("state", ["reported", "handled", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    event = walk.to(state)
    expected = MoveNotAllowed if state == "closed" else NotAllowed
    refused(expected, walk, event, "check_pass", walk.lin, text="好")


def test_bad_input(walk: Walk) -> None:
    event, photo = walk.to("checking"), walk.photo(walk.lin)
    names_field(walk, event, "check_pass", walk.lin, "photos", text="平了")
    for field, value in (("lon", 181), ("lat", 91), ("lon", "east"), ("text", {"a": 1})):
        fields = {"photos": [photo], field: value}
        names_field(walk, event, "check_pass", walk.lin, field, **fields)
    foreign = walk.photo(walk.wang)
    names_field(walk, event, "check_pass", walk.lin, "photos", photos=[foreign])


def test_once(walk: Walk) -> None:
    once(walk, walk.to("checking"), "check_pass", walk.lin, photos=[walk.photo(walk.lin)])
