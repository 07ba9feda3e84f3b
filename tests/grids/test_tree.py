# SPDX-License-Identifier: Apache-2.0
"""Single changes of a tree: add, move, rename, retire."""

from types import SimpleNamespace
from typing import Any

import pytest
import shapely

from grids.actions.tree import add_unit, draw_outline, move_unit, rename_unit, retire_unit
from grids.directory import children_of, unit_by_code
from grids.integrity import tree_faults
from grids.models import Unit
from grids.places import locate
from grids.rules import TreeRefused
from tests.county import point_in


def test_a_unit_is_added_under_another(county: SimpleNamespace) -> None:
    grid = add_unit(
        code="339901100201003",
        name="石桥村第三网格",
        kind="grid",
        parent=county.village,
        point=(120.61, 29.96),
        by=county.admin,
    )
    row = unit_by_code("339901100201003")
    assert row is not None and row.path == f"{county.village.path}339901100201003/"
    assert row in children_of(county.village.id)
    assert grid.county_id == county.county.id and tree_faults() == []


def test_a_second_county_is_a_root_of_its_own(county: SimpleNamespace) -> None:
    other = add_unit(code="339902000000", name="青山县", kind="county", parent=None, by=None)
    assert other.county_id == other.pk and other.tree_id != county.county.tree_id
    under = add_unit(code="339902D01", name="公安局", kind="department", parent=other, by=None)
    assert under.path == "339902000000/339902D01/" and tree_faults() == []


def test_letters_of_numbers_differ_within_a_county(county: SimpleNamespace) -> None:
    def add(code: str) -> Unit:
        return add_unit(code=code, name="石桥街道", kind="township", parent=county.county, by=None)

    assert [add("339901001000").initials, add("339901002000").initials] == ["SQ2", "SQ3"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "village", "parent": "grid"}, "不能设在这类单位之下"),
        ({"kind": "township", "parent": None}, "不能没有上级"),
        ({"kind": "castle", "parent": "county"}, "没有这种单位类型"),
        ({"code": "339902100201003"}, "本县代码"),
        ({"code": "33990110020100a"}, "格式不对"),
        ({"code": "339901100201001"}, "已存在"),
    ],
)
def test_what_may_not_stand_is_refused(
    county: SimpleNamespace, change: dict[str, Any], reason: str
) -> None:
    values = {"code": "339901100201009", "kind": "grid", "parent": "village"} | change
    parent = getattr(county, values["parent"]) if values["parent"] else None
    with pytest.raises(TreeRefused, match=reason):
        add_unit(code=values["code"], name="某", kind=values["kind"], parent=parent, by=None)


def test_a_village_moves_with_all_below(county: SimpleNamespace) -> None:
    moved = move_unit(county.village, to=county.wanghu, by=county.admin)
    assert moved.parent_id == county.wanghu.pk
    grid = unit_by_code("339901100201001")
    assert grid is not None
    assert grid.path == "339901000000/339901101000/339901100201/339901100201001/"
    assert tree_faults() == []


def test_moves_that_make_no_tree_are_refused(county: SimpleNamespace) -> None:
    other = add_unit(code="339902000000", name="青山县", kind="county", parent=None, by=None)
    for unit, to in (
        (county.village, county.grid),
        (county.village, county.village),
        (county.village, other),
        (county.county, other),
        (county.grid, county.county),
    ):
        with pytest.raises(TreeRefused):
            move_unit(unit, to=to, by=None)
    assert tree_faults() == []


def test_a_new_name_keeps_code_and_letters(county: SimpleNamespace) -> None:
    rename_unit(county.shiqiao, name="金桥街道", by=None)
    row = unit_by_code(county.shiqiao.code)
    assert row is not None
    assert (row.name, row.short_name, row.initials) == ("金桥街道", "金桥", "SQ")


def test_a_unit_is_retired_when_nothing_stands_below(county: SimpleNamespace) -> None:
    with pytest.raises(TreeRefused, match="下级"):
        retire_unit(county.village, by=None)
    retire_unit(county.grid, by=None)
    row = unit_by_code(county.grid.code)
    assert row is not None and not row.active
    assert row not in children_of(county.village.id)
    assert locate(*point_in(county.grid)) is None


def test_nothing_is_put_under_what_is_out_of_use(county: SimpleNamespace) -> None:
    retire_unit(county.grid, by=None)
    retired = Unit.objects.get(pk=county.grid.pk)

    def add(parent: Unit) -> Unit:
        code = "33990110020100101"
        return add_unit(code=code, name="微网格", kind="micro_grid", parent=parent, by=None)

    with pytest.raises(TreeRefused, match="停用"):
        add(retired)
    made = add(county.grid2)
    with pytest.raises(TreeRefused, match="停用"):
        move_unit(made, to=retired, by=None)


def test_a_drawn_outline_is_found_at_once(county: SimpleNamespace) -> None:
    micro = add_unit(
        code="33990110020100101", name="微网格", kind="micro_grid", parent=county.grid, by=None
    )
    lon, lat = point_in(county.grid)
    found = locate(lon, lat)
    assert found is not None and found.code == county.grid.code
    square = shapely.to_wkb(shapely.box(lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01))
    draw_outline(micro, wkb=square, source="hand", estimated=False, by=None)
    found = locate(lon, lat)
    assert found is not None and found.kind == "micro_grid"
