# SPDX-License-Identifier: Apache-2.0
"""The moves over HTTP: one view for all of them."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from events import api_schema as docs
from events.access import check_may, event_for, events_in_reach
from events.actions import MOVES, Done
from events.actions.protocol import perform
from events.api import JsonView, body_of, client_uuid_of, fields_of, person, version_of
from events.api_events import answer_of
from events.refusals import BadFields, NotFound, UuidReused


class EventMove(JsonView):
    """Any move on one event."""

    @extend_schema(
        operation_id="events_move",
        summary="办理一步",
        description=docs.MOVES_TEXT,
        parameters=[docs.MOVE_NAME, docs.IF_MATCH, docs.IDEMPOTENCY_KEY],
        request=docs.MoveBody,
        responses=docs.answers(docs.EventDetail, 400, 401, 403, 404, 409, 412),
    )
    def post(self, request: Request, pk: int, move: str) -> Response:
        """Make the move; 409 if the state does not allow it, 412 if the version is another."""
        by = person(request)
        if move not in MOVES:
            event_for(by, pk)
            raise NotFound(_("没有这一步"))
        try:
            done = self._make(request, pk, move)
        except (BadFields, UuidReused) as refused:
            # Whatever is wrong with the request itself is said after 404, 403 and 409.
            event = event_for(by, pk)
            if isinstance(refused, BadFields):
                check_may(by, move, event)
            raise
        return answer_of(done, request)

    @staticmethod
    def _make(request: Request, pk: int, move: str) -> Done:
        by, body = person(request), body_of(request)
        return perform(
            MOVES[move],
            pk,
            fields_of(body),
            by=by,
            client_uuid=client_uuid_of(request, body),
            if_version=version_of(request),
            within=events_in_reach(by),
        )
