# SPDX-License-Identifier: Apache-2.0
"""挂账到期: at its date an event goes on by rule. Several workers share it; each event is taken by
one, in a transaction of its own."""

from django.db import transaction

from accounts.models import User
from events import moment
from events.actions.moving import Moving
from events.actions.requesting import apply_resume
from events.models import Event, Request

# One round of a worker takes so many at most, so that lamps do not wait for a January morning.
BATCH = 200


def resume_due(*, by: User | None = None) -> int:
    """Let go on what is due, up to `BATCH`; how many went on."""
    resumed = 0
    while resumed < BATCH and resume_next(by=by):
        resumed += 1
    return resumed


@transaction.atomic(durable=True)
def resume_next(*, by: User | None = None) -> bool:
    """Let the next event go on whose date has come; False when none is. Rows in use are skipped.

    Its limit runs on from the date itself, not from when a worker came to it.
    """
    now = moment.now()
    rows = Event.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    due = rows.select_related("assignment").filter(suspended_until__lte=now)
    event = due.order_by("suspended_until", "pk").first()
    if event is None or event.suspended_until is None:
        return False
    asked = Request.objects.select_related("by").filter(event=event, kind=Request.Kind.SUSPENSION)
    asker = asked.filter(state=Request.State.APPROVED).latest("at").by
    moving = Moving(event, by or asker, None, now)
    apply_resume(moving, event.suspended_until, by_rule=True)
    moving.settle()
    return True
