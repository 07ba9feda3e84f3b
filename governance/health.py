# SPDX-License-Identifier: Apache-2.0
"""Is everything up: /health/ for people, balancers and `make run`."""

import datetime

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.models import User
from events.models import WorkerBeat
from governance.live import live_is_up
from governance.people import PEOPLE

# A round of the worker takes a second; one slow delivery must not look like a dead worker.
BEAT_SECONDS = 30
OK, DOWN, LOADING = "ok", "down", "loading"
# Until the demo's people can sign in, the product is of no use to a visitor.
DEMO_PEOPLE = tuple(name for name, _chinese, _english in PEOPLE)


def _worker() -> str:
    since = timezone.now() - datetime.timedelta(seconds=BEAT_SECONDS)
    return OK if WorkerBeat.objects.filter(at__gt=since).exists() else DOWN


def _demo() -> str:
    present = User.objects.filter(username__in=DEMO_PEOPLE).count()
    return OK if present == len(DEMO_PEOPLE) else LOADING


def _live() -> str:
    """Whether the bell between the processes rings, over PostgreSQL or Redis."""
    return OK if live_is_up() else DOWN


def parts() -> dict[str, str]:
    """Each part and how it is."""
    found = {"database": DOWN, "live": DOWN, "worker": DOWN}
    try:
        found["worker"] = _worker()
        if settings.DEMO:
            found["demo"] = _demo()
    except DatabaseError:
        return found
    found["database"] = OK
    found["live"] = _live()
    return found


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when every part is up, else 503 naming what is down. Needs no sign-in."""
    found = parts()
    down = [name for name, state in found.items() if state != OK]
    answer = {"status": "down" if down else OK, **found}
    if down:
        answer["down"] = ", ".join(down)
    return JsonResponse(answer, status=503 if down else 200)
