# SPDX-License-Identifier: Apache-2.0
"""Rows of a reports file (CSV) as fields of a report: headings by name, Chinese ones too.

Pure reading and mapping: a row that cannot be a report raises `BadRow` with its reason; writing is
`report_event`, like every other door.
"""

import csv
import gzip
import io
import re
import uuid
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from duties.directory import MatterRow, matter_by_code, matters
from duties.queries import suggest_matters
from grids.directory import UnitRow, subtree_of

# What a column may be called. The first name is ours.
HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("number", "编号", "留言编号", "工单编号", "来源编号"),
    "title": ("title", "标题", "主题", "留言主题"),
    "text": ("text", "内容", "详情", "留言详情", "主要内容", "描述"),
    "time": ("time", "时间", "上报时间", "留言时间", "发生时间"),
    "matter": ("matter", "事项", "小类", "类别"),
    "name": ("name", "姓名", "诉求人", "联系人"),
    "phone": ("phone", "电话", "联系电话", "手机"),
    "place": ("place", "地点", "地址", "位置", "address"),
    "township": ("township", "乡镇", "镇街", "街道", "乡镇街道", "所属乡镇"),
    "village": ("village", "村社", "村", "社区", "村社区", "所属村社"),
    "grid": ("grid", "网格", "网格代码", "所属网格"),
    "datum": ("datum", "坐标系"),
    "lon": ("lon", "lng", "经度"),
    "lat": ("lat", "纬度"),
    "source": ("source", "来源"),
    "photos": ("photos", "photo", "照片", "图片"),
}
SOURCES = {"网格": "grid", "群众": "resident", "窗口": "hall", "感知": "sensor", "其他": "other"}
SOURCES |= {"12345热线": "hotline", "12345": "hotline", "热线": "hotline", "领导批示": "leader"}
OTHER_MATTER = "1299"
UNKNOWN_PLACE = "来件未写明地点"
# What a letter is about stands in its first words; further down everything is mentioned.
TITLE_LENGTH = 40
# One namespace for ever: the same row of the same county gets the same uuid in every run.
NAMESPACE = uuid.UUID("5f0a6c1e-9b1d-4f43-8b5e-3d2a7f3c1411")
TIMES = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d")
Row = dict[str, str]


class BadRow(Exception):
    """A row that cannot become a report; the message is the reason."""


class BadFile(Exception):
    """A file that is no table of reports at all."""


def read_rows(file: Path) -> Iterator[tuple[int, Row]]:
    """Line number and row by our own column names. Reads .csv and .csv.gz, UTF-8 or GB18030."""
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(_text_of(file), newline=""))
    try:
        columns = _columns(next(reader, []))
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield (
                    line,
                    {name: cells[at].strip() for name, at in columns.items() if at < len(cells)},
                )
            line = reader.line_num + 1
    except csv.Error as reason:
        raise BadFile(f"第 {reader.line_num} 行起读不下去:{reason}") from reason


def as_report(row: Row, county: UnitRow) -> tuple[uuid.UUID, dict[str, Any]]:
    """The idempotency key and the fields of `report_event` for one row."""
    text = "\n".join(part for part in (row.get("title", ""), row.get("text", "")) if part)
    if not text:
        raise BadRow("没有内容")
    if len(text) > 4000:
        raise BadRow(f"内容有 {len(text)} 字,最多 4000 字")
    fields: dict[str, Any] = {"text": text, "matter": _matter(row, text)}
    source = row.get("source") or "hotline"
    fields["source"] = SOURCES.get(source, source)
    fields |= _place(row, county)
    if row.get("number"):
        fields["source_number"] = row["number"]
    if row.get("time"):
        fields["client_time"] = _time(row["time"]).isoformat()
    if row.get("name") or row.get("phone"):
        fields["claimants"] = [
            {"name": row.get("name", ""), "phone": row.get("phone", ""), "wants_reply": True}
        ]
    key = row.get("number") or "|".join(f"{name}={row[name]}" for name in sorted(row))
    return uuid.uuid5(NAMESPACE, f"{county.code}/{key}"), fields


def photo_files(row: Row, folder: Path) -> list[Path]:
    """The pictures a row names, by file name beside the table; several divided by a semicolon."""
    found = []
    for name in re.split(r"[;;]", row.get("photos", "")):
        if not name.strip():
            continue
        file = (folder / name.strip()).resolve()
        # A table must not be able to fetch files from elsewhere on this machine.
        if not file.is_relative_to(folder.resolve()) or not file.is_file():
            raise BadRow(f"找不到照片“{name.strip()}”")
        found.append(file)
    return found


def _text_of(file: Path) -> str:
    try:
        raw = file.read_bytes()
        raw = gzip.decompress(raw) if file.suffix == ".gz" else raw
    except (OSError, EOFError, zlib.error) as reason:
        raise BadFile(f"读不了 {file}:{reason}") from reason
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile("既不是 UTF-8 也不是 GB18030 编码")


def _columns(headings: list[str]) -> dict[str, int]:
    shown = [heading.strip().lower() for heading in headings]
    found = {}
    for name, known in HEADINGS.items():
        for heading in known:
            if heading in shown:
                found[name] = shown.index(heading)
                break
    if not found.keys() & {"text", "title"}:
        raise BadFile(f"没有内容列;认得的列名有 {'、'.join(HEADINGS['text'])}")
    return found


def _matter(row: Row, text: str) -> str:
    """The matter by code or name; without one, what the words suggest, else 其他."""
    given = row.get("matter", "")
    if given:
        if matter_by_code(given):
            return given
        for matter in matters():
            if matter.name == given:
                return matter.code
        raise BadRow(f"没有事项“{given}”")
    found = clear_matter(row.get("title") or text[:TITLE_LENGTH], text)
    return found.code if found else OTHER_MATTER


def clear_matter(title: str, text: str) -> MatterRow | None:
    """The matter that a letter clearly names; None where it only sounds like one.

    A word of the matter in the title is clear. Further down two words are asked, and what is
    urgent, sensitive or the county's is not guessed from there: a clerk files it.
    """
    for matter in suggest_matters(title, limit=2):
        if clues_in(title, matter):
            return matter
    for matter in suggest_matters(text, limit=1):
        plain = matter.urgency == "normal" and matter.level < 4 and not matter.sensitive
        if plain and len(clues_in(text, matter)) > 1:
            return matter
    return None


def clues_in(text: str, matter: MatterRow) -> list[str]:
    """The matter's own words in a text, each once (物业费 holds 物业 already)."""
    parts = [part for part in re.split(r"[、,，()（）—\s]+", matter.name) if len(part) > 2]
    found = [word for word in dict.fromkeys((*parts, *matter.keywords)) if word in text]
    return [word for word in found if not any(word != more and word in more for more in found)]


def _place(row: Row, county: UnitRow) -> dict[str, Any]:
    """By point, by a unit's code or names, or by words alone."""
    address = row.get("place", "")[:200]
    if row.get("lon") or row.get("lat"):
        point = {name: row[name] for name in ("lon", "lat", "datum") if row.get(name)}
        return point | {"address": address}
    unit_words = "".join(row.get(name, "") for name in ("township", "village", "grid"))
    units = named_units(row.get("grid") or unit_words, county) if unit_words else []
    if len(units) != 1 and unit_words:
        units = named_units(unit_words, county)
    if unit_words and not units:
        raise BadRow(f"本县没有“{unit_words}”")
    if unit_words and len(units) > 1:
        raise BadRow(f"本县有 {len(units)} 个“{unit_words}”,请写明乡镇")
    units = units or (named_units(address, county) if address else [])
    if len(units) == 1:
        return {"grid": units[0].code, "address": address}
    return {"address": address or UNKNOWN_PLACE}


def named_units(words: str, county: UnitRow) -> list[UnitRow]:
    """The units of the county that `words` name: the innermost, and the longest name wins.

    Villages of one name in two townships: all of them, unless the township is named as well.
    """
    places = [row for row in subtree_of(county) if row.kind in ("township", "village", "grid")]
    if exact := [row for row in places if words == row.code]:
        return exact
    named = [row for row in places if len(row.name) > 1 and row.name in words]

    def rank(row: UnitRow) -> tuple[int, int]:
        above = sum(row.path.startswith(outer.path) for outer in named)
        return above, len(row.name)

    best = max(map(rank, named), default=(0, 0))
    return [row for row in named if rank(row) == best]


def _time(words: str) -> datetime:
    if "T" in words and (iso := _iso(words)):
        return iso
    for pattern in TIMES:
        try:
            return timezone.make_aware(datetime.strptime(re.sub(r"\s+", " ", words), pattern))
        except ValueError:
            continue
    raise BadRow(f"看不懂时间“{words}”")


def _iso(words: str) -> datetime | None:
    try:
        found = parse_datetime(words)
    except ValueError:
        return None
    return timezone.make_aware(found) if found and timezone.is_naive(found) else found
