# SPDX-License-Identifier: Apache-2.0
"""Clocks of many events read and written, each by one statement."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from events.models import Clock, Event, HeldTime

# Written by hand: bulk_update builds a CASE for every column and row, a sixth of a move.
# Each change of who holds the time, and each stop, ends somebody's share of it: same statement.
_UPDATE = """
WITH held AS (
  INSERT INTO events_heldtime
    (event_id, clock_id, unit_id, began_at, ended_at, used_seconds, overdue_seconds)
  SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[],
                       %s::timestamptz[], %s::int[], %s::int[])
)
UPDATE events_clock AS c
   SET stopped_at = n.stopped_at, overdue_seconds = n.overdue_seconds, "limit" = n.most,
       unit = n.unit, holder_id = n.holder_id, held_since = n.held_since, added = n.added,
       used = n.used, paused_at = n.paused_at, resumed_at = n.resumed_at,
       yellow_at = n.yellow_at, orange_at = n.orange_at, due_at = n.due_at
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::int[], %s::int[], %s::text[], %s::bigint[],
              %s::timestamptz[], %s::int[], %s::interval[], %s::timestamptz[], %s::timestamptz[],
              %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
       AS n (id, stopped_at, overdue_seconds, most, unit, holder_id, held_since, added, used,
             paused_at, resumed_at, yellow_at, orange_at, due_at)
 WHERE c.id = n.id
"""
_SHOW = """
UPDATE events_event AS e
   SET due_at = n.due_at, lamp = n.lamp, next_lamp_at = n.next_lamp_at, warned = n.warned
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::timestamptz[], %s::int[])
       AS n (id, due_at, lamp, next_lamp_at, warned)
 WHERE e.id = n.id
"""
SHOWN = ("due_at", "lamp", "next_lamp_at", "warned")
_HELD = ("event_id", "clock_id", "unit_id", "began_at", "ended_at")
_HELD_SECONDS = ("used_seconds", "overdue_seconds")
_COLUMNS = ("pk", "stopped_at", "overdue_seconds", "limit", "unit", "holder_id", "held_since")
GRANTED = ("added", "used", "paused_at", "resumed_at")
_TIMES = ("yellow_at", "orange_at", "due_at")


def update_clocks(clocks: list[Clock], held: list[HeldTime]) -> None:
    """Write what may change of clocks that are there already, and who had held them (各单位用时).
    One statement."""
    columns = _by_column(held, (*_HELD, *_HELD_SECONDS))
    columns += _by_column(clocks, (*_COLUMNS, *GRANTED, *_TIMES))
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, columns)


def _by_column(rows: Sequence[Clock | HeldTime], names: tuple[str, ...]) -> list[list[Any]]:
    return [[getattr(row, name) for row in rows] for name in names]


def running_clocks(events: Sequence[Event]) -> dict[int, list[Clock]]:
    """The running clocks of many events, each in their order. One statement."""
    found: dict[int, list[Clock]] = {event.pk: [] for event in events}
    rows = Clock.objects.filter(event_id__in=list(found), stopped_at__isnull=True)
    for clock in rows.order_by("pk"):
        found[clock.event_id].append(clock)
    return found


def write_shown(events: Sequence[Event]) -> None:
    """Write what many events show of their clocks. One statement."""
    rows = [[getattr(event, name) for name in ("pk", *SHOWN)] for event in events]
    with connection.cursor() as cursor:
        cursor.execute(_SHOW, [list(column) for column in zip(*rows, strict=True)])
