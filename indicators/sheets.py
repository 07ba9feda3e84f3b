# SPDX-License-Identifier: Apache-2.0
"""A summary as XLSX or CSV (导出): the numbers of the screen, definitions beside them."""

import csv
import io
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from accounts.sheets import csv_cell, xlsx_cell
from indicators.documents import Answer

_BOLD = Font(bold=True)


def as_xlsx(answer: Answer) -> bytes:
    """A sheet of numbers, each heading with its definition as a note; a sheet of definitions."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one sheet
    sheet.title = _("指标")
    for row in _rows(answer):
        sheet.append([xlsx_cell(sheet, value) for value in row])
    for at, each in enumerate(_columns(answer), start=1):
        cell = sheet.cell(row=2, column=at)
        cell.font = _BOLD
        sheet.column_dimensions[get_column_letter(at)].width = 16
        if each["definition"]:
            cell.comment = Comment(each["definition"], _("口径"), height=120, width=280)
    sheet.freeze_panes = "B3"
    notes = book.create_sheet(_("口径"))
    for each in answer["indicators"]:
        notes.append([xlsx_cell(notes, each[name]) for name in ("name", "definition")])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(answer: Answer) -> bytes:
    """The numbers, then the definitions below them; with a mark so that Excel reads Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    notes = [[each["name"], each["definition"]] for each in answer["indicators"]]
    writer.writerows(map(csv_cell, row) for row in (*_rows(answer), [], *notes))
    return out.getvalue().encode("utf-8-sig")


def _columns(answer: Answer) -> list[dict[str, str]]:
    """The headings after the name: a rate with its fraction, a duration with its spread."""
    found = [{"name": _("范围"), "definition": ""}, {"name": _("事件数"), "definition": ""}]
    for each in answer["indicators"]:
        parts = (_("分子"), _("分母")) if each["kind"] == "rate" else (_("中位数"), _("九成以内"))
        unit = "" if each["kind"] == "rate" else _("(分钟)")
        found.append({"name": f"{each['name']}{unit}", "definition": each["definition"]})
        found += [{"name": f"{each['name']}·{part}", "definition": ""} for part in parts]
    return found


def _rows(answer: Answer) -> list[list[Any]]:
    title = _("%(unit)s %(from)s 至 %(to)s") % {
        "unit": answer["unit"]["name"],
        "from": answer["from"],
        "to": answer["to"],
    }
    rows: list[list[Any]] = [[title], [each["name"] for each in _columns(answer)]]
    for line in (answer["whole"], *answer["lines"]):
        row: list[Any] = [line["name"], line["cases"]]
        for each in answer["indicators"]:
            value = line["values"][each["code"]]
            shown = "—" if value["value"] is None else round(value["value"], 4)
            beside = ("numerator", "denominator") if each["kind"] == "rate" else ("median", "p90")
            row += [shown, *(value[name] for name in beside)]
        rows.append(row)
    return rows
