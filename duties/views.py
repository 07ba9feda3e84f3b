# SPDX-License-Identifier: Apache-2.0
"""The duty list as a page (责任清单): looked through by whoever sits at a desk; taken over from a
file by the county's administrator, first as a draft that shows what it would change."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from duties.access import kept_county, read_county
from duties.actions.listing import apply_draft, keep_draft
from duties.directory import MatterRow, matter_by_code
from duties.found_lines import Asked, found_lines
from duties.listing import (
    MOST_BYTES,
    Change,
    ListRefused,
    as_csv,
    as_xlsx,
    compare,
    lines_in_force,
    read_table,
    said,
)
from duties.models import DutyDraft
from grids.directory import UnitRow, unit_by_code

_DRAFTS = 8
_MISTAKES = 100
_WRITERS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@require_safe
@login_required
@never_cache
def list_page(request: HttpRequest) -> HttpResponse:
    """The county's duty list, filtered."""
    return _list_page(request, _county(request))


@require_safe
@login_required
@never_cache
def download(request: HttpRequest, ending: str) -> HttpResponse:
    """The list in force as a table, to be changed and uploaded again."""
    county = _county(request)
    write, kind = _WRITERS[ending]
    told = {"Content-Disposition": f'attachment; filename="duty-list-{county.code}.{ending}"'}
    return HttpResponse(write(lines_in_force(county)), content_type=kind, headers=told)


@require_POST
@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Keep a table as a draft; a bad one is shown its mistakes, line by line."""
    county, by = _kept(request)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise ListRefused([_("请选一个文件")])
        lines = read_table(file.read(MOST_BYTES + 1), county)
    except ListRefused as refused:
        return _list_page(request, county, refused.mistakes)
    draft = keep_draft(file.name or "", lines, county, by=by)
    return HttpResponseRedirect(_address(request, "duty-draft", draft.pk))


@require_safe
@login_required
@never_cache
def draft_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a draft would change today (试运行), line by line."""
    county, _by = _kept(request)
    draft = get_object_or_404(DutyDraft, pk=pk, county_id=county.id)
    found = compare(draft.lines, county)
    context = {
        "county": county,
        "draft": draft,
        "found": found,
        "changes": [_shown(change) for change in found.changes],
        "kept": _query(request),
    }
    return render(request, "duties/draft.html", context)


@require_POST
@login_required
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft in force, once."""
    county, by = _kept(request)
    draft = get_object_or_404(DutyDraft, pk=pk, county_id=county.id)
    try:
        found = apply_draft(draft, county, by=by)
    except ListRefused as refused:
        messages.error(request, "\n".join(refused.mistakes))
        return HttpResponseRedirect(_address(request, "duty-draft", pk))
    told = _("清单已生效:新增 %(added)d 条,修改 %(changed)d 条,停用 %(ended)d 条")
    messages.success(request, told % found.counts if found.counts else _("这份清单已经生效过了"))
    return HttpResponseRedirect(_address(request, "duty-list"))


def _list_page(request: HttpRequest, county: UnitRow, mistakes: Any = ()) -> HttpResponse:
    assert isinstance(request.user, User)
    asked = Asked.of(request.GET.dict())
    keeps = kept_county(request.user, request.GET.get("county", "")) is not None
    drafts = DutyDraft.objects.filter(county_id=county.id).defer("lines").select_related("made_by")
    context = {
        "county": county,
        "asked": asked,
        "lines": found_lines(county, asked),
        "keeps": keeps,
        "drafts": drafts[:_DRAFTS] if keeps else [],
        "mistakes": mistakes[:_MISTAKES],
        "more_mistakes": max(0, len(mistakes) - _MISTAKES),
        "kept": _query(request),
    }
    return render(request, "duties/list.html", context, status=422 if mistakes else 200)


def _shown(change: Change) -> dict[str, Any]:
    """A change with its names: what was (for a new line nothing) and what would be."""
    matter, line = matter_by_code(change.key[0]), change.becomes or change.was or {}
    return {
        "kind": change.kind,
        "code": change.key[0],
        "name": matter.name if matter else "",
        "condition": _condition(matter, change.key[1]),
        "scope": _place(change.key[2]),
        "line": {name: said(name, value) for name, value in line.items()},
        "differs": [(name, _said(was), _said(now)) for name, was, now in change.differs],
    }


def _condition(matter: MatterRow | None, no: int | None) -> str:
    standard = next((s for s in matter.standards if s.no == no), None) if matter else None
    return f"{no}. {standard.condition}" if standard else str(no or "")


def _place(code: str) -> str:
    unit = unit_by_code(code) if code else None
    return unit.name if unit else code


def _said(value: Any) -> str:
    return "、".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _county(request: HttpRequest) -> UnitRow:
    assert isinstance(request.user, User)
    county = read_county(request.user, request.GET.get("county", ""))
    if county is None:
        raise PermissionDenied
    return county


def _kept(request: HttpRequest) -> tuple[UnitRow, User]:
    assert isinstance(request.user, User)
    county = kept_county(request.user, request.GET.get("county", ""))
    if county is None:
        raise PermissionDenied
    return county, request.user


def _query(request: HttpRequest) -> str:
    """The county that somebody who runs the site has named goes on from page to page."""
    named = request.GET.get("county", "")
    return "?" + urlencode({"county": named}) if named else ""


def _address(request: HttpRequest, name: str, *args: int) -> str:
    return reverse(name, args=args) + _query(request)
