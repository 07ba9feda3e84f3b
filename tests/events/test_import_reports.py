# SPDX-License-Identifier: Apache-2.0
"""`import_reports`: a table of reports through the usual door; a bad row stops nothing."""

import gzip
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from events.importing import clear_matter, named_units
from events.models import Claimant, Event, Step
from grids.directory import unit_by_code
from tests.county import COUNTY, point_in
from tests.events.clients import person
from tests.events.moves import lines_of
from tests.walk import POTHOLE, Walk


def imported(file: Path, **options: Any) -> tuple[str, list[str]]:
    """What the command said, and its complaints."""
    out, err = StringIO(), StringIO()
    call_command("import_reports", file, county=COUNTY, stdout=out, stderr=err, **options)
    return out.getvalue().strip(), err.getvalue().splitlines()


def table(tmp_path: Path, *rows: str, encoding: str = "utf-8", name: str = "reports.csv") -> Path:
    file = tmp_path / name
    raw = "\n".join(rows).encode(encoding)
    file.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return file


CHINESE = "留言编号,留言主题,留言详情,留言时间,姓名,联系电话,来源"
ROW = "7001,桥头路面坑洼,车都绕着走,2019/2/28 11:25:05,张三,13812345678,12345热线"


def test_chinese_headings(walk: Walk, tmp_path: Path) -> None:
    assert imported(table(tmp_path, CHINESE, ROW)) == ("new 1, already there 0, bad 0", [])
    event = Event.objects.get()
    assert (event.matter.code, event.source, event.source_number) == (POTHOLE, "hotline", "7001")
    assert event.text == "桥头路面坑洼\n车都绕着走"
    assert (event.reporter.username, event.address) == ("he", "来件未写明地点")
    assert event.client_time is not None
    assert event.client_time.isoformat() == "2019-02-28T03:25:05+00:00"
    caller = Claimant.objects.get()
    assert (caller.name, caller.phone, caller.wants_reply) == ("张三", "13812345678", True)
    assert lines_of(event)[0].move == "submit"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("gb18030", "a.csv"), ("utf-8-sig", "a.csv"), ("utf-8", "a.csv.gz"), ("gb18030", "a.csv.gz")],
)
def test_however_it_was_saved(walk: Walk, tmp_path: Path, encoding: str, name: str) -> None:
    file = table(tmp_path, CHINESE, ROW, encoding=encoding, name=name)
    assert imported(file)[0] == "new 1, already there 0, bad 0"


def test_twice_doubles_nothing(walk: Walk, tmp_path: Path) -> None:
    rows = (CHINESE, ROW, ROW.replace("7001", "").replace("坑洼", "破损"))
    file = table(tmp_path, *rows)
    assert imported(file)[0] == "new 2, already there 0, bad 0"
    lines = Step.objects.count()
    assert imported(file) == ("new 0, already there 2, bad 0", [])
    assert (Event.objects.count(), Step.objects.count()) == (2, lines)
    # Its words were changed meanwhile: still the same report.
    changed = table(tmp_path, CHINESE, ROW.replace("绕着走", "过不去"))
    assert imported(changed) == ("new 0, already there 1, bad 0", [])


def test_a_bad_row_is_told_with_line_and_reason_and_stops_nothing(
    walk: Walk, tmp_path: Path
) -> None:
    rows = (
        "编号,内容,事项,时间,乡镇,村社,经度,纬度",
        '1,"第一行,\n写了两行",0707,,,,,',
        "2,,0707,,,,,",
        "3,坑,9999,,,,,",
        "4,坑,0707,昨天,,,,",
        "5,坑,0707,,东海镇,龙宫村,,",
        "6,坑,0707,,,,10,10",
        "7,坑,0707,,,,东经,29.9",
        f"8,{'长' * 4001},0707,,,,,",
        "",
        "1,又是一号,0707,,,,,",
        "9,坑,道路、人行道、路沿石破损,2026-11-01T08:00:00,,,,",
    )
    told, complaints = imported(table(tmp_path, *rows))
    assert told == "new 2, already there 0, bad 8"
    assert complaints == [
        "line 4: 没有内容",
        "line 5: 没有事项“9999”",
        "line 6: 看不懂时间“昨天”",
        "line 7: 本县没有“东海镇龙宫村”",
        "line 8: lon: 这个位置不在本县范围内",
        "line 9: lon: 不是有效的经纬度",
        "line 10: 内容有 4001 字,最多 4000 字",
        "line 12: 编号 1 与第 2 行重复",
    ]


def test_place_by_name_code_and_point(walk: Walk, tmp_path: Path) -> None:
    lon, lat = point_in(walk.far_grid)
    rows = (
        "编号,内容,乡镇,村社,网格,地点,经度,纬度",
        "1,坑,石桥镇,新民村,,,,",
        "2,坑,望湖镇,新民村,,,,",
        "3,坑,,新民村,,,,",
        "4,坑,,,石桥村第二网格,老桥头,,",
        f"5,坑,,,{walk.grid.code},,,",
        "6,坑,,,,石桥镇石桥村桥东12号,,",
        f"7,坑,,,,湖边,{lon},{lat}",
        "8,坑,,,,某处,,",
        "9,坑,石桥镇,,,,,",
    )
    told, complaints = imported(table(tmp_path, *rows))
    assert told == "new 8, already there 0, bad 1"
    assert complaints == ["line 4: 本县有 2 个“新民村”,请写明乡镇"]
    places = dict(Event.objects.values_list("source_number", "place__code"))
    assert places == {
        "1": walk.village2.code,
        "2": "339901101202",
        "4": walk.grid2.code,
        "5": walk.grid.code,
        "6": walk.village.code,
        "7": walk.far_grid.code,
        "8": COUNTY,
        "9": walk.shiqiao.code,
    }
    assert Event.objects.get(source_number="6").address == "石桥镇石桥村桥东12号"


def test_named_units_of_one_name_are_told_apart_by_their_township(walk: Walk) -> None:
    county = unit_by_code(COUNTY)
    assert county is not None
    assert len(named_units("新民村", county)) == 2
    assert [row.code for row in named_units("望湖镇新民村", county)] == ["339901101202"]
    assert named_units("哪里都不是", county) == []


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [
        ("饭店油烟扰民", "每天晚上", "0805"),
        ("夜间施工", "睡不着", "0603"),
        ("西门小区", "这里环境很好,希望保持", None),
        # One mention far down is not what the letter is about; a fight hardly ever is.
        ("停车场收费", "收费员态度差,差点打架斗殴闹事", None),
        ("", "", None),
    ],
)
def test_what_a_letter_clearly_names(walk: Walk, title: str, text: str, code: str | None) -> None:
    found = clear_matter(title, f"{title}\n{text}")
    assert (found.code if found else None) == code


def test_a_row_without_a_clue_is_other(walk: Walk, tmp_path: Path) -> None:
    imported(table(tmp_path, "内容", "这里环境很好,希望保持"))
    assert Event.objects.get().matter.code == "1299"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (("编号,时间", "1,2"), "没有内容列"),
        ((), "没有内容列"),
        (("内容", '"' + "x" * 1_000_100), "读不下去"),
    ],
)
def test_a_file_that_is_no_table(
    walk: Walk, tmp_path: Path, rows: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(CommandError, match=reason):
        imported(table(tmp_path, *rows))
    assert not Event.objects.exists()


def test_a_broken_or_missing_file(walk: Walk, tmp_path: Path) -> None:
    broken = tmp_path / "a.csv.gz"
    broken.write_bytes(gzip.compress(b"text\nx\n" * 99)[:-12])
    for file in (broken, tmp_path / "none.csv"):
        with pytest.raises(CommandError, match="读不了"):
            imported(file)
    latin = tmp_path / "latin.csv"
    latin.write_bytes(b"\xff\xfe\x00\xd8\x80")
    with pytest.raises(CommandError, match="编码"):
        imported(latin)


def test_who_answers_for_it(walk: Walk, tmp_path: Path) -> None:
    file = table(tmp_path, CHINESE, ROW)
    imported(file, by="wu")
    assert Event.objects.get().reporter == walk.wu
    with pytest.raises(CommandError, match="no user"):
        imported(file, by="nobody")
    with pytest.raises(CommandError, match="no county"):
        call_command("import_reports", file, county="330699", stdout=StringIO())
    stranger = person(walk, "nowhere", walk.county.county, "supervisor")
    stranger.postings.all().delete()
    with pytest.raises(CommandError, match="serve"):
        imported(file, by="nowhere")
    for role in ("hotline_agent", "county_dispatcher", "county_chief"):
        for user in (walk.he, walk.wu, walk.sun):
            user.postings.filter(role=role).delete()
    with pytest.raises(CommandError, match="--by"):
        imported(file)


def test_pictures_lie_beside_the_table(walk: Walk, tmp_path: Path) -> None:
    Image.new("RGB", (90, 60), "gray").save(tmp_path / "pit.jpg")
    (tmp_path / "words.jpg").write_text("no picture")
    names = ("pit.jpg", "none.jpg", "../pit.jpg", "words.jpg")
    file = table(tmp_path, "内容,村,照片", *(f"路上有个坑,石桥村,{name}" for name in names))
    for _run in range(2):
        _told, complaints = imported(file)
        assert [each.split(":")[0] for each in complaints] == ["line 3", "line 4", "line 5"]
    event = Event.objects.get()
    assert [each.photo.owner for each in event.attachments.all()] == [walk.he]
