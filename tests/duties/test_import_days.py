# SPDX-License-Identifier: Apache-2.0
"""A year's holidays from a table: read line by line, all or nothing, and the operator is told of
years that nobody has entered."""

from datetime import date
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.checks import Warning
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from duties.checks import check_calendar
from duties.days import read_days, spans_of
from duties.models import CalendarDay, ClockOrder
from duties.queries import calendar_is_known, calendar_of

pytestmark = pytest.mark.usefixtures("tables")

GOOD = """日期,类型,工作时段,说明
2027-02-05,休,,除夕
2027-02-07,班,,调休上班
2027-02-08,work,08:00-12:00,半日
"""


def imported(path: Path, *more: str) -> str:
    said = StringIO()
    call_command("import_days", str(path), "--by", "admin", *more, stdout=said)
    return said.getvalue().strip()


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "days.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_table_becomes_the_countys_calendar(county: SimpleNamespace, tmp_path: Path) -> None:
    path, home = table(tmp_path, GOOD), county.county
    assert not calendar_is_known(2027, home.pk)
    assert imported(path, "--county", home.code, "--dry-run") == (
        "3 days would be made, 0 would be changed"
    )
    assert not CalendarDay.objects.exists() and not ClockOrder.objects.exists()
    assert imported(path, "--county", home.code) == "3 days made, 0 changed"
    calendar = calendar_of(home.pk)
    assert calendar.hours_on(date(2027, 2, 5)) == ()
    assert calendar.hours_on(date(2027, 2, 7)) == calendar.hours
    assert calendar.hours_on(date(2027, 2, 8)) == ((480, 720),)
    assert calendar_is_known(2027, home.pk) and not calendar_is_known(2027)
    # One order for all days; a second run finds nothing to do and orders nothing.
    assert imported(path, "--county", home.code) == "0 days made, 0 changed"
    assert [order.by.username for order in ClockOrder.objects.select_related("by") if order.by] == [
        "admin"
    ]


def test_a_workbook_and_a_default_for_every_county(county: SimpleNamespace, tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (["date", "kind", "hours", "note"], [date(2027, 10, 1), "off", None, "国庆"], []):
        book.active.append(row)
    path = tmp_path / "days.xlsx"
    book.save(path)
    assert imported(path) == "1 days made, 0 changed"
    assert CalendarDay.objects.get().county_id is None
    assert calendar_of(county.county.pk).hours_on(date(2027, 10, 1)) == ()
    assert ClockOrder.objects.filter(county=county.county).count() == 1


def test_what_a_chinese_spreadsheet_saves_is_read(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_bytes(GOOD.encode("gb18030"))
    found = read_days(path)
    assert found.faults == []
    assert [draft.note for draft in found.drafts] == ["除夕", "调休上班", "半日"]
    assert spans_of("8:00–12:00, 14:00-17:30") == [["08:00", "12:00"], ["14:00", "17:30"]]


def test_one_bad_line_and_nothing_is_imported(county: SimpleNamespace, tmp_path: Path) -> None:
    bad = GOOD + "2027-02-30,休,,\n2027-02-05,休,,\n2027-03-01,假,,\n"
    bad += "2027-03-02,班,12:00-08:00,\n2027-03-03,班,上午,\n2027-03-04,休,08:00-12:00,\n"
    with pytest.raises(CommandError) as refused:
        imported(table(tmp_path, bad))
    said = str(refused.value)
    for line, reason in ((5, "date"), (6, "twice"), (7, "kind"), (8, "backwards"), (9, "write")):
        assert f"line {line}: " in said and reason in said
    assert "line 10: a day off has no hours" in said
    assert not CalendarDay.objects.exists()
    good = table(tmp_path, GOOD)
    for more in (("--county", "999999"), ("--by", "nobody")):
        with pytest.raises(CommandError):
            imported(good, *more)
    for path in (table(tmp_path, "a,b\n1,2\n"), tmp_path / "none.csv"):
        with pytest.raises(CommandError):
            imported(path)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    with pytest.raises(CommandError):
        imported(broken)


def test_the_operator_is_told_in_time(
    county: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duties.checks.timezone.localdate", lambda: date(2026, 11, 1))
    assert check_calendar(None, databases=["default"]) == []
    monkeypatch.setattr("duties.checks.timezone.localdate", lambda: date(2026, 12, 1))
    found = check_calendar(None, databases=["default"])
    assert [(type(each), each.id) for each in found] == [(Warning, "duties.W001")]
    assert "2027" in found[0].msg and "import_days" in str(found[0].hint)
    assert check_calendar(None) == []  # where no database may be asked
    imported(table(tmp_path, GOOD))
    assert check_calendar(None, databases=["default"]) == []
