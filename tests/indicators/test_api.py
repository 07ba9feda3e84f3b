# SPDX-License-Identifier: Apache-2.0
"""Numbers over HTTP: who reads whose, the list behind each, bad questions, files."""

import csv
import io

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from grids.directory import forget
from grids.models import Unit
from indicators.formulas import INDICATORS
from tests.events.clients import ROOT, as_
from tests.walk import MINOR_CHILD, Walk

ADDRESS = f"{ROOT}/indicators/"


def test_a_county_reads_its_townships_and_each_number_opens_its_list(walk: Walk) -> None:
    walk.to("closed")
    walk.to("processing")
    walk.report(by=walk.zhao, grid=walk.far_grid.code)
    answer = as_(walk.sun).get(ADDRESS).json()
    assert answer["unit"]["code"] == walk.county.county.code
    assert [line["code"] for line in answer["lines"]] == [walk.shiqiao.code, walk.wanghu.code]
    filing = answer["whole"]["values"]["filing"]
    assert (filing["numerator"], filing["denominator"], filing["text"]) == (2, 3, "66.7%")
    for code, value in answer["whole"]["values"].items():
        if "denominator" not in value:
            continue
        behind = as_(walk.sun).get(f"{ADDRESS}{code}/events/").json()
        assert behind["times"] == value["denominator"], code
        whole_numbers = code not in ("return", "signed", "substantive", "arrival")
        assert not whole_numbers or behind["count"] == value["denominator"], code
    found = as_(walk.sun).get(f"{ADDRESS}filing/events/?part=missing").json()
    assert [event["state"] for event in found["results"]] == ["reported"]
    one = as_(walk.sun).get(f"{ADDRESS}filing/events/?line={walk.wanghu.code}").json()
    assert (one["count"], one["next"], one["hidden"]) == (1, None, 0)


def test_a_county_without_townships_reads_its_villages(city: Walk) -> None:
    city.to("closed")
    city.report(by=city.zhao, grid=city.far_grid.code)
    answer = as_(city.sun).get(ADDRESS).json()
    codes = [line["code"] for line in answer["lines"]]
    assert codes == [city.village.code, city.far_village.code]


def test_a_township_reads_its_own_and_nobody_elsewhere_knows(walk: Walk) -> None:
    walk.report()
    answer = as_(walk.chen).get(f"{ADDRESS}?by=platform").json()
    assert answer["unit"]["code"] == walk.shiqiao.code
    assert [line["code"] for line in answer["lines"]] == ["economy"]
    village = as_(walk.chen).get(ADDRESS, {"unit": walk.village.code})
    assert village.status_code == 200
    for who, unit in (
        (walk.chen, walk.wanghu.code),
        (walk.chen, walk.county.county.code),
        (walk.chen, walk.grid.code),
        (walk.chen, "x"),
        (walk.lin, ""),
        (walk.wang, ""),
        (walk.he, ""),
    ):
        assert as_(who).get(ADDRESS, {"unit": unit}).status_code == 404, (who, unit)
    assert Client().get(ADDRESS).status_code == 401


def test_a_sensitive_event_is_counted_and_not_listed(walk: Walk) -> None:
    walk.report(matter=MINOR_CHILD)
    found = as_(walk.chen).get(f"{ADDRESS}filing/events/").json()
    assert (found["count"], found["hidden"], found["results"]) == (1, 1, [])
    lines = as_(walk.chen).get(f"{ADDRESS}?by=source").json()["lines"]
    assert [line["code"] for line in lines] == [""]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=x", "from"),
        ("to=2026-13-01", "to"),
        ("from=2026-10-02&to=2026-10-01", "to"),
        ("from=2020-01-01&to=2026-01-01", "to"),
        ("from=0001-01-01", "from"),
        ("by=person", "by"),
    ],
)
def test_a_bad_question_is_named(walk: Walk, query: str, field: str) -> None:
    answer = as_(walk.sun).get(f"{ADDRESS}?{query}")
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {field})


def test_a_bad_list_is_named(walk: Walk) -> None:
    client = as_(walk.sun)
    assert client.get(f"{ADDRESS}nothing/events/").status_code == 404
    for query in ("part=all", "after=-1", "after=99999999999999999999"):
        assert client.get(f"{ADDRESS}filing/events/?{query}").status_code == 400, query


def test_the_pages_show_numbers_and_lists(walk: Walk, client: Client) -> None:
    event = walk.to("closed")
    client.force_login(walk.qian)
    page = client.get("/indicators/?show=filing").content.decode()
    assert "立案率" in page
    assert "100.0%" in page
    assert "石桥村" in page
    listed = client.get("/indicators/filing/?part=numerator").content.decode()
    assert event.number in listed
    wrong = client.get("/indicators/?from=tomorrow")
    assert (wrong.status_code, "日期写成" in wrong.content.decode()) == (400, True)
    client.force_login(walk.lin)
    assert client.get("/indicators/").status_code == 404


def test_no_cell_of_a_file_becomes_a_formula(walk: Walk, client: Client) -> None:
    evil = '=HYPERLINK("http://x.example")'
    Unit.objects.filter(pk=walk.shiqiao.pk).update(name=evil)
    forget()
    client.force_login(walk.qian)
    sheet = load_workbook(io.BytesIO(client.get("/indicators/export.xlsx").content)).worksheets[0]
    cell = sheet.cell(3, 1)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (evil, "s", True)
    text = client.get("/indicators/export.csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[2][0] == f"'{evil}"


def test_the_files_say_the_same_with_definitions(walk: Walk, client: Client) -> None:
    walk.to("closed")
    client.force_login(walk.qian)
    answer = client.get("/indicators/export.xlsx")
    assert "attachment" in answer["Content-Disposition"]
    sheet, notes = load_workbook(io.BytesIO(answer.content)).worksheets
    heads = [cell.value for cell in sheet[2]]
    filing = heads.index("立案率")
    assert sheet.cell(3, filing + 1).value == 1
    note = sheet.cell(2, filing + 1).comment
    assert note is not None
    assert note.text == str(INDICATORS["filing"].definition)
    assert notes.max_row == len(INDICATORS)
    text = client.get("/indicators/export.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[2][0] == walk.shiqiao.name
    assert str(timezone.localdate().year) in rows[0][0]
    assert "—" in rows[2]
