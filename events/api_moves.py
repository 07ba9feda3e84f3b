# SPDX-License-Identifier: Apache-2.0
"""The moves over HTTP: one view for all of them, and one that makes a move on many events."""

import uuid
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from events import api_schema as docs
from events.access import check_may, event_for, events_in_reach
from events.actions import MOVES, Done
from events.actions.protocol import perform
from events.api import (
    REPLAYED,
    JsonView,
    body_of,
    client_uuid_of,
    fields_of,
    person,
    problem_of,
    version_of,
)
from events.api_events import answer_of
from events.queries import rows_by_id
from events.refusals import BadFields, NotFound, Refused, UuidReused
from events.representation import row
from events.standing import Standing, standing_of

MOST_EVENTS = 200


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


class BulkMoves(JsonView):
    """One move on up to 200 events, each in its own transaction."""

    @extend_schema(
        operation_id="events_bulk_move",
        summary="批量办理",
        parameters=[docs.IDEMPOTENCY_KEY],
        request=docs.BulkBody,
        responses=docs.answers(docs.BulkResults, 400, 401),
    )
    def post(self, request: Request) -> Response:
        """Make the move on each; one bad id does not stop the others."""
        by = person(request)
        move, ids, fields, client_uuid = read_bulk(request)
        tried = {pk: _try(move, pk, fields, by, _own_uuid(client_uuid, pk)) for pk in ids}
        repeated = all(isinstance(done, Done) and done.replayed for done in tried.values())
        headers = REPLAYED if repeated else {}
        return Response({"results": _results(tried, standing_of(by))}, headers=headers)


def read_bulk(request: Request) -> tuple[str, list[int], dict[str, Any], uuid.UUID | None]:
    """The move, the ids (each once), the fields and the uuid of a bulk request."""
    body, errors = body_of(request), {}
    move, ids, fields = body.get("move"), body.get("ids"), body.get("fields", {})
    if not isinstance(move, str) or move not in MOVES:
        errors["move"] = [_("没有这一步")]
    if not _are_ids(ids):
        errors["ids"] = [_("要填事件编号的列表,最多 %(most)d 个") % {"most": MOST_EVENTS}]
    if not isinstance(fields, dict):
        errors["fields"] = [_("要填一组内容")]
    if errors:
        raise BadFields(errors)
    each_once = list(dict.fromkeys(ids or []))
    return str(move), each_once, fields, client_uuid_of(request, body)


def _are_ids(ids: Any) -> bool:
    return (
        isinstance(ids, list) and 0 < len(ids) <= MOST_EVENTS and all(type(pk) is int for pk in ids)
    )


def _own_uuid(client_uuid: uuid.UUID | None, pk: int) -> uuid.UUID | None:
    """A receipt is for one event, so each gets a uuid of its own that a repeat finds again."""
    return uuid.uuid5(client_uuid, str(pk)) if client_uuid else None


def _try(
    move: str, pk: int, fields: dict[str, Any], by: User, client_uuid: uuid.UUID | None
) -> Done | Refused:
    spec, within = MOVES[move], events_in_reach(by)
    try:
        return perform(
            spec, pk, fields, by=by, client_uuid=client_uuid, if_version=None, within=within
        )
    except Refused as refused:
        return refused


def _results(tried: dict[int, Done | Refused], reader: Standing) -> list[dict[str, Any]]:
    events = rows_by_id(pk for pk, done in tried.items() if isinstance(done, Done))
    results = []
    for pk, done in tried.items():
        if isinstance(done, Refused):
            result = {"id": pk, "status": done.status, "problem": problem_of(done)}
        else:
            result = {"id": pk, "status": 200, "event": row(events[pk], reader)}
            result |= {"replayed": True} if done.replayed else {}
        results.append(result)
    return results
