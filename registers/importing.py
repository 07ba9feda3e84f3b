# SPDX-License-Identifier: Apache-2.0
"""Rows of a table (XLSX or CSV) by our own column names; Chinese headings too. Pure reading.

A broken, locked or huge file is refused with a sentence; a formula is no value.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.sheets import MOST_BYTES, MOST_ROWS, BadFile, Row, is_blank, read_sheet
from registers.columns import Column

__all__ = ["MOST_BYTES", "MOST_ROWS", "BadFile", "Line", "read_table"]

GRID_HEADINGS = ("grid", "网格", "网格代码", "网格编码", "所属网格", "网格名称")


@dataclass(frozen=True)
class Line:
    """One row: its number in the file, the grid it names, its values by column."""

    number: int
    grid: str
    values: dict[str, Any]


def read_table(content: bytes, columns: Sequence[Column]) -> list[Line]:
    """The rows of a file. `BadFile` if it is no such table."""
    return list(_lines(read_sheet(content), columns))


def _lines(rows: list[Row], wanted: Sequence[Column]) -> Iterator[Line]:
    headings = [str(cell or "").strip() for cell in rows[0][1]]
    columns, grid = _columns(headings, wanted), _first(headings, GRID_HEADINGS)
    for number, cells in rows[1:]:
        if is_blank(cells):
            continue
        values = {name: cells[at] for name, at in columns.items() if at < len(cells)}
        given = cells[grid] if grid is not None and grid < len(cells) else ""
        yield Line(number, str(given or "").strip(), values)


def _columns(headings: list[str], wanted: Sequence[Column]) -> dict[str, int]:
    found = {}
    for column in wanted:
        at = _first(headings, (column.name, *column.headings))
        if at is not None:
            found[column.name] = at
    missing = [c for c in wanted if c.required and c.name not in found]
    if missing:
        known = "、".join(missing[0].headings)
        raise BadFile(_("第一行要有列名;缺“%(name)s”") % {"name": known})
    return found


def _first(headings: list[str], known: Iterable[str]) -> int | None:
    shown = [heading.lower().rstrip("*＊") for heading in headings]
    return next((shown.index(name) for name in known if name in shown), None)
