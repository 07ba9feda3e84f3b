# SPDX-License-Identifier: Apache-2.0
"""Reads the cases that indicators count: two statements, however many cases there are."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from duties.directory import matter_by_id
from events.lifecycle import OPEN_STATES
from events.models import Event
from grids.directory import UnitRow, ancestors_of, enclosing, has_townships, unit_by_id
from indicators.cases import NO_OFFICE, NOT_VALID, Case, Period
from indicators.repeats import SPAN, Sighting, repeated

# What was done by a rule or says nothing about the matter is no first action of anybody.
NO_ACTION = ("submit", "instant_close", "lamp", "remind", "recompute", "ring", "withdraw", "note")

# Cases that any indicator of the period may count: reported or closed in it, due in it, or open.
_CASES = """
SELECT e.id, e.state, e.reported_at, e.village_code, e.place_id, e.platform, e.matter_id, e.source,
       e.urgency, e.sensitive, e.closed_at, e.on_the_spot, e.rework_count, e.force_closed,
       e.overdue_exempt, e.handler_id, e.holder_id, step.filed_at, step.acted_at,
       step.check_passed, handle.due_at, handle.stopped_at, handle.minutes, given.dispatched,
       given.returned, given.signed, given.first_done, asked.extended, pressed.orders,
       pressed.unanswered, sampled.judged, sampled.passed, blown.whistles, blown.summoned,
       blown.arrived, r.solved, r.satisfaction
  FROM events_event AS e
  LEFT JOIN events_rating AS r ON r.event_id = e.id
  LEFT JOIN LATERAL (
       SELECT min(s.at) FILTER (WHERE s.move IN ('accept', 'instant_close')) AS filed_at,
              min(s.at) FILTER (WHERE s.by_id IS NOT NULL AND s.move <> ALL (%(no_action)s))
                  AS acted_at,
              (array_agg(s.move = 'check_pass' ORDER BY s.seq)
                  FILTER (WHERE s.move IN ('check_pass', 'check_fail')))[1] AS check_passed
         FROM events_step AS s WHERE s.event_id = e.id) AS step ON true
  LEFT JOIN LATERAL (
       SELECT c.due_at, c.stopped_at,
              (extract(epoch FROM c.stopped_at - c.started_at
                  - coalesce(c.resumed_at - c.paused_at, interval '0')) / 60)::int AS minutes
         FROM events_clock AS c
        WHERE c.event_id = e.id AND c.kind = 'handle' AND c.stage <> 'forms'
          AND (c.stopped_at IS NULL OR c.stopped_at > c.started_at)
        ORDER BY c.started_at DESC, c.due_at DESC LIMIT 1) AS handle ON true
  LEFT JOIN LATERAL (
       SELECT count(*)::int AS dispatched,
              (count(*) FILTER (WHERE a.status = 'returned'))::int AS returned,
              -- 我去 is given and signed in one moment, without a clock.
              (count(*) FILTER (WHERE a.signed_at <= coalesce(k.due_at, a.dispatched_at)))::int
                  AS signed,
              coalesce((array_agg(a.status = 'done' ORDER BY a.id))[1], false) AS first_done
         FROM events_assignment AS a
         LEFT JOIN events_clock AS k ON k.event_id = e.id AND k.kind = 'sign'
                                    AND k.started_at = a.dispatched_at
        WHERE a.event_id = e.id AND a.is_lead AND a.status <> 'undone') AS given ON true
  LEFT JOIN LATERAL (
       SELECT bool_or(q.kind = 'extension' AND q.state = 'approved') AS extended
         FROM events_request AS q WHERE q.event_id = e.id) AS asked ON true
  LEFT JOIN LATERAL (
       SELECT count(*)::int AS orders,
              (count(*) FILTER (WHERE o.kind <> 'urge' AND o.replied_at IS NULL
                                  AND o.reply_due_at < %(now)s))::int AS unanswered
         FROM events_supervision AS o WHERE o.event_id = e.id) AS pressed ON true
  LEFT JOIN LATERAL (
       SELECT (count(*) FILTER (WHERE m.status IN ('passed', 'returned')))::int AS judged,
              (count(*) FILTER (WHERE m.status = 'passed'))::int AS passed
         FROM events_sample AS m WHERE m.event_id = e.id) AS sampled ON true
  LEFT JOIN LATERAL (
       SELECT count(DISTINCT u.whistle_id)::int AS whistles,
              (count(*) FILTER (WHERE u.status <> 'excused'))::int AS summoned,
              (count(*) FILTER (WHERE u.arrived_at <= u.due_at AND u.status <> 'excused'))::int
                  AS arrived
         FROM events_summons AS u WHERE u.event_id = e.id) AS blown ON true
 WHERE e.county_id = %(county)s AND e.place_path LIKE %(under)s
   AND (e.reported_at >= %(begin)s AND e.reported_at < %(end)s
        OR e.closed_at >= %(begin)s AND e.closed_at < %(end)s
        OR handle.due_at >= %(begin)s AND handle.due_at < %(end)s
        OR e.state = ANY (%(open)s))
   AND e.reported_at < %(end)s
 ORDER BY e.id
"""


def cases_of(unit: UnitRow, period: Period) -> Iterator[Case]:
    """The cases under a unit that an indicator of this period may count, in order of their ids."""
    again = _repeats_in(unit, period)
    for row in _rows(unit, period):
        yield _case(row, again)


def units_below(unit: UnitRow) -> str:
    """By which of a case's codes its numbers are told apart under this unit: its children's.

    A village is the smallest: a grid is one person's, and no number ranks a person.
    """
    through_townships = unit.kind == "county" and has_townships(unit.id)
    return "township" if through_townships else "village"


def _rows(unit: UnitRow, period: Period) -> list[dict[str, Any]]:
    given: dict[str, Any] = {
        "county": unit.county_id or unit.id,
        "under": f"{unit.path}%",
        "begin": period.begin,
        "end": period.end,
        "now": period.now,
        "no_action": list(NO_ACTION),
        "open": sorted(OPEN_STATES),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CASES, given)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _case(row: dict[str, Any], again: frozenset[int]) -> Case:
    place = unit_by_id(row["place_id"])
    town = enclosing(place, "township") or enclosing(place, "county") or place
    sensitive = bool(row["sensitive"])
    return Case(
        event_id=row["id"],
        state=row["state"],
        reported_at=row["reported_at"],
        village=row["village_code"],
        township=town.code,
        # Of a sensitive event numbers say village and major only.
        platform="" if sensitive else row["platform"],
        office="" if sensitive else _office(unit_by_id(row["handler_id"] or row["holder_id"])),
        source="" if sensitive else row["source"],
        major=matter_by_id(row["matter_id"]).major_code,
        urgency=row["urgency"],
        sensitive=sensitive,
        filed_at=row["filed_at"],
        first_action_at=row["acted_at"],
        due_at=row["due_at"],
        handled_at=row["stopped_at"],
        closed_at=row["closed_at"],
        handling_minutes=row["minutes"],
        on_the_spot=row["on_the_spot"],
        rework_count=row["rework_count"],
        dispatched=row["dispatched"] or 0,
        returned=row["returned"] or 0,
        signed_in_time=row["signed"] or 0,
        first_lead_finished=bool(row["first_done"]),
        first_check_passed=row["check_passed"],
        repeats=row["id"] in again,
        force_closed=row["force_closed"],
        overdue_exempt=row["overdue_exempt"],
        **_beside(row),
    )


def _office(unit: UnitRow) -> str:
    """The platform or department in whose hands it is: a station's is the one it stands under."""
    if not unit.is_office:
        return NO_OFFICE
    return [row for row in ancestors_of(unit, include_self=True) if row.is_office][-1].code


def _beside(row: dict[str, Any]) -> dict[str, Any]:
    """What was asked, pressed, sampled, whistled and said of it."""
    return {
        "extended": bool(row["extended"]),
        "supervised": row["orders"],
        "supervised_unanswered": row["unanswered"],
        "samples": row["judged"],
        "samples_passed": row["passed"],
        "whistles": row["whistles"],
        "summoned": row["summoned"],
        "arrived_in_time": row["arrived"],
        "solved": row["solved"],
        "satisfaction": row["satisfaction"],
    }


def _repeats_in(unit: UnitRow, period: Period) -> frozenset[int]:
    """The ids of those that happened before; what was void or another's report never did."""
    since = period.begin - SPAN
    rows = Event.objects.filter(
        county_id=unit.county_id or unit.id,
        place_path__startswith=unit.path,
        reported_at__gte=since,
        reported_at__lt=period.end,
        sensitive=False,
        placed_by="point",
    ).exclude(state__in=NOT_VALID)
    seen = rows.order_by("reported_at", "pk").values_list(
        "pk", "matter_id", "lon", "lat", "reported_at"
    )
    return repeated(Sighting(*each) for each in seen.iterator())
