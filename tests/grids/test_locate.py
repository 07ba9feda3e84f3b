# SPDX-License-Identifier: Apache-2.0
"""Which grid holds a point."""

import time
from types import SimpleNamespace

import pytest
import shapely
from pytest_django import DjangoAssertNumQueries

from grids.actions.county import build_county
from grids.actions.planting import plant_county
from grids.actions.tree import add_unit, draw_outline
from grids.drafts import Draft
from grids.places import REACH_METRES, locate
from tests.county import point_in

METRE = 1 / 111_320


def test_every_grid_holds_its_own_point(county: SimpleNamespace) -> None:
    for unit in county.units.values():
        if unit.kind_id == "grid":
            found = locate(*point_in(unit))
            assert found is not None and found.code == unit.code


def test_a_point_on_a_border_is_always_the_same_grids(county: SimpleNamespace) -> None:
    found = locate(120.65, 29.95)
    assert found is not None and found.code == "339901100201001"


@pytest.mark.parametrize("metres", [40, 60])
def test_just_outside_the_nearest_grid_is_meant(county: SimpleNamespace, metres: int) -> None:
    north = locate(120.61, 30.00 + metres * METRE)
    # A degree of longitude is shorter: the same number of degrees is fewer metres there.
    west = locate(120.60 - metres * METRE / 0.866, 29.99)
    assert (north is not None) is (west is not None) is (metres < REACH_METRES)


@pytest.mark.parametrize(
    ("lon", "lat"), [(0.0, 0.0), (180.0, 90.0), (float("nan"), 30.0), (120.61, float("inf"))]
)
def test_elsewhere_is_no_grid(county: SimpleNamespace, lon: float, lat: float) -> None:
    assert locate(lon, lat) is None


def test_a_grid_within_a_grid_wins(county: SimpleNamespace) -> None:
    market = add_unit(
        code="339901100201900", name="专属网格", kind="grid", parent=county.village, by=None
    )
    lon, lat = point_in(county.grid)
    square = shapely.to_wkb(shapely.box(lon, lat, lon + 0.005, lat + 0.005))
    draw_outline(market, wkb=square, source="hand", estimated=False, by=None)
    found = locate(lon + 0.001, lat + 0.001)
    assert found is not None and found.code == market.code
    found = locate(lon - 0.001, lat)
    assert found is not None and found.code == county.grid.code


def test_a_county_without_an_outline_of_its_own_is_asked_too(county: SimpleNamespace) -> None:
    box = shapely.to_wkb(shapely.box(121, 28, 121.1, 28.1))
    plant_county(
        "339902000000",
        [
            Draft("339902000000", "青山县", "county", None),
            Draft("339902001201", "村", "village", "339902000000"),
            Draft("339902001201001", "网格", "grid", "339902001201", outline=box),
        ],
        by=None,
    )
    found = locate(121.05, 28.05)
    assert found is not None and found.code == "339902001201001"
    found = locate(*point_in(county.grid))
    assert found is not None and found.code == county.grid.code


def test_warm_it_asks_nobody(
    county: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    locate(*point_in(county.grid))
    with django_assert_num_queries(0):
        locate(*point_in(county.far_grid))


def test_a_hundred_times_the_grids_cost_little_more(county: SimpleNamespace) -> None:
    """A ratio, because machines differ: 8 grids against 900."""
    few = _seconds(*point_in(county.grid))
    build_county("330604")
    many = _seconds(120.878964, 30.020437)
    assert many < 8 * few


def _seconds(lon: float, lat: float) -> float:
    """Return the best of several rounds, so that a busy machine does not count."""
    assert locate(lon, lat) is not None
    rounds = []
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(50):
            locate(lon, lat)
        rounds.append(time.perf_counter() - start)
    return min(rounds)
