# SPDX-License-Identifier: Apache-2.0
"""A request with a `client_uuid` is done once (幂等): the receipt is the first statement.

Two at the same time: the second waits on the unique key until the first has committed, then
answers with its result. A refusal rolls the receipt back, so a corrected body may use it again.
"""

import hashlib
import json
import uuid
from typing import Any

from django.db import connection

from accounts.models import User
from events.models import Receipt
from events.refusals import UuidReused


def take_receipt(
    by: User, client_uuid: uuid.UUID | None, move: str, body: Any, event_id: int | None = None
) -> int | None:
    """Keep a receipt for this request; the id of the event it made or moved if it is a repeat.

    None: go on, it is new (or carries no uuid). `UuidReused`: the same uuid, another body.
    """
    if client_uuid is None:
        return None
    body_digest = _digest(move, body)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_receipt"
            " (by_id, client_uuid, move, body_digest, event_id, created_at)"
            " VALUES (%s, %s, %s, %s, %s, now()) ON CONFLICT (by_id, client_uuid) DO NOTHING"
            " RETURNING id",
            [by.pk, client_uuid, move, body_digest, event_id],
        )
        if cursor.fetchone():
            return None
    known = Receipt.objects.get(by=by, client_uuid=client_uuid)
    if bytes(known.body_digest) != body_digest or known.event_id is None:
        raise UuidReused
    return known.event_id


def name_event(by: User, client_uuid: uuid.UUID | None, event_id: int) -> None:
    """Write into the receipt which event this request made."""
    if client_uuid is not None:
        Receipt.objects.filter(by=by, client_uuid=client_uuid).update(event_id=event_id)


def _digest(move: str, body: Any) -> bytes:
    text = json.dumps([move, body], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
