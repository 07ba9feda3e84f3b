# SPDX-License-Identifier: Apache-2.0
"""What stands in people's inboxes once the worker has been round."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from events import moment
from events.actions.deliver import deliver_owed
from events.models import Event
from notices.models import Notice


def after_a_round() -> None:
    """The worker carries out everything that is due within a few minutes."""
    with moment.at(timezone.now() + timedelta(minutes=5)):
        while deliver_owed(outside=False):
            pass


def inbox(user: User) -> list[str]:
    """The codes of somebody's messages, oldest first."""
    return list(
        Notice.objects.filter(to_user=user).order_by("pk").values_list("template", flat=True)
    )


def told(event: Event, people: Iterable[User]) -> dict[str, list[str]]:
    """Who among these has which messages of the event; who has none is left out."""
    found: dict[str, list[str]] = {}
    for row in Notice.objects.filter(event=event, to_user__in=list(people)).order_by("pk"):
        found.setdefault(row.to_user.username, []).append(row.template)
    return found


def empty() -> None:
    """Everybody has cleared the inbox."""
    Notice.objects.all().delete()
