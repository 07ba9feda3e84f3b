# SPDX-License-Identifier: Apache-2.0
"""A county changed its calendar, lamps or limits: open clocks anew, each change a ledger line.

Worked off in batches: an order (`ClockOrder`) remembers how far it came, so whoever is killed is
followed by another. An event in use is passed over and taken up at the end.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from duties.models import ClockOrder
from events import moment
from events.actions.clock_rows import running_clocks, write_shown
from events.actions.clocks import Clocks
from events.actions.reckoning import RULED, show_clocks, standard_of
from events.actions.record import Line, make_line, record
from events.facts import flow_of, stock_delta, stock_key, wall_facts
from events.lifecycle import OPEN_STATES
from events.models import Clock, Event

BATCH = 500
# Until then every process has the new tables, and starts no clock by the old ones any more.
PATIENCE = timedelta(seconds=5)


_WRITE = """
UPDATE events_clock AS c
   SET "limit" = n.most, unit = n.unit, used = n.used,
       yellow_at = n.yellow_at, orange_at = n.orange_at, due_at = n.due_at
  FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::interval[], %s::timestamptz[],
              %s::timestamptz[], %s::timestamptz[])
       AS n (id, most, unit, used, yellow_at, orange_at, due_at)
 WHERE c.id = n.id
"""


@dataclass
class Anew:
    """An event whose clocks changed, those clocks, and its line."""

    event: Event
    clocks: list[Clock]
    line: Line


def recompute_clocks(batches: int = 4) -> int:
    """Work off a few batches of what is ordered; the number of events that moved.

    Few at a time: lamps turn in between.
    """
    moved = 0
    for _batch in range(batches):
        found = recompute_some()
        if found is None:
            break
        moved += found
    return moved


@transaction.atomic(durable=True)
def recompute_some() -> int | None:
    """Compute one batch of one order; how many events moved, None if there is nothing to do."""
    now = moment.now()
    order = _take_order(now)
    if order is None:
        return None
    wanted = _wanted(order)
    events = _lock(wanted)
    running = running_clocks(events)
    found = [anew for event in events if (anew := _anew(event, running[event.pk], order, now))]
    if found:
        _write([clock for anew in found for clock in anew.clocks])
        write_shown([anew.event for anew in found])
    missed = sorted(set(wanted) - {event.pk for event in events})
    _remember(order, wanted, missed, len(found))
    if found:
        record(order.county_id, [anew.line for anew in found])
    # Nothing but events in use: the next round tries again.
    return None if wanted and not events else len(found)


def _take_order(now: datetime) -> ClockOrder | None:
    """The oldest order that nobody works on."""
    rows = ClockOrder.objects.select_for_update(no_key=True, skip_locked=True)
    return rows.filter(done_at=None, made_at__lte=now - PATIENCE).order_by("pk").first()


def _wanted(order: ClockOrder) -> list[int]:
    """The next open events to look at; at the end those that were in use."""
    rows = Event.objects.filter(county_id=order.county_id, state__in=sorted(OPEN_STATES))
    found = rows.filter(pk__gt=order.after).order_by("pk").values_list("pk", flat=True)[:BATCH]
    return list(found) or list(order.skipped[:BATCH])


def _lock(wanted: list[int]) -> list[Event]:
    """Lock those that nobody moves at this moment."""
    rows = Event.objects.select_for_update(no_key=True, skip_locked=True)
    return list(rows.filter(pk__in=wanted).defer("text", "address").order_by("pk"))


def _remember(order: ClockOrder, wanted: list[int], missed: list[int], moved: int) -> None:
    """How far the order has come; done when the last batch found nothing left."""
    order.skipped = sorted((set(order.skipped) - set(wanted)) | set(missed))
    order.after = max([order.after, *wanted])
    order.moved += moved
    if not wanted:
        order.done_at = timezone.now()
    order.save(update_fields=["skipped", "after", "moved", "done_at"])


def _write(clocks: list[Clock]) -> None:
    """Write what the tables decide of these clocks. One statement."""
    rows = [[getattr(clock, name) for name in ("pk", *RULED)] for clock in clocks]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [list(column) for column in zip(*rows, strict=True)])


def _anew(event: Event, running: list[Clock], order: ClockOrder, now: datetime) -> Anew | None:
    """The event with its clocks computed anew; None if nothing changed by it."""
    before, was, was_due = stock_key(event), event.lamp, event.due_at
    clocks = Clocks(event, now, running=running)
    changed = clocks.compute_anew(standard_of(event))
    if not changed:
        return None
    show_clocks(event, running, now, clocks.calendar)
    # How long a limit is would tell what a sensitive event is about.
    dues = {} if event.sensitive else {"was_due": _said(was_due), "due": _said(event.due_at)}
    line = make_line(
        "recompute",
        event_id=event.pk,
        texts={},
        by=order.by_id,
        codes={"why": order.why, "was": was, "is": event.lamp, **dues},
        **{"from": event.state, "to": event.state},
        facts=wall_facts(event),
        stock=stock_delta(before, stock_key(event)),
        flow=flow_of(event, ["late"]) if event.lamp == "red" != was else None,
    )
    return Anew(event, changed, line)


def _said(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat() if at else None
