# SPDX-License-Identifier: Apache-2.0
"""What the charts of a page show (图表): names, values, words and where each leads, made from an
answer in hand. A chart never stands alone: the same points stand in a table beside it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.asked import Asked
from indicators.documents import Answer, value_of
from indicators.formulas import INDICATORS
from indicators.trends import Span

Point = dict[str, Any]


def trend_points(asked: Asked, code: str, line: str | None = None) -> list[Point]:
    """The indicator, of one line or of all, by days, weeks or months: each opens the list of its
    own days. None where nothing counts."""
    if INDICATORS[code].of_now:
        return []
    found = asked.trend(code, line)
    base = {"unit": asked.unit.code, "by": asked.by} | ({} if line is None else {"line": line})
    points = [
        _point(
            _name(span),
            value_of(value, code),
            code,
            base | {"from": span.begin.isoformat(), "to": span.end.isoformat()},
        )
        for span, value in found
    ]
    return points if any(point["count"] for point in points) else []


def part_points(asked: Asked, code: str, lines: Iterable[Answer]) -> list[Point]:
    """The indicator by the parts of the question, in the order of the table."""
    days = {"from": asked.begin.isoformat(), "to": asked.end.isoformat()}
    base = {"unit": asked.unit.code, **days, "by": asked.by}
    return [
        _point(line["name"], line["values"][code], code, base | {"line": line["code"]})
        for line in lines
    ]


def chart_of(code: str, title: str, points: list[Point], *, line: bool) -> Answer:
    """What the script draws: a line over time, or bars."""
    unit = "%" if INDICATORS[code].minutes is None else _("时")
    return {"line": line, "unit": unit, "title": title, "points": points}


def _point(name: str, value: Answer, code: str, asked: dict[str, str]) -> Point:
    """`value` as a share of a hundred or median hours: what the axis shows."""
    listed = reverse("indicators:listed", args=[code])
    rate = "denominator" in value
    count = value["denominator"] if rate else value["count"]
    shown = value["value"] if rate else value["median"]
    return {
        "name": name,
        "value": None if shown is None else round(shown * 100 if rate else shown / 60, 2),
        "text": value["text"],
        "note": f"{value['numerator']}/{count}" if rate else _("%(n)d 件") % {"n": count},
        "count": count,
        "numerator": value.get("numerator"),
        "href": f"{listed}?{urlencode(asked)}",
    }


def _name(span: Span) -> str:
    """A day as month and day; several from the first to the last."""
    first = f"{span.begin:%m-%d}"
    return first if span.begin == span.end else f"{first}–{span.end:%m-%d}"
