# SPDX-License-Identifier: Apache-2.0
"""Who has which event open at a desk (谁在看): rows that every process writes and reads."""

import datetime
import uuid

from django.db import connection
from django.utils import timezone

from governance.models import Presence

# A process that was killed leaves its rows behind; they count no longer than this.
STALE_SECONDS = 90


def look_at(socket: uuid.UUID, user_id: int, event_id: int) -> None:
    """Say, or say again, that this socket's person has the event open. Two queries."""
    now = timezone.now()
    Presence.objects.filter(seen_at__lt=now - datetime.timedelta(seconds=STALE_SECONDS)).delete()
    Presence.objects.update_or_create(
        socket=socket, defaults={"user_id": user_id, "event_id": event_id, "seen_at": now}
    )


def look_away(socket: uuid.UUID) -> None:
    """The socket shows no event any more."""
    Presence.objects.filter(socket=socket).delete()


def present_at(event_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    """The people at these events: id and the name that colleagues know. One query."""
    since = timezone.now() - datetime.timedelta(seconds=STALE_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.event_id, u.id, coalesce(nullif(u.display_name, ''), u.username)"
            " FROM governance_presence p JOIN accounts_user u ON u.id = p.user_id"
            " WHERE p.event_id = ANY(%s) AND p.seen_at > %s ORDER BY 1, 3, 2",
            [event_ids, since],
        )
        found: dict[int, list[tuple[int, str]]] = {}
        for event_id, user_id, name in cursor.fetchall():
            found.setdefault(event_id, []).append((user_id, name))
    return found
