# SPDX-License-Identifier: Apache-2.0
"""派核查: to the grid where it lies, never to who handled nor to anybody below."""

import pytest

from events.models import Event
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.asking import serve
from tests.events.moves import last_line, names_field, once, refused, running
from tests.walk import MINOR_CHILD, QUARREL, RIVER, WASTE, Walk


def test_the_grid_has_it_and_its_time(walk: Walk) -> None:
    event = walk.request_check(walk.to("handled"))
    assert (event.state, event.holder_id) == ("checking", walk.grid.pk)
    assert running(event) == {"check": walk.grid.pk}
    line = last_line(event)
    assert (line.came_from, line.to, line.codes) == (
        "handled",
        "checking",
        {"target": walk.grid.code},
    )


def test_a_chosen_grid_of_the_same_ground(walk: Walk) -> None:
    event = walk.to("handled")
    # Nobody serves there yet: it would lie for ever.
    names_field(walk, event, "request_check", walk.chen, "to", to=walk.grid2.code)
    serve("yu", walk.grid2, "grid_worker")
    event = walk.go(event, "request_check", walk.chen, to=walk.grid2.code)
    assert event.holder_id == walk.grid2.pk


def handled_by(walk: Walk, who: str, matter: str) -> Event:
    person = getattr(walk, who)
    event = walk.go(walk.report(matter=matter), "accept", person)
    event = walk.go(event, "take", person)
    return walk.go(event, "finish", person, result="办好了", photos=[walk.photo(person)])


def test_what_the_grid_did_itself_the_village_looks_at(walk: Walk) -> None:
    event = handled_by(walk, "lin", WASTE)
    assert event.holder_id == walk.grid.pk
    assert walk.go(event, "request_check", walk.lin).holder_id == walk.village.pk


def test_what_the_village_did_itself_goes_to_the_desk_above(walk: Walk) -> None:
    event = walk.go(handled_by(walk, "zhou", QUARREL), "request_check", walk.gao)
    assert (event.state, event.holder_id) == ("pending_close", walk.shiqiao.pk)
    assert set(running(event)) == {"close"}
    assert last_line(event).codes == {}


def test_what_the_township_did_itself_no_subordinate_checks(walk: Walk) -> None:
    event = walk.go(handled_by(walk, "chen", "0707"), "request_check", walk.chen)
    assert (event.state, event.holder_id) == ("pending_close", walk.shiqiao.pk)
    # And not by whoever did it.
    refused(NotAllowed, walk, event, "close", walk.chen)
    assert walk.go(event, "close", walk.qian).state == "closed"


def test_a_place_known_by_its_village_alone_is_looked_at_by_the_village(walk: Walk) -> None:
    event = walk.to("handled", grid=walk.village.code)
    assert walk.request_check(event).holder_id == walk.village.pk


def test_a_place_known_by_its_township_alone_has_nobody_to_look(walk: Walk) -> None:
    event = walk.to("handled", grid=walk.shiqiao.code)
    assert (event.place_id, walk.request_check(event).state) == (walk.shiqiao.pk, "pending_close")


def test_a_sensitive_one_goes_to_no_grid_and_up_if_its_reader_did_it(walk: Walk) -> None:
    event = handled_by(walk, "qian", MINOR_CHILD)
    names_field(walk, event, "request_check", walk.qian, "to", to=walk.grid.code)
    event = walk.go(event, "request_check", walk.qian)
    assert (event.state, event.holder_id) == ("pending_close", walk.county.county.pk)
    assert walk.go(event, "close", walk.sun).state == "closed"


@pytest.mark.parametrize("who", ["lin", "gao", "wang", "zhao", "wu"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.to("handled"), "request_check", getattr(walk, who))


@pytest.mark.parametrize("state", ["processing", "checking", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "request_check", walk.chen)


def test_bad_input(walk: Walk) -> None:
    event = walk.to("handled")
    wrong = [walk.far_grid.code, walk.platforms["order"].code, walk.shiqiao.code, "x"]
    for code in wrong:
        names_field(walk, event, "request_check", walk.chen, "to", to=code)
    own = handled_by(walk, "zhou", QUARREL)
    for code in (walk.village.code, walk.grid.code):
        names_field(walk, own, "request_check", walk.gao, "to", to=code)


def test_a_county_may_choose_in_its_whole_ground(walk: Walk) -> None:
    event = walk.go(walk.report(matter=RIVER), "dispatch", walk.wu, to=walk.department.code)
    event = walk.go(event, "sign", walk.shen)
    photo = walk.photo(walk.shen)
    event = walk.go(event, "finish", walk.shen, result="已封堵", photos=[photo])
    event = walk.go(event, "request_check", walk.wu, to=walk.far_grid.code)
    assert event.holder_id == walk.far_grid.pk


def test_once(walk: Walk) -> None:
    once(walk, walk.to("handled"), "request_check", walk.chen)
