# SPDX-License-Identifier: Apache-2.0
"""The filters of the list of events: read from the address, checked, then put into conditions.

A wrong value is an answer of 400 that names it; an unknown parameter is not ours to judge.
"""

import math
from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from rest_framework import serializers

from duties.directory import matters
from events.decisions import DECISIONS, waiting_for
from events.distance import near
from events.lifecycle import OPEN_STATES, State
from events.models import Event, Source, Supervision, Urgency
from events.models.event import Lamp
from events.pages import Order
from events.queries import QUEUES, expected_of, in_queue
from events.searching import find
from events.standing import Standing
from grids.directory import UnitRow, subtree_of, unit_by_code
from grids.models import Platform

MOST_METRES = 50_000.0
PAGE = 50
MOST_ROWS = 200
DUE = "shown_due_at"
ORDERS = {
    "reported_at": Order("reported_at", "reported_at"),
    "-reported_at": Order("-reported_at", "reported_at", descending=True),
    "due_at": Order("due_at", DUE, nullable=True),
    "-due_at": Order("-due_at", DUE, descending=True, nullable=True),
}


class Several(serializers.CharField):
    """One or several of a list of words, with commas between them."""

    def __init__(self, words: Any, **options: Any) -> None:
        super().__init__(**options)
        self.words = frozenset(map(str, words))

    def to_internal_value(self, data: Any) -> list[str]:  # type: ignore[override]
        found = [part.strip() for part in str(data).split(",") if part.strip()]
        if not found or not self.words.issuperset(found):
            raise serializers.ValidationError(_("没有这个选项"))
        return found


class MatterCodes(Several):
    """Codes of matters, or of majors for all matters below."""

    def __init__(self, **options: Any) -> None:
        super().__init__((), **options)

    def to_internal_value(self, data: Any) -> list[int]:  # type: ignore[override]
        codes = [part.strip() for part in str(data).split(",") if part.strip()]
        found = [row.id for row in matters() if row.code in codes or row.major_code in codes]
        if not found:
            raise serializers.ValidationError(_("没有这个事项"))
        return found


class UnitCode(serializers.CharField):
    """The code of a unit that exists."""

    def to_internal_value(self, data: Any) -> UnitRow:  # type: ignore[override]
        row = unit_by_code(str(data)) if len(str(data)) <= 24 else None
        if row is None:
            raise serializers.ValidationError(_("没有这个单位"))
        return row


class Moment(serializers.CharField):
    """A time with its zone, or a day, which begins at its midnight here."""

    def to_internal_value(self, data: Any) -> datetime:  # type: ignore[override]
        # A plus sign that nobody escaped arrives as a blank.
        said = str(data).strip().replace(" ", "+") if "T" in str(data) else str(data).strip()
        try:
            day = parse_date(said) if len(said) == 10 else None
            found = datetime.combine(day, time()) if day else parse_datetime(said)
        except (ValueError, OverflowError):
            found = None
        if found is None or not 1970 <= found.year <= 9000:
            raise serializers.ValidationError(_("不是有效的时间"))
        return timezone.make_aware(found) if timezone.is_naive(found) else found


class Circle(serializers.CharField):
    """`lon,lat,metres`."""

    def to_internal_value(self, data: Any) -> tuple[float, float, float]:  # type: ignore[override]
        try:
            lon, lat, metres = map(float, str(data).split(","))
        except ValueError:
            lon = lat = metres = math.nan
        if not (abs(lon) <= 180 and abs(lat) <= 90 and 0 <= metres <= MOST_METRES):
            raise serializers.ValidationError(_("要填 经度,纬度,米数(最多 50000 米)"))
        return lon, lat, metres


class EventQuery(serializers.Serializer[None]):
    """What the list of events can be asked for."""

    state = Several(State.values, required=False, help_text="states, comma-separated")
    open = serializers.BooleanField(required=False, allow_null=True, default=None)
    matter = MatterCodes(required=False, help_text="codes of matters or majors, comma-separated")
    platform = Several(Platform.values, required=False, help_text="platforms, comma-separated")
    unit = UnitCode(required=False, help_text="code: events lying in, or held below, this unit")
    holder = UnitCode(required=False, help_text="code of the unit that owes the next step")
    # `source` is an attribute of the base class; here it is a parameter of the contract.
    source = Several(Source.values, required=False)  # type: ignore[assignment]
    urgency = Several(Urgency.values, required=False)
    lamp = Several(Lamp.values, required=False)
    supervised = Several(Supervision.Kind.values, required=False, help_text="under such an order")
    mine = serializers.BooleanField(required=False, default=False, help_text="expected of me")
    reporter = serializers.ChoiceField(["me"], required=False)
    reported_after = Moment(required=False, help_text="ISO 8601, inclusive")
    reported_before = Moment(required=False, help_text="ISO 8601, exclusive")
    near = Circle(required=False, help_text="lon,lat,metres (WGS-84)")
    q = serializers.CharField(required=False, max_length=100, help_text="number, text or place")
    queue = serializers.ChoiceField(list(QUEUES), required=False)
    decision = serializers.ChoiceField(
        list(DECISIONS), required=False, help_text="what waits for my own decision (待我决定)"
    )
    ordering = serializers.ChoiceField(list(ORDERS), default="-reported_at")
    page_size = serializers.IntegerField(default=PAGE, min_value=1, help_text="at most 200")
    cursor = serializers.CharField(required=False, default="", max_length=200)

    def validate_page_size(self, value: int) -> int:
        """Longer pages are cut, as the contract says."""
        return min(value, MOST_ROWS)


MANY = ("state", "matter", "platform", "source", "urgency", "lamp", "supervised")


def read_query(params: Mapping[str, Any]) -> dict[str, Any]:
    """The checked filters of a request; 400 with every wrong one."""
    lists = dict(params.lists()) if hasattr(params, "lists") else {}
    flat = {name: params[name] for name in params if params[name] != ""}
    flat |= {name: ",".join(lists[name]) for name in MANY if name in flat and name in lists}
    query = EventQuery(data=flat)
    query.is_valid(raise_exception=True)
    return dict(query.validated_data)


def apply(events: QuerySet[Event], asked: dict[str, Any], reader: Standing) -> QuerySet[Event]:
    """The events that were asked for, with the column that `due_at` is ordered by.

    By what a reader may not see of an event it is not found either: every filter but these few
    passes over the sensitive events of which somebody reads only text and state.

    A list is of one's own counties, so that the index of a county serves it in order; what
    somebody reported elsewhere, before they came here, is found by `reporter=me`.
    """
    events = _plain(events, asked, reader)
    telling = {name: asked[name] for name in TELLING if asked.get(name) is not None}
    for name, value in telling.items():
        events = events.filter(TELLING[name](value, reader))
    if asked.get("near"):
        events = near(events, *asked["near"])
    if telling or asked.get("near"):
        return events.filter(reader.fully).annotate(**{DUE: F("due_at")})
    return events.annotate(**{DUE: Case(When(reader.fully, then="due_at"))})


def _plain(events: QuerySet[Event], asked: dict[str, Any], reader: Standing) -> QuerySet[Event]:
    """Narrowed by what asks nothing of a sensitive event, or asks it for itself."""
    if reader.counties and not asked.get("reporter"):
        events = events.filter(county_id__in=reader.counties)
    for name, condition in PLAIN.items():
        if asked.get(name) is not None:
            events = events.filter(condition(asked[name], reader))
    if asked.get("q"):
        events = find(events, asked["q"], reader)
    if asked["mine"]:
        events = events.filter(expected_of(reader.user, reader.desk, reader.fully))
    return events


def _in_unit(unit: UnitRow, _reader: Standing) -> Q:
    if not unit.is_office:
        return Q(place_path__startswith=unit.path)
    return Q(holder_id__in=[row.id for row in subtree_of(unit)])


Condition = Callable[[Any, Standing], Q]
PLAIN: dict[str, Condition] = {
    "state": lambda value, _reader: Q(state__in=value),
    "open": lambda value, _reader: (
        Q(state__in=sorted(OPEN_STATES)) if value else ~Q(state__in=sorted(OPEN_STATES))
    ),
    "reporter": lambda _value, reader: Q(reporter=reader.user),
    "reported_after": lambda value, _reader: Q(reported_at__gte=value),
    "reported_before": lambda value, _reader: Q(reported_at__lt=value),
}
TELLING: dict[str, Condition] = {
    "matter": lambda value, _reader: Q(matter_id__in=value),
    "platform": lambda value, _reader: Q(platform__in=value),
    "unit": _in_unit,
    "holder": lambda value, _reader: Q(holder_id=value.id),
    "source": lambda value, _reader: Q(source__in=value),
    "urgency": lambda value, _reader: Q(urgency__in=value),
    "lamp": lambda value, _reader: Q(lamp__in=value),
    "supervised": lambda value, _reader: Q(supervised__in=value),
    "queue": lambda value, reader: in_queue(value, reader.desk),
    "decision": waiting_for,
}
