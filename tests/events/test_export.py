# SPDX-License-Identifier: Apache-2.0
"""导出: what is listed as an Excel file, masked, harmless to open, with its filter in a note."""

import io
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from openpyxl import load_workbook

from events import api_export
from events.models import Event, ExportLog
from tests.events.clients import ROOT, as_, counted
from tests.walk import MINOR_CHILD, Walk

PATH = f"{ROOT}/events/export/"


def sheet_of(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content
    return load_workbook(io.BytesIO(answer.content))


def rows_of(answer: Any) -> list[dict[str, Any]]:
    head, *rows = sheet_of(answer)["事件"].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_what_is_listed_is_written_masked(walk: Walk) -> None:
    text = "请打 13812345678 找我,身份证 330604199001011234"
    first = walk.report(text=text, address="李家弄 3 号 0575-82345678")
    walk.to("processing")
    (row,) = rows_of(as_(walk.chen).get(PATH, {"state": "reported", "ordering": "due_at"}))
    assert (row["编号"], row["状态"]) == (first.number, "待受理")
    assert row["内容"] == "请打 138****5678 找我,身份证 330***********1234"
    assert "82345678" not in row["地点"] and row["地点"].startswith("李家弄 3 号")
    # On the screen a colleague reads the name; in a file nobody does.
    assert row["报告人"] == "林○○"
    assert (row["村社"], row["网格"]) == ("石桥村", walk.grid.name)
    assert row["上报时间"].year == first.reported_at.year


def test_the_filter_stands_in_a_note_and_the_export_is_logged(walk: Walk) -> None:
    walk.report()
    answer = as_(walk.chen).get(PATH, {"state": "reported", "q": "桥头", "unit": walk.village.code})
    book = sheet_of(answer)
    note = book["事件"]["A1"].comment.text
    for words in ("陈文书", "状态: 待受理", "单位: 石桥村", "查找: 桥头"):
        assert words in note
    assert "姓名、电话已隐去" in str(list(book["说明"].iter_rows(values_only=True)))
    log = ExportLog.objects.get()
    assert (log.by, log.rows) == (walk.chen, 1)
    # The log tells no words that somebody searched for.
    assert "状态: 待受理" in log.query and "桥头" not in log.query
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ExportLog.objects.update(rows=0)


@pytest.mark.parametrize("text", ["=1+1", "+cmd|'/c calc'!A1", "-2", "@SUM(A1)", "\t=1", "000123"])
def test_no_cell_is_a_formula_or_a_number_that_was_text(walk: Walk, text: str) -> None:
    walk.report(text="x")
    Event.objects.update(text=text, address=text)
    sheet = sheet_of(as_(walk.chen).get(PATH))["事件"]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    said = [cell for cell in cells if cell.value in (text, text.strip())]
    assert len(said) == 2 and {cell.data_type for cell in said} == {"s"}
    assert {cell.quotePrefix for cell in said} == {not text.startswith("000")}


def test_signs_that_no_sheet_can_hold_do_no_harm(walk: Walk) -> None:
    walk.report(text="x")
    Event.objects.update(text="a\x0bb\x1fc\uffff" + "长" * 5000)
    (row,) = rows_of(as_(walk.chen).get(PATH))
    assert row["内容"].startswith("abc长") and len(row["内容"]) == 4000


def test_of_a_sensitive_event_village_and_major_alone_go_out(walk: Walk) -> None:
    walk.report(by=walk.he, matter=MINOR_CHILD, text="某某家的孩子")
    (row,) = rows_of(as_(walk.qian).get(PATH))
    assert {name for name, value in row.items() if value} == {"编号", "状态", "大类", "村社"}
    assert (row["编号"], row["村社"]) == ("敏感", "石桥村")
    (own,) = rows_of(as_(walk.he).get(PATH))
    assert {name for name, value in own.items() if value} == {"编号", "状态"}
    assert rows_of(as_(walk.chen).get(PATH)) == []


def test_too_many_rows_are_refused_with_a_clear_word(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_export, "MOST_ROWS", 2)
    for _each in range(3):
        walk.report()
    answer = as_(walk.chen).get(PATH)
    assert answer.status_code == 400
    assert "超过 2 件" in answer.json()["errors"]["rows"][0]
    assert not ExportLog.objects.exists()
    assert as_(walk.chen).get(PATH, {"state": "asleep"}).status_code == 400


def test_more_rows_cost_no_more_queries(walk: Walk) -> None:
    client, costs = as_(walk.chen), []
    for more in (1, 4):
        for _each in range(more):
            walk.report()
        with counted() as statements:
            assert client.get(PATH).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1]
