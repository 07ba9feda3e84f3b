# SPDX-License-Identifier: Apache-2.0
"""Tables that people send (XLSX or CSV) as plain rows of cells, and cells of tables they take
away. What a column means is its reader's or writer's business.

A broken, locked or huge file is refused with a sentence; a formula is no value, and no cell that
is written can become one.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell import WriteOnlyCell

MOST_BYTES = 10 * 1024 * 1024
# What a small archive may unfold to: a table of 20,000 rows is far below it.
MOST_UNFOLDED = 120 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 64
_LONGEST = 4000
# What a spreadsheet cannot hold, and what it would run as a formula (公式注入).
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

# A row: its number in the file, and its cells.
Row = tuple[int, list[Any]]


class BadFile(Exception):
    """A file that is no table; the message is for the person."""


def read_sheet(content: bytes) -> list[Row]:
    """The rows of a file from its headings on, with their numbers. `BadFile` if it is no table."""
    if len(content) > MOST_BYTES:
        raise BadFile(_("文件太大:最多 %(most)d MB") % {"most": MOST_BYTES // 1024 // 1024})
    if not content:
        raise BadFile(_("文件是空的"))
    # A workbook is a zip, whatever it is called.
    rows = _workbook(content) if content[:2] == b"PK" else _csv(content)
    numbered = list(islice(rows, MOST_ROWS + 2))
    if len(numbered) > MOST_ROWS + 1:
        raise BadFile(_("行数太多:一次最多 %(most)d 行") % {"most": MOST_ROWS})
    if not numbered:
        raise BadFile(_("文件里没有内容"))
    return numbered


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula."""
    return text.startswith(_FORMULA)


def csv_cell(value: Any) -> Any:
    """A value for CSV: text that looks like a formula is kept from it by an apostrophe."""
    return f"'{value}" if isinstance(value, str) and looks_like_formula(value) else value


def without_mark(text: str) -> str:
    """Text as it was before `csv_cell`."""
    return text[1:] if text[:1] == "'" and looks_like_formula(text[1:]) else text


def xlsx_cell(sheet: Any, value: Any) -> Any:
    """A cell for a workbook: a number or a time as such, anything else as text, marked as such."""
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, timezone.localtime(value).replace(tzinfo=None, microsecond=0))
        cell.number_format = "yyyy-mm-dd hh:mm"
        return cell
    if value is None or isinstance(value, int | float):
        return WriteOnlyCell(sheet, value)
    text = _CONTROL.sub("", str(value))[:_LONGEST]
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # whatever it looks like: a number with zeros in front, a formula
    if looks_like_formula(text):
        cell.quotePrefix = True
    return cell


def is_blank(cells: list[Any]) -> bool:
    """Whether a row says nothing."""
    return not any(str(cell or "").strip() for cell in cells)


def _workbook(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) > MOST_UNFOLDED:
                raise BadFile(_("文件展开后太大"))
        # Formulas stay text beginning with "=", which no column takes.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
        found = [(number, list(cells)) for number, cells in enumerate(rows, start=1)]
        book.close()
    except BadFile:
        raise
    except Exception as reason:
        # A stranger's file in a stranger's parser: whatever it trips over, the file is to blame.
        raise BadFile(_("这个 Excel 文件读不了:请另存为 .xlsx 再试")) from reason
    yield from _from_first_row(found)


def _csv(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    text = _text(content)
    if "\x00" in text:
        raise BadFile(_("不是表格:只收 .xlsx 和 .csv"))
    csv.field_size_limit(100_000)
    reader = csv.reader(io.StringIO(text, newline=""))
    found: list[tuple[int, list[Any]]] = []
    try:
        for cells in islice(reader, MOST_ROWS + 3):
            found.append((reader.line_num, list(cells[:MOST_COLUMNS])))
    except csv.Error as reason:
        said = _("第 %(line)d 行起读不下去") % {"line": reader.line_num}
        raise BadFile(said) from reason
    yield from _from_first_row(found)


def _from_first_row(rows: list[tuple[int, list[Any]]]) -> Iterator[tuple[int, list[Any]]]:
    """From the headings on: empty rows above them are no headings."""
    started = False
    for number, cells in rows:
        started = started or not is_blank(cells)
        if started:
            yield number, cells


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(_("不是表格:只收 .xlsx 和 .csv"))
