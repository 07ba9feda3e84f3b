# SPDX-License-Identifier: Apache-2.0
"""The stage (演示台): phone, desk and wall in one window, a story, and three promises to test."""

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from demo import power
from demo.cast import Stage, county_of_demo, posts_of, stage_of
from demo.frames import display_frame, person_frame
from demo.loopback import is_local, local_only
from demo.models import DemoCounty
from demo.pictures import HERE
from demo.scratch_chain import tamper_with_copy
from demo.stage_story import (
    MATTER,
    STEPS,
    TEXT,
    NotInStory,
    Teller,
    find_event,
    made_steps,
    next_step,
)
from events.lifecycle import State
from events.models import Event, Ledger
from grids.actions.displays import make_display_link
from grids.directory import UnitRow
from grids.queries import display_for

PHONE = "lin"
DESKS = ("chen", "wang", "wu", "shen")
DISPLAY_SECONDS = 20 * 3600
CLOSED = (State.CLOSED, State.ARCHIVED)


@require_safe
@never_cache
def stage(request: HttpRequest) -> HttpResponse:
    """The page itself. Whoever opens it gets frames of the demo's people, for a day."""
    plan = _plan()
    people = {user.username: user for user in User.objects.filter(username__in=(PHONE, *DESKS))}
    if len(people) <= len(DESKS):
        raise Http404
    phone = person_frame(people[PHONE])
    context = {
        "county": plan.county,
        "steps": STEPS,
        "phone": {"base": phone, "user": people[PHONE], "unit": plan.grid},
        "desks": _desks(plan, people),
        "wall": {"base": display_frame(_display(plan.county)), "unit": plan.county},
        "now": timezone.now().isoformat(),
        "culvert": {"matter": MATTER, "text": TEXT, "lon": plan.grid.lon, "lat": plan.grid.lat},
        "is_local": is_local(request),
        "can_cut": is_local(request) and bool(power.web_processes()),
        "visitor": _visitor(request, phone),
    }
    return render(request, "demo/stage.html", context)


@never_cache
def story(request: HttpRequest) -> JsonResponse:
    """How the story stands (GET), or its next step made (POST)."""
    plan = _plan()
    told = request.GET.dict() if request.method != "POST" else _body(request)
    event = find_event(plan, _number(told.get("event")), _since(told.get("since")))
    teller, refused = Teller(plan), False
    if request.method == "POST":
        try:
            event = teller.go_on(event, nonce=str(told.get("nonce", ""))[:64])
        except NotInStory:
            refused = True
    return JsonResponse(_story(teller, event), status=409 if refused else 200)


@require_safe
@never_cache
def facts(request: HttpRequest) -> JsonResponse:
    """What a promise is measured by: how many events, up to which number; one report's copies."""
    return JsonResponse(_facts(_plan().county, request.GET.get("uuid", "")))


@require_POST
@local_only
def power_cut(request: HttpRequest) -> HttpResponse:
    """断电: answers what there was, then every web process is killed with -9."""
    pids = power.web_processes()
    if not pids:
        return JsonResponse({"detail": _("没有守护进程，断电后没有人重新启动。")}, status=409)
    before = _facts(_plan().county, "")
    power.cut(pids)
    return JsonResponse(before | {"processes": len(pids)})


@require_POST
@local_only
def tamper(request: HttpRequest) -> HttpResponse:
    """改一行: one byte of a scratch copy of the ledger's last lines, and what finds it."""
    found = tamper_with_copy(_plan().county.id)
    if found is None:
        return JsonResponse({"detail": _("台账还太短，先走一步故事。")}, status=409)
    return JsonResponse(found.__dict__)


@require_safe
@never_cache
def phone_code(request: HttpRequest) -> HttpResponse:
    """The phone's address as a QR code, drawn here."""
    owner = User.objects.filter(username=PHONE).first()
    address = _visitor(request, person_frame(owner))["address"] if owner else ""
    if not address:
        raise Http404
    drawing = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawing, kind="svg", scale=4, border=2, svgclass=None, lineclass=None)
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


@require_safe
def culvert(request: HttpRequest) -> FileResponse:
    """The picture that the phone sends while its plug is pulled."""
    return FileResponse(Path(HERE / "before-water.jpg").open("rb"), content_type="image/jpeg")


def _plan() -> Stage:
    demo = DemoCounty.objects.first()
    if demo is None:
        raise Http404
    return stage_of(county_of_demo(demo.code))


def _desks(plan: Stage, people: dict[str, User]) -> list[dict[str, Any]]:
    posts = posts_of(plan)
    return [
        {"base": person_frame(people[name]), "user": people[name], "unit": posts[name][0]}
        for name in DESKS
    ]


def _display(county: UnitRow) -> str:
    """The stage's own display link, the same for most of a day."""
    name = f"demo.display.{county.code}"
    token: str | None = cache.get(name)
    if token is None or display_for(token) is None:
        token = make_display_link(county, by=None, name=_("演示台"))
        cache.set(name, token, DISPLAY_SECONDS)
    return token


def _visitor(request: HttpRequest, base: str) -> dict[str, Any]:
    """The address for the visitor's own phone, and whether a browser trusts it with a camera."""
    if settings.PHONE_URL:
        root = settings.PHONE_URL
    elif is_local(request):
        return {"address": "", "secure": False, "own_certificate": False}
    else:
        root = f"{request.scheme}://{request.get_host()}"
    return {
        "address": f"{root}{base}{reverse('patrol:phone')}",
        "secure": root.startswith("https"),
        "own_certificate": bool(settings.PHONE_URL),
    }


def _story(teller: Teller, event: Event | None) -> dict[str, Any]:
    step = next_step(event)
    closed = event is not None and event.state in CLOSED
    return {
        "event": event and {"id": event.pk, "number": event.number, "state": event.state},
        "state": event.get_state_display() if event else "",
        "made": made_steps(event) if event else [],
        "next": step,
        "who": "" if closed or step is None else teller.who(event).username,
        "closed": closed,
        "astray": event is not None and step is None and not closed,
    }


def _facts(county: UnitRow, uuid: str) -> dict[str, Any]:
    ledger = Ledger.objects.filter(county_id=county.id).first()
    events = Event.objects.filter(county_id=county.id)
    found = {"events": events.count(), "seq": ledger.seq if ledger else 0}
    if uuid:
        mine = events.filter(reporter__username=PHONE)
        found["copies"] = mine.filter(client_uuid=_uuid(uuid)).count()
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise Http404 from fault


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        told = json.loads(request.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _number(told: Any) -> int | None:
    said = str(told or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def _since(told: Any) -> datetime:
    """The moment the stage was opened; what was reported before is none of its business."""
    try:
        found = parse_datetime(str(told or ""))
    except ValueError:
        found = None
    return found if found and timezone.is_aware(found) else timezone.now()
