# SPDX-License-Identifier: Apache-2.0
"""The desk (镇平台工作台) and the console (决策台): two server pages; events come by the API."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from duties.models import Stage, Urgency
from events.access import decides, reads_returns
from events.actions import MOVES
from events.decisions import DECISIONS
from events.lifecycle import State
from events.models import Source
from events.models.event import Lamp
from events.seat import choices_of_seat, seat_of
from grids.directory import UnitRow, node_above
from grids.models import PHONE_ROLES, Platform, Role
from grids.queries import Post, postings_of
from registers.access import reading_posts

# By which doors a clerk registers (登记) what reached the office itself.
DESK_SOURCES = (Source.RESIDENT, Source.HOTLINE, Source.LEADER, Source.OTHER)


@require_safe
@login_required
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """事件工作台, for whoever serves in an office; the others go to the phone page."""
    user = request.user
    assert isinstance(user, User)
    post = desk_post(postings_of(user))
    if post is None:
        return HttpResponseRedirect(_on_the_phone(request.GET.get("event", "")))
    context = _frame(user, post) | {
        "works_with_registers": bool(reading_posts(user)),
        "report_sources": [(source.value, source.label) for source in DESK_SOURCES],
        "keeps_calendar": post.role == Role.ADMINISTRATOR,
        "reads_log": post.role == Role.AUDITOR,
        "decides": decides(postings_of(user)),
        "own_unit": post.acts_for if post.acts_for.is_office or reads_returns([post]) else None,
    }
    return render(request, "events/desk.html", context)


@require_safe
@login_required
@never_cache
def console(request: HttpRequest) -> HttpResponse:
    """决策台: what waits for the decision of whoever decides at a township or county."""
    user = request.user
    assert isinstance(user, User)
    posts = postings_of(user)
    post = desk_post(posts)
    if post is None or not decides(posts):
        raise PermissionDenied
    return render(request, "events/console.html", _frame(user, post))


def _frame(user: User, post: Post) -> dict[str, Any]:
    """Whose seat it is, and the words and settings that both pages carry."""
    node = _node_of(post.acts_for)
    seat = "" if post.unit == node else post.unit.short_name.removeprefix(node.name)
    return {
        "place_name": node.name,
        "seat": " · ".join(filter(None, [seat, str(Role(post.role).label)])),
        "words": _words(node),
        "seat_settings": seat_of(user) | choices_of_seat(),
        "reads_returns": reads_returns(postings_of(user)),
    }


def _on_the_phone(event: str) -> str:
    """The phone page, at the event that a link to the desk names."""
    return f"/m/#/event/{event}" if event.isdecimal() and len(event) < 19 else "/m/"


def desk_post(posts: tuple[Post, ...]) -> Post | None:
    """The posting in which somebody sits at the desk: the first that is no phone role."""
    return next((post for post in posts if post.role not in PHONE_ROLES), None)


def _node_of(unit: UnitRow) -> UnitRow:
    """The township or county whose desk it is; an office sits in the node it stands under."""
    return unit if unit.is_node else node_above(unit) or unit


def _words(node: UnitRow) -> dict[str, Any]:
    """The names the page shows, in the reader's language, each from its one place."""
    doors = {"submit": _("上报"), "instant_close": _("即采即办")}
    return {
        "home": node.code,
        "states": {state.value: str(state.label) for state in State},
        "moves": doors | {name: str(move.label) for name, move in MOVES.items()},
        "sources": {source.value: str(source.label) for source in Source},
        "platforms": {platform.value: str(platform.label) for platform in Platform},
        "stages": {kind.value: str(kind.label) for kind in Stage.Kind} | {"forms": _("补手续")},
        "decisions": {key: str(each.label) for key, each in DECISIONS.items()},
        "lamps": {lamp.value: str(lamp.label) for lamp in Lamp},
        "urgencies": {urgency.value: str(urgency.label) for urgency in Urgency},
    }
