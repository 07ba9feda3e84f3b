# SPDX-License-Identifier: Apache-2.0
"""The duty roster (值班表): two weeks of it, a swap in two taps, a table taken over."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.refusals import BadFields, NotAllowed
from accounts.sheets import MOST_BYTES, BadFile, read_sheet
from grids.access import may_arrange, rostered_units
from grids.actions.roster import swap_shift, take_over_roster
from grids.directory import UnitRow, unit_by_id
from grids.models import DutyShift
from grids.queries import colleagues_of, shifts_from
from grids.rosters import Reading, read_roster

DAYS = 14


@require_safe
@login_required
@never_cache
def roster(request: HttpRequest) -> HttpResponse:
    """Who is on duty where I serve, from now for two weeks; my own shifts can be given on."""
    return _page(request)


@require_POST
@login_required
def swap(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a shift to a colleague."""
    try:
        shift = swap_shift(pk, to=request.POST.get("to", ""), by=_person(request))
    except BadFields as bad:
        return _page(request, problem="".join(next(iter(bad.errors.values()))), status=400)
    messages.success(request, _("已换班:现在由%(name)s值班") % {"name": shift.user})
    return HttpResponseRedirect(reverse("grids:roster"))


@require_POST
@login_required
def take_over(request: HttpRequest) -> HttpResponse:
    """Read a table; write it when asked to and nothing in it is wrong."""
    by, within = _person(request), _arranged(request)
    if within is None:
        raise NotAllowed
    file = request.FILES.get("file")
    try:
        reading = read_roster(read_sheet(file.read(MOST_BYTES + 1) if file else b""), within)
    except BadFile as bad:
        return _page(request, problem=str(bad), status=400)
    if reading.errors or "apply" not in request.POST:
        return _page(request, reading=reading, status=400 if reading.errors else 200)
    made = take_over_roster(reading.shifts, by=by)
    messages.success(
        request,
        _("已导入 %(n)d 班,其中新增 %(made)d 班") % {"n": len(reading.shifts), "made": made},
    )
    return HttpResponseRedirect(reverse("grids:roster"))


def _page(
    request: HttpRequest, *, problem: str = "", reading: Reading | None = None, status: int = 200
) -> HttpResponse:
    by, now = _person(request), timezone.now()
    units = rostered_units(by)
    shifts = shifts_from([row.id for row in units], now, now + timedelta(days=DAYS))
    context = {
        "shifts": _lines(shifts, by),
        "place": units[0] if units else None,
        "arranges": _arranged(request) is not None,
        "problem": problem,
        "reading": reading,
        "days": DAYS,
    }
    return render(request, "grids/roster.html", context, status=status)


def _lines(shifts: Iterable[DutyShift], by: User) -> list[dict[str, Any]]:
    """Shifts as the page shows them; whom each may be given to, where the reader may give it. One
    query a unit and role."""
    found, people = [], dict[tuple[int, str], list[User]]()
    for shift in shifts:
        unit, takers = unit_by_id(shift.unit_id), list[User]()
        if shift.user_id == by.pk or may_arrange(by, unit):
            seat = (unit.id, shift.role)
            if seat not in people:
                people[seat] = list(colleagues_of(unit, shift.role))
            takers = [user for user in people[seat] if user.pk != shift.user_id]
        found.append({"shift": shift, "mine": shift.user_id == by.pk, "takers": takers})
    return found


def _arranged(request: HttpRequest) -> UnitRow | None:
    """The widest unit whose roster the reader arranges."""
    by = _person(request)
    units = [unit for unit in rostered_units(by) if may_arrange(by, unit)]
    return min(units, key=lambda row: len(row.path), default=None)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # login_required
    return request.user
