# SPDX-License-Identifier: Apache-2.0
"""The page of indicators (指标), the list behind a number, the export. Without script it lacks
the charts alone: their points stand in tables."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.refusals import BadFields, NotFound
from grids.directory import UnitRow, children_of, unit_by_code
from indicators.access import MEASURED, measured_units, sees_units
from indicators.api import behind
from indicators.asked import Asked, read_asked
from indicators.charts import chart_of, part_points, trend_points
from indicators.documents import Answer, answer_of
from indicators.formulas import INDICATORS
from indicators.sheets import as_csv, as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAYS = {
    "unit": gettext_lazy("单位"),
    "office": gettext_lazy("处置平台、部门"),
    "platform": gettext_lazy("平台"),
    "major": gettext_lazy("大类"),
    "source": gettext_lazy("来源"),
}
SHEETS = {"xlsx": (as_xlsx, XLSX), "csv": (as_csv, "text/csv; charset=utf-8")}


@require_safe
@login_required
@never_cache
def board(request: HttpRequest) -> HttpResponse:
    """All indicators of a unit; one of them (`show`) told apart by its parts."""
    reader, errors = _reader(request), {}
    try:
        asked = read_asked(reader, request.GET)
    except BadFields as bad:
        # What was typed stands in the form with what is wrong; the numbers are this month's.
        errors = bad.errors
        asked = read_asked(reader, {"unit": request.GET.get("unit", "")})
    show = request.GET.get("show", "on_time")
    answer = answer_of(asked)
    context = _frame(request, asked, reader) | {
        "errors": errors,
        "answer": answer,
        "shown": next((e for e in answer["indicators"] if e["code"] == show), None),
        "rows": [each | answer["whole"]["values"][each["code"]] for each in answer["indicators"]],
        "lines": [
            line
            | {
                "shown": line["values"].get(show),
                "below": _below(asked, line["code"]),
                "page": sees_units(reader) and _has_page(asked, line["code"]),
            }
            for line in answer["lines"]
        ],
    }
    if show in INDICATORS:
        context |= _charts(asked, show, answer)
    return render(request, "indicators/board.html", context, status=400 if errors else 200)


@require_safe
@login_required
@never_cache
def listed(request: HttpRequest, code: str) -> HttpResponse:
    """The events behind one number."""
    if code not in INDICATORS:
        raise NotFound
    reader = _reader(request)
    asked = read_asked(reader, request.GET)
    found = behind(reader, asked, code, request.GET)
    context = _frame(request, asked, reader) | {
        "indicator": INDICATORS[code],
        "found": found,
        "line": asked.name_of(request.GET["line"]) if "line" in request.GET else asked.unit.name,
        "next": _with(request, after=str(found["next"])) if found["next"] else "",
    }
    return render(request, "indicators/listed.html", context)


@require_safe
@login_required
@never_cache
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same numbers as a file."""
    asked = read_asked(_reader(request), request.GET)
    write, content_type = SHEETS[kind]
    name = f"indicators-{asked.unit.code}-{asked.begin}-{asked.end}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(answer_of(asked)), content_type=content_type, headers=headers)


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # login_required
    return request.user


def _frame(request: HttpRequest, asked: Asked, reader: User) -> dict[str, Any]:
    """What form and links of every page of numbers need."""
    question = {
        "unit": asked.unit.code,
        "from": asked.begin.isoformat(),
        "to": asked.end.isoformat(),
        "by": asked.by,
    }
    return {
        "asked": asked,
        "question": urlencode(question),
        "units": _choices(asked, reader),
        "ways": WAYS,
        "has_page": sees_units(reader),
    }


def _choices(asked: Asked, reader: User) -> list[UnitRow]:
    """Where one may go from here: own units, those above on the way, those directly below."""
    own = measured_units(reader)
    below = [row for row in children_of(asked.unit.id) if row.kind in MEASURED]
    return list(dict.fromkeys([*own, asked.unit, *below]))


def _charts(asked: Asked, code: str, answer: Answer) -> dict[str, Any]:
    """The indicator over time and by parts, for the script and for the table beside it."""
    name = INDICATORS[code].name
    points = trend_points(asked, code)
    parts = part_points(asked, code, answer["lines"])
    by_time = _("%(name)s · 随时间") % {"name": name}
    by_part = _("%(name)s · 按%(by)s") % {"name": name, "by": WAYS[asked.by]}
    found = {"trend": chart_of(code, by_time, points, line=True)} if points else {}
    found["parts"] = chart_of(code, by_part, parts, line=False)
    return {"charts": found, "trend": points}


def _below(asked: Asked, code: str) -> str:
    """The question one level down, where a line is a unit that has numbers of its own."""
    row = unit_by_code(code) if asked.by == "unit" and code else None
    if row is None or row.kind not in MEASURED or row == asked.unit:
        return ""
    days = {"from": asked.begin.isoformat(), "to": asked.end.isoformat()}
    return urlencode({"unit": code, **days, "by": asked.by})


def _has_page(asked: Asked, code: str) -> bool:
    """Whether a line is a unit, which has a page of its own (单位页)."""
    return asked.by in ("unit", "office") and bool(code) and unit_by_code(code) is not None


def _with(request: HttpRequest, **changed: str) -> str:
    return urlencode({**request.GET.dict(), **changed})
