# SPDX-License-Identifier: Apache-2.0
"""What could not be delivered is sent again (再发一次), when its reason is mended."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from events import moment
from events.models import Delivery
from notices.access import deliveries_run_by


@transaction.atomic
def send_again(ids: Collection[int], *, by: User) -> int:
    """Owe these dead deliveries anew, with all their tries; how many. What is done or still owed
    is left alone, so a double click sends once."""
    within = deliveries_run_by(by).filter(pk__in=ids).values("pk")
    dead = Delivery.objects.filter(pk__in=within, status=Delivery.Status.DEAD)
    return dead.update(status=Delivery.Status.OWED, tries=0, due_at=moment.now())
