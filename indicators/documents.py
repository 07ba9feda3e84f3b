# SPDX-License-Identifier: Apache-2.0
"""A summary as the API, a table and a sheet say it. A rate of nothing is None, and "—" in words."""

from typing import Any

from django.utils.translation import gettext as _

from grids.directory import UnitRow
from indicators.asked import Asked
from indicators.formulas import INDICATORS
from indicators.summary import Group, Value

Answer = dict[str, Any]
NOTHING = "—"


def answer_of(asked: Asked) -> Answer:
    """The whole answer: what was asked, every definition, the whole and its lines by name."""
    whole, groups = asked.summary()
    lines = [line_of(code, asked.name_of(code), group) for code, group in groups.items()]
    return {
        "unit": _unit(asked.unit),
        "from": asked.begin,
        "to": asked.end,
        "by": asked.by,
        "indicators": definitions(),
        "whole": line_of(asked.unit.code, asked.unit.name, whole),
        # By code, as the divisions table has them: an order of merit would be a ranking.
        "lines": sorted(lines, key=lambda line: (line["code"] == "", line["code"])),
    }


def definitions() -> list[Answer]:
    """Code, name, kind and definition of every indicator, in their order."""
    return [
        {
            "code": each.code,
            "name": str(each.name),
            "kind": "rate" if each.rate else "minutes",
            "definition": str(each.definition),
        }
        for each in INDICATORS.values()
    ]


def line_of(code: str, name: str, group: Group) -> Answer:
    """One line of the table."""
    return {
        "code": code,
        "name": name,
        "cases": group.cases,
        "composite": group.composite,
        "values": {key: value_of(value, key) for key, value in group.values.items()},
    }


def value_of(value: Value, code: str) -> Answer:
    """A rate with its fraction, or a duration with its spread; `text` is what people read."""
    if INDICATORS[code].minutes is not None:
        said = {"value": value.value, "median": value.median, "p90": value.p90}
        return said | {"count": len(value.durations), "text": in_words(value.median)}
    fraction = {"numerator": value.numerator, "denominator": value.denominator}
    shown = NOTHING if value.value is None else f"{value.value * 100:.1f}%"
    return {"value": value.value, **fraction, "text": shown}


def in_words(minutes: float | None) -> str:
    """A time in the unit that people would say it in."""
    if minutes is None:
        return NOTHING
    if minutes < 60:
        return _("%(n)d 分") % {"n": round(minutes)}
    if minutes < 48 * 60:
        return _("%(n).1f 时") % {"n": minutes / 60}
    return _("%(n).1f 天") % {"n": minutes / 1440}


def _unit(row: UnitRow) -> Answer:
    return {"code": row.code, "name": row.name, "kind": row.kind}
