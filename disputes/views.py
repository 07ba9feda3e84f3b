# SPDX-License-Identifier: Apache-2.0
"""Pages of disputes: the list with who waits and what is due, and one dispute with its steps as
plain forms, drawn from the same fields that the API describes."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.refusals import BadFields, NotAllowed, UuidReused
from disputes.access import (
    counties_kept_by,
    dispute_for,
    disputes_in_reach,
    hall_posts,
    may_open,
    own_counties,
)
from disputes.actions import STEPS, take_step
from disputes.actions.opening import open_dispute, walk_in
from disputes.actions.reading import PURPOSES, open_parties
from disputes.api import answer_of, paper_response
from disputes.lifecycle import State
from disputes.models import Dispute
from disputes.paper import TYPE, blank_template, template_of
from disputes.queries import filtered
from disputes.representation import dispute_row
from disputes.rules import MAJOR, is_dispute
from duties.directory import matters
from events.access import event_for, events_in_reach
from events.holders import was_erased
from events.models import Event
from events.pages import Order, page_of
from events.refusals import MoveNotAllowed
from events.standing import standing_of
from grids.directory import children_of, subtree_of, unit_by_code, unit_by_id
from registers.queries import today

NEWEST = Order("newest", "id", descending=True, holds=int)
PAGE = 50
# 了结或转出: what ends a dispute here, or gives it to another house.
LEAVES = frozenset({"fail", "break_off", "to_arbitration", "to_court", "withdraw"})
GRIDS = frozenset({"grid", "micro_grid"})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def disputes(request: HttpRequest) -> HttpResponse:
    """矛盾纠纷: by state, who waits for an answer, what is due; the hall's door beside it."""
    by = _person(request)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            return redirect("dispute-page", pk=_open(request.POST, by).pk)
        except (BadFields, UuidReused) as bad:
            errors = _said(bad)
    beside = _event_asked(request, by)
    if beside is not None and (known := disputes_in_reach(by).filter(event=beside).first()):
        return redirect("dispute-page", pk=known.pk)
    asked = {name: request.GET.get(name, "") for name in ("state", "waiting", "due")}
    rows = filtered(disputes_in_reach(by), asked, today())
    page = page_of(rows, NEWEST, PAGE, request.GET.get("cursor", ""))
    context = {
        "asked": asked,
        "states": State.choices,
        "today": today(),
        "disputes": [dispute_row(row) for row in page.rows],
        "following": page.following,
        "form": _door(by, request.POST),
        "client_uuid": str(uuid.uuid4()),
        "beside": beside,
        "typed_event": request.POST.get("event", ""),
        "may_open": beside is not None and may_open(by, beside),
        "erased": beside is not None and was_erased(beside),
        "errors": errors,
    }
    return render(request, "disputes/list.html", context, status=400 if errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """One dispute: who, what was said and agreed, and a form for each step that is legal now."""
    by = _person(request)
    dispute_for(by, pk)
    errors: dict[str, list[str]] = {}
    status, opened = 200, False
    if request.method == "POST":
        try:
            if "purpose" in request.POST:
                open_parties(pk, by=by, purpose=request.POST["purpose"])
                opened = True
            else:
                _take(request.POST, pk, by)
                return redirect("dispute-page", pk=pk)
        except (BadFields, UuidReused, MoveNotAllowed) as bad:
            errors, status = _said(bad), bad.status
    found = answer_of(by, pk, opened=opened)
    context = {
        "dispute": found,
        "forms": _forms(found, request.POST),
        "sessions": _sittings(found),
        "log": [row | {"label": _label(row["what"])} for row in found["log"]],
        "purposes": PURPOSES.items(),
        # What stands where words were erased.
        "gone": _("已删除"),
        "today": today(),
        "errors": errors,
    }
    return render(request, "disputes/dispute.html", context, status=status)


@login_required
@never_cache
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """调解协议书, as a file; the opening is logged."""
    return paper_response(_person(request), pk)


@login_required
@never_cache
@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """调解协议书 as PDF, to be signed; the opening is logged."""
    return paper_response(_person(request), pk, printed=True)


@login_required
@never_cache
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """协议书模板: the one in force in one's county, for its administrator to change."""
    by = _person(request)
    if counties_kept_by(by) == []:
        raise NotAllowed
    mine = own_counties(by)
    content = template_of(mine[0]) if mine else blank_template()
    answer = HttpResponse(content, content_type=TYPE)
    answer["Content-Disposition"] = 'attachment; filename="agreement-template.docx"'
    return answer


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _said(bad: BadFields | UuidReused | MoveNotAllowed) -> dict[str, list[str]]:
    return bad.errors if isinstance(bad, BadFields) else {"": [bad.title]}


def _event_asked(request: HttpRequest, by: User) -> Event | None:
    """The event that somebody comes from (?event=7): a dispute's, read whole; else 404."""
    asked = request.GET.get("event", "")
    if not asked or request.method == "POST":
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 18):
        raise Http404
    event = event_for(by, int(asked))
    if not is_dispute(event) or not standing_of(by).reads_fully(event):
        raise Http404
    return event


def _label(what: str) -> str:
    return str(STEPS[what].label) if what in STEPS else _("建卷")


def _uuid(sent: QueryDict) -> uuid.UUID:
    try:
        return uuid.UUID(sent.get("client_uuid", "")[:45])
    except ValueError:
        raise BadFields({"client_uuid": [_("要填一个 UUID")]}) from None


def _open(sent: QueryDict, by: User) -> Dispute:
    """Take somebody in, or open the dispute of an event that is there."""
    uid = _uuid(sent)
    if "event" in sent:
        number = str(sent["event"]).strip()[:32]
        event = events_in_reach(by).filter(number=number).first()
        if event is None:
            raise BadFields({"event": [_("没有这件事")]})
        return open_dispute(event.pk, by=by, client_uuid=uid).dispute
    raw: dict[str, Any] = {name: sent.get(name, "") for name in ("matter", "grid", "text")}
    raw["headcount"] = sent.get("headcount", "")
    claimant = {"name": sent.get("name", ""), "phone": sent.get("phone", "")}
    if any(claimant.values()):
        raw["claimants"] = [claimant]
    return walk_in(by=by, client_uuid=uid, **raw).dispute


def _door(by: User, typed: QueryDict) -> dict[str, Any] | None:
    """The form of a hall, for whoever serves at one."""
    posts = hall_posts(by)
    if not posts:
        return None
    return {
        "matters": [(row.code, row.name) for row in matters() if row.major_code == MAJOR],
        "grids": [
            (row.code, row.name) for row in subtree_of(posts[0].acts_for) if row.kind in GRIDS
        ],
        "client_uuid": typed.get("client_uuid") or str(uuid.uuid4()),
        "typed": typed,
    }


def _take(sent: QueryDict, pk: int, by: User) -> None:
    """Take the step a form was for; what was left empty was not said."""
    name = sent.get("step", "")
    if name not in STEPS:
        raise BadFields({"step": [_("没有这个选项")]})
    raw: dict[str, Any] = {}
    for field in STEPS[name].fields:
        listed = "items" in field.shape(None)
        said: Any = sent.getlist(field.name) if listed else sent.get(field.name, "")
        if said:
            raw[field.name] = said
    take_step(pk, name, by=by, client_uuid=_uuid(sent), **raw)


def _forms(found: dict[str, Any], typed: QueryDict) -> list[dict[str, Any]]:
    """The steps as forms, those that end it or give it away last; none that has nobody to name."""
    forms = [_form(each, found, typed) for each in found["steps"]]
    ready = [form for form in forms if all(_can_be_said(field) for field in form["fields"])]
    return sorted(ready, key=lambda form: bool(form["leaves"]))


def _can_be_said(field: dict[str, Any]) -> bool:
    return not field["required"] or field.get("options") != []


def _sittings(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The sittings, with who was there, by name as the reader sees it."""
    names = {row["id"]: row["name"] or row["side_name"] for row in found["parties"]}
    return [
        row | {"there": "、".join(names[each] for each in row["attended"])}
        for row in found["sessions"]
    ]


def _form(step: dict[str, Any], found: dict[str, Any], typed: QueryDict) -> dict[str, Any]:
    """A step as a form; what was typed into it is kept when it was refused."""
    again = typed.get("step") == step["name"]
    shape = step["schema"]
    fields = [
        _input(name, each, found)
        | {
            "required": name in shape["required"],
            "value": typed.get(name, "") if again else "",
            "chosen": typed.getlist(name) if again else [],
        }
        for name, each in shape["properties"].items()
    ]
    return {
        "name": step["name"],
        "label": step["label"],
        "fields": fields,
        "leaves": step["name"] in LEAVES,
        "open": again,
        "client_uuid": str(uuid.uuid4()),
    }


def _input(name: str, shape: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Which input asks for a field of this shape."""
    field: dict[str, Any] = {"name": name, "label": shape["title"], "kind": "text"}
    listed = shape.get("items", {})
    if "x-labels" in shape:
        field |= {"kind": "select", "options": list(shape["x-labels"].items())}
    elif shape.get("format") in ("party", "waiting", "clause", "unperformed"):
        field |= {"kind": "select", "options": _rows(shape["format"], found)}
    elif shape.get("format") == "unit":
        field |= {"kind": "select", "options": _mediators(found)}
    elif listed:
        field |= {"kind": "boxes", "options": _rows(listed["format"], found)}
    elif shape.get("format") in ("date", "date-time"):
        field["kind"] = {"date": "date", "date-time": "datetime-local"}[shape["format"]]
    elif shape["type"] == "integer":
        field["kind"] = "number"
    elif shape.get("maxLength", 0) > 200:
        field |= {"kind": "area", "most": shape["maxLength"]}
    else:
        field["most"] = shape.get("maxLength", 24)
    return field


def _mediators(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Who may mediate: the hall's own units, then those of the county; a grid does not."""
    hall = unit_by_code(found["hall"]["code"])
    if hall is None:
        return []
    county = unit_by_id(hall.county_id or hall.id)
    rows = [*subtree_of(hall), *children_of(county.id)]
    return list({row.code: row.name for row in rows if row.kind not in GRIDS}.items())


def _rows(what: str, found: dict[str, Any]) -> list[tuple[str, str]]:
    """The rows of the dispute that a field may name."""
    if what == "party":
        return [(str(row["id"]), f"{row['side_name']} {row['name']}") for row in found["parties"]]
    if what == "waiting":
        return [
            (str(row["id"]), row["name"])
            for row in found["parties"]
            if row["side"] == "applicant" and row["answered_at"] is None
        ]
    return [
        (str(row["id"]), f"{n}. {row['text'][:40]}")
        for n, row in enumerate(found["clauses"], start=1)
        if what == "clause" or row["performed_at"] is None
    ]
