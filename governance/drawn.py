# SPDX-License-Identifier: Apache-2.0
"""Up to where walls have painted, and when (县屏已见): noted in memory, written every few seconds.

Beside the ledger and never in its transactions: a screen's word must not slow down an event.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from governance.models import DrawnMoment

logger = logging.getLogger(__name__)

WRITE_SECONDS = 2.0
KEPT = timedelta(days=31)

Notes = Mapping[tuple[int, str], int]
# By unit and second: the highest number painted in it.
Moments = Mapping[tuple[int, datetime], int]


class DrawnBook:
    """What the walls of one event loop have said since it was last written down."""

    def __init__(self, in_thread: Callable[..., Awaitable[Any]]) -> None:
        self._in_thread = in_thread
        self._noted: dict[tuple[int, str], int] = {}
        self._moments: dict[tuple[int, datetime], int] = {}
        self._tidied: date | None = None
        self._writer: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    def note(self, unit_id: int, viewer: str, seq: int) -> None:
        """A wall of the unit has painted everything up to `seq`."""
        key = (unit_id, viewer)
        self._noted[key] = max(seq, self._noted.get(key, 0))
        second = (unit_id, timezone.now().replace(microsecond=0))
        self._moments[second] = max(seq, self._moments.get(second, 0))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_later())

    async def close(self) -> None:
        """Write what is left."""
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)
        await self._write()

    async def _write_later(self) -> None:
        await asyncio.sleep(WRITE_SECONDS)
        # What has begun is finished: `close` waits for the lock, not for this task.
        await asyncio.shield(self._write())

    async def _write(self) -> None:
        async with self._writing:
            noted, self._noted = self._noted, {}
            moments, self._moments = self._moments, {}
            if noted:
                with suppress(DatabaseError):
                    await self._in_thread(write_drawn, noted)
                    await self._in_thread(write_moments, moments)
                    await self._tidy()

    async def _tidy(self) -> None:
        """Once a day, and once after a start."""
        today = timezone.localdate()
        if self._tidied != today:
            self._tidied = today
            await self._in_thread(forget_old_moments)


def write_drawn(noted: Notes) -> None:
    """Raise each wall's number; in key order, so that two processes cannot lock each other."""
    rows = [(unit, viewer, seq) for (unit, viewer), seq in sorted(noted.items())]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO governance_walldrawn (unit_id, viewer, seq, at)"
            " SELECT u, v, s, clock_timestamp()"
            " FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS t(u, v, s)"
            " ON CONFLICT (unit_id, viewer) DO UPDATE SET seq = excluded.seq, at = excluded.at"
            " WHERE governance_walldrawn.seq < excluded.seq",
            [list(column) for column in zip(*rows, strict=True)],
        )


def write_moments(moments: Moments) -> None:
    """Keep the seconds in which a unit's walls came further than ever before, for a month."""
    rows, furthest = [], dict[int, int]()
    for (unit, at), seq in sorted(moments.items()):
        # What another wall of the unit has shown in an earlier second is no news.
        if seq > furthest.get(unit, -1):
            rows.append((unit, at, seq))
            furthest[unit] = seq
    units, ats, seqs = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO governance_drawnmoment (unit_id, seq, at)"
            " SELECT u, s, min(a)"
            " FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[]) AS t(u, a, s)"
            " WHERE s > coalesce("
            "  (SELECT max(seq) FROM governance_drawnmoment WHERE unit_id = u), -1)"
            " GROUP BY u, s ON CONFLICT (unit_id, seq) DO NOTHING",
            [units, ats, seqs],
        )


def forget_old_moments() -> None:
    """Remove what is older than a month, but for each unit's last: it says how far walls were."""
    last = DrawnMoment.objects.filter(unit=OuterRef("unit")).order_by("-seq").values("pk")[:1]
    old = DrawnMoment.objects.filter(at__lt=timezone.now() - KEPT)
    old.exclude(pk=Subquery(last)).delete()


def first_drawn(unit_id: int, seq: int) -> datetime | None:
    """When a wall of the unit first showed this ledger number; None if none has, or if that was
    more than a month ago. One query."""
    moments = DrawnMoment.objects.filter(unit_id=unit_id, seq__gte=seq).order_by("seq")
    return moments.values_list("at", flat=True).first()
