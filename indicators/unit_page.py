# SPDX-License-Identifier: Apache-2.0
"""One unit on one page (单位页): who serves there, what it has in hand, its numbers, what it has
returned, what the duty list gives it, who is on duty. Each number opens its list."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.refusals import BadFields
from duties.found_lines import Asked as Wanted
from duties.found_lines import found_lines
from events.models.event import Lamp
from events.standing import standing_of
from grids.directory import (
    UnitRow,
    ancestors_of,
    children_of,
    enclosing,
    node_above,
    placed_name,
    unit_by_id,
)
from grids.models import Platform, Posting
from grids.queries import live_postings, postings_of, shifts_from
from indicators.access import MEASURED, reads_numbers, unit_seen
from indicators.asked import Asked, read_asked
from indicators.charts import chart_of, trend_points
from indicators.documents import definitions, line_of
from indicators.formulas import INDICATORS
from indicators.holdings import LAMPS, holdings_of, returns_of
from indicators.summary import Group

USUAL = "on_time"
USUAL_DAYS, SHIFT_DAYS = 30, 7
MOST_LINES = 8


@require_safe
@login_required
@never_cache
def unit_page(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a unit under one's own."""
    reader = request.user
    assert isinstance(reader, User)  # login_required
    unit = unit_seen(reader, code)
    seats = _seats(unit)
    now, standing = timezone.now(), standing_of(reader)
    context = {
        "unit": unit,
        "above": [row for row in reversed(ancestors_of(unit)) if _sees(reader, row)],
        "below": children_of(unit.id),
        "people": _people(seats),
        "name": placed_name(unit),
        "lamps": [_("不计时") if lamp == Lamp.NONE else lamp.label for lamp in LAMPS],
        "holdings": holdings_of(unit, standing),
        "returns": returns_of(unit, standing),
        "shifts": shifts_from(seats, now, now + timedelta(days=SHIFT_DAYS)),
        **_duties(unit),
        **_numbers(request, reader, unit),
    }
    status = 400 if context.get("errors") else 200
    return render(request, "indicators/unit.html", context, status=status)


def _sees(reader: User, row: UnitRow) -> bool:
    return any(row.path.startswith(post.acts_for.path) for post in postings_of(reader))


def _seats(unit: UnitRow) -> list[int]:
    """The unit, and the room (指挥室) that acts for it."""
    return [unit.id, *(row.id for row in children_of(unit.id) if row.kind == "command_room")]


def _people(seats: list[int]) -> Any:
    """Who serves there now, by role. One query."""
    live: Any = live_postings().filter(unit_id__in=seats, user__is_active=True)
    found: list[Posting] = list(live.select_related("user").order_by("role", "user__username"))
    return found


def _duties(unit: UnitRow) -> dict[str, Any]:
    """The lines of the duty list that name it. From memory."""
    county = unit_by_id(unit.county_id or unit.id)
    town = enclosing(unit, "township")
    name = unit.name.removeprefix(town.name) if town and town != unit else unit.name
    if unit.kind == "platform":
        name = str(Platform(unit.platform).label)
    lines = found_lines(county, Wanted.of({"words": name}))
    return {"lines": lines[:MOST_LINES], "line_count": len(lines), "line_words": name}


def _numbers(request: HttpRequest, reader: User, unit: UnitRow) -> dict[str, Any]:
    """Its indicators with one of them as a chart, where the reader reads numbers. Two queries."""
    base = unit if unit.kind in MEASURED else node_above(unit)
    if unit.kind not in (*MEASURED, "platform", "department") or base is None:
        return {}
    if not reads_numbers(reader, base):
        return {}
    asked, errors = _asked(request, reader, base, "unit" if base == unit else "office")
    line = None if base == unit else unit.code
    whole, groups = asked.summary()
    group = whole if line is None else groups.get(line, Group())
    values = line_of(unit.code, unit.name, group)["values"]
    question = {"unit": base.code, "from": asked.begin, "to": asked.end, "by": asked.by}
    show = request.GET.get("show", USUAL)
    code = show if show in INDICATORS else USUAL
    points = trend_points(asked, code, line)
    title = _("%(name)s · 随时间") % {"name": INDICATORS[code].name}
    return {
        "asked": asked,
        "errors": errors,
        "question": urlencode(question | ({} if line is None else {"line": line})),
        "days": urlencode({"from": asked.begin, "to": asked.end}),
        "rows": [each | values[each["code"]] for each in definitions()],
        "shown": code,
        "trend": points,
        "charts": {"trend": chart_of(code, title, points, line=True)} if points else {},
    }


def _asked(
    request: HttpRequest, reader: User, base: UnitRow, by: str
) -> tuple[Asked, dict[str, list[Any]]]:
    """The last thirty days, or those that were asked for; what is wrong with these."""
    today = timezone.localdate()
    usual = {"from": str(today - timedelta(days=USUAL_DAYS - 1)), "to": str(today)}
    said = {name: request.GET[name] for name in usual if request.GET.get(name)}
    fixed = {"unit": base.code, "by": by}
    try:
        return read_asked(reader, fixed | usual | said), {}
    except BadFields as bad:
        return read_asked(reader, fixed | usual), bad.errors
