# SPDX-License-Identifier: Apache-2.0
"""A county without townships (龙岭市, like a city that governs its communities directly): the same
moves, one layer less, nothing breaks."""

import pytest

from accounts.models import User
from events.models import Event
from grids.actions.planting import plant_county
from grids.actions.postings import post_person
from grids.directory import forget
from grids.drafts import Draft
from grids.models import Unit
from tests.county import _area
from tests.county_fixtures import plant_matters
from tests.events.counts import assert_chains, assert_held, assert_tallies
from tests.events.moves import make, moves_of, names_field, running
from tests.walk import Walk

TOP = "339902000000"
VILLAGE, GRID = "339902000201", "339902000201001"
STAFF = (
    ("an", GRID, "grid_worker"),
    ("bo", VILLAGE, "grid_head"),
    ("ce", TOP, "county_dispatcher"),
    ("du", TOP, "county_chief"),
    ("er", "339902P1", "platform_officer"),
)


class City(Walk):
    """龙岭市's people and units, with the short ways of the usual walk."""

    def __init__(self) -> None:
        self.photos = 0
        self.people = {}
        for name, code, role in STAFF:
            user = User.objects.create_user(name, password="x", display_name=name)
            post_person(user, Unit.objects.get(code=code), role, by=None)
            self.people[name] = user

    def __getattr__(self, name: str) -> User:
        return self.people[name]


@pytest.fixture
def city(db: None) -> City:
    """Three platforms under the county, one village, one grid."""
    drafts = [
        _area(TOP, "龙岭市", "county", None, (0, 0, 2, 2)),
        _area(VILLAGE, "滨江村", "village", TOP, (0, 0, 2, 2)),
        _area(GRID, "第一网格", "grid", VILLAGE, (0, 0, 2, 2)),
        *(
            Draft(f"339902P{n}", f"平台{n}", "platform", TOP, platform=name)
            for n, name in enumerate(("order", "economy", "service"), start=1)
        ),
    ]
    plant_county(TOP, drafts, by=None)
    forget()
    plant_matters()
    return City()


def held_by(event: Event) -> str:
    return str(event.holder.code)


def test_sideways_and_back(city: City) -> None:
    event = city.report(by=city.an, grid=GRID)
    assert held_by(event) == TOP  # level 3: the next node above the village
    event = city.go(event, "dispatch", city.ce, to="339902P1")
    event = city.go(event, "sign", city.er)
    photo = city.photo(city.er)
    event = city.go(event, "finish", city.er, result="填了", photos=[photo])
    event = city.go(event, "request_check", city.ce)
    assert held_by(event) == GRID
    event = city.go(event, "check_pass", city.an, photos=[city.photo(city.an)])
    assert event.state == "closed"
    assert_chains()
    assert_tallies()


def test_up_and_down(city: City) -> None:
    event = city.report(by=city.an, grid=GRID, matter="0401")
    assert held_by(event) == GRID
    event = city.go(event, "escalate", city.an, reason="太多")
    event = city.go(event, "escalate", city.bo, reason="要车")
    assert (held_by(event), event.level) == (TOP, 4)
    event = city.go(event, "push_down", city.ce, to=VILLAGE)
    assert moves_of(event)[-2:] == ["accept", "push_down"]
    event = city.go(event, "sign", city.bo)
    event = city.go(event, "take", city.bo)
    photo = city.photo(city.bo)
    event = city.go(event, "finish", city.bo, result="清了", photos=[photo])
    assert held_by(event) == VILLAGE
    event = city.go(event, "request_check", city.bo)
    assert (event.state, held_by(event)) == ("pending_close", TOP)
    assert_held(event)
    assert city.go(event, "close", city.du).state == "closed"


def test_level_4_stays_where_nobody_is_above(city: City) -> None:
    event = city.report(by=city.an, grid=GRID, matter="0802")
    assert (moves_of(event), held_by(event)) == (["submit"], TOP)
    assert set(running(event)) == {"accept"}
    names_field(city, event, "dispatch", city.ce, "to", to="339902P9")


def test_its_numbers_and_counts_stand_under_the_county(city: City) -> None:
    event = city.report(by=city.ce, address="江边")
    assert event.village_code == TOP
    assert event.number.endswith("0001")
    make(event, "accept", city.ce)
    assert_tallies()
