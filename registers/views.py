# SPDX-License-Identifier: Apache-2.0
"""Pages of the registers: search (masked), one record opened for a purpose, import, who read."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.refusals import BadFields, NotAllowed, NotFound
from grids.directory import unit_by_code, unit_by_id
from registers.access import (
    audited_counties,
    check_works_with,
    grids_under,
    keeping_posts,
    may_erase,
    person_to_erase,
    reading_posts,
    record_for,
    records_in_reach,
    register_of,
    sensitive_grids,
)
from registers.actions.erasing import erase_person
from registers.actions.import_table import import_records
from registers.actions.reading import open_record
from registers.actions.records import add_record, change_record
from registers.columns import REGISTERS, Column, Register
from registers.importing import MOST_BYTES, BadFile, read_table
from registers.models import ReadingLog, RecordChange
from registers.queries import (
    care_tags,
    changes_of,
    place_kinds,
    readings_in,
    search,
    with_shown,
)
from registers.representation import field_labels, kind_label, masked_title, record_answer

PAGE = 50
LONGEST_SEARCH = 40
POST_TOO = ["GET", "HEAD", "POST"]


@login_required
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """底数: search what one may work with; the auditor and the administrator go to the log."""
    by = _person(request)
    if not reading_posts(by) and audited_counties(by):
        return redirect("readings")
    check_works_with(by)
    register = register_of(request.GET.get("register", "place"))
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    rows = with_shown(search(records_in_reach(by, register), words)).order_by("-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    trusted = sensitive_grids(by)
    context = {
        "registers": [(each.name, each.label) for each in REGISTERS.values()],
        "register": register,
        "q": words,
        "page": page,
        "records": [record_answer(row, trusted=trusted) for row in page],
        "keeps": bool(keeping_posts(by)),
        "audits": bool(audited_counties(by)),
    }
    return render(request, "registers/home.html", context)


@login_required
@never_cache
@require_http_methods(POST_TOO)
def record(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """One record, masked; POST opens it for a purpose, or changes what was filled in."""
    by = _person(request)
    known, row = register_of(register), record_for(by, register, pk)
    context: dict[str, Any] = {"errors": {}}
    opened: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            if "purpose" in request.POST:
                opened = open_record(register, pk, by=by, **_asked(request)).fields
            else:
                change_record(register, pk, by=by, **_filled(request, known))
                return redirect("record-page", register=register, pk=pk)
        except BadFields as bad:
            context["errors"] = bad.errors
    shown = with_shown(records_in_reach(by, known)).get(pk=row.pk)
    answer = record_answer(shown, trusted=sensitive_grids(by), opened=opened)
    context |= {
        "register": known,
        "record": answer,
        "facts": [(column.label, _words(answer, column)) for column in known.columns],
        "purposes": ReadingLog.Purpose.choices,
        "changes": changes_of(register, pk)[:20],
        "columns": _columns(known, by, request, context["errors"]),
        "erases": register == "person" and may_erase(by, row.grid_id),
        "client_uuid": uuid.uuid4(),
    }
    status = 400 if context["errors"] else 200
    return render(request, "registers/record.html", context, status=status)


@login_required
@never_cache
@require_http_methods(POST_TOO)
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """删除个人信息: what would go, for which reason; confirmed, it is gone.

    The county's administrator, who reads no records, comes here by the record's number.
    """
    by = _person(request)
    person = person_to_erase(by, pk)
    works = bool(reading_posts(by))
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        asked = {name: request.POST.get(name, "") for name in ("reason", "reference")}
        try:
            if "sure" not in request.POST:
                raise BadFields({"sure": [_("请确认:删除后不能恢复")]})
            erase_person(pk, by=by, **asked)
            messages.success(request, _("已删除这个人的信息"))
            return redirect("registers")
        except BadFields as bad:
            errors = bad.errors
    context = {
        "pk": pk,
        "title": masked_title(person) or _("已删除"),
        "grid": unit_by_id(person.grid_id),
        "works": works,
        "reasons": RecordChange.Why.choices,
        "typed": request.POST,
        "errors": errors,
    }
    return render(request, "registers/erase.html", context, status=400 if errors else 200)


@login_required
@never_cache
@require_http_methods(POST_TOO)
def add(request: HttpRequest, register: str) -> HttpResponse:
    """登记: one record, typed once."""
    by = _person(request)
    check_works_with(by)
    known = register_of(register)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            grid = request.POST.get("grid", "")
            done = add_record(register, grid=grid, by=by, **_filled(request, known))
            return redirect("record-page", register=register, pk=done.record_id)
        except BadFields as bad:
            errors = bad.errors
    context = {
        "register": known,
        "columns": _columns(known, by, request, errors),
        "grids": sorted(grids_under(reading_posts(by)).values(), key=lambda row: row.path),
        "errors": errors,
        "typed": request.POST,
        "client_uuid": request.POST.get("client_uuid") or uuid.uuid4(),
    }
    return render(request, "registers/add.html", context, status=400 if errors else 200)


@login_required
@never_cache
@require_http_methods(POST_TOO)
def import_page(request: HttpRequest) -> HttpResponse:
    """导入底数: a table, first as a dry run."""
    by = _person(request)
    posts = keeping_posts(by)
    if not posts:
        raise NotAllowed
    context: dict[str, Any] = {
        "registers": [(each.name, each.label) for each in REGISTERS.values()],
        "units": [post.acts_for for post in posts],
        "chosen": request.POST.get("register", ""),
    }
    if request.method == "POST":
        try:
            context["report"] = _imported(request, by)
        except BadFile as bad:
            context["error"] = str(bad)
    status = 400 if "error" in context else 200
    return render(request, "registers/import.html", context, status=status)


@login_required
@never_cache
@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """查看留痕: who opened which record, when and what for; for the auditor and administrator."""
    by = _person(request)
    counties = audited_counties(by)
    if not counties:
        raise NotAllowed
    who = request.GET.get("by", "").strip()[:LONGEST_SEARCH]
    rows = readings_in(counties)
    if who:
        rows = rows.filter(by__display_name=who) | rows.filter(by__username=who)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "by": who,
        "lines": [
            {
                "row": row,
                "kind": kind_label(row.kind),
                "fields": field_labels(row.kind, row.fields),
                "grid": unit_by_id(row.grid_id),
                "erases": row.kind == "person" and may_erase(by, row.grid_id),
            }
            for row in page
        ],
    }
    return render(request, "registers/readings.html", context)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # login_required
    return request.user


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {name: request.POST.get(name, "") for name in ("purpose", "reference")}


def _filled(request: HttpRequest, register: Register) -> dict[str, Any]:
    """What was filled in; an empty field changes nothing, so nobody must see the old value."""
    sent = {column.name: request.POST.getlist(column.name) for column in register.columns}
    values = {name: given for name, given in sent.items() if any(given)}
    try:
        client_uuid = uuid.UUID(request.POST.get("client_uuid", "")[:45])
    except ValueError:
        client_uuid = uuid.uuid4()
    return {"values": values, "client_uuid": client_uuid}


def _imported(request: HttpRequest, by: User) -> dict[str, Any]:
    file, register = request.FILES.get("file"), request.POST.get("register", "")
    under = unit_by_code(request.POST.get("unit", "")[:24])
    if under is None or register not in REGISTERS:
        raise NotFound
    if file is None:
        raise BadFile(_("请选一个文件"))
    known = REGISTERS[register]
    lines = read_table(file.read(MOST_BYTES + 1), known.columns)
    dry_run = "try" in request.POST
    return import_records(known, lines, under=under, by=by, dry_run=dry_run).answer()


def _columns(
    register: Register, by: User, request: HttpRequest, errors: dict[str, list[str]]
) -> list[dict[str, Any]]:
    """The form's fields, with choices where there are some; what was refused is kept and marked."""
    tags = care_tags(sensitive=bool(sensitive_grids(by)))
    offered = {
        "tags": [(tag.code, tag.name) for tag in tags.values()],
        "kind": [(kind.code, kind.name) for kind in place_kinds().values()],
    }
    return [
        {
            "name": column.name,
            "label": column.label,
            "required": column.required,
            "choices": column.choices or offered.get(column.name, ()),
            "many": column.name == "tags",
            "typed": request.POST.getlist(column.name) if errors else [],
            "errors": errors.get(column.name, []),
        }
        for column in register.columns
    ]


def _words(answer: dict[str, Any], column: Column) -> str:
    if column.name == "tags":
        return "、".join(tag["name"] for tag in answer["tags"])
    if column.name == "kind":
        return str(answer["kind_name"])
    value = answer[column.name]
    labels = dict(column.choices)
    return "" if value is None else str(labels.get(value, value))
