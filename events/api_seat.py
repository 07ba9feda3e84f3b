# SPDX-License-Identifier: Apache-2.0
"""The desk as one person has set it: keys (个人设置)."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_schema import Shape, answers
from events.actions.desk import set_desk
from events.api import JsonView, body_of, person
from events.seat import seat_answer, seat_of

PRIVATE = {"Cache-Control": "private, no-store"}


class SeatAnswer(Shape):
    single_keys = serializers.BooleanField()
    keys = serializers.DictField(child=serializers.CharField(), help_text="by command")


class SeatBody(Shape):
    """What is not given stays as it is."""

    single_keys = serializers.BooleanField(required=False)
    keys = serializers.DictField(required=False, help_text="by command; one sign each")


class DeskSeat(JsonView):
    """How my desk is set."""

    @extend_schema(
        operation_id="desk_settings", summary="工作台设置", responses=answers(SeatAnswer, 401)
    )
    def get(self, request: Request) -> Response:
        """The key of every command, and whether single keys command at all. One query."""
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
        kept = set_desk(by=person(request), **body.validated_data)
        return Response(seat_answer(kept), headers=PRIVATE)
