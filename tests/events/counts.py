# SPDX-License-Identifier: Apache-2.0
"""What always holds: tallies are what they count (stock from the events, flow from the lines),
somebody owes the next step of an open event, its clocks tell one truth each, chains are whole."""

import json
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from duties.clocks import add_limit
from duties.queries import calendar_of
from events.facts import stock_key
from events.gathering import absent
from events.lifecycle import OPEN_STATES
from events.models import Clock, Event, Flow, FlowMatter, Ledger, Step, Stock
from events.rules import UNJUDGED
from events.verify import verify_county
from grids.directory import unit_by_id

ZONE = ZoneInfo("Asia/Shanghai")
Counted = Counter[tuple[object, ...]]


def stock_kept() -> Counted:
    rows = Stock.objects.exclude(n=0)
    keys = ("village", "holder", "platform", "state", "lamp", "source", "n")
    found: Counted = Counter()
    for *key, n in rows.values_list(*keys):
        found[tuple(key)] += n
    return found


def stock_recounted() -> Counted:
    found: Counted = Counter()
    for event in Event.objects.all():
        if (key := stock_key(event)) is not None:
            found[key] += 1
    return found


def flow_kept() -> Counted:
    found: Counted = Counter()
    for unit, day, measure, n in Flow.objects.values_list("unit", "day", "measure", "n"):
        found[unit, day.isoformat(), measure] += n
    keys = ("township", "day", "matter", "source", "n")
    for town, day, matter, source, n in FlowMatter.objects.values_list(*keys):
        found[town, day.isoformat(), matter, source] += n
    return found


def flow_recounted() -> Counted:
    """What the lines say happened, each on the day of its own time."""
    found: Counted = Counter()
    for at, content in Step.objects.values_list("at", "content"):
        found += flow_of_line(at, bytes(content))
    return found


def flow_of_line(at: datetime, content: bytes) -> Counted:
    """What one line says happened."""
    found: Counted = Counter()
    flow = json.loads(content).get("flow")
    if flow is None:
        return found
    local = at.astimezone(ZONE)
    day, hour = flow.get("day", local.date().isoformat()), flow.get("hour", local.hour)
    measures = list(flow["measures"])
    if "reported" in measures:
        measures.append(f"hour.{hour}")
        measures += [f"source.{flow['source']}"] if flow["source"] else []
        found[flow["township"], day, flow["matter"], flow["source"]] += 1
    for measure in measures:
        found[flow["unit"], day, measure] += 1
    return found


def assert_tallies() -> None:
    """Snapshot == recount, always."""
    assert stock_kept() == stock_recounted()
    assert flow_kept() == flow_recounted()


# Which clocks run in a state: those that must, and those that may beside them.
NONE: frozenset[str] = frozenset()
REPLY = frozenset({"reply"})
RUNS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "draft": (frozenset({"resubmit"}), NONE),
    "reported": (frozenset({"accept"}), frozenset({"handle"})),
    "verifying": (frozenset({"verify"}), frozenset({"handle"})),
    "accepted": (NONE, frozenset({"dispatch", "arbitrate", "handle"})),
    "dispatched": (frozenset({"sign", "handle"}), NONE),
    "processing": (frozenset({"handle"}), NONE),
    "joint": (frozenset({"handle"}), frozenset({"report_in"})),
    "suspended": (frozenset({"handle"}), frozenset({"report_in"})),
    "handled": (frozenset({"check"}), NONE),
    "checking": (frozenset({"check"}), NONE),
    "pending_close": (frozenset({"close"}), NONE),
    "closed": (NONE, REPLY),
    "archived": (NONE, REPLY),
    "transferred_out": (frozenset({"shadow"}), NONE),
    "merged": (NONE, NONE),
    "rejected": (NONE, NONE),
    "voided": (NONE, NONE),
}
# What a unit of which kind holds: a node routes and closes, a grid or village looks.
NODES = frozenset({"grid", "village", "township", "county"})
HELD_BY = {
    **dict.fromkeys(("reported", "accepted", "handled", "pending_close"), NODES),
    **dict.fromkeys(("verifying", "checking"), frozenset({"grid", "village"})),
}


def assert_runs(event: Event, running: list[Clock]) -> None:
    """The clocks that the state asks for, each once; all time stands still while it is suspended
    and only then; a limit that nobody lengthened or paused is up when the tables say."""
    names = [(clock.kind, clock.stage) for clock in running]
    assert len(names) == len(set(names))
    must, may = RUNS[event.state]
    kinds = {clock.kind for clock in running}
    assert must <= kinds <= must | may, (event.pk, event.state, names)
    calendar = calendar_of(event.county_id)
    for clock in running:
        still = event.state == "suspended"
        assert clock.is_paused == still, (event.pk, event.state, clock)
        assert clock.yellow_at <= clock.orange_at <= clock.due_at
        if clock.paused_at is None and not clock.added and clock.kind != "report_in":
            due = add_limit(clock.started_at, clock.limit, clock.unit, calendar)
            assert clock.due_at == due, (event.pk, clock, clock.due_at, due)


def assert_held(event: Event) -> None:
    """Somebody owes the next step of an open event, once; its clocks tell one truth each."""
    assert event.follower_count == event.followers.filter(state="merged").count()
    assert (event.state == "merged") <= (event.master_id is not None)
    assert_owed(event)
    assert_given(event)


def assert_owed(event: Event) -> None:
    """An open event is somebody's, and its clocks are that one's. One query."""
    open_now = event.state in OPEN_STATES
    running = list(Clock.objects.filter(event=event, stopped_at__isnull=True))
    assert_runs(event, running)
    judging = [clock for clock in running if clock.kind not in UNJUDGED]
    assert bool(judging) == open_now, (event.state, running)
    if event.state in HELD_BY:
        assert unit_by_id(event.holder_id).kind in HELD_BY[event.state], event.state
    # Whoever a whistle called has its own time to come; all other time is the holder's.
    own = {clock.holder_id for clock in running if clock.kind == "report_in"}
    assert own == absent(event)
    held = {clock.holder_id for clock in running if clock.kind != "report_in"}
    assert held <= {event.holder_id}
    owing = (clock.due_at for clock in running if clock.kind != "reply")
    assert event.due_at == min(owing, default=None)
    assert (event.lamp == "none") == (not open_now)


def assert_given(event: Event) -> None:
    """What was given and goes on is one chain, at whose end stands the holder. One query."""
    live = list(event.assignments.filter(is_lead=True, status__in=["pending_sign", "doing"]))
    if event.state == "dispatched" or (event.state == "processing" and event.assignment_id):
        assert event.assignment is not None
        assert event.assignment.unit_id == event.holder_id
        assert event.assignment in live
    # Each was given by the unit that the one before was given to.
    by_pk = {given.pk: given for given in event.assignments.all()} if len(live) > 1 else {}
    assert len({given.parent_id for given in live}) == len(live)
    for given in live:
        if given.parent_id is not None and by_pk:
            assert by_pk[given.parent_id].unit_id == given.from_unit_id


def assert_chains() -> None:
    """Every county's chain is whole."""
    for ledger in Ledger.objects.all():
        verdict = verify_county(ledger)
        assert verdict.is_whole, (verdict.bad_seq, verdict.reason)


def deadlocks() -> int:
    """How many deadlocks this database has met so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot(), pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
