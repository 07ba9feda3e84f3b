# SPDX-License-Identifier: Apache-2.0
"""The memory: no query while nothing changes, and a change is seen at once."""

import pytest
from pytest_django import DjangoAssertNumQueries

from duties import directory
from duties.directory import (
    is_retired,
    matter_by_code,
    matter_by_id,
    matters,
    snapshot,
    standard_by_id,
)
from duties.models import DutyVersion


def test_a_matter_knows_its_major_and_its_standards(tables: None) -> None:
    matter = matter_by_code("0309")
    assert matter is not None
    assert (matter.major_code, matter.major_name) == ("03", "消防与安全生产")
    assert (matter.platform, matter.level, matter.urgency) == ("economy", 4, "urgent")
    (standard,) = matter.standards
    assert [(s.kind, s.limit, s.unit) for s in standard.stages] == [
        ("make_safe", 4, "urgent_hour"),
        ("result", 15, "work_day"),
    ]
    assert standard_by_id(standard.id) == standard and matter_by_id(matter.id) == matter


def test_majors_and_strangers_are_no_matters(tables: None) -> None:
    assert matter_by_code("03") is None and matter_by_code("9999") is None
    assert not is_retired("9999")
    with pytest.raises(KeyError):
        matter_by_id(-1)


def test_reading_costs_a_version_and_then_nothing(
    tables: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    directory.forget()
    with django_assert_num_queries(12):
        matters()
    with django_assert_num_queries(0):
        matters()
        matter_by_code("0309")


def test_an_unchanged_version_is_one_query(
    tables: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    known = snapshot()
    directory.mark_stale()
    with django_assert_num_queries(1):
        assert snapshot() is known


def test_another_processes_change_is_seen_when_the_answer_is_too_old(
    tables: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = snapshot()
    DutyVersion.objects.update(version=1)
    assert snapshot() is known
    monkeypatch.setattr(directory, "CHECK_SECONDS", 0.0)
    assert snapshot().version == 1


def test_an_empty_database_is_an_empty_directory(db: None) -> None:
    assert matters() == () and matter_by_code("0309") is None
