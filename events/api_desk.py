# SPDX-License-Identifier: Apache-2.0
"""The desk's own addresses: who am I, my queues and their counts, and what a text speaks of."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from duties.queries import suggest_matters
from events import api_schema as docs
from events.access import events_in_reach
from events.api import JsonView, body_of, person
from events.filter_counts import MOST_COUNTED, counts_of
from events.models import SavedFilter
from events.queries import (
    QUEUES,
    Spot,
    ledger_seq,
    maybe_the_same,
    platform_counts,
    queue_counts,
)
from events.representation import row, unit_answer
from events.spoken import phones_in, places_in
from events.standing import Standing, standing_of
from grids.directory import UnitRow, ancestors_of, subtree_of
from grids.models import Platform, Role
from grids.places import locate


class Me(APIView):
    """Who is signed in."""

    @extend_schema(operation_id="me", summary="我是谁", responses=docs.answers(docs.MeAnswer, 401))
    def get(self, request: Request) -> Response:
        """Name, postings, and the moves these roles could ever make. One query."""
        reader = standing_of(person(request))
        postings = [
            {
                "unit": unit_answer(post.unit.id),
                "acts_for": unit_answer(post.acts_for.id),
                "role": post.role,
                "role_label": str(Role(post.role).label),
            }
            for post in reader.posts
        ]
        user = reader.user
        body = {"user": user.username, "display_name": str(user), "postings": postings}
        return Response(body | {"may": reader.may})


class DeskQueues(APIView):
    """How much waits where."""

    @extend_schema(
        operation_id="desk_queues",
        summary="工作台队列",
        responses=docs.answers(docs.QueuesAnswer, 401),
    )
    def get(self, request: Request) -> Response:
        """Counts as of `seq` or a little later. Seven queries; one more where filters are kept."""
        reader = standing_of(person(request))
        county = reader.county
        # Read before the counts: what is counted is never older than it says.
        seq = ledger_seq(county.id) if county else 0
        events = events_in_reach(reader.user).filter(reader.fully)
        waiting, open_on = queue_counts(events, reader.desk), platform_counts(events)
        queues = [
            {"key": key, "label": str(queue.label), "count": waiting[key]}
            for key, queue in QUEUES.items()
            if reader.sees_queue(key)
        ]
        platforms = [
            {"key": key, "label": label, "count": open_on.get(key, 0)}
            for key, label in platform_names(county).items()
        ]
        filters = _filter_counts(reader)
        answer = {"seq": seq, "queues": queues, "platforms": platforms, "filters": filters}
        return Response(answer)


class DeskSuggest(JsonView):
    """What a pasted message, call note or letter speaks of."""

    @extend_schema(
        operation_id="desk_suggest",
        summary="登记建议",
        parameters=[docs.SuggestQuery],
        responses=docs.answers(docs.SuggestAnswer, 400, 401),
    )
    def get(self, request: Request) -> Response:
        """Matters, places and phones in the text, and open events it may be about."""
        return self._suggest(request, request.query_params)

    @extend_schema(
        operation_id="desk_suggest_post",
        summary="登记建议(正文不进日志)",
        request=docs.SuggestQuery,
        responses=docs.answers(docs.SuggestAnswer, 400, 401),
    )
    def post(self, request: Request) -> Response:
        """The same with the text in the body, so that it stands in no access log."""
        return self._suggest(request, fields_or_blank(body_of(request)))

    def _suggest(self, request: Request, params: Any) -> Response:
        reader = standing_of(person(request))
        query = docs.SuggestQuery(data=params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        found = suggest_matters(asked["text"])
        places = _places(reader, asked)
        matters = [
            {
                "code": each.code,
                "name": each.name,
                "platform": each.platform,
                # By rank: the suggestion counts words, which mean nothing to a person.
                "score": round(1 / rank, 2),
            }
            for rank, each in enumerate(found, start=1)
        ]
        alike = _alike(reader, [each.id for each in found], places, asked)
        answer = {
            "matters": matters,
            "places": [_place(unit) for unit in places],
            "phones": phones_in(asked["text"]),
            "similar": [row(event, reader) for event in alike],
        }
        return Response(answer, headers={"Cache-Control": "no-store"})


def _filter_counts(reader: Standing) -> list[dict[str, Any]]:
    """存的筛选 with their counts: at most "99+", and none where it would cost too much."""
    counted = counts_of(SavedFilter.objects.filter(user=reader.user).order_by("pk"), reader)
    return [
        {"id": pk, "count": min(n, MOST_COUNTED), "more": n > MOST_COUNTED}
        for pk, n in counted.items()
    ]


def fields_or_blank(body: dict[str, Any]) -> dict[str, Any]:
    """A body whose empty fields count as not given."""
    return {name: value for name, value in body.items() if value not in (None, "")}


def platform_names(county: UnitRow | None) -> dict[str, str]:
    """The platforms of a county by the names its own units bear (平台名称是数据)."""
    units = subtree_of(county) if county else []
    named = {row.platform: row.short_name or row.name for row in units if row.kind == "platform"}
    known = {each.value: str(each.label) for each in Platform}
    return {key: named.get(key, label) for key, label in known.items() if not named or key in named}


def _places(reader: Standing, asked: dict[str, Any]) -> list[UnitRow]:
    county = reader.county
    if county is None:
        return []
    found = places_in(f"{asked['place']}\n{asked['text']}", county, reader.posts)
    if asked["lon"] is not None and asked["lat"] is not None:
        here = locate(asked["lon"], asked["lat"])
        if here is not None and here.county_id == county.id:
            found = [here, *(unit for unit in found if unit.id != here.id)]
    return found


def _alike(
    reader: Standing, matters: list[int], places: list[UnitRow], asked: dict[str, Any]
) -> list[Any]:
    if reader.county is None:
        return []
    point = None
    if asked["lon"] is not None and asked["lat"] is not None:
        point = (asked["lon"], asked["lat"])
    # Of several places of one name only the likeliest is meant.
    spot = Spot(point, tuple(unit.path for unit in places[:1]))
    readable = events_in_reach(reader.user).filter(reader.fully)
    return maybe_the_same(readable, reader.county.id, matters, spot)


def _place(unit: UnitRow) -> dict[str, Any]:
    above = [each.name for each in reversed(ancestors_of(unit, include_self=True))]
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "path": " / ".join(above[1:] or above),
        "lon": unit.lon,
        "lat": unit.lat,
    }
