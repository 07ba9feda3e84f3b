# SPDX-License-Identifier: Apache-2.0
"""Reads of events: querysets and numbers. Each says how many statements it costs.

Who may read what is not decided here: callers bring events that are already within reach.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypedDict
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events import moment
from events.distance import near
from events.gathering import LIVE, OWING
from events.lifecycle import OPEN_STATES, State
from events.models import (
    Assignment,
    Attachment,
    Claimant,
    Clock,
    EmergencyAdmission,
    Event,
    HeldTime,
    Ledger,
    Precedent,
    Step,
    StepText,
    Summons,
    Whistle,
)
from events.models.event import Ruling
from events.outcome import looked_at_by, outcome_rows
from events.petitions import Desk, awaiting, order_rows, request_rows
from grids.queries import live_postings

RECENT = timedelta(days=30)
NEAR_METRES = 300.0
MOST_PRECEDENTS = 20


@dataclass(frozen=True)
class Queue:
    """One queue of the desk (队列): which events of my units wait there."""

    label: str | Promise
    condition: Q
    # Of what my units hold; else of what they lead, command or are called to (吹哨).
    held: bool = True


_OPEN = Q(state__in=sorted(OPEN_STATES))
TO_APPROVE = "to_approve"
SAMPLES = "to_sample"
TO_RULE = "to_rule"
# One definition for the counts, the list filter and the desk's socket. Whose events they mean is
# added by `in_queue`; what units owe as a support is theirs to do, too.
QUEUES: dict[str, Queue] = {
    "to_accept": Queue(_("待受理"), Q(state=State.REPORTED)),
    "due_soon": Queue(_("快到时限"), _OPEN & Q(lamp__in=["yellow", "orange", "red"])),
    "mine": Queue(
        _("我在办"),
        Q(state__in=[State.DISPATCHED, State.PROCESSING, State.ACCEPTED, State.JOINT]),
    ),
    "to_check": Queue(
        _("待复核"), Q(state__in=[State.HANDLED, State.CHECKING, State.PENDING_CLOSE])
    ),
    "returned": Queue(_("退回重派"), Q(state=State.ACCEPTED, returned_count__gt=0)),
    # For who rules whose a disputed one is (裁决).
    TO_RULE: Queue(_("待裁决"), _OPEN & Q(ruling__in=[Ruling.CHIEF, Ruling.COUNTY])),
    "whistle": Queue(_("吹哨报到"), Q(state=State.JOINT), held=False),
    TO_APPROVE: Queue(_("待我审批"), Q(), held=False),
    "outside": Queue(_("转出跟踪"), Q(state=State.TRANSFERRED_OUT)),
    # For who may look at closings again, whoever held them.
    SAMPLES: Queue(_("待抽查"), Q(state=State.CLOSED, sampled="drawn"), held=False),
}


def in_queue(key: str, desk: Desk) -> Q:
    """The condition of one queue at somebody's desk."""
    units = desk.units
    if key == TO_APPROVE:
        return awaiting(desk)
    if key == SAMPLES:
        return QUEUES[key].condition & looked_at_by(desk)
    if not QUEUES[key].held:
        return (Q(holder_id__in=sorted(units)) | whistled_for(units)) & QUEUES[key].condition
    held = _held_in(key, units)
    return held | _owing(units) if key == "mine" else held


def _held_in(key: str, units: Collection[int]) -> Q:
    return Q(holder_id__in=sorted(units)) & QUEUES[key].condition


def whistled_for(units: Collection[int]) -> Q:
    """吹哨: what these units command, or are called to and not excused from."""
    ids = sorted(units)
    called = Summons.objects.filter(unit_id__in=ids, status__in=LIVE).values("event")
    return Q(state=State.JOINT) & (Q(commander_id__in=ids) | Q(pk__in=called))


def _owing(units: Collection[int]) -> Q:
    """协办: where one of these units still owes a supporting result."""
    return Q(support_ids__overlap=sorted(units)) & _OPEN


def expected_of(user: User, desk: Desk, fully: Q) -> Q:
    """What waits for somebody's own act (待我办): open at their units (so what is named theirs,
    too), a supporting result or a part in a whistle that their units owe, what waits for their
    approval, or what is asked back of them."""
    units = desk.units
    held = Q(holder_id__in=sorted(units)) & _OPEN & fully
    owed = Summons.objects.filter(unit_id__in=sorted(units), status__in=OWING).values("event")
    called = Q(state=State.JOINT, pk__in=owed)
    asked = _owing(units) | called | (awaiting(desk) if desk.seats else called)
    return held | asked & fully | Q(state=State.DRAFT, reporter=user)


def queue_counts(events: QuerySet[Event], desk: Desk) -> dict[str, int]:
    """How many events wait in each queue. Three queries: over what these units hold and is open,
    over the few where they owe a supporting result, have a part in a whistle or look at a closing
    again, and over what waits to be approved; two for who never approves."""
    units = desk.units
    held = events.filter(_OPEN | QUEUES["outside"].condition, holder_id__in=sorted(units))
    counts = {key: Count("pk", filter=q.condition) for key, q in QUEUES.items() if q.held}
    found: dict[str, int] = held.aggregate(**counts)
    owing, whistled = _owing(units), in_queue("whistle", desk)
    sampled = in_queue(SAMPLES, desk)
    beside = events.filter(owing | whistled | sampled).aggregate(
        mine=Count("pk", filter=owing & ~_held_in("mine", units)),
        whistle=Count("pk", filter=whistled),
        samples=Count("pk", filter=sampled),
    )
    found |= {"mine": found["mine"] + beside["mine"], "whistle": beside["whistle"]}
    found[SAMPLES] = beside["samples"]
    return found | {TO_APPROVE: events.filter(awaiting(desk)).count() if desk.seats else 0}


def platform_counts(events: QuerySet[Event]) -> dict[str, int]:
    """How many of these events are open on each platform. One query."""
    rows = events.filter(_OPEN).order_by().values_list("platform").annotate(n=Count("pk"))
    return dict(rows)


def ledger_seq(county_id: int) -> int:
    """The number of the county's last ledger line. One query."""
    return Ledger.objects.filter(county=county_id).values_list("seq", flat=True).first() or 0


# -- rows with everything an answer says: subqueries, so it stays one statement -----------------


def with_row(events: QuerySet[Event]) -> QuerySet[Event]:
    """Events with what a row of a list shows: no query more, for 10 rows or 200."""
    name = Coalesce(NullIf("reporter__display_name", Value("")), "reporter__username")
    return events.select_related("assignment").annotate(
        reporter_name=name,
        photo_rows=_rows(Attachment, "kind", "klass", id="photo_id", erased="photo__erased_at"),
    )


_WHISTLE = ("id", "kind", "status", "place", "gather_at", "called_at", "ended_at")
_SUMMONS = ("status", "due_at", "arrived_at", "by_code", "contested_at", "done_at", "points")
_CHAIN = ("status", "is_lead", "by_list", "ruled")
_CLOCK = ("kind", "stage", "yellow_at", "orange_at", "due_at", "stopped_at", "paused_at")


def with_all(events: QuerySet[Event]) -> QuerySet[Event]:
    """Events with what the detail shows: clocks, the way down, claimants. No query more."""
    return with_row(events).annotate(
        clock_rows=_rows(
            Clock,
            *_CLOCK,
            resumed_at="resumed_at",
            unit="unit",
            holder="holder_id",
            held_since=Coalesce("held_since", "started_at"),
        ),
        chain_rows=_rows(
            Assignment,
            *_CHAIN,
            giver="from_unit_id",
            taker="unit_id",
            at="dispatched_at",
            clause="duty__clause",
            duty_version="duty__version",
        ),
        request_rows=request_rows(),
        order_rows=order_rows(),
        assignee_name=Coalesce(NullIf("assignee__display_name", Value("")), "assignee__username"),
        colleague_rows=ArraySubquery(
            _colleagues_at(OuterRef("holder_id")).values(row=JSONObject(**_COLLEAGUE))
        ),
        whistle_rows=_rows(Whistle, *_WHISTLE, township="township_id", lead="lead_id"),
        summons_rows=_rows(Summons, *_SUMMONS, whistle="whistle_id", unit="unit_id"),
        **_what_was_done(),
        **outcome_rows(),
        claimant_rows=_rows(
            Claimant, name="name", phone="phone", wants_reply="wants_reply", secret="secret"
        ),
    )


class Colleague(TypedDict):
    """Somebody who serves in a unit now, in one of their roles there."""

    id: int
    username: str
    name: str
    role: str
    sensitive: bool


_COLLEAGUE = {
    "id": "user_id",
    "username": "user__username",
    "name": Coalesce(NullIf("user__display_name", Value("")), "user__username"),
    "role": "role",
    "sensitive": "sensitive",
}


def colleagues_of(event: Event | None) -> list[Colleague]:
    """Who serves in the unit that holds it: as it was read by `with_all`, else by one query."""
    if event is None:
        return []
    known: list[Colleague] | None = getattr(event, "colleague_rows", None)
    if known is None:
        rows = _colleagues_at(event.holder_id).values(row=JSONObject(**_COLLEAGUE))
        known = [found["row"] for found in rows]
    return known


def _colleagues_at(unit: Any) -> QuerySet[Any]:
    here = live_postings().filter(unit_id=unit, user__is_active=True)
    return here.order_by("user__username", "pk")


def _what_was_done() -> dict[str, ArraySubquery]:
    """Who had the time how long (各单位用时), what was let in (紧急准入), like rulings (先例)."""
    return {
        "held_rows": _rows(
            HeldTime,
            clock="clock_id",
            taker="unit_id",
            kind="clock__kind",
            stage="clock__stage",
            used="used_seconds",
            overdue="overdue_seconds",
        ),
        "admission_rows": _rows(
            EmergencyAdmission,
            taker="unit_id",
            matter="matter_id",
            until="until",
            status="status",
        ),
        "precedent_rows": _precedents(),
    }


def whole_event(pk: int) -> Event:
    """One event with everything its answer says. One query."""
    return with_all(Event.objects.filter(pk=pk)).get()


def open_whistle(event: Event) -> int:
    """The id of an event's running whistle (吹哨). One query."""
    return Whistle.objects.values_list("pk", flat=True).get(event=event, status="open")


def rows_by_id(ids: Iterable[int]) -> dict[int, Event]:
    """These events as rows of a list. One query."""
    return {event.pk: event for event in with_row(Event.objects.filter(pk__in=list(ids)))}


def _precedents() -> ArraySubquery:
    """The rulings on the event's matter in its county, newest first (先例); none on what has
    turned sensitive since."""
    same = Precedent.objects.filter(county=OuterRef("county_id"), matter=OuterRef("matter_id"))
    rows = same.filter(event__sensitive=False).order_by("-ruled_at", "-pk")
    said = {"lead": "lead_id", "standard": "standard_id", "scope": "scope"}
    named = rows.values(row=JSONObject(**said, number="event__number"))
    return ArraySubquery(named[:MOST_PRECEDENTS])


def _rows(model: Any, *names: str, **columns: Any) -> ArraySubquery:
    """The event's rows of a model, with columns by their own names or by others."""
    rows = model.objects.filter(event=OuterRef("pk")).order_by("pk")
    columns |= {name: name for name in names}
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


# -- what lies near ------------------------------------------------------------------------------


def similar_to(events: QuerySet[Event], event: Event, limit: int = 10) -> list[Event]:
    """Open or recent events of the same matter near this one, newest first. One query."""
    alike = _alive(events).filter(county=event.county_id, matter=event.matter_id)
    around = near(alike, event.lon, event.lat, NEAR_METRES).exclude(pk=event.pk)
    return list(with_row(around).order_by("-reported_at", "-pk")[:limit])


@dataclass(frozen=True)
class Spot:
    """Where a text seems to speak of: a point, and units named in it."""

    point: tuple[float, float] | None
    paths: tuple[str, ...]


def maybe_the_same(
    events: QuerySet[Event], county_id: int, matters: Collection[int], spot: Spot, limit: int = 5
) -> list[Event]:
    """Open events that a new message may speak of: one of these matters, at the spot. One query.

    Without any spot the matter alone would only name strangers, so nothing is offered.
    """
    if not matters or (spot.point is None and not spot.paths):
        return []
    at = Q(pk__in=())
    for path in spot.paths:
        at |= Q(place_path__startswith=path)
    if spot.point is not None:
        around = near(Event.objects.filter(county=county_id), *spot.point, NEAR_METRES)
        at |= Q(pk__in=around.values("pk"))
    found = events.filter(_OPEN, at, county=county_id, matter__in=sorted(matters))
    return list(with_row(found).order_by("-reported_at", "-pk")[:limit])


def _alive(events: QuerySet[Event]) -> QuerySet[Event]:
    return events.filter(_OPEN | Q(reported_at__gte=moment.now() - RECENT))


# -- the ledger lines of one event ---------------------------------------------------------------


def lines_of(event: Event) -> QuerySet[Step]:
    """The ledger lines of an event (全程留痕). An event keeps its county's chain for life."""
    return Step.objects.filter(event_id=event.pk, county_id=event.county_id)


@dataclass(frozen=True)
class BesideLines:
    """What stands beside ledger lines: texts, photos, and the names of who made them."""

    texts: dict[UUID, list[StepText]]
    photos: dict[UUID, list[Attachment]]
    people: dict[int, str]


def beside_lines(lines: Collection[Step]) -> BesideLines:
    """Texts, photos and people of these lines. Three queries, none for no lines."""
    if not lines:
        return BesideLines({}, {}, {})
    ids = [line.line for line in lines]
    people = User.objects.filter(pk__in={line.by_id for line in lines if line.by_id is not None})
    return BesideLines(
        _by_line(StepText.objects.filter(line__in=ids).order_by("pk")),
        _by_line(Attachment.objects.filter(line__in=ids, event=lines_event(lines)).order_by("pk")),
        {
            pk: shown or login
            for pk, shown, login in people.values_list("pk", "display_name", "username")
        },
    )


def lines_event(lines: Collection[Step]) -> int:
    """The one event that these lines are about."""
    return next(line.event_id for line in lines if line.event_id is not None)


def _by_line(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.line, []).append(row)
    return found
