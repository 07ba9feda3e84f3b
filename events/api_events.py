# SPDX-License-Identifier: Apache-2.0
"""Events over HTTP: report, list, one, its ledger lines, what is like it. Parse, ask, answer."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from events import api_schema as docs
from events.access import check_may_report, event_for, events_in_reach
from events.actions import Done, report_event
from events.actions.reading import open_personal
from events.api import REPLAYED, JsonView, body_of, client_uuid_of, fields_of, person
from events.filters import MOST_ROWS, ORDERS, EventQuery, apply, read_query
from events.pages import Order, Page, page_of
from events.queries import beside_lines, lines_of, similar_to, whole_event, with_all, with_row
from events.refusals import BadFields
from events.representation import out_of_reach, personal, row, whole
from events.standing import standing_of
from events.story import line_answer

STEPS = Order("seq", "seq", holds=int)
# Arguments of the action that no report may bring.
RESERVED = frozenset({"by"})


class EventList(JsonView):
    """All events in reach, and the door for new ones."""

    @extend_schema(
        operation_id="events_list",
        summary="事件列表",
        parameters=[EventQuery],
        responses=docs.answers(docs.EventPage, 400, 401),
    )
    def get(self, request: Request) -> Response:
        """One page. Two queries besides signing in: postings, and the page with its photos."""
        reader = standing_of(person(request))
        asked = read_query(request.query_params)
        events = with_row(apply(events_in_reach(reader.user), asked, reader))
        page = page_of(events, ORDERS[asked["ordering"]], asked["page_size"], asked["cursor"])
        return Response(paged(request, page, [row(event, reader) for event in page.rows]))

    @extend_schema(
        operation_id="events_report",
        summary="上报",
        parameters=[docs.IDEMPOTENCY_KEY],
        request=docs.ReportBody,
        responses={201: docs.EventDetail, **docs.answers(docs.EventDetail, 400, 401, 403, 409)},
    )
    def post(self, request: Request) -> Response:
        """Report an event; a repeat of the same uuid answers 200 with the first result."""
        by = person(request)
        check_may_report(by)
        body = body_of(request)
        client_uuid = client_uuid_of(request, body)
        raw = fields_of(body)
        refuse_report(client_uuid, raw)
        assert client_uuid is not None
        done = report_event(by=by, client_uuid=client_uuid, **raw)
        answer = answer_of(done, request)
        if not done.replayed:
            answer.status_code = 201
            answer["Location"] = reverse("event-detail", args=[done.event.pk])
        return answer


class EventDetail(APIView):
    """One event."""

    @extend_schema(
        operation_id="events_retrieve",
        summary="事件",
        responses=docs.answers(docs.EventDetail, 401, 404),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Everything its reader may see, and the moves they may make. Three queries."""
        reader = standing_of(person(request))
        event = event_for(reader.user, pk)
        full = with_all(type(event).objects.filter(pk=event.pk)).get()
        return Response(whole(full, reader), headers=etag(full.version))


class EventPersonal(JsonView):
    """Residents' names, phones and words of one event, opened for a purpose."""

    @extend_schema(
        operation_id="events_personal",
        summary="按用途查看个人信息",
        request=docs.PersonalBody,
        responses=docs.answers(docs.PersonalAnswer, 400, 401, 403, 404),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Whoever handles the event; each opening is a line of the reading log. Five queries."""
        by = person(request)
        event = open_personal(pk, by=by, purpose=body_of(request).get("purpose"))
        full = with_all(type(event).objects.filter(pk=event.pk)).get()
        return Response(personal(full), headers={"Cache-Control": "private, no-store"})


class EventSteps(APIView):
    """The ledger lines of one event."""

    @extend_schema(
        operation_id="events_steps",
        summary="经过(全程留痕)",
        parameters=[docs.StepQuery],
        responses=docs.answers(docs.StepPage, 400, 401, 404),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Oldest first. Six queries besides signing in."""
        reader = standing_of(person(request))
        event = event_for(reader.user, pk)
        asked = docs.StepQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        size = min(asked.validated_data["page_size"], MOST_ROWS)
        page = page_of(lines_of(event), STEPS, size, asked.validated_data["cursor"])
        beside = beside_lines(page.rows)
        lines = [line_answer(line, beside, event, reader) for line in page.rows]
        return Response(paged(request, page, lines))


class EventSimilar(APIView):
    """What may be the same thing."""

    @extend_schema(
        operation_id="events_similar",
        summary="相似事件",
        responses=docs.answers(docs.SimilarEvents, 401, 404),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Open or recent events of the same matter near it, read whole by this reader."""
        reader = standing_of(person(request))
        event = event_for(reader.user, pk)
        if not reader.reads_fully(event):
            return Response({"results": []})
        alike = similar_to(events_in_reach(reader.user).filter(reader.fully), event)
        return Response({"results": [row(each, reader) for each in alike]})


def refuse_report(client_uuid: uuid.UUID | None, raw: dict[str, Any]) -> None:
    """What the action's own checks cannot see: no uuid, or a field with an argument's name."""
    errors = {name: [_("没有这一项")] for name in sorted(RESERVED & raw.keys())}
    if client_uuid is None:
        errors["client_uuid"] = [_("这一项必填")]
    if errors:
        raise BadFields(errors)


def answer_of(done: Done, request: Request) -> Response:
    """The event after a report or a move; a repeat says so. One query, two for a repeat: whoever
    repeats may have lost the event since."""
    event, reader = whole_event(done.event.pk), standing_of(person(request))
    headers = etag(event.version) | (REPLAYED if done.replayed else {})
    reads = events_in_reach(reader.user).filter(pk=event.pk)
    if done.replayed and not reads.exists():
        return Response(out_of_reach(event, reader), headers=headers)
    return Response(whole(event, reader), headers=headers)


def etag(version: int) -> dict[str, str]:
    """The version, to be sent back as `If-Match`."""
    return {"ETag": f'"{version}"', "Cache-Control": "private, no-cache"}


def paged(request: Request, page: Page[Any], results: list[Any]) -> dict[str, Any]:
    """A page as the contract shapes it."""
    here = remove_query_param(request.build_absolute_uri(), "cursor")

    def link(cursor: str | None) -> str | None:
        return replace_query_param(here, "cursor", cursor) if cursor else None

    return {"next": link(page.following), "previous": link(page.preceding), "results": results}
