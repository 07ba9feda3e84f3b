# SPDX-License-Identifier: Apache-2.0
"""The worked examples of docs/clocks.md as tests read them: the page itself is the table."""

import re
from datetime import date, datetime

from duties.clocks import CHINA
from tests.product import ROOT

Row = dict[str, str]
_YEAR = 2026
_TABLE = re.compile(r"<!-- table: (.+?) -->\n((?:\|.*\n)+)")


def rows_of(name: str) -> list[Row]:
    """The rows of one table, by their column's head; an unknown name is a mistake."""
    text = (ROOT / "docs" / "clocks.md").read_text()
    lines = dict(_TABLE.findall(text))[name].splitlines()
    heads = _cells(lines[0])
    return [dict(zip(heads, _cells(line), strict=True)) for line in lines[2:]]


def at(text: str) -> datetime:
    """A time of a table, "09-30 17:00", in China."""
    return datetime.fromisoformat(f"{_YEAR}-{text}").replace(tzinfo=CHINA)


def day(text: str) -> date:
    """A day of a table, "09-30"."""
    return date.fromisoformat(f"{_YEAR}-{text}")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
