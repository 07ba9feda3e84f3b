# SPDX-License-Identifier: Apache-2.0
"""`load_divisions FILE --county CODE`."""

import gzip
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from grids.directory import unit_by_code
from grids.integrity import tree_faults
from grids.models import Outline, Unit

TABLE = """\
code,parent_code,name,level,kind
330000000000,,浙江省,1,省
339900000000,330000000000,云州市,2,地级市
339902000000,339900000000,青山县,3,县
339902100000,339902000000,山前镇,4,镇
339902100201,339902100000,山前村,5,村委会
339902400000,339902000000,开发区,4,类似乡级单位
339902400498,339902400000,开发区虚拟社区,5,类似居委会
339903000000,339900000000,别县,3,县
"""


def _load(path: Path, capsys: pytest.CaptureFixture[str], county: str = "339902000000") -> str:
    call_command("load_divisions", str(path), "--county", county)
    return capsys.readouterr().out.strip()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "divisions.csv"
    path.write_text(TABLE, encoding="utf-8-sig")
    return path


def test_a_county_is_made_once_and_then_updated(
    db: None, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not _load(table, capsys).startswith("0")
    assert _load(table, capsys, "339902") == "0 units made, 0 changed"
    table.write_text(TABLE.replace("山前村,", "山后村,"), encoding="utf-8")
    assert _load(table, capsys) == "0 units made, 1 changed"
    row = unit_by_code("339902100201")
    assert row is not None and row.name == "山后村"
    assert Unit.objects.filter(code="339903000000").count() == 0
    assert tree_faults() == []


def test_a_county_without_an_outline_has_units_without_places(
    db: None, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _load(table, capsys)
    assert Outline.objects.count() == 0
    row = unit_by_code("339902400498001")
    assert row is not None and row.lon is None


def test_a_compressed_table_is_read_too(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "divisions.csv.gz"
    path.write_bytes(gzip.compress(TABLE.encode()))
    assert "made" in _load(path, capsys)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b\n1,2\n", "columns"),
        (TABLE.replace("339902100201,", "33990210020x,"), "line 6"),
        (TABLE.replace("山前镇,4", "山前镇,9"), "line 5"),
        (TABLE.replace("山前镇,4", ",4"), "line 5"),
        (TABLE.replace("339902100201,339902100000", "339902100201,339902199000"), "no such parent"),
        (TABLE.replace("339902000000,339900000000,青山县,3,县\n", ""), "no county"),
        (TABLE + "339902100201,339902100000,又一村,5,村委会\n", "twice"),
    ],
)
def test_a_bad_table_says_where(db: None, table: Path, text: str, reason: str) -> None:
    table.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=reason):
        call_command("load_divisions", str(table), "--county", "339902000000")
    assert not Unit.objects.filter(code="339902000000").exists()


def test_a_file_that_is_no_text_or_not_there_says_so(db: None, tmp_path: Path) -> None:
    path = tmp_path / "gb.csv"
    path.write_bytes("代码,名称".encode("gbk"))
    for wrong in (path, tmp_path / "absent.csv"):
        with pytest.raises(CommandError):
            call_command("load_divisions", str(wrong), "--county", "339902")
