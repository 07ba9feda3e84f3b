# SPDX-License-Identifier: Apache-2.0
"""A whole tree planted in one pass."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
import shapely
from pytest_django import DjangoAssertNumQueries

from grids.actions.planting import Planted, plant_county
from grids.actions.tree import add_unit, draw_outline, move_unit, rename_unit
from grids.directory import unit_by_code
from grids.drafts import Draft, number_tree
from grids.integrity import tree_faults
from grids.models import Outline, Unit
from grids.rules import TreeRefused

COUNTY = "339902000000"


def _drafts() -> list[Draft]:
    box = shapely.to_wkb(shapely.box(120, 29, 121, 30))
    return [
        Draft(COUNTY, "青山县", "county", None, lon=120.5, lat=29.5, outline=box),
        Draft("339902D01", "公安局", "department", COUNTY, only_if_new=True),
        Draft("339902100000", "山前镇", "township", COUNTY, lon=120.1, lat=29.1),
        Draft("339902100S01", "派出所", "station", "339902100000", line_code="339902D01"),
        Draft("339902100201", "山前村", "village", "339902100000"),
    ]


def test_numbers_are_those_of_a_nested_set() -> None:
    places = number_tree({"a": None, "b": "a", "c": "a", "d": "c"})
    assert {code: (p.lft, p.rght, p.level, p.path) for code, p in places.items()} == {
        "a": (1, 8, 0, "a/"),
        "b": (2, 3, 1, "a/b/"),
        "c": (4, 7, 1, "a/c/"),
        "d": (5, 6, 2, "a/c/d/"),
    }


def test_planted_twice_nothing_changes(db: None) -> None:
    assert plant_county(COUNTY, _drafts(), by=None) == Planted(made=5, changed=0)
    assert plant_county(COUNTY, _drafts(), by=None) == Planted(made=0, changed=0)
    station = unit_by_code("339902100S01")
    office = unit_by_code("339902D01")
    assert station is not None and office is not None and station.line_id == office.id
    assert tree_faults() == []


def test_the_number_of_queries_does_not_grow_with_the_tree(
    db: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    more = [Draft(f"339902100{n}", f"村{n}", "village", "339902100000") for n in range(202, 402)]
    with django_assert_max_num_queries(20):
        plant_county(COUNTY, _drafts() + more, by=None)


def test_the_rest_of_the_tree_stays_and_is_numbered_anew(county: SimpleNamespace) -> None:
    draft = Draft("339901100203", "新村", "village", county.shiqiao.code)
    assert plant_county(county.county.code, [draft], by=None).made == 1
    assert Unit.objects.get(pk=county.grid.pk).path == county.grid.path
    assert tree_faults() == []


def test_a_county_keeps_what_it_did_to_units_we_made(db: None) -> None:
    plant_county(COUNTY, _drafts(), by=None)
    office = Unit.objects.get(code="339902D01")
    rename_unit(office, name="市公安局分局", by=None)
    village = Unit.objects.get(code="339902100201")
    rename_unit(village, name="旧名村", by=None)
    assert plant_county(COUNTY, _drafts(), by=None).changed == 1
    assert Unit.objects.get(pk=office.pk).name == "市公安局分局"
    # The table's own divisions are called what the table calls them.
    assert Unit.objects.get(pk=village.pk).name == "山前村"


def test_an_estimate_never_replaces_what_is_known(db: None) -> None:
    plant_county(COUNTY, _drafts(), by=None)
    root = Unit.objects.get(code=COUNTY)
    drawn = shapely.to_wkb(shapely.box(120, 29, 120.5, 30))
    draw_outline(root, wkb=drawn, source="survey", estimated=False, by=None)
    plant_county(COUNTY, _drafts(), by=None)
    assert bytes(Outline.objects.get(unit=root).wkb) == drawn
    guess = replace(_drafts()[0], lon=1.0, lat=1.0, place_is_estimated=True)
    plant_county(COUNTY, [guess], by=None)
    assert Unit.objects.get(code=COUNTY).lon == 120.5


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (Draft("339902100201", "x", "village", "339902100000"), "twice"),
        (Draft("339903100201", "x", "village", "339902100000"), "本县代码"),
        (Draft("339902100202", "x", "castle", "339902100000"), "kind"),
        (Draft("339902100202", "x", "village", "339902199000"), "parent"),
        (Draft("339902100202", "x", "village", "339902D01"), "不能设在"),
        (Draft("339902900000", "x", "county", None), "root"),
    ],
)
def test_bad_drafts_are_refused_and_leave_nothing(db: None, draft: Draft, reason: str) -> None:
    with pytest.raises(TreeRefused, match=reason):
        plant_county(COUNTY, [*_drafts(), draft], by=None)
    assert Unit.objects.count() == 0


def test_a_circle_is_refused(county: SimpleNamespace) -> None:
    # 专属网格 may stand under a township; a draft that puts both under each other may not.
    park = add_unit(
        code="339901100900", name="园区", kind="village", parent=county.shiqiao, by=None
    )
    move_unit(county.grid, to=park, by=None)
    circle = [
        Draft(county.shiqiao.code, "石桥镇", "township", county.county.code),
        Draft(park.code, "园区", "village", park.code),
    ]
    with pytest.raises(TreeRefused):
        plant_county(county.county.code, circle, by=None)
