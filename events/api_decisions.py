# SPDX-License-Identifier: Apache-2.0
"""The console's address (决策台): what waits for the decision of whoever asks, and since when."""

from collections.abc import Iterable
from typing import Any

from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_schema import Shape, answers, problems
from duties.directory import matter_by_id
from duties.queries import reasons_for
from events.access import decides, events_in_reach
from events.answers import move_answer, order_answer, request_answer, unit_answer
from events.api import person
from events.api_schema import EventRow
from events.api_shapes import MoveName, OrderShape, RequestShape, UnitShape
from events.decisions import DECISIONS, MOST_ROWS, rows_waiting, waiting
from events.models import Event
from events.pages import LARGEST_ID
from events.queries import ledger_seq
from events.refusals import NotAllowed
from events.representation import masked_text, row
from events.standing import Standing, standing_of

PENDING = frozenset({"pending_l1", "pending_l2"})


class DecisionsQuery(serializers.Serializer[None]):
    after = serializers.IntegerField(
        required=False, min_value=0, max_value=LARGEST_ID, help_text="the `seq` one has; 204 if new"
    )


class AskedAdmission(Shape):
    unit = UnitShape()
    matter = serializers.CharField()
    matter_name = serializers.CharField()
    until = serializers.DateTimeField()


class ReturnedShape(Shape):
    unit = UnitShape(help_text="who returned it")
    reason = serializers.CharField()


class DecisionRow(Shape):
    event = EventRow()
    since = serializers.DateTimeField(help_text="since when it waits")
    request = RequestShape(allow_null=True, help_text="what was asked for")
    order = OrderShape(allow_null=True, help_text="the supervision order")
    admission = AskedAdmission(allow_null=True, help_text="the emergency admission")
    returns = ReturnedShape(many=True, help_text="of what is to be ruled on, oldest first")
    appeal = serializers.CharField(allow_blank=True, help_text="why somebody appeals")
    moves = MoveName(many=True, help_text="those that decide it")


class DecisionGroup(Shape):
    key = serializers.CharField(help_text="`decision` of `GET /events/`")
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField(help_text="all of them, however many rows are here")
    rows = DecisionRow(many=True, help_text=f"at most {MOST_ROWS}, what is due soonest first")


class DecisionsAnswer(Shape):
    seq = serializers.IntegerField()
    groups = DecisionGroup(many=True)


class DeskDecisions(APIView):
    """What waits for my decision."""

    @extend_schema(
        operation_id="desk_decisions",
        summary="待我决定",
        parameters=[DecisionsQuery],
        responses=answers(DecisionsAnswer, 400, 401, 403) | {204: None, **problems()},
    )
    def get(self, request: Request) -> Response:
        """Each kind with its count and its first rows. Four queries; two while nothing is new:
        whoever says which ledger line it has seen is answered 204 until there is another."""
        reader = standing_of(person(request))
        if not decides(reader.posts):
            raise NotAllowed
        query = DecisionsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        # Read before the counts: what is counted is never older than it says.
        seq = ledger_seq(reader.county.id) if reader.county else 0
        if query.validated_data.get("after") == seq:
            return Response(status=204)
        events = events_in_reach(reader.user).filter(reader.fully, county_id__in=reader.counties)
        found = waiting(events, reader)
        rows = rows_waiting(pk for each in found.values() for pk in each.ids)
        groups = [
            {
                "key": key,
                "label": str(DECISIONS[key].label),
                "count": each.count,
                "rows": [_row(key, rows[pk], reader) for pk in each.ids if pk in rows],
            }
            for key, each in found.items()
        ]
        return Response({"seq": seq, "groups": groups}, headers={"Cache-Control": "no-store"})


def _row(key: str, event: Event, reader: Standing) -> dict[str, Any]:
    shown = row(event, reader)
    legal = {move["name"] for move in shown["moves"]}
    asked, order = _asked(key, event, reader), _order(key, event)
    admission = _admission(event, reader) if key == "admission" else None
    returns = list(_rows(event, "returned_rows")) if key == "arbitrate" else []
    appealed = key == "appeal"
    since = event.closed_at if key == "sample" else None
    if returns:
        since = returns[-1]["at"]
    if appealed:
        since = getattr(event, "appealed_at", None)
    if asked or order:
        since = (asked or order or {})["at"]
    if key == "order_release" and order:
        since = order["replied_at"]
    if admission:
        since = admission.pop("at")
    return {
        "event": shown,
        "since": parse_datetime(since) if isinstance(since, str) else since or event.reported_at,
        "request": asked,
        "order": order,
        "admission": admission,
        "returns": [_returned(each) for each in returns],
        "appeal": masked_text(getattr(event, "appeal_said", None) or "") if appealed else "",
        "moves": [move_answer(name) for name in DECISIONS[key].moves if name in legal],
    }


def _returned(back: dict[str, Any]) -> dict[str, Any]:
    words = {reason.code: reason.text for reason in reasons_for("return_back")}
    reason = words.get(back["reason"], back["reason"])
    return {"unit": unit_answer(back["unit"]), "reason": reason}


def _asked(key: str, event: Event, reader: Standing) -> dict[str, Any] | None:
    for asked in _rows(event, "request_rows"):
        if asked["kind"] == key and asked["state"] in PENDING:
            return request_answer(asked, event, reader, (), masked_text)
    return None


def _order(key: str, event: Event) -> dict[str, Any] | None:
    if not key.startswith("order_"):
        return None
    open_id = event.open_order.get("id")
    found = (order for order in _rows(event, "order_rows") if order["id"] == open_id)
    return next((order_answer(order, event, (), masked_text) for order in found), None)


def _admission(event: Event, reader: Standing) -> dict[str, Any] | None:
    """The first that somebody else has asked for."""
    for asked in _rows(event, "asked_rows"):
        if asked["by"] != reader.user.pk:
            matter = matter_by_id(asked["matter"])
            return {
                "unit": unit_answer(asked["unit"]),
                "matter": matter.code,
                "matter_name": matter.name,
                "until": parse_datetime(asked["until"]),
                "at": asked["at"],
            }
    return None


def _rows(event: Event, name: str) -> Iterable[dict[str, Any]]:
    rows: list[dict[str, Any]] | None = getattr(event, name, None)
    return rows or []
