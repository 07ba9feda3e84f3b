# SPDX-License-Identifier: Apache-2.0
"""责任清单: out as CSV and XLSX, in again with a dry run; old versions stay."""

from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from duties.directory import matter_by_code
from duties.listing import as_csv, lines_in_force, read_table
from duties.models import Duty
from duties.rules import duty_for
from grids.directory import UnitRow, unit_by_code

pytestmark = pytest.mark.usefixtures("tables")
CODE = "339901000000"


@pytest.fixture
def here(county: SimpleNamespace) -> UnitRow:
    row = unit_by_code(CODE)
    assert row is not None
    return row


def run(what: str, file: Path, capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    call_command("duty_list", what, str(file), "--county", CODE, *more)
    return capsys.readouterr().out.splitlines()


def edit(file: Path, matter: str, column: int, value: object) -> None:
    """One cell of an exported workbook, as somebody would change it."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    row = next(row for row in sheet.iter_rows() if row[0].value == matter)
    row[column].value = value
    book.save(file)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_goes_out_comes_in_unchanged(
    here: UnitRow, tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    file = tmp_path / f"list.{ending}"
    assert run("export", file, capsys) == ["122 lines written"]
    assert run("import", file, capsys) == ["0 added, 0 changed, 0 ended, 122 same"]
    assert not Duty.objects.filter(county__code=CODE).exists()


def test_a_dry_run_says_it_and_a_real_one_does_it(
    here: UnitRow, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "list.xlsx"
    run("export", file, capsys)
    edit(file, "0707", 10, 1)
    told = ["changed 0707 最低层级: None -> 1", "0 added, 1 changed, 0 ended, 121 same (dry run)"]
    assert run("import", file, capsys, "--dry-run") == told
    assert not Duty.objects.filter(county__code=CODE).exists()
    assert run("import", file, capsys)[0] == told[0]
    matter = matter_by_code("0707")
    assert matter is not None
    first = duty_for(matter, here)
    assert first is not None and (first.level_min, first.version) == (1, 1)
    edit(file, "0707", 10, 2)
    run("import", file, capsys)
    second = duty_for(matter, here)
    assert second is not None and (second.level_min, second.version) == (2, 2)
    first.refresh_from_db()
    assert (first.level_min, first.valid_to) == (1, second.valid_from)
    # Without its own line the county has the default again.
    book = openpyxl.load_workbook(file)
    rows = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[0] != "0707"]
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(file)
    assert run("import", file, capsys)[-1] == "0 added, 0 changed, 1 ended, 121 same"
    default = duty_for(matter, here)
    assert default is not None and default.county_id is None


def test_every_mistake_is_named_with_its_line(here: UnitRow, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    rows = [
        "事项,立案条件,适用范围,首派,平台,站所,最低层级,最高层级,时限,时限单位,生效日期",
        "9999,,,,order,,,,,,",
        "0707,7,,,order,,,,,,",
        "0707,,330604100000,,order,,,,,,",
        "0701,,,station,nowhere,,,,,,",
        "0702,,,,order,,3,2,0,,",
        "0703,,,,order,,,,5,weeks,昨天",
        "0704,,,,order,,,,,,",
        "0704,,,,order,,,,,,",
        "0705,,,,order,=1+1,,,,,",
    ]
    file.write_text("\n".join(rows), encoding="gb18030")
    with pytest.raises(CommandError) as caught:
        call_command("duty_list", "import", str(file), "--county", CODE)
    told = str(caught.value)
    for line in (2, 3, 4, 5, 6, 7, 9, 10):
        assert f"第 {line} 行" in told, told
    assert "第 8 行" not in told
    for bad in (b"", b"PK\x03\x04nothing", "事项\n0707".encode()):
        file.write_bytes(bad)
        with pytest.raises(CommandError):
            call_command("duty_list", "import", str(file), "--county", CODE)
    with pytest.raises(CommandError):
        call_command("duty_list", "export", str(file), "--county", "339901100000")


def test_a_cell_never_becomes_a_formula(here: UnitRow) -> None:
    line = lines_in_force(here)[0] | {"clause": '=HYPERLINK("http://x")', "basis": "-1+1"}
    out = as_csv([line])
    assert b"'=HYPERLINK" in out and b"'-1+1" in out
    again = read_table(out, here)[0]
    assert (again["clause"], again["basis"]) == (line["clause"], line["basis"])


def test_a_table_says_words_and_takes_words_or_codes(here: UnitRow) -> None:
    """平安法治, not `order`: whoever the table is for reads it, in whatever language they work."""
    line = next(each for each in lines_in_force(here) if each["platform"] == "order")
    line |= {"limit": 5, "limit_unit": "work_day"}
    with override("en"):
        out = as_csv([line])
        (again,) = read_table(out, here)
    row = out.decode("utf-8-sig").splitlines()[1]
    assert "平安法治" in row and "工作日" in row and "order" not in row
    assert all(again[name] == line[name] for name in ("lead", "platform", "limit_unit"))
    (by_code,) = read_table(out.replace("平安法治".encode(), b"order"), here)
    assert by_code == again
