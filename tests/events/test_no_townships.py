# SPDX-License-Identifier: Apache-2.0
"""A county without townships and with three platforms (龙岭市, like a city that governs its
communities directly): the same moves, one layer less, nothing breaks."""

import pytest

from events.models import Event
from events.states import State
from tests.city import CITY, DEPARTMENT, GRID, ORDER, VILLAGE
from tests.events.counts import assert_chains, assert_held, assert_tallies
from tests.events.moves import make, moves_of, names_field, running
from tests.walk import Walk

# There only for the moment in which another one is made.
SHORT = {State.VERIFYING, State.JOINT, State.SUSPENDED}


def held_by(event: Event) -> str:
    return str(event.holder.code)


def test_the_main_road_and_its_side_roads(anywhere: Walk) -> None:
    """Every state by the very same moves, with townships and without."""
    for state in State:
        if state not in SHORT:
            event = anywhere.to(state.value)
            assert event.state == state
            assert_held(event)
    assert_chains()
    assert_tallies()


def test_the_moves_of_the_road(anywhere: Walk) -> None:
    event = anywhere.to("closed")
    assert moves_of(event) == [
        *("submit", "accept", "dispatch", "sign", "finish"),
        *("request_check", "check_pass", "close"),
    ]


def test_sideways_and_back(city: Walk) -> None:
    event = city.report()
    assert held_by(event) == CITY  # level 3: the next node above the village
    event = city.go(event, "dispatch", city.chen, to=ORDER)
    event = city.finish(city.go(event, "sign", city.wang))
    event = city.go(event, "request_check", city.chen)
    assert held_by(event) == GRID
    assert city.check_pass(event).state == "closed"


def test_up_and_down(city: Walk) -> None:
    event = city.report(matter="0401")
    assert held_by(event) == GRID
    event = city.go(event, "escalate", city.lin, reason="太多")
    event = city.go(event, "escalate", city.gao, reason="要车")
    assert (held_by(event), event.level) == (CITY, 4)
    event = city.go(event, "push_down", city.chen, to=VILLAGE)
    assert moves_of(event)[-2:] == ["accept", "push_down"]
    event = city.go(event, "sign", city.gao)
    event = city.go(event, "take", city.gao)
    photo = city.photo(city.gao)
    event = city.go(event, "finish", city.gao, result="清了", photos=[photo])
    assert held_by(event) == VILLAGE
    event = city.go(event, "request_check", city.gao)
    assert (event.state, held_by(event)) == ("pending_close", CITY)
    assert_held(event)
    assert city.go(event, "close", city.qian).state == "closed"


def test_the_county_whistles_itself(city: Walk) -> None:
    event = city.go(city.to("processing"), "ask_help", city.wang, reason="几家都不认")
    event = city.go(event, "answer_help", city.chen, approved=True)
    called = {"kind": "emergency", "lead": ORDER, "departments": [DEPARTMENT]}
    event = city.go(event, "whistle", city.chen, **called)
    assert (event.state, held_by(event)) == ("joint", ORDER)
    for person in (city.wang, city.shen):
        event = city.go(event, "report_in", person)
    event = city.go(event, "join_result", city.shen, result="查了", photos=[city.photo(city.shen)])
    event = city.go(event, "join_done", city.wang, result="好了")
    assert (event.state, held_by(event)) == ("handled", CITY)
    assert city.go(event, "score", city.chen, department=DEPARTMENT, points=5).joint
    assert_held(city.fresh(event))


def test_level_4_stays_where_nobody_is_above(city: Walk) -> None:
    event = city.report(matter="0802")
    assert (moves_of(event), held_by(event)) == (["submit"], CITY)
    assert set(running(event)) == {"accept"}
    names_field(city, event, "dispatch", city.chen, "to", to="339902P9")


def test_its_numbers_and_counts_stand_under_the_county(city: Walk) -> None:
    event = city.report(by=city.chen, address="江边")
    assert event.village_code == CITY
    assert event.number.endswith("0001")
    make(event, "accept", city.chen)
    assert_tallies()


@pytest.mark.parametrize("platform", ["order", "economy", "service"])
def test_any_of_the_three_platforms_may_have_it(city: Walk, platform: str) -> None:
    event = city.go(city.report(), "dispatch", city.chen, to=city.platforms[platform].code)
    assert held_by(event) == city.platforms[platform].code
    assert_tallies()
