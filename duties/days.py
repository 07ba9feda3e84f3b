# SPDX-License-Identifier: Apache-2.0
"""A year's special days as a county writes them in a table (CSV or XLSX): read and judged, line by
line, before anything is saved.

Columns: `date` (2027-02-05), `kind` (休/off or 班/work), and if wanted `hours`
(08:00-12:00 14:00-18:00, without them the normal ones) and `note`.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from accounts.sheets import is_blank, read_sheet
from duties.hours import parse_hours

KINDS = {"休": False, "off": False, "班": True, "work": True}
_HEADS = {"日期": "date", "类型": "kind", "工作时段": "hours", "说明": "note"}
_NEEDED = {"date", "kind"}
_SPAN = re.compile(r"\s*(\d{1,2}:\d{2})\s*[-–~]\s*(\d{1,2}:\d{2})\s*")
_BETWEEN = re.compile(r"\s*[,;,;]\s*|(?<=\d)\s+(?=\d)")
_MOST_NOTE = 60


@dataclass(frozen=True, slots=True)
class DayDraft:
    """One special day to be: hours None are the normal ones."""

    date: date
    is_workday: bool
    hours: list[list[str]] | None = None
    note: str = ""


@dataclass
class DaysRead:
    """What a table says, and what is wrong with it: line and reason."""

    drafts: list[DayDraft] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)


def read_days(path: Path) -> DaysRead:
    """Read a table of days (读入日历表); nothing is skipped in silence. `BadFile` if it is none."""
    rows = read_sheet(path.read_bytes())
    found = DaysRead()
    heads = [_HEADS.get(head, head) for head in (_told(cell).strip() for cell in rows[0][1])]
    if not set(heads) >= _NEEDED:
        found.faults.append((1, "columns date and kind are needed"))
        return found
    seen: set[date] = set()
    for number, cells in rows[1:]:
        if is_blank(cells):
            continue
        try:
            draft = _draft(dict(zip(heads, map(_told, cells), strict=False)))
            if draft.date in seen:
                raise ValueError("this day stands in the table twice")
        except ValueError as fault:
            found.faults.append((number, str(fault)))
        else:
            seen.add(draft.date)
            found.drafts.append(draft)
    return found


def spans_of(text: str) -> list[list[str]] | None:
    """Return written hours as they are stored; None for none; ValueError with the reason."""
    if not text.strip():
        return None
    spans = []
    for part in _BETWEEN.split(text.strip()):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise ValueError(f"hours {text!r}: write 08:00-12:00 14:00-18:00")
        spans.append([match[1].zfill(5), match[2].zfill(5)])
    try:
        parse_hours(spans)
    except ValueError as fault:
        raise ValueError(f"hours {text!r} overlap or run backwards") from fault
    return spans


def _draft(row: dict[str, str]) -> DayDraft:
    kind, told = row["kind"].strip().lower(), row["date"].strip()
    if kind not in KINDS:
        raise ValueError(f"kind {row['kind']!r}: write 休, 班, off or work")
    try:
        day = date.fromisoformat(told.replace("/", "-"))
    except ValueError as fault:
        raise ValueError(f"date {told!r}: write 2027-02-05") from fault
    hours = spans_of(row.get("hours", ""))
    if hours and not KINDS[kind]:
        raise ValueError("a day off has no hours")
    return DayDraft(day, KINDS[kind], hours, row.get("note", "").strip()[:_MOST_NOTE])


def _told(cell: Any) -> str:
    """A cell of a workbook: dates come as dates."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)
