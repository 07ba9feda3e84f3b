# SPDX-License-Identifier: Apache-2.0
"""One move on many events (批量): what may be done with all, and doing it, each by itself."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from events import api_schema as docs
from events.access import events_in_reach
from events.actions import MOVES, Done
from events.actions.protocol import perform
from events.answers import move_answer
from events.api import REPLAYED, JsonView, body_of, client_uuid_of, person, problem_of
from events.api_shapes import MoveName
from events.offers import form_for_all, moves_of_all
from events.queries import rows_by_id, with_all
from events.refusals import BadFields, Refused
from events.representation import out_of_reach, row
from events.standing import Standing, standing_of

MOST_EVENTS = 200
LARGEST_ID = 2**63 - 1


class Ids(serializers.CharField):
    """Ids of events, with commas between them."""

    def to_internal_value(self, data: Any) -> list[int]:  # type: ignore[override]
        said = [part.strip() for part in str(data).split(",")]
        if not all(part.isascii() and part.isdigit() and len(part) < 20 for part in said):
            raise serializers.ValidationError(_("要填事件编号,用逗号隔开"))
        found = list(dict.fromkeys(map(int, said)))
        if len(found) > MOST_EVENTS or max(found) > LARGEST_ID:
            most = _("要填事件编号的列表,最多 %(most)d 个") % {"most": MOST_EVENTS}
            raise serializers.ValidationError(most)
        return found


class OfferQuery(serializers.Serializer[None]):
    ids = Ids(help_text="ids of at most 200 events, comma-separated")
    move = serializers.CharField(required=False, max_length=24, help_text="whose form is wanted")


class Offers(docs.Shape):
    moves = MoveName(many=True, help_text="legal for all of them")
    form = docs.MoveForm(allow_null=True, help_text="choices are those open to all of them")
    gone = serializers.ListField(
        child=serializers.IntegerField(), help_text="not within your reach any more"
    )


class BulkBody(docs.Shape):
    client_uuid = serializers.UUIDField(required=False, help_text="each event gets its own of it")
    move = serializers.CharField(help_text="one of the moves of `POST /events/{id}/{move}/`")
    ids = serializers.ListField(child=serializers.IntegerField(), max_length=200)
    fields = serializers.DictField(required=False)  # type: ignore[assignment]
    versions = serializers.DictField(required=False, help_text="by id, like `If-Match`")


class BulkResult(docs.Shape):
    id = serializers.IntegerField()
    status = serializers.IntegerField()
    event = docs.EventRow(required=False)
    problem = docs.Problem(required=False)
    replayed = serializers.BooleanField(required=False)


class BulkResults(docs.Shape):
    results = BulkResult(many=True)


class BulkMoves(JsonView):
    """One move on up to 200 events, each in its own transaction."""

    @extend_schema(
        operation_id="events_bulk_offer",
        summary="批量可办的事",
        parameters=[OfferQuery],
        responses=docs.answers(Offers, 400, 401),
    )
    def get(self, request: Request) -> Response:
        """The moves legal for all of these events; with `move`, its one form. Two queries."""
        reader = standing_of(person(request))
        query = OfferQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        events = list(with_all(events_in_reach(reader.user).filter(pk__in=asked["ids"])))
        names = moves_of_all(events, reader)
        form = form_for_all(asked["move"], events) if asked.get("move") in names else None
        found = {event.pk for event in events}
        answer = {
            "moves": [move_answer(name) for name in names],
            "form": form,
            "gone": [pk for pk in asked["ids"] if pk not in found],
        }
        return Response(answer, headers={"Cache-Control": "private, no-store"})

    @extend_schema(
        operation_id="events_bulk_move",
        summary="批量办理",
        parameters=[docs.IDEMPOTENCY_KEY],
        request=BulkBody,
        responses=docs.answers(BulkResults, 400, 401),
    )
    def post(self, request: Request) -> Response:
        """Make the move on each; one bad id does not stop the others."""
        by = person(request)
        asked = read_bulk(request)
        tried = {pk: _try(asked, pk, by) for pk in asked.ids}
        repeated = all(isinstance(done, Done) and done.replayed for done in tried.values())
        headers = REPLAYED if repeated else {}
        return Response({"results": _results(tried, standing_of(by))}, headers=headers)


@dataclass(frozen=True)
class Bulk:
    """What a bulk request asks: each id once, with the version it was seen in if that is said."""

    move: str
    ids: list[int]
    fields: dict[str, Any]
    versions: dict[str, int]
    client_uuid: uuid.UUID | None


def read_bulk(request: Request) -> Bulk:
    """A bulk request, checked; 400 with everything that is wrong with it."""
    body, errors = body_of(request), {}
    move, ids, fields = body.get("move"), body.get("ids"), body.get("fields", {})
    versions = body.get("versions", {})
    if not isinstance(move, str) or move not in MOVES:
        errors["move"] = [_("没有这一步")]
    if not _are_ids(ids):
        errors["ids"] = [_("要填事件编号的列表,最多 %(most)d 个") % {"most": MOST_EVENTS}]
    if not isinstance(fields, dict):
        errors["fields"] = [_("要填一组内容")]
    if not isinstance(versions, dict) or any(type(each) is not int for each in versions.values()):
        errors["versions"] = [_("要填每件的 version")]
    if errors:
        raise BadFields(errors)
    each_once = list(dict.fromkeys(ids or []))
    return Bulk(str(move), each_once, fields, versions, client_uuid_of(request, body))


def _are_ids(ids: Any) -> bool:
    return (
        isinstance(ids, list) and 0 < len(ids) <= MOST_EVENTS and all(type(pk) is int for pk in ids)
    )


def _own_uuid(client_uuid: uuid.UUID | None, pk: int) -> uuid.UUID | None:
    """A receipt is for one event, so each gets a uuid of its own that a repeat finds again."""
    return uuid.uuid5(client_uuid, str(pk)) if client_uuid else None


def _try(asked: Bulk, pk: int, by: User) -> Done | Refused:
    try:
        return perform(
            MOVES[asked.move],
            pk,
            asked.fields,
            by=by,
            client_uuid=_own_uuid(asked.client_uuid, pk),
            if_version=asked.versions.get(str(pk)),
            within=events_in_reach(by),
        )
    except Refused as refused:
        return refused


def _results(tried: dict[int, Done | Refused], reader: Standing) -> list[dict[str, Any]]:
    made = {pk: done for pk, done in tried.items() if isinstance(done, Done)}
    events = rows_by_id(made)
    lost = {pk for pk, done in made.items() if done.replayed}
    if lost:
        lost -= set(events_in_reach(reader.user).filter(pk__in=lost).values_list("pk", flat=True))
    results = []
    for pk, done in tried.items():
        if isinstance(done, Refused):
            result = {"id": pk, "status": done.status, "problem": problem_of(done)}
        else:
            result = {"id": pk, "status": 200}
            result["event"] = (out_of_reach if pk in lost else row)(events[pk], reader)
            result |= {"replayed": True} if done.replayed else {}
        results.append(result)
    return results
