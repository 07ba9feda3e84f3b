# SPDX-License-Identifier: Apache-2.0
"""Loading the tables: complete, idempotent, versioned, and never over a county's own edits."""

import time
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from duties import tables as shipped
from duties.actions import matters as loading
from duties.actions.matters import load_matters, revise_matter
from duties.actions.standards import replace_standard
from duties.directory import (
    is_retired,
    majors,
    matter_by_code,
    matter_by_id,
    matters,
    standard_by_id,
)
from duties.models import (
    Duty,
    DutyVersion,
    FilingStandard,
    Matter,
    ProcessLimit,
    Reason,
    Stage,
    WorkCalendar,
)
from duties.tables import Row, StageDraft, rows_of


def change(monkeypatch: pytest.MonkeyPatch, table: str, rows: list[Row]) -> None:
    """Ship other rows in one table."""
    monkeypatch.setattr(
        loading, "rows_of", lambda name: tuple(rows) if name == table else shipped.rows_of(name)
    )


def altered(table: str, **where: str) -> tuple[list[Row], Row]:
    """Return copies of a table's rows, and the first that has these values."""
    rows = [dict(row) for row in rows_of(table)]
    return rows, next(row for row in rows if where.items() <= row.items())


def test_everything_is_there(tables: None) -> None:
    assert Matter.objects.filter(parent__isnull=True).count() == len(majors()) == 12
    assert Matter.objects.filter(parent__isnull=False).count() == len(matters()) == 122
    assert all(matter.standards for matter in matters())
    assert all(s.stages for matter in matters() for s in matter.standards)
    assert Duty.objects.count() == 122 and FilingStandard.objects.count() == 150
    assert Reason.objects.count() == 26 and WorkCalendar.objects.get().county is None


def test_a_second_load_writes_nothing(
    tables: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    before = DutyVersion.objects.get().version
    with django_assert_max_num_queries(15):
        assert load_matters() == 0
    assert DutyVersion.objects.get().version == before
    assert Stage.objects.count() == sum(len(s.stages) for m in matters() for s in m.standards)


def test_a_first_load_takes_less_than_a_second(db: None) -> None:
    started = time.perf_counter()
    load_matters()
    assert time.perf_counter() - started < 1


def test_the_command_says_how_much_it_wrote(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_matters")
    call_command("load_matters")
    first, second = capsys.readouterr().out.splitlines()
    assert first == "462 rows written" and second == "0 rows written"


def test_a_changed_standard_is_a_new_version_and_events_keep_the_old(
    tables: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = matter_by_code("0701")
    assert matter is not None
    old = matter.standards[0]
    rows, row = altered("standards", matter="0701")
    row["stages"] = "make_safe 1 urgent_hour; result 4 urgent_hour"
    change(monkeypatch, "standards", rows)
    assert load_matters() == 1
    matter = matter_by_code("0701")
    assert matter is not None
    (new,) = matter.standards
    assert (new.version, len(new.stages), new.id == old.id) == (2, 2, False)
    kept = standard_by_id(old.id)
    assert kept.stages == old.stages and not kept.active
    assert load_matters() == 0


def test_a_standard_that_the_table_drops_goes_out_of_use(
    tables: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, row = altered("standards", matter="0702", no="3")
    rows.remove(row)
    change(monkeypatch, "standards", rows)
    assert load_matters() == 1 and load_matters() == 0
    matter = matter_by_code("0702")
    assert matter is not None and [s.no for s in matter.standards] == [1, 2]
    monkeypatch.setattr(loading, "rows_of", shipped.rows_of)
    assert load_matters() == 1
    matter = matter_by_code("0702")
    assert matter is not None and [s.version for s in matter.standards] == [1, 1, 2]


def test_a_matter_that_the_table_drops_goes_out_of_use_and_may_come_back(
    tables: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = matter_by_code("1203")
    assert matter is not None
    rows, row = altered("matters", code="1203")
    rows.remove(row)
    change(monkeypatch, "matters", rows)
    assert load_matters() == 1 and load_matters() == 0
    assert matter_by_code("1203") is None and is_retired("1203")
    assert matter_by_id(matter.id).name == "意见建议"
    monkeypatch.setattr(loading, "rows_of", shipped.rows_of)
    assert load_matters() == 1
    assert matter_by_code("1203") is not None and not is_retired("1203")


def test_a_changed_matter_is_updated_with_a_higher_version(
    tables: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, row = altered("matters", code="0401")
    row["level"], row["keywords"] = "2", "垃圾 脏"
    change(monkeypatch, "matters", rows)
    assert load_matters() == 1
    matter = matter_by_code("0401")
    assert matter is not None
    assert (matter.level, matter.version, matter.keywords) == (2, 2, ("垃圾", "脏"))


def test_a_countys_edits_survive_a_load(tables: None, county: SimpleNamespace) -> None:
    matter = Matter.objects.get(code="0401")
    matter.level = 2
    revise_matter(matter, by=county.admin)
    own = FilingStandard(
        matter=matter,
        no=1,
        condition="垃圾成堆",
        closing_condition="干净",
        evidence="photo_pair",
        check_by="none",
    )
    replace_standard(own, [StageDraft("result", 1, "work_day")], by=county.admin)
    ProcessLimit.objects.filter(kind="close").update(limit=2)
    assert load_matters() == 0
    row = matter_by_code("0401")
    assert row is not None and row.level == 2 and row.standards[0].condition == "垃圾成堆"
    assert ProcessLimit.objects.get(kind="close").limit == 2


def test_a_changed_small_row_is_updated(tables: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, row = altered("process_limits", kind="close")
    row["limit"] = "3"
    change(monkeypatch, "process_limits", rows)
    assert load_matters() == 1
    assert ProcessLimit.objects.get(kind="close").limit == 3


def test_a_matter_of_the_countys_own_stays(tables: None, county: SimpleNamespace) -> None:
    major = Matter.objects.get(code="04")
    revise_matter(
        Matter(code="0499", name="古树名木", parent=major, platform="economy"), by=county.admin
    )
    assert load_matters() == 0
    assert matter_by_code("0499") is not None
