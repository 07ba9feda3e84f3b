# SPDX-License-Identifier: Apache-2.0
"""The tallies counted anew from what they count: stock from the events, flow from the lines."""

import json
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from events.facts import stock_key
from events.gathering import absent
from events.lifecycle import OPEN_STATES
from events.models import Clock, Event, Flow, FlowMatter, Ledger, Step, Stock
from events.rules import UNJUDGED
from events.verify import verify_county

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
        flow = json.loads(bytes(content)).get("flow")
        if flow is None:
            continue
        local: datetime = at.astimezone(ZONE)
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


def assert_held(event: Event) -> None:
    """Somebody owes the next step of an open event, once; its clocks tell one truth each."""
    open_now = event.state in OPEN_STATES
    running = list(Clock.objects.filter(event=event, stopped_at__isnull=True))
    names = [(clock.kind, clock.stage) for clock in running]
    assert len(names) == len(set(names))
    judging = [clock for clock in running if clock.kind not in UNJUDGED]
    assert bool(judging) == open_now, (event.state, names)
    # Whoever a whistle called has its own time to come; all other time is the holder's.
    own = {clock.holder_id for clock in running if clock.kind == "report_in"}
    assert own == absent(event)
    held = {clock.holder_id for clock in running if clock.kind != "report_in"}
    assert held <= {event.holder_id}
    owing = (clock.due_at for clock in running if clock.kind != "reply")
    assert event.due_at == min(owing, default=None)
    assert event.follower_count == event.followers.filter(state="merged").count()
    assert (event.state == "merged") <= (event.master_id is not None)
    assert (event.lamp == "none") == (not open_now)
    live = list(event.assignments.filter(is_lead=True, status__in=["pending_sign", "doing"]))
    if event.state == "dispatched" or (event.state == "processing" and event.assignment_id):
        assert event.assignment is not None
        assert event.assignment.unit_id == event.holder_id
        assert event.assignment in live
    # The live ones are one chain: each was given by the unit that the one before was given to.
    by_parent = {given.parent_id: given for given in live}
    assert len(by_parent) == len(live)
    for given in live:
        if given.parent_id is not None and given.parent is not None:
            assert given.parent.unit_id == given.from_unit_id


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
