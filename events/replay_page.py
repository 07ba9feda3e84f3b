# SPDX-License-Identifier: Apache-2.0
"""The last month's events under a draft of the duty list, or the list in force (清单重放)."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from duties.access import kept_county
from duties.listing import as_if, compare
from duties.models import DutyDraft
from events import moment
from events.access import events_in_reach
from events.replays import DAYS, replay
from events.standing import standing_of
from grids.directory import placed_name

MOST_LISTED = 200


@require_safe
@login_required
@never_cache
def replay_page(request: HttpRequest) -> HttpResponse:
    """Counts by matter and the events themselves; only what the reader may read whole."""
    assert isinstance(request.user, User)
    county = kept_county(request.user, request.GET.get("county", ""))
    if county is None:
        raise PermissionDenied
    draft = None
    if asked := request.GET.get("draft", ""):
        if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
            raise Http404
        draft = get_object_or_404(DutyDraft, pk=int(asked), county_id=county.id)
    events = events_in_reach(request.user).filter(standing_of(request.user).fully)
    since = moment.now() - timedelta(days=DAYS)
    events = events.filter(county=county.id, reported_at__gte=since)
    found = replay(events, as_if(compare(draft.lines, county), county) if draft else None)
    context = {
        "county": county,
        "draft": draft,
        "days": DAYS,
        "found": found,
        "listed": [
            (row, placed_name(row.went), placed_name(row.would))
            for row in found.elsewhere[-MOST_LISTED:][::-1]
        ],
    }
    return render(request, "events/replay.html", context)
