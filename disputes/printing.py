# SPDX-License-Identifier: Apache-2.0
"""A paper as PDF (打印稿), drawn from the finished DOCX, so that a county's template serves both.

What is drawn: paragraphs with their headings, sides and bold, and tables; pictures, headers and
footers are the DOCX's alone. The font is embedded: the paper looks the same wherever it is opened.
A sign that no font of ours has stands as 〓, and the paper says so at its end.
"""

import io
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

TYPE = "application/pdf"
FONT = Path(__file__).resolve().parent / "data" / "DroidSansFallbackFull.ttf"
# Chinese first; letters and figures come from the font that reportlab brings.
CHINESE, LATIN, LATIN_BOLD = "paper-zh", "paper-latin", "paper-latin-bold"
MISSING = "〓"
MARGIN = 25 * mm
BODY, SMALL = 12, 9
# Title, then headings 1 and 2; deeper ones look like the second.
HEADINGS = (20, 15, 13)
SIDES: dict[Any, int] = {WD_ALIGN_PARAGRAPH.CENTER: TA_CENTER, WD_ALIGN_PARAGRAPH.RIGHT: TA_RIGHT}
GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]


def pdf_of(paper: bytes, *, title: str) -> bytes:
    """The same paper as PDF; `title` names the file inside and holds no name."""
    document = Document(io.BytesIO(paper))
    flow = [*_flow(document)]
    if any(_is_missing(sign) for sign in _signs(document)):
        flow += [Spacer(0, BODY), _paragraph(_("〓 处为字库没有的字,以 DOCX 为准。"), size=SMALL)]
    out = io.BytesIO()
    room = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
    SimpleDocTemplate(out, pagesize=A4, title=title, **room).build(flow)
    return out.getvalue()


def _flow(document: Any) -> Iterator[Flowable]:
    for block in document.iter_inner_content():
        yield _table(block) if isinstance(block, WordTable) else _written(block)


def _signs(document: Any) -> set[str]:
    """Every sign of the body, each once."""
    paragraphs = list(document.paragraphs)
    for table in document.tables:
        paragraphs += [each for row in table.rows for cell in row.cells for each in cell.paragraphs]
    return {sign for each in paragraphs for sign in each.text}


def _written(block: WordParagraph) -> Flowable:
    """A paragraph of the DOCX; an empty one is an empty line."""
    if not block.text.strip():
        return Spacer(0, BODY)
    level = _level(block)
    size = HEADINGS[min(level, 2)] if level is not None else BODY
    side = SIDES.get(block.alignment, TA_LEFT)
    bold = level is not None or all(run.bold for run in block.runs if run.text.strip())
    return _paragraph(block.text, size=size, side=side, bold=bold)


def _level(block: WordParagraph) -> int | None:
    """0 for a title, 1 and more for headings, None for the text."""
    name = (block.style.name if block.style else "") or ""
    if name == "Title":
        return 0
    figure = name.removeprefix("Heading ")
    return int(figure) if name != figure and figure.isdigit() else None


def _table(block: WordTable) -> Flowable:
    rows = [[_paragraph(cell.text, size=BODY - 1) for cell in row.cells] for row in block.rows]
    width = (A4[0] - 2 * MARGIN) / max(1, len(block.columns))
    return Table(rows, colWidths=[width] * len(block.columns), style=GRID, spaceAfter=BODY)


def _paragraph(text: str, *, size: int, side: int = TA_LEFT, bold: bool = False) -> Paragraph:
    style = ParagraphStyle(
        "paper",
        fontName=_fonts()[0].fontName,
        fontSize=size,
        leading=size * 1.6,
        spaceAfter=size * 0.5,
        alignment=side,
        wordWrap="CJK",
        splitLongWords=True,
    )
    return Paragraph(_markup(text, bold=bold), style)


def _markup(text: str, *, bold: bool) -> str:
    """The text in stretches of one font each."""
    plain = "".join(_printable(sign) for sign in text)
    stretches = groupby(plain, key=_font_of)
    latin = LATIN_BOLD if bold else LATIN
    return "".join(
        f'<font name="{CHINESE if font == CHINESE else latin}">{_lines("".join(signs))}</font>'
        for font, signs in stretches
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


def _printable(sign: str) -> str:
    """The sign, its plain form (① as 1), or the mark for what no font has."""
    if sign == "\n":
        return sign
    if sign.isspace():
        return " "
    found = sign if _font_of(sign) else unicodedata.normalize("NFKC", sign)
    return found if all(_font_of(each) for each in found) else MISSING


def _is_missing(sign: str) -> bool:
    return sign != MISSING and _printable(sign) == MISSING


def _font_of(sign: str) -> str:
    """Which font has the sign; "" where none has."""
    chinese, latin = _fonts()
    if ord(sign) in chinese.face.charToGlyph:
        return CHINESE
    return LATIN if sign == "\n" or ord(sign) in latin.face.charToGlyph else ""


@cache
def _fonts() -> tuple[TTFont, TTFont]:
    """Our fonts, read once a process."""
    chinese, latin = TTFont(CHINESE, str(FONT)), TTFont(LATIN, "Vera.ttf")
    for font in (chinese, latin, TTFont(LATIN_BOLD, "VeraBd.ttf")):
        pdfmetrics.registerFont(font)
    return chinese, latin
