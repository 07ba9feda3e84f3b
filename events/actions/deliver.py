# SPDX-License-Identifier: Apache-2.0
"""Owed work is carried out: taken with SKIP LOCKED, tried again with back-off, buried with a
reason. Several workers share it; each delivery is taken by one.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from events import moment, owed
from events.models import Delivery

MOST_TRIES = 8
FIRST_WAIT = timedelta(seconds=10)


def deliver_owed(*, by: User | None = None, most: int = 100, outside: bool | None = None) -> int:
    """Carry out up to `most` owed deliveries; how many were taken.

    `outside` takes only those that wait for somebody else's server (True), or only the others
    (False): a gateway that hangs must keep no lamp and no inbox waiting.
    """
    taken = 0
    while taken < most and deliver_next(by=by, outside=outside):
        taken += 1
    return taken


@transaction.atomic(durable=True)
def deliver_next(*, by: User | None = None, outside: bool | None = None) -> bool:
    """Carry out the next delivery that is due, or drop it; False when none is.

    The row stays locked while its sender works, so a killed worker leaves it owed.
    """
    now = moment.now()
    owing = Delivery.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    owing = owing.select_related("assignment")
    if outside is not None:
        away = Q(channel__in=sorted(owed.OUTSIDE))
        owing = owing.filter(away if outside else ~away)
    delivery = owing.filter(status="owed", due_at__lte=now).order_by("due_at", "pk").first()
    if delivery is None:
        return False
    if delivery.assignment is not None and delivery.assignment.was_taken_back:
        delivery.status, delivery.done_at = Delivery.Status.DROPPED, now
        delivery.save()
        return True
    delivery.tries += 1
    send = owed.CHANNELS.get(delivery.channel)
    try:
        if send is None:
            raise LookupError(f"no sender for channel {delivery.channel!r}")
        with transaction.atomic():
            send(delivery)
    except Exception as reason:
        _try_later(delivery, reason)
    else:
        delivery.status, delivery.done_at = Delivery.Status.DONE, now
    delivery.save()
    return True


def _try_later(delivery: Delivery, reason: Exception) -> None:
    delivery.last_error = f"{type(reason).__name__}: {reason}"[:200]
    if delivery.tries >= MOST_TRIES:
        delivery.status = Delivery.Status.DEAD
        return
    delivery.due_at = moment.now() + FIRST_WAIT * 2 ** (delivery.tries - 1)
