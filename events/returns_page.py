# SPDX-License-Identifier: Apache-2.0
"""Returns by unit and matter (退回矩阵): where they gather, the duty list is wrong.

Units, never persons; only events that the reader may read whole are counted.
"""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from duties.directory import matter_by_id
from duties.queries import reasons_for
from events import moment
from events.access import events_in_reach, reads_returns
from events.models import Assignment
from events.standing import Standing, standing_of
from grids.directory import placed_name, unit_by_id

PERIODS = (7, 30, 90)
MOST_LISTED = 200


@require_safe
@login_required
@never_cache
def returns_page(request: HttpRequest) -> HttpResponse:
    """The matrix of a period; a number opens the returns behind it."""
    assert isinstance(request.user, User)
    reader = standing_of(request.user)
    if not reads_returns(reader.posts):
        raise PermissionDenied
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, PERIODS) else PERIODS[1]
    found = Assignment.objects.filter(
        event__in=events_in_reach(request.user).filter(reader.fully),
        status=Assignment.Status.RETURNED,
        ended_at__gte=moment.now() - timedelta(days=days),
    )
    context = {"days": days, "periods": PERIODS, **_matrix(found, reader), "behind": []}
    cell = (request.GET.get("unit", ""), request.GET.get("matter", ""))
    if all(part.isascii() and part.isdigit() and len(part) < 10 for part in cell):
        behind = found.filter(unit=int(cell[0]), event__matter=int(cell[1]))
        context["behind"] = [_behind(row) for row in _listed(behind)]
    return render(request, "events/returns.html", context)


def _matrix(found: Any, reader: Standing) -> dict[str, Any]:
    """Rows of units, columns of matters; `listed`: returned although the list named the unit."""
    rows = list(
        found.order_by()
        .values_list("unit", "event__matter")
        .annotate(n=Count("pk"), listed=Count("pk", filter=Q(by_list=True)))
    )
    cells = {(unit, matter): (n, listed) for unit, matter, n, listed in rows}
    matters = sorted({key[1] for key in cells}, key=lambda pk: matter_by_id(pk).code)
    units = sorted({key[0] for key in cells}, key=lambda pk: unit_by_id(pk).code)
    lines = []
    for unit in units:
        counted = [(matter, *cells.get((unit, matter), (0, 0))) for matter in matters]
        total = sum(n for _matter, n, _listed_n in counted)
        row = unit_by_id(unit)
        # A unit under one's own has a page; another's is named alone.
        own = any(row.path.startswith(post.acts_for.path) for post in reader.posts)
        lines.append((row, placed_name(row), own, counted, total))
    return {"matters": [matter_by_id(pk) for pk in matters], "lines": lines}


def _listed(behind: Any) -> Any:
    return behind.select_related("event", "duty").order_by("-ended_at")[:MOST_LISTED]


def _behind(row: Assignment) -> dict[str, Any]:
    words = {reason.code: reason.text for reason in reasons_for("return_back")}
    return {
        "event": row.event_id,
        "number": row.event.number,
        "at": row.ended_at,
        "sender": placed_name(unit_by_id(row.from_unit_id)),
        "reason": words.get(row.return_code, row.return_code),
        "by_list": row.by_list,
        "clause": row.duty.clause if row.duty else "",
        "version": row.duty.version if row.duty else None,
    }
