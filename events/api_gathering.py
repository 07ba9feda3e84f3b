# SPDX-License-Identifier: Apache-2.0
"""The commander's code (报到码) over HTTP: for the township's people, as letters and as a QR code
that opens 报到 on the phone which scans it.
"""

import io

import segno
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from events import api_schema as docs
from events import passcode
from events.access import check_commands, event_for
from events.api import person
from events.models import Event
from events.queries import open_whistle

NEVER_KEPT = {"Cache-Control": "no-store"}


class Gathering(APIView):
    """The code a commander shows now."""

    @extend_schema(
        operation_id="events_gathering",
        summary="报到码",
        responses=docs.answers(docs.GatheringAnswer, 401, 403, 404, 409),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Letters to read out and the address that the QR code holds. Four queries."""
        event, whistle_id = _commanded(request, pk)
        code = passcode.code_for(whistle_id)
        body = {
            "code": code,
            "changes_at": passcode.changes_at(),
            "address": _address(request, event, code),
        }
        return Response(body, headers=NEVER_KEPT)


class GatheringCode(APIView):
    """The same as a drawing."""

    @extend_schema(exclude=True)
    def get(self, request: Request, pk: int) -> HttpResponse:
        """An SVG of the QR code."""
        event, whistle_id = _commanded(request, pk)
        drawn = io.BytesIO()
        address = _address(request, event, passcode.code_for(whistle_id))
        segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=6, border=3)
        return HttpResponse(drawn.getvalue(), content_type="image/svg+xml", headers=NEVER_KEPT)


def _commanded(request: Request, pk: int) -> tuple[Event, int]:
    """The event and its running whistle, if the reader is of the township that blew it."""
    event = event_for(person(request), pk)
    check_commands(person(request), event)
    return event, open_whistle(event)


def _address(request: HttpRequest | Request, event: Event, code: str) -> str:
    """After the #: the phone's page is kept on the phone, whatever stands behind."""
    phone = request.build_absolute_uri(reverse("patrol:phone"))
    return f"{phone}#/event/{event.pk}/report_in/{code}"
