# SPDX-License-Identifier: Apache-2.0
"""Real counties of Zhejiang from the tables that ship with the product."""

from collections import Counter

import pytest
import shapely

from grids.actions.county import build_county
from grids.actions.planting import Planted
from grids.directory import children_of, enclosing, unit_by_code
from grids.integrity import tree_faults
from grids.layout import draft_county
from grids.models import Outline, Unit
from grids.places import locate
from grids.queries import parent_code
from grids.rules import TreeRefused
from grids.tables import county_outline, offices, shipped_divisions, township_points


def _kinds(code: str) -> Counter[str]:
    return Counter(Unit.objects.filter(county__code=code).values_list("kind_id", flat=True))


def test_shangyu_has_its_towns_villages_and_grids(db: None) -> None:
    build_county("330604")
    kinds = _kinds("330604000000")
    assert (kinds["county"], kinds["township"], kinds["village"]) == (1, 20, 364)
    assert 850 < kinds["grid"] < 950 and kinds["platform"] == 80 and kinds["department"] == 18
    assert build_county("330604000000") == Planted(made=0, changed=0)
    assert tree_faults() == []
    row = unit_by_code("330604000000")
    assert row is not None and parent_code(row) == "330600000000"
    # A real point in the town centre: its grid lies in the street that the table gives it to.
    grid = locate(120.878964, 30.020437)
    assert grid is not None
    street = enclosing(grid, "township")
    assert street is not None and street.name == "百官街道"
    _check_estimates()
    _check_tiles("330604000000")


def _check_estimates() -> None:
    """What we worked out is marked as such, what is known is not."""
    drawn = Outline.objects.filter(is_estimated=False).values_list("unit__kind", flat=True)
    assert list(drawn) == ["county"]
    assert not Unit.objects.filter(kind="township", place_is_estimated=True).exists()
    assert not Unit.objects.filter(kind="village", place_is_estimated=False).exists()


def _check_tiles(code: str) -> None:
    """The grids fill their county: no gap, no overlap, none empty."""
    wkbs = Outline.objects.filter(unit__kind="grid").values_list("wkb", flat=True)
    shapes = shapely.from_wkb([bytes(wkb) for wkb in wkbs])
    outline = county_outline(code)
    assert outline is not None
    assert shapely.area(shapes).sum() == pytest.approx(outline.area, rel=1e-6)
    assert shapely.is_valid(shapes).all() and not shapely.is_empty(shapes).any()


def test_longgang_has_no_townships(db: None) -> None:
    build_county("330383")
    kinds = _kinds("330383000000")
    assert kinds["township"] == 0 and kinds["village"] == 103
    assert (kinds["platform"], kinds["command_room"], kinds["station"]) == (4, 1, 12)
    county = unit_by_code("330383000000")
    assert county is not None
    below = {row.kind for row in children_of(county.id)}
    assert below == {"village", "department", "platform", "command_room"}
    assert unit_by_code("330383198000") is None and tree_faults() == []


@pytest.mark.parametrize("code", ["330922", "330282"], ids=["islands", "development zones"])
def test_odd_counties_are_built_too(db: None, code: str) -> None:
    build_county(code)
    assert tree_faults() == []
    wkbs = Outline.objects.values_list("wkb", flat=True)
    assert not shapely.is_empty(shapely.from_wkb([bytes(wkb) for wkb in wkbs])).any()


def test_the_same_codes_give_the_same_map() -> None:
    code = "330922000000"
    own = [row for row in shipped_divisions() if row.code[:6] == code[:6]]
    own.sort(key=lambda row: row.kind != "county")
    maps = [
        draft_county(own, offices(), county_outline(code), township_points(code)) for _ in range(2)
    ]
    assert maps[0] == maps[1]


def test_villages_of_one_name_in_two_townships_are_two(db: None) -> None:
    names = Counter((row.parent_code[:6], row.name) for row in shipped_divisions())
    (county, name), times = max(names.items(), key=lambda item: item[1])
    assert times > 1
    build_county(county)
    assert Unit.objects.filter(kind="village", name=name).count() == times


def test_a_county_that_is_not_in_the_table_is_refused(db: None) -> None:
    with pytest.raises(TreeRefused):
        build_county("110101")
