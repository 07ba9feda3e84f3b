# SPDX-License-Identifier: Apache-2.0
"""Up to where walls have painted (县屏已见): noted in memory, written a few times a minute.

Beside the ledger and never in its transactions: a screen's word must not slow down an event.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)

WRITE_SECONDS = 2.0

Notes = Mapping[tuple[int, str], int]


class DrawnBook:
    """What the walls of one event loop have said since it was last written down."""

    def __init__(self, in_thread: Callable[..., Awaitable[Any]]) -> None:
        self._in_thread = in_thread
        self._noted: dict[tuple[int, str], int] = {}
        self._writer: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    def note(self, unit_id: int, viewer: str, seq: int) -> None:
        """A wall of the unit has painted everything up to `seq`."""
        key = (unit_id, viewer)
        self._noted[key] = max(seq, self._noted.get(key, 0))
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
            if noted:
                with suppress(DatabaseError):
                    await self._in_thread(write_drawn, noted)


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
