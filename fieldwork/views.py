# SPDX-License-Identifier: Apache-2.0
"""Pages of campaigns (专项排查): how far each unit is, and the list behind each number."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.refusals import BadFields, UuidReused
from duties.directory import matters
from events.pages import Order, page_of
from fieldwork.access import area_for, campaign_for, campaigns_in_reach, commanding_posts
from fieldwork.actions.campaigns import TARGET_COLUMNS, add_targets, start_campaign
from fieldwork.models import Campaign
from fieldwork.queries import coverage, scope_of, targets_of, with_target
from fieldwork.representation import campaign_answer, coverage_answer, target_answer
from grids.directory import UnitRow, children_of
from registers.access import grids_under, reading_posts
from registers.columns import REGISTERS
from registers.importing import MOST_BYTES, BadFile, read_table
from registers.queries import care_tags, place_kinds, today

FIRST = Order("first", "id", holds=int)
PAGE = 100
MOST_SHOWN = 200
BELOW = frozenset({"township", "village", "grid"})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def campaigns(request: HttpRequest) -> HttpResponse:
    """专项排查: what runs, what is over, and the form of who may start one."""
    by = _person(request)
    posts = commanding_posts(by)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            return redirect("campaign-page", pk=_start(request, by).pk)
        except BadFields as bad:
            errors = bad.errors
        except UuidReused as reused:
            errors = {"": [reused.title]}
    rows = campaigns_in_reach(by).select_related("matter").order_by("-to_on", "-pk")
    phases = {"coming": _("未开始"), "running": _("进行中"), "ended": _("已结束")}
    found = [campaign_answer(row, []) for row in rows[:MOST_SHOWN]]
    context = {
        "campaigns": [row | {"word": phases[row["phase"]]} for row in found],
        "form": _form(posts[0].acts_for, request) if posts else None,
        "errors": errors,
        "works": bool(reading_posts(by)),
    }
    return render(request, "fieldwork/campaigns.html", context, status=400 if errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: a bar for each unit directly below; each number leads to its list."""
    by = _person(request)
    row = campaign_for(by, pk)
    context: dict[str, Any] = {}
    if request.method == "POST":
        context = _import(request, row, by)
    area = area_for(by, row, request.GET.get("unit", ""))
    total, below = coverage(row, area)
    context |= {
        "campaign": campaign_answer(row, scope_of(row)),
        "total": coverage_answer(total),
        "below": [coverage_answer(each) for each in below],
        "above": _above(by, row, area),
        "works": bool(reading_posts(by)),
        "runs": row.unit_id in {post.acts_for.id for post in commanding_posts(by)},
    }
    status = 400 if "import_error" in context else 200
    return render(request, "fieldwork/campaign.html", context, status=status)


@login_required
@never_cache
@require_safe
def targets(request: HttpRequest, pk: int) -> HttpResponse:
    """The list behind a number: a unit's targets, all, done or not done."""
    by = _person(request)
    row = campaign_for(by, pk)
    area = area_for(by, row, request.GET.get("unit", ""))
    rows = targets_of(row, area)
    done = {"yes": True, "no": False}.get(request.GET.get("done", ""))
    if done is not None:
        rows = rows.filter(done_at__isnull=not done)
    page = page_of(with_target(rows), FIRST, PAGE, request.GET.get("cursor", ""))
    reach = grids_under(reading_posts(by)).keys()
    context = {
        "campaign": row,
        "works": bool(reading_posts(by)),
        "area": area,
        "done": request.GET.get("done", ""),
        "count": rows.count(),
        "targets": [target_answer(each, reach) for each in page.rows],
        "following": page.following,
        "preceding": page.preceding,
    }
    return render(request, "fieldwork/targets.html", context)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _above(by: User, row: Campaign, area: UnitRow) -> UnitRow | None:
    """The widest part of the campaign this reader may see, where another one is shown."""
    widest = area_for(by, row, "")
    return widest if widest.id != area.id else None


def _form(unit: UnitRow, request: HttpRequest) -> dict[str, Any]:
    """What the form offers, and what was typed into it."""
    return {
        "unit": unit,
        "units": [row for row in children_of(unit.id) if row.kind in BELOW],
        "matters": [(matter.code, matter.name) for matter in matters()],
        "registers": [(each.name, each.label) for each in REGISTERS.values()],
        "kinds": [(kind.code, kind.name) for kind in place_kinds().values()],
        "tags": [(tag.code, tag.name) for tag in care_tags(sensitive=False).values()],
        "client_uuid": request.POST.get("client_uuid") or str(uuid.uuid4()),
        "today": today().isoformat(),
        "typed": request.POST,
        "chosen": request.POST.getlist("units"),
    }


def _start(request: HttpRequest, by: User) -> Campaign:
    """Start what the form says; `BadFields` by field."""
    sent = request.POST
    names = ("title", "matter", "from_on", "to_on", "checklist")
    raw: dict[str, Any] = {name: sent.get(name, "") for name in names}
    raw["units"] = sent.getlist("units")
    if sent.get("register"):
        kind = sent.get("kind", "") if sent["register"] == "place" else ""
        tag = sent.get("tag", "") if sent["register"] == "person" else ""
        raw["targets"] = {"register": sent["register"], "kind": kind, "tag": tag}
    try:
        client_uuid = uuid.UUID(sent.get("client_uuid", "")[:45])
    except ValueError:
        raise BadFields({"client_uuid": [_("要填一个 UUID")]}) from None
    return start_campaign(by=by, client_uuid=client_uuid, **raw).row


def _import(request: HttpRequest, row: Campaign, by: User) -> dict[str, Any]:
    """Take the list that was sent; what happened by line, or why not."""
    file = request.FILES.get("file")
    if file is None:
        return {"import_error": _("请选一个文件")}
    try:
        lines = read_table(file.read(MOST_BYTES + 1), TARGET_COLUMNS)
    except BadFile as bad:
        return {"import_error": str(bad)}
    return {"imported": add_targets(row, lines, by=by, dry_run="try" in request.POST)}
