# SPDX-License-Identifier: Apache-2.0
"""Who receives a matter first, who answers it, who hears of it."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from duties.actions.duty_list import replace_duties
from duties.directory import MatterRow, matter_by_code, matters
from duties.models import Duty, Matter
from duties.rules import (
    answering_unit,
    answering_units,
    department_for,
    duty_for,
    first_node,
    level_of,
    urgency_of,
    who_hears,
)
from grids.actions.planting import plant_county
from grids.directory import UnitRow, unit_by_code
from grids.drafts import Draft

pytestmark = pytest.mark.usefixtures("tables")


def unit(code: str) -> UnitRow:
    row = unit_by_code(code)
    assert row is not None
    return row


def matter(code: str) -> MatterRow:
    row = matter_by_code(code)
    assert row is not None
    return row


@pytest.fixture
def bare(db: None) -> None:
    """A county without townships or offices: 龙岭市, one village with a grid."""
    top = "339902000000"
    plant_county(
        top,
        [
            Draft(top, "龙岭市", "county", None),
            Draft("339902000201", "滨江村", "village", top),
            Draft("339902000201001", "第一网格", "grid", "339902000201"),
            Draft("339902D01", "龙岭市公安局", "department", top),
            Draft("339902P3", "平安法治", "platform", top, platform="order"),
        ],
        by=None,
    )


@pytest.mark.parametrize(
    ("code", "place", "node"),
    [
        ("0401", "339901100201001", "339901100201001"),
        ("0404", "339901100201001", "339901100201"),
        ("0707", "339901100201001", "339901100000"),
        ("0309", "339901100201001", "339901100000"),
        # Known by its village or township only: the next node above.
        ("0401", "339901100201", "339901100201"),
        ("0404", "339901100000", "339901100000"),
        ("0401", "339901100000", "339901100000"),
        ("0401", "339901000000", "339901000000"),
        ("0707", "339901000000", "339901000000"),
    ],
)
def test_level_says_where_it_starts(
    county: SimpleNamespace, code: str, place: str, node: str
) -> None:
    assert first_node(matter(code), unit(place)).code == node


@pytest.mark.parametrize(
    ("code", "node"),
    [
        ("0401", "339902000201001"),
        ("0404", "339902000201"),
        ("0707", "339902000000"),
        ("0309", "339902000000"),
    ],
)
def test_without_townships_the_county_receives(bare: None, code: str, node: str) -> None:
    assert first_node(matter(code), unit("339902000201001")).code == node


def test_a_standard_may_say_another_level_and_urgency(county: SimpleNamespace) -> None:
    quarrel, violence = matter("0102").standards
    assert level_of(matter("0102"), quarrel) == 2 and level_of(matter("0102"), violence) == 3
    assert urgency_of(matter("0102"), quarrel) == urgency_of(matter("0102")) == "normal"
    assert urgency_of(matter("0102"), violence) == "critical"
    grid = unit("339901100201001")
    assert first_node(matter("0102"), grid, quarrel).kind == "village"
    assert first_node(matter("0102"), grid, violence).kind == "township"


def test_an_office_or_a_unit_that_closed_receives_nothing(county: SimpleNamespace) -> None:
    lost = replace(unit("339901100201001"), active=False)
    assert first_node(matter("0401"), lost).code == "339901100201"
    with pytest.raises(LookupError):
        first_node(matter("0401"), replace(unit("339901000000"), is_node=False))


def test_the_platform_answers_and_the_station_stands_by(county: SimpleNamespace) -> None:
    town = unit("339901100000")
    platform, station = unit("339901100P3"), unit("339901100S01")
    assert answering_unit(matter("0409"), town) == platform
    assert answering_units(matter("0409"), town) == (platform, station)


def test_a_station_is_found_by_its_department_where_it_has_another_name(
    county: SimpleNamespace,
) -> None:
    """0406 names 村镇建设办公室, which 石桥镇 has not; its department's squad is there."""
    assert answering_units(matter("0406"), unit("339901100000")) == (
        unit("339901100P2"),
        unit("339901100S01"),
    )


def test_where_there_is_no_station_the_platform_alone_answers(county: SimpleNamespace) -> None:
    assert answering_units(matter("0207"), unit("339901100000")) == (unit("339901100P3"),)


def test_a_county_without_townships_answers_itself(bare: None) -> None:
    assert answering_unit(matter("0409"), unit("339902000000")) == unit("339902P3")
    assert answering_unit(matter("1005"), unit("339902000000")) is None


def test_a_countys_own_line_comes_first_and_the_narrowest_scope_wins(
    county: SimpleNamespace,
) -> None:
    row = Matter.objects.get(code="0409")
    own = {"matter": row, "county": county.county, "lead": "station", "platform": "order"}
    replace_duties([Duty(**own, station="综合行政执法中队")], by=county.admin)
    shiqiao, wanghu = unit("339901100000"), unit("339901101000")
    narrow = Duty(**{**own, "lead": "platform", "platform": "service"}, scope=wanghu.path)
    replace_duties([narrow], by=county.admin)
    assert answering_unit(matter("0409"), shiqiao) == unit("339901100S01")
    assert answering_unit(matter("0409"), wanghu) == unit("339901101P4")
    duty = duty_for(matter("0409"), shiqiao)
    assert duty is not None and duty.scope == ""


def test_a_level_four_matter_goes_to_the_first_department_there_is(
    county: SimpleNamespace, bare: None
) -> None:
    here, there = unit("339901000000"), unit("339902000000")
    assert department_for(matter("0201"), here) == unit("339901D03")
    assert department_for(matter("0201"), there) == unit("339902D01")
    assert department_for(matter("0605"), here) == unit("339901D01")
    assert department_for(matter("0605"), there) is None
    # A place below the county is as good.
    assert department_for(matter("0201"), unit("339901100201001")) == unit("339901D03")


def test_nobody_answers_what_no_list_names(county: SimpleNamespace) -> None:
    unknown = replace(matter("0409"), id=-1)
    assert duty_for(unknown, unit("339901100000")) is None
    assert department_for(unknown, unit("339901000000")) is None
    assert answering_unit(unknown, unit("339901100000")) == unit("339901100P3")


def test_every_node_above_and_both_lords_of_a_station_hear(county: SimpleNamespace) -> None:
    place, station = unit("339901100201001"), unit("339901100S01")
    heard = [row.code for row in who_hears(matter("0506"), place, station)]
    assert heard == [
        "339901100201001",
        "339901100201",
        "339901100000",
        "339901000000",
        "339901100P3",
        "339901D01",
        "339901D03",
    ]


def test_nobody_hears_of_a_sensitive_matter(county: SimpleNamespace) -> None:
    assert who_hears(matter("0203"), unit("339901100201001")) == ()


def test_who_holds_it_is_not_told_what_he_knows(county: SimpleNamespace) -> None:
    place = unit("339901100201001")
    assert unit("339901100000") not in who_hears(matter("0407"), place, unit("339901100000"))


def test_every_matter_finds_a_first_node_and_an_answer(county: SimpleNamespace) -> None:
    grid, town = unit("339901100201001"), unit("339901100000")
    for row in matters():
        for standard in row.standards:
            assert first_node(row, grid, standard).is_node
        assert answering_unit(row, town) is not None
