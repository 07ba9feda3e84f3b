# SPDX-License-Identifier: Apache-2.0
"""Who looks after a county's messages (谁管消息): its administrators, and whoever runs the site."""

from django.db.models import QuerySet

from accounts.models import User
from events.models import Delivery
from events.refusals import NotAllowed
from grids.access import counties_run_by

__all__ = ["counties_run_by", "deliveries_run_by"]


def deliveries_run_by(user: User) -> QuerySet[Delivery]:
    """The deliveries somebody looks after; `NotAllowed` for everybody else."""
    counties = counties_run_by(user)
    if counties is None:
        return Delivery.objects.all()
    if not counties:
        raise NotAllowed
    return Delivery.objects.filter(event__county__in=counties)
