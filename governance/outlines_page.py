# SPDX-License-Identifier: Apache-2.0
"""Outlines of a county's units (边界管理): a GeoJSON file is kept as a draft, held against what is
drawn, looked at on a map, and put in force in one piece, or left."""

from collections.abc import Sequence
from typing import Any

import shapely
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from events.touched import open_places
from governance.kept import kept_address, kept_by, kept_query
from grids.actions.outlines import (
    OutlinesRefused,
    apply_outlines,
    drawn_in,
    keep_outline_draft,
    seen_version,
)
from grids.datums import CGCS2000, DATUMS, GCJ02, WGS84
from grids.directory import UnitRow
from grids.geojson import MOST_BYTES, MOST_FEATURES, BadGeoJson, read_geojson
from grids.models import OutlineDraft
from grids.redrawing import Redrawing, Redrawn, compare

DATUM_NAMES = {
    WGS84: gettext_lazy("WGS-84(卫星定位)"),
    CGCS2000: gettext_lazy("CGCS2000(国家 2000)"),
    GCJ02: gettext_lazy("GCJ-02(高德、腾讯等互联网地图)"),
}
_DRAFTS = 10
# Lines that a page shows; the counts are of all.
_SHOWN = 500
# On a map of a screen's width, about a metre a point.
_TOLERANCE = 0.00002
_DIGITS = 5


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def outlines_page(request: HttpRequest) -> HttpResponse:
    """Choose or paste a file; it becomes a draft."""
    county, by = kept_by(request)
    if request.method != "POST":
        return _choose(request, county)
    datum = request.POST.get("datum", "")
    file = request.FILES.get("file")
    pasted = request.POST.get("pasted", "")
    content = file.read(MOST_BYTES + 1) if file else pasted.encode()
    try:
        if datum not in DATUMS:
            raise BadGeoJson(_("请选坐标系"))
        drawn = read_geojson(content, datum)
    except BadGeoJson as bad:
        return _choose(request, county, str(bad))
    name = (file.name if file else "") or _("粘贴的边界")
    draft = keep_outline_draft(name, datum, drawn, county, by=by)
    return HttpResponseRedirect(kept_address(request, "manage:outline-draft", draft.pk))


@require_safe
@login_required
@never_cache
def draft_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a draft would change, feature by feature, and on a map."""
    county, _by = kept_by(request)
    draft = get_object_or_404(OutlineDraft, pk=pk, county_id=county.id)
    # Before anything is read: a change that comes meanwhile must be noticed.
    seen = seen_version(county)
    found, moved = _compared(draft, county)
    context = {
        "county": county,
        "draft": draft,
        "datum": DATUM_NAMES[draft.datum],
        "found": found,
        "lines": sorted(found.lines, key=lambda line: _RANK[line.kind])[:_SHOWN],
        "more": max(0, len(found.lines) - _SHOWN),
        "moved": moved,
        "seen": seen,
        "map": reverse("manage:outline-map", args=[pk]) + kept_query(request),
        "kept": kept_query(request),
    }
    return render(request, "governance/manage/outline_draft.html", context)


@require_safe
@login_required
@never_cache
def draft_map(request: HttpRequest, pk: int) -> HttpResponse:
    """The outlines about a draft: as they are drawn, and as they would be."""
    county, _by = kept_by(request)
    draft = get_object_or_404(OutlineDraft, pk=pk, county_id=county.id)
    found = compare(drawn_in(draft), county)
    old = [
        _feature(line, line.was.area, "old")
        for line in found.changes
        if line.was is not None and line.unit is not None
    ]
    new = [_feature(line, line.area, line.kind) for line in found.lines if line.area is not None]
    return JsonResponse({"home": county.code, "old": old, "new": new})


@require_POST
@login_required
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft in force, if nothing has changed since it was looked at."""
    county, by = kept_by(request)
    draft = get_object_or_404(OutlineDraft, pk=pk, county_id=county.id)
    said = request.POST.get("seen", "")
    seen = int(said) if said.isascii() and said.isdigit() and len(said) < 20 else -1
    try:
        found = apply_outlines(draft, county, seen=seen, by=by)
    except OutlinesRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _told(found))
    return HttpResponseRedirect(kept_address(request, "manage:outline-draft", pk))


_RANK = {"refused": 0, "changed": 1, "new": 2, "same": 3}


def _choose(request: HttpRequest, county: UnitRow, problem: str = "") -> HttpResponse:
    drafts = OutlineDraft.objects.filter(county_id=county.id).defer("features")
    context = {
        "county": county,
        "datums": DATUM_NAMES.items(),
        "datum": request.POST.get("datum", ""),
        "pasted": request.POST.get("pasted", ""),
        "drafts": drafts.select_related("made_by")[:_DRAFTS],
        "problem": problem,
        "most": MOST_BYTES // 1024 // 1024,
        "most_features": MOST_FEATURES,
        "kept": kept_query(request),
    }
    status = 400 if problem else 200
    return render(request, "governance/manage/outlines.html", context, status=status)


def _compared(draft: OutlineDraft, county: UnitRow) -> tuple[Redrawing, int]:
    """A draft held against what is drawn, and how many open events would change their grid.

    What is in force already is shown as it was read: there is nothing to compare.
    """
    found = compare(drawn_in(draft), county)
    moved = found.count_moves(open_places(county.id)) if found.changes else 0
    return found, moved


def _told(found: Redrawing) -> str:
    counts = found.counts
    return _("边界已生效:新增 %(new)d,修改 %(changed)d,不变 %(same)d,被拒 %(refused)d") % {
        name: counts[name] for name in ("new", "changed", "same", "refused")
    }


def _feature(line: Redrawn, area: BaseGeometry | None, state: str) -> dict[str, Any]:
    rounded = shapely.transform(shapely.simplify(area, _TOLERANCE), _round)
    return {
        "type": "Feature",
        "properties": {
            "code": line.code,
            "name": line.unit.name if line.unit else line.code,
            "kind": line.unit.kind if line.unit else "grid",
            "state": state,
            "estimated": state == "old" and line.was is not None and line.was.estimated,
        },
        "geometry": mapping(rounded),
    }


def _round(points: Sequence[Any]) -> Any:
    return points.round(_DIGITS)  # type: ignore[attr-defined]
