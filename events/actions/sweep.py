# SPDX-License-Identifier: Apache-2.0
"""What time itself does: lamps turn and days begin, each a ledger line like any other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from duties.clocks import Calendar
from duties.queries import calendar_of
from events import moment, owed
from events.actions.clock_rows import running_clocks, write_shown
from events.actions.reckoning import show_clocks
from events.actions.record import Content, Line, make_line, record
from events.facts import flow_of, stock_delta, stock_key, wall_facts
from events.models import Clock, Event, Ledger
from events.rules import WARNINGS, next_crossing, warning_of

# One transaction holds the county's ledger for so many lines at most.
BATCH = 500
# All that a lamp's line, counts and messages need of an event.
READ = (
    *("county_id", "number", "state", "matter_id", "platform", "source", "urgency", "sensitive"),
    *("place_id", "village_code", "holder_id", "due_at", "lamp", "next_lamp_at", "warned"),
    "assignment__from_unit_id",
)
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
    """Turn up to `BATCH` lamps of one county; the number looked at. Rows in use are skipped.

    Whoever is owed a message of it is written down in the same transaction.
    """
    now, calendar = moment.now(), calendar_of(county_id)
    rows = Event.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    due = rows.filter(county_id=county_id, next_lamp_at__lte=now).order_by("next_lamp_at", "pk")
    events = list(due.select_related("assignment").only(*READ)[:BATCH])
    if not events:
        return 0
    running = running_clocks(events)
    turned = [
        (event, line)
        for event in events
        if (line := _turn(event, running[event.pk], now, calendar, by)) is not None
    ]
    write_shown(events)
    owed.write_all(turned, now)
    if turned:
        record(county_id, [line for _event, line in turned])
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


def _turn(
    event: Event, running: list[Clock], now: datetime, calendar: Calendar, by: User | None
) -> Line | None:
    """The line of an event whose lamp turned, or of whom time alone made somebody be told."""
    before, was = stock_key(event), event.lamp
    show_clocks(event, running, now, calendar)
    reached = warning_of(running, now, calendar)
    tells = WARNINGS[event.warned + 1 : reached + 1]
    codes: Content = {"was": was, "is": event.lamp}
    if tells:
        codes |= {"tells": list(tells)} | _other_holders(event, running, now, calendar)
        event.warned, event.next_lamp_at = reached, next_crossing(running, now, calendar)
    elif event.lamp == was:
        return None
    late = event.lamp == "red" != was
    return make_line(
        "remind" if event.lamp == was else "lamp",
        event_id=event.pk,
        texts={},
        by=by.pk if by else None,
        codes=codes,
        **{"from": event.state, "to": event.state},
        facts=wall_facts(event),
        stock=stock_delta(before, stock_key(event)),
        flow=flow_of(event, ["late"]) if late else None,
    )


def _other_holders(
    event: Event, running: list[Clock], now: datetime, calendar: Calendar
) -> Content:
    """Whose time it is that has come so far, where it is not the holder's alone (报到)."""
    late = {c.holder_id for c in running if warning_of([c], now, calendar) > event.warned}
    return {} if late <= {event.holder_id} else {"whose": sorted(late)}


def _counties_due() -> list[int]:
    """The counties that have something due: one look at the head of the index for each."""
    due = Event.objects.filter(county_id=OuterRef("county_id"), next_lamp_at__lte=moment.now())
    counties = Ledger.objects.filter(Exists(due)).order_by("county_id")
    return list(counties.values_list("county_id", flat=True))
