# SPDX-License-Identifier: Apache-2.0
"""The desk as one person has set it (个人设置): keys, columns, and the filters they named."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_schema import Shape, answers, problems
from events.actions.desk import drop_filter, keep_filter, set_desk
from events.api import JsonView, body_of, person
from events.filters import EventQuery, read_query
from events.refusals import BadFields
from events.seat import filter_answer, filters_of, seat_answer, seat_of
from events.standard_texts import texts_for
from events.standing import standing_of

PRIVATE = {"Cache-Control": "private, no-store"}


# Where a list is read from is no part of a filter.
NOT_KEPT = frozenset({"cursor", "page_size", "ordering"})


class FilterAnswer(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    query = serializers.CharField(help_text="what stands behind the question mark of the desk")


class FilterBody(Shape):
    name = serializers.CharField(max_length=20)
    query = serializers.CharField(max_length=600, help_text="parameters of `GET /events/`")


class SeatAnswer(Shape):
    single_keys = serializers.BooleanField()
    keys = serializers.DictField(child=serializers.CharField(), help_text="by command")
    columns = serializers.ListField(child=serializers.CharField())
    filters = FilterAnswer(many=True)


class SeatBody(Shape):
    """What is not given stays as it is."""

    single_keys = serializers.BooleanField(required=False)
    keys = serializers.DictField(required=False, help_text="by command; one sign each")
    columns = serializers.ListField(required=False, max_length=20, help_text="at most four")


class DeskSeat(JsonView):
    """How my desk is set."""

    @extend_schema(
        operation_id="desk_settings", summary="工作台设置", responses=answers(SeatAnswer, 401)
    )
    def get(self, request: Request) -> Response:
        """The key of every command, and whether single keys command at all. Two queries."""
        return Response(seat_of(person(request)), headers=PRIVATE)

    @extend_schema(
        operation_id="desk_settings_change",
        summary="改工作台设置",
        request=SeatBody,
        responses=answers(SeatAnswer, 400, 401),
    )
    def post(self, request: Request) -> Response:
        """Set it; a repeat does no harm. Keys that are not named get their usual ones back."""
        body = SeatBody(data=body_of(request))
        body.is_valid(raise_exception=True)
        by = person(request)
        kept = set_desk(by=by, **body.validated_data)
        return Response(seat_answer(kept) | {"filters": filters_of(by)}, headers=PRIVATE)


class DeskFilters(JsonView):
    """存的筛选: filters somebody named."""

    @extend_schema(
        operation_id="desk_filter_keep",
        summary="存下筛选",
        request=FilterBody,
        responses=answers(FilterAnswer, 400, 401),
    )
    def post(self, request: Request) -> Response:
        """Keep a filter by a name; the same name again means the new one. A repeat does no harm."""
        body = FilterBody(data=body_of(request))
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        query = checked_query(asked["query"])
        kept = keep_filter(by=person(request), name=asked["name"], query=query)
        return Response(filter_answer(kept), headers=PRIVATE)


class DeskFilter(JsonView):
    """One of them."""

    @extend_schema(
        operation_id="desk_filter_drop",
        summary="删去筛选",
        responses={204: None, **problems(401, 404)},
    )
    def delete(self, request: Request, pk: int) -> Response:
        """One's own alone."""
        drop_filter(pk, by=person(request))
        return Response(status=204)


class TextAnswer(Shape):
    move = serializers.CharField(allow_blank=True, help_text="empty: offered in every form")
    text = serializers.CharField()


class DeskTexts(APIView):
    """常用语: sentences that forms offer."""

    @extend_schema(
        operation_id="desk_texts",
        summary="常用语",
        responses=answers(TextAnswer(many=True), 401),
    )
    def get(self, request: Request) -> Response:
        """Those of one's county, or those that ship. Two queries."""
        county = standing_of(person(request)).county
        return Response(texts_for(county.id if county else None), headers=PRIVATE)


def checked_query(said: str) -> str:
    """The filters of an address, in one order; 400 if the list could not be asked so."""
    given = QueryDict(said.removeprefix("?"))
    known = {
        str(name): str(given[str(name)])
        for name in EventQuery().get_fields()
        if name not in NOT_KEPT and given.get(str(name))
    }
    try:
        read_query(known)
    except serializers.ValidationError as wrong:
        named = wrong.detail if isinstance(wrong.detail, dict) else {}
        words = [str(each) for messages in named.values() for each in messages]
        raise BadFields({"query": words}) from wrong
    if not known:
        raise BadFields({"query": [_("还没有选筛选条件")]})
    return urlencode(known)
