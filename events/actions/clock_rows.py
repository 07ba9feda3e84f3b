# SPDX-License-Identifier: Apache-2.0
"""Clocks of many events read and written, each by one statement."""

from collections.abc import Sequence

from django.db import connection

from events.models import Clock, Event

# Written by hand: bulk_update builds a CASE for every column and row, a sixth of a move.
_UPDATE = """
UPDATE events_clock AS c
   SET stopped_at = n.stopped_at, overdue_seconds = n.overdue_seconds, "limit" = n.most,
       unit = n.unit, holder_id = n.holder_id, added = n.added, used = n.used,
       paused_at = n.paused_at, resumed_at = n.resumed_at,
       yellow_at = n.yellow_at, orange_at = n.orange_at, due_at = n.due_at
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::int[], %s::int[], %s::text[], %s::bigint[],
              %s::int[], %s::interval[], %s::timestamptz[], %s::timestamptz[],
              %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
       AS n (id, stopped_at, overdue_seconds, most, unit, holder_id, added, used, paused_at,
             resumed_at, yellow_at, orange_at, due_at)
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
_COLUMNS = ("pk", "stopped_at", "overdue_seconds", "limit", "unit", "holder_id")
GRANTED = ("added", "used", "paused_at", "resumed_at")
_TIMES = ("yellow_at", "orange_at", "due_at")


def update_clocks(clocks: list[Clock]) -> None:
    """Write what may change of clocks that are there already. One statement."""
    rows = [[getattr(clock, name) for name in (*_COLUMNS, *GRANTED, *_TIMES)] for clock in clocks]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [list(column) for column in zip(*rows, strict=True)])


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
