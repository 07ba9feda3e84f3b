# SPDX-License-Identifier: Apache-2.0
"""One-time tickets (一次性凭证) for sockets, for clients that can send neither cookie nor header.

A ticket made with a `client_uuid` is computed from it, so that a repeat gets the same ticket
although only its hash is stored; it can be used once all the same.
"""

import base64
import datetime
import hmac
import secrets
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.tokens import digest_of
from governance.models import SocketTicket

LIFE_SECONDS = 30
# Used and expired ones are kept so long that a late repeat cannot bring one back to life.
KEPT = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Issued:
    """A ticket in clear text, shown once, and whether it repeats an earlier answer."""

    ticket: str
    expires_at: datetime.datetime
    replayed: bool


@dataclass(frozen=True)
class Holder:
    """Whose ticket it was, and by which session or token it was asked for."""

    user_id: int
    session_key: str
    token_digest: str


def issue_ticket(
    user: User, *, client_uuid: uuid.UUID | None, session_key: str = "", token_digest: str = ""
) -> Issued:
    """Make a ticket for this person; it lives 30 s and dies with what it was asked by."""
    now = timezone.now()
    SocketTicket.objects.filter(expires_at__lt=now - KEPT).delete()
    clear = _clear_text(user, client_uuid)
    made, is_new = SocketTicket.objects.get_or_create(
        digest=digest_of(clear),
        defaults={
            "user": user,
            "session_key": session_key,
            "token_digest": token_digest,
            "expires_at": now + datetime.timedelta(seconds=LIFE_SECONDS),
        },
    )
    return Issued(clear, made.expires_at, replayed=not is_new)


def take_ticket(ticket: str) -> Holder | None:
    """Use a ticket up, or None. One statement, so of two who try at once one fails."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE governance_socketticket SET used_at = clock_timestamp()"
            " WHERE digest = %s AND used_at IS NULL AND expires_at > clock_timestamp()"
            " RETURNING user_id, session_key, token_digest",
            [digest_of(ticket)],
        )
        row = cursor.fetchone()
    return Holder(*row) if row else None


def _clear_text(user: User, client_uuid: uuid.UUID | None) -> str:
    if client_uuid is None:
        return secrets.token_urlsafe(32)
    said = f"socket ticket {user.pk} {client_uuid}".encode()
    signed = hmac.digest(settings.SECRET_KEY.encode(), said, "sha256")
    return base64.urlsafe_b64encode(signed).decode().rstrip("=")
