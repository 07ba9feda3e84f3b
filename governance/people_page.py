# SPDX-License-Identifier: Apache-2.0
"""People of a county (人员管理): a table on trial and taken over, and links by which people set
their own passwords."""

import io
from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from openpyxl import Workbook

from accounts.links import password_path
from accounts.models import User
from accounts.sheets import MOST_BYTES, BadFile, read_sheet, xlsx_cell
from audit.notes import note
from governance.kept import kept_address, kept_by, kept_query
from governance.models import PeopleDraft
from governance.people_drafts import apply_people, keep_people, lines_of, seal_of
from grids.access import keeps_person, people_kept
from grids.actions.postings import PostingRefused
from grids.directory import UnitRow
from grids.models import Role
from grids.people import HEADINGS, MOST_LINES, counts_of, kept_rows
from grids.queries import live_postings

_SHOWN = 500
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RANK = {"refused": 0, "new": 1, "posted": 2, "changed": 3, "same": 4}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def people_page(request: HttpRequest) -> HttpResponse:
    """Choose or paste a table; it becomes a draft."""
    county, by = kept_by(request)
    if request.method != "POST":
        return _page(request, county)
    file = request.FILES.get("file")
    content = file.read(MOST_BYTES + 1) if file else request.POST.get("pasted", "").encode()
    try:
        rows = kept_rows(read_sheet(content))
    except BadFile as bad:
        return _page(request, county, problem=str(bad))
    name = (file.name if file else "") or _("粘贴的人员表")
    draft = keep_people(name, rows, county, by=by)
    return HttpResponseRedirect(kept_address(request, "manage:people-draft", draft.pk))


@require_safe
@login_required
@never_cache
def draft_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a table would change, line by line. A draft is its uploader's alone."""
    county, by = kept_by(request)
    draft = get_object_or_404(PeopleDraft, pk=pk, county_id=county.id, made_by=by)
    lines = lines_of(draft, county, by=by)
    context = {
        "county": county,
        "draft": draft,
        "counts": counts_of(lines),
        "writes": any(line.writes for line in lines),
        "lines": sorted(lines, key=lambda line: _RANK[line.kind])[:_SHOWN],
        "more": max(0, len(lines) - _SHOWN),
        "seen": seal_of(lines),
        "roles": dict(Role.choices),
        "kept": kept_query(request),
    }
    return render(request, "governance/manage/people_draft.html", context)


@require_POST
@login_required
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a draft over, if nothing has changed since it was looked at."""
    county, by = kept_by(request)
    draft = get_object_or_404(PeopleDraft, pk=pk, county_id=county.id, made_by=by)
    try:
        counts = apply_people(draft, county, seen=request.POST.get("seen", ""), by=by)
    except PostingRefused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(kept_address(request, "manage:people-draft", pk))
    names = ("new", "posted", "changed", "refused")
    told = _("已导入:新人 %(new)d,新任职 %(posted)d,修改 %(changed)d,被拒 %(refused)d")
    messages.success(request, told % {name: counts[name] for name in names})
    return HttpResponseRedirect(kept_address(request, "manage:people"))


@require_POST
@login_required
def links(request: HttpRequest) -> HttpResponse:
    """A workbook of password links for all who have not set a password yet; each holds once."""
    county, by = kept_by(request)
    waiting = list(_without_password(county))
    mine = people_kept(by, waiting)
    people = [user for user in waiting if user.pk in mine]
    content = _workbook(request, people)
    _note_links(by, county, people)
    told = {"Content-Disposition": f'attachment; filename="links-{county.code}.xlsx"'}
    return HttpResponse(content, content_type=_XLSX, headers={**told, "Cache-Control": "no-store"})


@require_POST
@login_required
@never_cache
def link(request: HttpRequest) -> HttpResponse:
    """One person's password link, shown once."""
    county, by = kept_by(request)
    name = request.POST.get("username", "").strip()
    user = User.objects.filter(username=name, is_active=True).first() if len(name) < 151 else None
    if user is None or not keeps_person(by, user):
        return _page(request, county, problem=_("本县没有这个账号,或不归您管"))
    _note_links(by, county, [user])
    address = request.build_absolute_uri(password_path(user))
    return _page(request, county, shown=(user.username, address))


def _page(
    request: HttpRequest,
    county: UnitRow,
    *,
    problem: str = "",
    shown: tuple[str, str] | None = None,
) -> HttpResponse:
    context = {
        "county": county,
        "problem": problem,
        "shown": shown,
        "pasted": request.POST.get("pasted", ""),
        "headings": "、".join(known[0] for known in HEADINGS.values()),
        "example": ",".join(known[0] for known in HEADINGS.values()),
        "most": MOST_LINES,
        "serving": live_postings().filter(unit__county=county.id).values("user").distinct().count(),
        "waiting": _without_password(county).count(),
        "kept": kept_query(request),
        "people_admin": reverse("admin:accounts_user_changelist"),
        "postings_admin": reverse("admin:grids_posting_changelist"),
    }
    status = 400 if problem else 200
    return render(request, "governance/manage/people.html", context, status=status)


def _without_password(county: UnitRow) -> QuerySet[User]:
    """Who serves in the county and has set no password yet."""
    serving = live_postings().filter(unit__county=county.id).values("user")
    people = User.objects.filter(pk__in=serving, is_active=True, is_superuser=False)
    return people.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).order_by("username")


def _note_links(by: User, county: UnitRow, people: Iterable[User]) -> None:
    names = [user.username for user in people]
    note(
        "password.link",
        by_id=by.pk,
        by_name=by.username,
        county_id=county.id,
        label="、".join(names[:5]),
        accounts=names if len(names) <= 20 else len(names),
    )


def _workbook(request: HttpRequest, people: Iterable[User]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("密码链接"))
    sheet.append([xlsx_cell(sheet, each) for each in (_("用户名"), _("姓名"), _("链接(用一次)"))])
    for user in people:
        address = request.build_absolute_uri(password_path(user))
        row = (user.username, user.display_name, address)
        sheet.append([xlsx_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
