# SPDX-License-Identifier: Apache-2.0
"""A log or a campaign is its own receipt (幂等): unique per person and `client_uuid`."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.refusals import UuidReused
from accounts.sealed import keyed_digests
from fieldwork.models import Campaign, WorkLog

Row = TypeVar("Row", Campaign, WorkLog)


@dataclass(frozen=True)
class Kept(Generic[Row]):
    """What an action answers: the row, and whether this was a repeat."""

    row: Row
    replayed: bool = False


def digests_of(what: str, body: Any) -> list[bytes]:
    """What tells a repeat from another request under the same uuid; the first is kept. Keyed: it
    outlives the words of a log that was erased, and must not tell them to whoever guesses."""
    text = json.dumps([what, body], sort_keys=True, default=str, ensure_ascii=False)
    return keyed_digests(text.encode("utf-8", "surrogatepass"))


def keep_once(
    model: type[Row],
    by: User,
    client_uuid: uuid.UUID,
    digests: list[bytes],
    make: Callable[[], Row],
    already: Callable[[], Row | None] = lambda: None,
) -> Kept[Row]:
    """Make a row once in one transaction; a repeat, also a parallel one, gets the first.

    `already`: a row of somebody else's that says the same (two zero reports of one grid and day).
    """
    if known := _known(model, by, client_uuid, digests):
        return Kept(known, replayed=True)
    try:
        with transaction.atomic():
            return Kept(make())
    except IntegrityError:
        known = _known(model, by, client_uuid, digests) or already()
        if known is None:
            raise
        return Kept(known, replayed=True)


def _known(model: type[Row], by: User, client_uuid: uuid.UUID, digests: list[bytes]) -> Row | None:
    rows: Any = model._default_manager
    known: Row | None = rows.filter(by=by, client_uuid=client_uuid).first()
    if known is not None and bytes(known.body_digest) not in digests:
        raise UuidReused
    return known
