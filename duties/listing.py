# SPDX-License-Identifier: Apache-2.0
"""The duty list as a table (责任清单导入导出): written out, read in, and compared with what holds.

CSV and XLSX with the same Chinese headings. A cell never becomes a formula; a mistake is named
with its line. Nothing is written here: `duties.actions.listing` does that.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import openpyxl
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.sheets import BadFile, Row, csv_cell, is_blank, read_sheet, without_mark
from duties.directory import MatterRow, matter_by_code, matter_by_id, snapshot
from duties.models import Duty, LimitUnit
from duties.rules import Duties, holds_on
from duties.tables import names_in
from grids.directory import UnitRow, unit_by_code
from grids.models import Platform

# Heading -> field, in the order of the columns.
COLUMNS = {
    "事项": "matter",
    "事项名称": "name",
    "立案条件": "standard_no",
    "适用范围": "scope",
    "首派": "lead",
    "平台": "platform",
    "站所": "station",
    "县级部门": "department",
    "协办单位": "supports",
    "知会部门": "hears",
    "最低层级": "level_min",
    "最高层级": "level_max",
    "清单条款": "clause",
    "法律依据": "basis",
    "时限": "limit",
    "时限单位": "limit_unit",
    "生效日期": "valid_from",
}
# What two versions of a line may differ in.
COMPARED = tuple(name for name in COLUMNS.values() if name not in ("matter", "name", "valid_from"))
MOST_LINES = 5000
MOST_BYTES = 2 * 1024 * 1024
_LISTS = ("supports", "hears")
_NUMBERS = ("standard_no", "level_min", "level_max", "limit")
# Columns whose values are words for people and codes for the program.
_CODED: dict[str, type[TextChoices]] = {
    "lead": Duty.Lead,
    "platform": Platform,
    "limit_unit": LimitUnit,
}

Line = dict[str, Any]
Key = tuple[str, int | None, str]


class ListRefused(ValueError):
    """A table that cannot be taken over, with one sentence for each mistake and its line."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = list(mistakes)


@dataclass(frozen=True)
class Change:
    """One line that would be other than it is: what is new, what it was, what it would be."""

    key: Key
    kind: str
    was: Line | None
    becomes: Line | None

    @property
    def differs(self) -> list[tuple[str, Any, Any]]:
        """The columns that differ: heading, before, after."""
        if self.was is None or self.becomes is None:
            return []
        return [
            (heading, said(name, self.was[name]), said(name, self.becomes[name]))
            for heading, name in COLUMNS.items()
            if name in COMPARED and self.was[name] != self.becomes[name]
        ]


@dataclass(frozen=True)
class Comparison:
    """What a table would change (试运行)."""

    changes: tuple[Change, ...] = ()
    same: int = 0
    counts: dict[str, int] = field(default_factory=dict)


def lines_in_force(county: UnitRow) -> list[Line]:
    """Return the lines that hold in a county today: its own, else the defaults."""
    return [line_of(duty) for duty in duties_in_force(county)]


def line_of(duty: Duty) -> Line:
    """Return a line as the table shows it."""
    matter = matter_by_id(duty.matter_id)
    line: Line = {name: getattr(duty, name) for name in COMPARED}
    day = duty.valid_from.isoformat() if duty.valid_from else ""
    line |= {"scope": _scope_code(duty.scope), "matter": matter.code, "name": matter.name}
    return line | {"valid_from": day, "own": duty.county_id is not None}


def as_csv(lines: Iterable[Line]) -> bytes:
    """Return the table as CSV, with a mark that lets spreadsheets read it as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_cells(line) for line in lines)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(lines: Iterable[Line]) -> bytes:
    """Return the table as XLSX."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("责任清单")
    sheet.append(list(COLUMNS))
    for line in lines:
        sheet.append(_cells(line))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def read_table(content: bytes, county: UnitRow) -> list[Line]:
    """Return the lines of an uploaded table; `ListRefused` names every mistake with its line."""
    rows = _rows(content)
    headings = [_plain(cell) for cell in rows[0][1]]
    if not {"事项", "平台"} <= set(headings):
        raise ListRefused([_("第 1 行应是表头,至少有“事项”和“平台”两列")])
    lines, mistakes, seen = [], [], set[Key]()
    for number, cells in rows[1:]:
        if is_blank(cells):
            continue
        line, wrong = _read_line(dict(zip(headings, map(_plain, cells), strict=False)), county)
        wrong += [_("公式不能作值") for cell in cells if str(cell or "").startswith("=")][:1]
        if not wrong and key_of(line) in seen:
            wrong = [_("与前面某行的事项、条件、范围相同")]
        seen.add(key_of(line))
        lines.append(line)
        mistakes += [
            _("第 %(number)d 行:%(wrong)s") % {"number": number, "wrong": w} for w in wrong
        ]
    if mistakes:
        raise ListRefused(mistakes)
    return lines


def key_of(line: Line) -> Key:
    """Return what tells one line from another: matter, condition, scope."""
    return (line["matter"], line["standard_no"], line["scope"])


def compare(lines: Iterable[Line], county: UnitRow) -> Comparison:
    """Return what would change if these lines were the county's list (试运行).

    A line of the county's own that the table lacks ends; a default that it lacks stays.
    """
    known = {key_of(line): line for line in lines_in_force(county)}
    wanted = {key_of(line): line for line in lines}
    changes, same = [], 0
    for key, line in wanted.items():
        was = known.get(key)
        if was is not None and all(was[name] == line[name] for name in COMPARED):
            same += 1
            continue
        changes.append(Change(key, "changed" if was else "added", was, line))
    for key, was in known.items():
        if was["own"] and key not in wanted:
            changes.append(Change(key, "ended", was, None))
    kinds = [change.kind for change in changes]
    counts = {kind: kinds.count(kind) for kind in ("added", "changed", "ended")}
    return Comparison(tuple(changes), same, counts)


def duties_from(lines: Iterable[Line], county: UnitRow) -> list[Duty]:
    """Return the lines as rows of the county, not written."""
    return [_duty(line, county) for line in lines]


def as_if(comparison: Comparison, county: UnitRow) -> Duties:
    """Return the whole duty list as it would be after these changes (for a replay)."""
    found = {matter: list(rows) for matter, rows in snapshot().duties.items()}
    for change in comparison.changes:
        matter = _matter(change.key[0])
        rows = found.setdefault(matter.id, [])
        scope = scope_path(change.key[2])
        rows[:] = [
            r
            for r in rows
            if (r.county_id, r.standard_no, r.scope) != (county.id, change.key[1], scope)
        ]
        if change.becomes is not None:
            duty = _duty(change.becomes, county)
            duty.valid_from = None
            rows.append(duty)
    return {matter: tuple(rows) for matter, rows in found.items()}


def duties_in_force(county: UnitRow) -> list[Duty]:
    """Return the rows that hold in a county today: its own, else the defaults."""
    today, best = timezone.localdate(), dict[tuple[int, int | None, str], Duty]()
    for rows in snapshot().duties.values():
        for duty in rows:
            if duty.county_id not in (None, county.id) or not holds_on(duty, today):
                continue
            key = (duty.matter_id, duty.standard_no, duty.scope)
            before = best.get(key)
            if before is None or _order(duty) > _order(before):
                best[key] = duty
    known = [duty for duty in best.values() if matter_by_id(duty.matter_id).active]
    return sorted(
        known, key=lambda d: (matter_by_id(d.matter_id).code, d.standard_no or 0, d.scope)
    )


def _order(duty: Duty) -> tuple[bool, int]:
    return (duty.county_id is not None, duty.version)


def said(name: str, value: Any) -> Any:
    """Return a value of a column as people read it: the word for a code."""
    choices = _CODED.get(name)
    return str(choices(value).label) if choices and value in choices.values else value


def _cells(line: Line) -> list[str]:
    # The headings are Chinese, and so are the words below them, whoever takes the table.
    with override("zh-hans"):
        return [_cell(said(name, line[name])) for name in COLUMNS.values()]


def _code_of(name: str, text: str) -> str:
    """Return the code that a word stands for; a code stands for itself."""
    with override("zh-hans"):
        return next((code for code, word in _CODED[name].choices if str(word) == text), text)


def _cell(value: Any) -> str:
    """A cell as text; one that a spreadsheet would take for a formula is kept from it."""
    if isinstance(value, list):
        value = "、".join(value)
    return str(csv_cell("" if value is None else str(value)))


def _rows(content: bytes) -> list[Row]:
    if len(content) > MOST_BYTES:
        raise ListRefused([_("文件太大,最多 2 MB")])
    try:
        rows = read_sheet(content)
    except BadFile as bad:
        raise ListRefused([str(bad)]) from bad
    if len(rows) > MOST_LINES:
        raise ListRefused([_("最多 %(most)d 行") % {"most": MOST_LINES}])
    return rows


def _plain(cell: Any) -> str:
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return without_mark("" if cell is None else str(cell).strip())


def _read_line(raw: dict[str, str], county: UnitRow) -> tuple[Line, list[str]]:
    """A line and what is wrong with it."""
    line: Line = {name: raw.get(heading, "") for heading, name in COLUMNS.items()}
    wrong: list[str] = []
    line |= {name: names_in(line[name]) for name in _LISTS}
    for name in _NUMBERS:
        line[name] = _number(line[name], name, wrong)
    line |= {name: _code_of(name, line[name]) for name in _CODED}
    matter = matter_by_code(line["matter"])
    if matter is None:
        wrong.append(_("没有事项 %(code)s") % {"code": line["matter"]})
    elif line["standard_no"] not in (None, *(s.no for s in matter.standards)):
        wrong.append(_("这个事项没有第 %(no)d 条立案条件") % {"no": line["standard_no"]})
    line["lead"] = line["lead"] or Duty.Lead.PLATFORM.value
    return line, [*wrong, *_wrong_choices(line), *_wrong_place(line, county), *_wrong_numbers(line)]


def _number(text: str, name: str, wrong: list[str]) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and 0 < int(text[:6]) <= 30_000:
        return int(text[:6])
    heading = next(heading for heading, known in COLUMNS.items() if known == name)
    wrong.append(_("“%(column)s”要填正整数") % {"column": heading})
    return None


def _wrong_choices(line: Line) -> list[str]:
    wrong = []
    for name, choices in (("lead", Duty.Lead), ("platform", Platform)):
        if line[name] not in choices.values:
            wrong.append(_none_of(line[name], map(str, choices.labels)))
    if line["lead"] == Duty.Lead.STATION and not line["station"]:
        wrong.append(_("首派站所的要写站所名称"))
    for name, most in (("station", 60), ("department", 60), ("clause", 120), ("basis", 200)):
        if len(line[name]) > most:
            wrong.append(_("文字太长,最多 %(most)d 字") % {"most": most})
    return wrong


def _none_of(value: str, choices: Iterable[str]) -> str:
    told = {"value": value[:40], "choices": "、".join(choices)}
    return _("“%(value)s”不是 %(choices)s 之一") % told


def _wrong_place(line: Line, county: UnitRow) -> list[str]:
    if not line["scope"]:
        return []
    unit = unit_by_code(line["scope"])
    if unit is None or not unit.path.startswith(county.path):
        return [_("适用范围 %(code)s 不是本县的单位代码") % {"code": line["scope"]}]
    return []


def _wrong_numbers(line: Line) -> list[str]:
    wrong = []
    levels = [level for level in (line["level_min"], line["level_max"]) if level is not None]
    if any(level > 4 for level in levels) or levels != sorted(levels):
        wrong.append(_("层级在 1 到 4 之间,最低不高于最高"))
    if (line["limit"] is None) != (line["limit_unit"] == ""):
        wrong.append(_("时限和时限单位要一起填"))
    elif line["limit_unit"] and line["limit_unit"] not in LimitUnit.values:
        wrong.append(_none_of(line["limit_unit"], map(str, LimitUnit.labels)))
    try:
        line["valid_from"] = (
            line["valid_from"] and date.fromisoformat(line["valid_from"]).isoformat()
        )
    except ValueError:
        wrong.append(_("生效日期要写成 2026-01-31"))
    return wrong


def _duty(line: Line, county: UnitRow) -> Duty:
    values = {name: line[name] for name in COMPARED if name != "scope"}
    day = date.fromisoformat(line["valid_from"]) if line["valid_from"] else None
    matter = _matter(line["matter"])
    scope = scope_path(line["scope"])
    return Duty(**values, scope=scope, valid_from=day, matter_id=matter.id, county_id=county.id)


def _matter(code: str) -> MatterRow:
    return snapshot().matter_codes[code]


def scope_path(code: str) -> str:
    """Return where a line's scope begins; `ListRefused` for a unit that is gone: it may never
    come to mean the whole county."""
    if not code:
        return ""
    unit = unit_by_code(code)
    if unit is None:
        raise ListRefused([_("适用范围 %(code)s 不是本县的单位代码") % {"code": code}])
    return unit.path


def _scope_code(path: str) -> str:
    """A unit's path is made of codes, its own last."""
    return path.strip("/").split("/")[-1]
