# SPDX-License-Identifier: Apache-2.0
"""The sweep's benchmark: half a million running clocks, of which a few are due.

Real open events, walked by the real actions, are copied by the database with clocks of their own;
the copies are spread over the coming month, so the index and the tables have their real size.
"""

import time
from dataclasses import dataclass

from django.db import connection, models

from events import moment
from events.actions.sweep import sweep_lamps
from events.models import Clock, Event
from governance.bench import database_seconds, web_seconds


@dataclass
class Swept:
    """One sweep: what it found, what it cost."""

    name: str
    clocks: int
    turned: int
    seconds: float
    web_ms: float
    database_ms: float


def multiply_clocks(most: int) -> int:
    """Copy the open events with their running clocks until there are `most` clocks; how many."""
    running = Clock.objects.filter(stopped_at__isnull=True).count()
    copies = -(-most // running)
    with connection.cursor() as cursor:
        cursor.execute(_COPY_EVENTS, [copies])
        cursor.execute(_COPY_CLOCKS)
        cursor.execute("UPDATE events_event SET next_lamp_at = NULL WHERE source_number !~ '^copy'")
        cursor.execute("DROP TABLE copied")
        for table in ("events_event", "events_clock"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    return Clock.objects.filter(stopped_at__isnull=True).count()


def make_due(events: int) -> None:
    """Let the yellow lamp of so many events have come a second ago."""
    copied = Event.objects.filter(source_number__startswith="copy", lamp="green")
    every = max(copied.count() // events, 1)
    with connection.cursor() as cursor:
        cursor.execute(_MAKE_DUE, [every, events])
        cursor.execute("ANALYZE events_event, events_clock")


def explain_due(county_id: int) -> str:
    """How the database finds what is due."""
    due = Event.objects.filter(county_id=county_id, next_lamp_at__lte=moment.now())
    return due.order_by("next_lamp_at", "pk")[:500].explain(analyze=True, buffers=True)


def measure_sweep(name: str) -> Swept:
    """One sweep as the worker makes it."""
    clocks = Clock.objects.filter(stopped_at__isnull=True).count()
    web, database, begun = web_seconds(), database_seconds(), time.perf_counter()
    turned = sweep_lamps()
    seconds = time.perf_counter() - begun
    web, database = web_seconds() - web, database_seconds() - database
    return Swept(
        name, clocks, turned, round(seconds, 3), round(web * 1000, 1), round(database * 1000, 1)
    )


def sweeps_as_table(rows: list[Swept]) -> str:
    """The sweeps as text."""
    head = f"{'sweep':<22}{'clocks':>9}{'turned':>8}{'s':>8}{'web ms':>9}{'db ms':>9}{'ms each':>9}"
    lines = [head, "-" * len(head)]
    for row in rows:
        each = (row.web_ms + row.database_ms) / row.turned if row.turned else 0.0
        lines.append(
            f"{row.name:<22}{row.clocks:>9}{row.turned:>8}{row.seconds:>8.3f}"
            f"{row.web_ms:>9.1f}{row.database_ms:>9.1f}{each:>9.2f}"
        )
    return "\n".join(lines)


def _copied(model: type[models.Model], own: dict[str, str]) -> tuple[str, str]:
    """The columns of a table, and what a copy has in each: its own word, or the original's."""
    names = [str(field.column) for field in model._meta.concrete_fields if field.column != "id"]
    quoted = ", ".join(f'"{name}"' for name in names)
    return quoted, ", ".join(own.get(name, f'o."{name}"') for name in names)


# Lamps to come: over thirty days, from an hour on. 7919 is prime, so copies do not bunch.
_SOON = "now() + interval '1 hour' + (random_id * 7919 %% 43200) * interval '1 minute'"
_EVENT_NAMES, _EVENT_WORDS = _copied(
    Event,
    {
        "number": "o.number || '-' || k",
        "client_uuid": "gen_random_uuid()",
        "source_number": "'copy ' || o.id",
        "assignment_id": "o.assignment_id",
        "lamp": "'green'",
        "warned": "0",
        "next_lamp_at": _SOON.replace("random_id", "(o.id * 31 + k)"),
        "due_at": _SOON.replace("random_id", "(o.id * 31 + k)") + " + interval '2 hours'",
    },
)
_CLOCK_NAMES, _CLOCK_WORDS = _copied(
    Clock,
    {
        "event_id": "c.id",
        "yellow_at": "c.next_lamp_at",
        "orange_at": "c.next_lamp_at + interval '1 hour'",
        "due_at": "c.next_lamp_at + interval '2 hours'",
    },
)
_COPY_EVENTS = f"""
CREATE TEMPORARY TABLE copied AS WITH made AS (
    INSERT INTO events_event ({_EVENT_NAMES})
    SELECT {_EVENT_WORDS} FROM events_event AS o, generate_series(1, %s) AS k
     WHERE o.next_lamp_at IS NOT NULL OR o.lamp = 'red'
    RETURNING id, source_number, next_lamp_at
) SELECT id, substr(source_number, 6)::bigint AS original, next_lamp_at FROM made
"""
_COPY_CLOCKS = f"""
INSERT INTO events_clock ({_CLOCK_NAMES})
SELECT {_CLOCK_WORDS}
  FROM copied AS c JOIN events_clock AS o ON o.event_id = c.original AND o.stopped_at IS NULL
"""
_MAKE_DUE = """
WITH chosen AS (
    SELECT id FROM events_event
     WHERE source_number LIKE 'copy%%' AND lamp = 'green' AND id %% %s = 0 LIMIT %s
), due AS (
    UPDATE events_event SET next_lamp_at = now() - interval '1 second'
     WHERE id IN (SELECT id FROM chosen)
)
UPDATE events_clock SET yellow_at = now() - interval '1 second'
 WHERE stopped_at IS NULL AND event_id IN (SELECT id FROM chosen)
"""
