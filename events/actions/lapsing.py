# SPDX-License-Identifier: Apache-2.0
"""What ends because nobody came: a draft is not completed, a closing is not rated (逾期未补充、
自动归档). Set-based, in batches that several workers share, each one durable transaction.
"""

from django.db import connection, transaction

from accounts.models import User
from events import moment, owed
from events.actions.asking import Orders
from events.actions.clocks import Clocks, write_clocks
from events.actions.record import Line, make_line, record
from events.facts import wall_facts
from events.lifecycle import State
from events.models import Clock, Delivery, Event, Sample

# One transaction holds the county's ledger for so many lines at most.
BATCH = 200


def sweep_lapsed(*, by: User | None = None) -> int:
    """End everything whose time to wait is up; the number of events ended."""
    ended = 0
    for county_id in _counties_due():
        while found := end_lapsed(county_id, by=by):
            ended += found
    return ended


@transaction.atomic(durable=True)
def end_lapsed(county_id: int, *, by: User | None = None) -> int:
    """End up to `BATCH` of one county; the number ended. Rows in use are skipped till next time."""
    now = moment.now()
    rows = Event.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    due = rows.filter(county_id=county_id, lapses_at__lte=now)
    events = list(due.filter(state__in=[State.DRAFT, State.CLOSED]).order_by("pk")[:BATCH])
    if not events:
        return 0
    drafts = [event for event in events if event.state == State.DRAFT]
    waited = _stop_waiting(drafts)
    lines = [_end(event, by) for event in events]
    _lapse_samples([event for event in events if event.sampled == Sample.Status.LAPSED])
    steps = list(zip(events, lines, strict=True))
    told = [(line, _expired(event)) for event, line in steps if event.state == State.VOIDED]
    steps += [(event, line) for event in events if (line := _let_go(event, by)) is not None]
    fields = ["state", "version", "lapses_at", "due_at", "sampled", "supervised", "open_order"]
    Event.objects.bulk_update(events, fields)
    write_clocks(waited)
    owed.write_all(steps, now, told=told)
    record(county_id, [line for _event, line in steps])
    return len(events)


def _end(event: Event, by: User | None) -> Line:
    """One line: a draft is void, what is closed is archived as it is, unrated."""
    came_from = event.state
    if came_from == State.DRAFT:
        event.expire()
        event.due_at = None
    else:
        event.auto_archive()
        if event.sampled == Sample.Status.DRAWN:
            event.sampled = Sample.Status.LAPSED
    event.lapses_at = None
    event.version += 1
    return make_line(
        "expire" if came_from == State.DRAFT else "auto_archive",
        event_id=event.pk,
        texts={},
        by=by.pk if by else None,
        **{"from": came_from, "to": event.state},
        facts=wall_facts(event),
    )


def _let_go(event: Event, by: User | None) -> Line | None:
    """What presses an archived event presses nobody any more, by a line of its own. Two queries
    for one that is pressed still, which are few; none for others."""
    orders = Orders(event, moment.now())
    if not orders.lapse():
        return None
    orders.write()
    return make_line(
        "release_supervision",
        event_id=event.pk,
        texts={},
        by=by.pk if by else None,
        **{"from": event.state, "to": event.state},
        facts=wall_facts(event),
    )


def _stop_waiting(drafts: list[Event]) -> list[Clocks]:
    """The clocks of the drafts, stopped. One query, none without drafts."""
    if not drafts:
        return []
    by_event: dict[int, list[Clock]] = {event.pk: [] for event in drafts}
    for clock in Clock.objects.filter(event__in=drafts, stopped_at__isnull=True):
        by_event[clock.event_id].append(clock)
    found = [Clocks(event, moment.now(), running=by_event[event.pk]) for event in drafts]
    for clocks in found:
        clocks.stop("resubmit")
    return found


def _lapse_samples(archived: list[Event]) -> None:
    if archived:
        waiting = Sample.objects.filter(event__in=archived, status=Sample.Status.DRAWN)
        waiting.update(status=Sample.Status.LAPSED)


def _expired(draft: Event) -> Delivery:
    """The reporter of a draft is told that it is void."""
    return Delivery(
        event=draft, channel="notice", template="draft_expired", to_user_id=draft.reporter_id
    )


def _counties_due() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT county_id FROM events_event WHERE lapses_at <= %s ORDER BY 1",
            [moment.now()],
        )
        return [row[0] for row in cursor.fetchall()]
