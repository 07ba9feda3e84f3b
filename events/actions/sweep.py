# SPDX-License-Identifier: Apache-2.0
"""What time itself does: lamps turn and days begin, each a ledger line like any other."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from events import moment
from events.actions.clocks import Clocks
from events.actions.record import Line, make_line, record
from events.facts import flow_of, stock_delta, stock_key, wall_facts
from events.models import Clock, Event, Ledger
from events.rules import next_crossing, worst_lamp

# One transaction holds the county's ledger for so many lines at most.
BATCH = 500
REPLAY_LOCK = 0x7265706C


@contextmanager
def replaying() -> Iterator[None]:
    """While past days are replayed: what they leave open must not turn red by today's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [REPLAY_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [REPLAY_LOCK])


def past_is_replayed() -> bool:
    """Whether somebody, in another session, replays past days at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [REPLAY_LOCK])
        return not cursor.fetchone()[0]


def sweep_lamps(*, by: User | None = None) -> int:
    """Turn every lamp that is due; the number of events turned. Several sweeps share the work."""
    turned = 0
    for county_id in _counties_due():
        while True:
            found = turn_lamps(county_id, by=by)
            turned += found
            if found < BATCH:
                break
    return turned


@transaction.atomic(durable=True)
def turn_lamps(county_id: int, *, by: User | None = None) -> int:
    """Turn up to `BATCH` lamps of one county; the number looked at. Rows in use are skipped."""
    now = moment.now()
    rows = Event.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    due = rows.filter(county_id=county_id, next_lamp_at__lte=now).order_by("pk")[:BATCH]
    events = list(due)
    if not events:
        return 0
    running: dict[int, list[Clock]] = {event.pk: [] for event in events}
    for clock in Clock.objects.filter(event__in=events, stopped_at__isnull=True):
        running[clock.event_id].append(clock)
    lines = []
    for event in events:
        line = _turn(event, running[event.pk], by)
        if line is not None:
            lines.append(line)
    Event.objects.bulk_update(events, ["lamp", "next_lamp_at"])
    if lines:
        record(county_id, lines)
    return len(events)


@transaction.atomic(durable=True)
def begin_day(county_id: int, *, by: User | None = None) -> None:
    """Write the `day` line if midnight (county time) has passed; the ledger knows by itself."""
    record(county_id, [])


def begin_days(*, by: User | None = None) -> None:
    """Begin the day in every county whose ledger still has an older one."""
    today = timezone.localdate(moment.now())
    behind = Ledger.objects.filter(day__lt=today).order_by("pk")
    for county_id in behind.values_list("county_id", flat=True):
        begin_day(county_id, by=by)


def _turn(event: Event, running: list[Clock], by: User | None) -> Line | None:
    before, was = stock_key(event), event.lamp
    clocks = Clocks(event, moment.now(), is_new=False)
    event.lamp = worst_lamp(running, clocks.now)
    event.next_lamp_at = next_crossing(running, clocks.now)
    if event.lamp == was:
        return None
    late = event.lamp == "red"
    return make_line(
        "lamp",
        event_id=event.pk,
        texts={},
        by=by.pk if by else None,
        codes={"was": was, "is": event.lamp},
        **{"from": event.state, "to": event.state},
        facts=wall_facts(event),
        stock=stock_delta(before, stock_key(event)),
        flow=flow_of(event, ["late"]) if late else None,
    )


def _counties_due() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT county_id FROM events_event WHERE next_lamp_at <= %s ORDER BY 1",
            [moment.now()],
        )
        return [row[0] for row in cursor.fetchall()]
