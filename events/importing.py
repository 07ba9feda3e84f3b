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
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from duties.directory import matter_by_code, matters
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
    "grid": ("grid", "网格", "村社", "乡镇"),
    "lon": ("lon", "lng", "经度"),
    "lat": ("lat", "纬度"),
    "source": ("source", "来源"),
}
OTHER_MATTER = "1299"
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
    text = _text_of(file)
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""))
    columns = _columns(next(reader, []))
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield (
                reader.line_num,
                {name: cells[at].strip() for name, at in columns.items() if at < len(cells)},
            )


def as_report(row: Row, county: UnitRow) -> tuple[uuid.UUID, dict[str, Any]]:
    """The idempotency key and the fields of `report_event` for one row."""
    text = "\n".join(part for part in (row.get("title", ""), row.get("text", "")) if part)
    if not text:
        raise BadRow("没有内容")
    if len(text) > 4000:
        raise BadRow(f"内容有 {len(text)} 字,最多 4000 字")
    fields: dict[str, Any] = {"text": text, "matter": _matter(row, text)}
    fields["source"] = row.get("source") or "hotline"
    fields |= _place(row, text, county)
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


def _text_of(file: Path) -> str:
    try:
        raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    except (OSError, EOFError) as reason:
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
    suggested = suggest_matters(text, limit=1)
    return suggested[0].code if suggested else OTHER_MATTER


def _place(row: Row, text: str, county: UnitRow) -> dict[str, Any]:
    """By point, by a unit's code or name, or by words alone."""
    if row.get("lon") or row.get("lat"):
        return {"lon": row.get("lon"), "lat": row.get("lat"), "address": row.get("place", "")[:200]}
    words = row.get("grid") or row.get("place") or ""
    unit = named_unit(words, county) if words else None
    if row.get("grid") and unit is None:
        raise BadRow(f"本县没有“{row['grid']}”")
    address = (row.get("place") or words or text.splitlines()[0])[:200]
    return {"grid": unit.code, "address": address} if unit else {"address": address}


def named_unit(words: str, county: UnitRow) -> UnitRow | None:
    """The one unit of the county that `words` names (the longest name wins), if it is one alone."""
    places = [row for row in subtree_of(county) if row.kind in ("township", "village", "grid")]
    for row in places:
        if words == row.code:
            return row
    named = [row for row in places if len(row.name) > 1 and row.name in words]
    if not named:
        return None
    longest = max(len(row.name) for row in named)
    best = [row for row in named if len(row.name) == longest]
    if len(best) > 1:
        # Villages of one name in two townships: the township must be named as well.
        towns = [row.path for row in named if row.kind == "township"]
        best = [row for row in best if any(row.path.startswith(path) for path in towns)]
    return best[0] if len(best) == 1 else None


def _time(words: str) -> datetime:
    for pattern in TIMES:
        try:
            return timezone.make_aware(datetime.strptime(re.sub(r"\s+", " ", words), pattern))
        except ValueError:
            continue
    raise BadRow(f"看不懂时间“{words}”")
