# SPDX-License-Identifier: Apache-2.0
"""Who looks after a county's messages (谁管消息): its administrators, and whoever runs the site."""

from django.db.models import QuerySet

from accounts.models import User
from events.models import Delivery
from events.refusals import NotAllowed
from grids.models import Role
from grids.queries import postings_of


def counties_run_by(user: User) -> list[int] | None:
    """The counties whose messages somebody looks after; None is all of them."""
    if user.is_superuser:
        return None
    posts = (post for post in postings_of(user) if post.role == Role.ADMINISTRATOR)
    return sorted({post.unit.county_id for post in posts if post.unit.county_id is not None})


def deliveries_run_by(user: User) -> QuerySet[Delivery]:
    """The deliveries somebody looks after; `NotAllowed` for everybody else."""
    counties = counties_run_by(user)
    if counties is None:
        return Delivery.objects.all()
    if not counties:
        raise NotAllowed
    return Delivery.objects.filter(event__county__in=counties)
