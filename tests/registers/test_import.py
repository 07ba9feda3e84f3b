# SPDX-License-Identifier: Apache-2.0
"""导入底数: a dry run tells what would happen; twice the same table changes nothing."""

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from accounts import sheets
from accounts.refusals import NotFound
from grids.directory import unit_by_id
from registers.actions.import_table import import_records
from registers.actions.records import add_record
from registers.columns import REGISTERS
from registers.importing import BadFile, read_table
from registers.models import Dwelling, Person, Place, RecordChange
from tests.events.clients import ROOT, as_

PEOPLE: list[list[Any]] = [
    ["姓名", "联系电话", "住址", "所属网格", "标签"],
    ["李阿婆", 13800001234, "桥头弄3号", "石桥村第一网格", "独居老人"],  # there already
    ["钱大爷", "138-1111 2222", "桥头弄4号", "石桥村第一网格", "独居老人、残疾人"],
    ["钱大妈", "", "桥头弄4号", "339901100201001", ""],
    ["孙二", "123", "", "石桥村第二网格", ""],
    ["=HYPERLINK(1)", "", "", "石桥村第二网格", ""],
    ["周三", "", "", "望湖村第一网格", ""],
    ["钱大爷", "13811112222", "桥头弄9号", "石桥村第一网格", ""],
]


def workbook(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def counted(town: SimpleNamespace, *, dry_run: bool) -> dict[str, Any]:
    register = REGISTERS["person"]
    lines = read_table(workbook(PEOPLE), register.columns)
    under = unit_by_id(town.village.pk)
    return import_records(register, lines, under=under, by=town.zhou, dry_run=dry_run).answer()


def test_a_dry_run_tells_by_line_and_writes_nothing(town: SimpleNamespace) -> None:
    before = (Person.objects.count(), Dwelling.objects.count(), RecordChange.objects.count())
    told = counted(town, dry_run=True)
    assert {each: told[each] for each in ("add", "change", "same", "error")} == {
        "add": 2,
        "change": 0,
        "same": 1,
        "error": 4,
    }
    errors = {line["line"]: line["text"] for line in told["lines"] if line["what"] == "error"}
    assert errors[5] == "电话 不是电话号码"
    assert errors[6] == "姓名 像是公式,请改成文字"
    assert "望湖村第一网格" in errors[7]
    assert errors[8] == "与第 3 行是同一条"
    after = (Person.objects.count(), Dwelling.objects.count(), RecordChange.objects.count())
    assert before == after


def test_a_line_that_collides_with_another_record_stops_nothing(town: SimpleNamespace) -> None:
    register, under = REGISTERS["organisation"], unit_by_id(town.village.pk)
    add_record("organisation", grid=town.grid.code, values={"name": "石桥纸厂"}, by=town.zhou)
    table = [
        ["名称", "信用代码", "网格"],
        ["石桥纸厂", "91350100M000100Y43", town.grid.code],
        ["石桥布厂", "", town.grid.code],
    ]
    lines = read_table(workbook(table), register.columns)
    told = import_records(register, lines, under=under, by=town.zhou, dry_run=False).answer()
    assert (told["add"], told["error"]) == (1, 1)
    assert "另一条相同" in told["lines"][0]["text"]


def test_twice_the_same_table_changes_nothing(town: SimpleNamespace) -> None:
    assert counted(town, dry_run=False)["add"] == 2
    people = Person.objects.filter(grid=town.grid).count()
    again = counted(town, dry_run=False)
    assert (again["add"], again["change"], again["same"]) == (0, 0, 3)
    assert Person.objects.filter(grid=town.grid).count() == people == 3
    elder = Person.objects.get(name="钱大爷")
    assert (elder.phone, elder.tags.count()) == ("13811112222", 2)
    assert elder.dwelling == Person.objects.get(name="钱大妈").dwelling


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空"),
        (b"PK\x03\x04 no workbook", "读不了"),
        (b"\xff\xfe\x00\x01\xd8", "表格"),
        (b"a\x00b,c\n1,2\n", "表格"),
        ("类型,名称是\n小旅馆,x\n".encode(), "列名"),
        (b"\n\n", "没有内容"),
        (b'name,kind\n"' + b"x" * 200_000, "读不下去"),
    ],
)
def test_a_broken_file_is_refused_with_a_sentence(
    town: SimpleNamespace, content: bytes, said: str
) -> None:
    with pytest.raises(BadFile, match=said):
        read_table(content, REGISTERS["place"].columns)


def test_a_huge_file_is_refused(town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    register = REGISTERS["place"]
    table = "名称,类型\n" + "".join(f"店{n},小商店\n" for n in range(30))
    for limit in ("MOST_ROWS", "MOST_BYTES"):
        with monkeypatch.context() as patch:
            patch.setattr(sheets, limit, 20)
            with pytest.raises(BadFile, match="最多"):
                read_table(table.encode(), register.columns)
    monkeypatch.setattr(sheets, "MOST_UNFOLDED", 100)
    with pytest.raises(BadFile, match="展开"):
        read_table(workbook([["名称", "类型"]]), register.columns)


def test_only_who_keeps_them_imports(town: SimpleNamespace) -> None:
    table = "名称,类型\n阿春小吃,小餐饮\n".encode("gb18030")
    lines = read_table(table, REGISTERS["place"].columns)
    for who in (town.lin, town.zhao, town.wu):
        with pytest.raises(NotFound):
            under = unit_by_id(town.grid.pk)
            import_records(REGISTERS["place"], lines, under=under, by=who, dry_run=False)
    for who in (town.lin, town.wu, town.admin):
        assert _post(who, town.grid.code).status_code == 403
    assert _post(town.zhou, town.far_grid.code).status_code == 404


def _post(who: Any, unit: str, **more: Any) -> Any:
    file = SimpleUploadedFile("x.csv", "名称,类型\n阿春小吃,小餐饮\n".encode())
    form = {"register": "place", "unit": unit, "file": file} | more
    return as_(who).post(f"{ROOT}/registers/import/", form, format="multipart")


def test_the_api_tries_first_and_then_imports(town: SimpleNamespace) -> None:
    told = _post(town.zhou, town.grid.code).json()
    assert (told["dry_run"], told["add"]) == (True, 1)
    assert not Place.objects.filter(name="阿春小吃").exists()
    assert _post(town.zhou, town.grid.code, dry_run="false").json()["add"] == 1
    assert Place.objects.get(name="阿春小吃").grid_id == town.grid.pk
    bad = _post(town.zhou, town.grid.code, file=SimpleUploadedFile("x.xlsx", b"PK??"))
    assert (bad.status_code, list(bad.json()["errors"])) == (400, ["file"])


def test_the_command(town: SimpleNamespace, tmp_path: Path) -> None:
    file = tmp_path / "people.xlsx"
    file.write_bytes(workbook(PEOPLE))
    out, err = io.StringIO(), io.StringIO()
    asked = {"kind": "person", "village": town.village.code, "stdout": out, "stderr": err}
    call_command("import_registers", file, dry_run=True, **asked)
    call_command("import_registers", file, by="zhou", **asked)
    assert out.getvalue().splitlines() == [
        "2 would be added, 0 changed, 1 same, 4 bad",
        "2 were added, 0 changed, 1 same, 4 bad",
    ]
    assert "line 5: 电话 不是电话号码" in err.getvalue()
    for wrong in ({"by": "nobody"}, {"by": "zhao"}, {"village": "999"}):
        with pytest.raises(CommandError):
            call_command("import_registers", file, **(asked | wrong))
    with pytest.raises(CommandError):
        call_command("import_registers", tmp_path / "none.csv", **asked)
