# SPDX-License-Identifier: Apache-2.0
"""A wall's snapshot, what walls have shown, and tickets for sockets, over HTTP."""

from typing import Any, cast

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.authentication import get_authorization_header
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_schema import answers
from accounts.models import User
from accounts.tokens import digest_of
from events.access import event_for
from events.models import Step
from governance.access import may_watch
from governance.display import display_of
from governance.drawn import first_drawn
from governance.queries import SCREEN_KINDS, read_snapshot
from governance.regions import REGION_KINDS, read_region
from governance.tickets import issue_ticket
from grids.directory import UnitRow, unit_by_code


class SignedInOrDisplay(BasePermission):
    """A person, or a screen with a live display link."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Who is neither is asked to sign in (401)."""
        return bool(request.user.is_authenticated) or display_of(request) is not None


class SnapshotData(serializers.Serializer[Any]):
    """What a screen draws from."""

    counts = serializers.DictField(child=serializers.IntegerField())
    points = serializers.ListField(child=serializers.ListField())
    recent = serializers.ListField(child=serializers.DictField())
    alarms = serializers.ListField(child=serializers.DictField())
    whistles = serializers.ListField(child=serializers.DictField())


class SnapshotBody(serializers.Serializer[Any]):
    """A snapshot; above a county `seq` and `h` are objects with one member for each county."""

    type = serializers.CharField()
    seq = serializers.JSONField()
    h = serializers.JSONField()
    at = serializers.DateTimeField(allow_null=True)
    # The contract's name; the base class's property of that name is not used for answers.
    data = SnapshotData()  # type: ignore[assignment]


class TicketQuery(serializers.Serializer[Any]):
    """A repeat with the same uuid gets the same ticket."""

    client_uuid = serializers.UUIDField(required=False, allow_null=True, default=None)


class TicketBody(serializers.Serializer[Any]):
    """A ticket for `?ticket=`, and until when it holds."""

    ticket = serializers.CharField()
    expires_at = serializers.DateTimeField()


class WallSnapshot(APIView):
    """What a wall starts from; a city or province has no socket and polls it."""

    permission_classes = (SignedInOrDisplay,)

    @extend_schema(
        parameters=[OpenApiParameter("unit_code", str, OpenApiParameter.PATH)],
        responses={200: SnapshotBody, 404: OpenApiResponse(description="none within your reach")},
    )
    def get(self, request: Request, unit_code: str) -> Response:
        """Answer the snapshot; six statements besides those that ask who is there."""
        unit = _wall_unit(unit_code)
        if not may_watch(unit, user=request.user, display=display_of(request)):
            raise Http404
        found = read_region(unit) if unit.kind in REGION_KINDS else read_snapshot(unit).message
        return Response(found, headers={"Cache-Control": "no-store"})


class DrawnBody(serializers.Serializer[Any]):
    """When the county's wall first showed an event; null as long as it has not."""

    at = serializers.DateTimeField(allow_null=True)


class EventDrawn(APIView):
    """县屏已见: the receipt of whoever reported."""

    @extend_schema(summary="县屏已见", responses=answers(DrawnBody, 401, 404))
    def get(self, request: Request, pk: int) -> Response:
        """Answer the second in which the county's wall had painted the event's first line."""
        event = event_for(cast(User, request.user), pk)
        first = Step.objects.filter(event_id=event.pk).order_by("seq").values_list("seq", flat=True)
        at = first_drawn(event.county_id, first[0])
        return Response(DrawnBody({"at": at}).data, headers={"Cache-Control": "no-store"})


class Tickets(APIView):
    """One-time tickets for sockets."""

    @extend_schema(request=TicketQuery, responses={200: TicketBody, 201: TicketBody})
    def post(self, request: Request) -> Response:
        """Issue a ticket to whoever is signed in, by session or token."""
        asked = TicketQuery(data=request.data)
        asked.is_valid(raise_exception=True)
        issued = issue_ticket(
            cast(User, request.user),
            client_uuid=asked.validated_data["client_uuid"],
            session_key="" if request.auth else request.session.session_key or "",
            token_digest=_token_digest(request) if request.auth else "",
        )
        body = TicketBody({"ticket": issued.ticket, "expires_at": issued.expires_at}).data
        if issued.replayed:
            return Response(body, headers={"Replayed": "true", "Cache-Control": "no-store"})
        return Response(body, status=201, headers={"Cache-Control": "no-store"})


def _wall_unit(code: str) -> UnitRow:
    unit = unit_by_code(code)
    if unit is None or not unit.active or unit.kind not in SCREEN_KINDS | REGION_KINDS:
        raise Http404
    return unit


def _token_digest(request: Request) -> str:
    return digest_of(get_authorization_header(request).split()[1].decode("ascii"))
