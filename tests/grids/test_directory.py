# SPDX-License-Identifier: Apache-2.0
"""Units in process memory: read once, refreshed when another process has written."""

from types import SimpleNamespace

import pytest
from pytest_django import DjangoAssertNumQueries

from grids import directory
from grids.directory import (
    ancestors_of,
    children_of,
    county_keys,
    enclosing,
    node_above,
    subtree_of,
    unit_by_code,
    unit_by_id,
)
from grids.models import TreeVersion, Unit


def test_reading_costs_two_queries_once(
    county: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    directory.forget()
    with django_assert_num_queries(2):
        for code in county.units:
            assert unit_by_code(code) is not None
    with django_assert_num_queries(0):
        for unit in county.units.values():
            assert unit_by_id(unit.id).code == unit.code
        assert unit_by_code("339901100299") is None
        assert unit_by_code("339999000000") is None


def test_one_more_query_finds_the_county_of_a_key(
    county: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    directory.forget()
    with django_assert_num_queries(3):
        assert unit_by_id(county.grid.id).name == county.grid.name
    with pytest.raises(KeyError):
        unit_by_id(0)


def test_the_way_up(county: SimpleNamespace) -> None:
    def codes(code: str) -> list[str]:
        row = unit_by_code(code)
        assert row is not None
        return [r.code for r in ancestors_of(row)]

    assert codes("339901100201001") == ["339901100201", "339901100000", "339901000000"]
    assert codes("339901000000") == []


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("339901100201001", "339901100201"),
        ("339901100201", "339901100000"),
        ("339901100000", "339901000000"),
        ("339901000000", None),
        ("339901100S01", "339901100000"),
        ("339901100P3", "339901100000"),
        ("339901100C", "339901100000"),
        ("339901D01", "339901000000"),
    ],
)
def test_the_node_above(county: SimpleNamespace, code: str, above: str | None) -> None:
    row = unit_by_code(code)
    assert row is not None
    node = node_above(row)
    assert (node.code if node else None) == above


def test_enclosing_takes_the_unit_itself_too(county: SimpleNamespace) -> None:
    row = unit_by_code(county.village.code)
    assert row is not None
    assert enclosing(row, "village") == row
    assert enclosing(row, "grid") is None
    below = {r.code for r in subtree_of(row)}
    assert below == {county.village.code, county.grid.code, county.grid2.code}
    assert [r.code for r in children_of(row.id)] == [county.grid.code, county.grid2.code]


def test_what_another_process_wrote_is_seen_after_the_check(
    county: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert county_keys() == [county.county.code]
    assert unit_by_code(county.grid.code) is not None
    Unit.objects.filter(pk=county.grid.pk).update(name="新名")
    TreeVersion.objects.update(version=7)
    row = unit_by_code(county.grid.code)
    assert row is not None and row.name != "新名"
    monkeypatch.setattr(directory, "CHECK_SECONDS", 0.0)
    row = unit_by_code(county.grid.code)
    assert row is not None and row.name == "新名"


def test_a_check_without_change_reads_no_units(
    county: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    unit_by_code(county.grid.code)
    monkeypatch.setattr(directory, "CHECK_SECONDS", 0.0)
    with django_assert_num_queries(1):
        unit_by_code(county.grid.code)
