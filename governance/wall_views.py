# SPDX-License-Identifier: Apache-2.0
"""The wall's page (大屏) and the link that turns a browser into one."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from governance.access import may_watch, wall_unit
from governance.display import COOKIE, display_of, keep_display
from grids.directory import UnitRow, subtree_of, unit_by_id
from grids.queries import display_for


@require_safe
@never_cache
def wall(request: HttpRequest, unit_code: str) -> HttpResponse:
    """Show the wall of a unit to its display or to people whose postings cover it.

    A stranger cannot tell a wall that is not theirs from one that does not exist.
    """
    if not _is_known(request):
        return redirect_to_login(request.get_full_path())
    display = display_of(request)
    if display is None and not request.user.is_authenticated:
        return _refuse(request)
    unit = wall_unit(unit_code)
    if not may_watch(unit, user=request.user, display=display):
        raise Http404
    response = render(request, "governance/wall.html", wall_context(unit))
    if display is not None:
        keep_display(request, response, request.COOKIES[COOKIE])
    return response


@require_safe
@never_cache
def open_display(request: HttpRequest, token: str) -> HttpResponse:
    """Turn this browser into the display of the link's unit, and take the token out of sight."""
    link = display_for(token)
    if link is None:
        return _refuse(request)
    response = HttpResponseRedirect(reverse("wall", args=[link.unit.code]))
    keep_display(request, response, token)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        # A kiosk's browser often speaks English; a wall speaks the county's language.
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE, samesite="Lax")
    return response


def wall_context(unit: UnitRow) -> dict[str, Any]:
    """Return what the page needs to start: names and the addresses of its data."""
    return {
        "unit": unit,
        "title": _title(unit),
        "tagline": _("一网统管 · 四平台 · 全科网格"),
        "socket": f"/ws/wall/{unit.code}/",
        "outlines": f"/api/v1/units/{unit.code}/outlines/",
        "matters": "/api/v1/matters/",
        "offices": _offices(unit),
        "sign_in": f"{settings.LOGIN_URL}?next={reverse('wall', args=[unit.code])}",
        # 审图号: a map shown in public needs one, and only the county can get it.
        "map_approval": settings.MAP_APPROVAL,
    }


def _offices(unit: UnitRow) -> dict[str, str]:
    """The offices of the wall's county by code: who may be called by a whistle there."""
    county = unit_by_id(unit.county_id) if unit.county_id else unit
    return {row.code: row.short_name or row.name for row in subtree_of(county) if row.is_office}


def _title(unit: UnitRow) -> str:
    if unit.kind == "county":
        return _("%(unit)s社会治理中心") % {"unit": unit.name}
    if unit.kind == "township":
        return _("%(unit)s综合指挥室") % {"unit": unit.name}
    return unit.name


def _is_known(request: HttpRequest) -> bool:
    """Whether a person is signed in or the browser was once made a display."""
    return request.user.is_authenticated or COOKIE in request.COOKIES


def _refuse(request: HttpRequest) -> HttpResponse:
    """Tell a device whose link is revoked or mistyped what to do; a log-in form would not help."""
    context = {"sign_in": settings.LOGIN_URL}
    return render(request, "governance/wall_refused.html", context, status=403)
