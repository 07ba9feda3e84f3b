# SPDX-License-Identifier: Apache-2.0
"""Work logs over HTTP: write one, say that nothing was found, read, let one grow into an event."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_schema import IDEMPOTENCY_KEY, answers, problems
from accounts.refusals import NotFound
from accounts.requests import REPLAYED, JsonView, body_of, fields_of, person
from events.actions.photos import photo_file
from events.api_events import paged
from events.pages import Order, page_of
from fieldwork import api_schema as docs
from fieldwork.access import log_for, logs_in_reach, photo_for
from fieldwork.actions.growing import grow_log
from fieldwork.actions.logs import log_work, report_zero
from fieldwork.actions.receipts import Kept
from fieldwork.asked import refuse_reserved, uuid_and_fields
from fieldwork.models import WorkLog
from fieldwork.queries import log_kinds, with_log
from fieldwork.representation import log_answer
from registers.access import check_works_with

NEWEST = Order("newest", "id", descending=True, holds=int)


class LogKinds(APIView):
    """The kinds of logs."""

    @extend_schema(
        operation_id="worklogs_kinds",
        summary="日志类型",
        responses=answers(docs.KindsAnswer, 401),
    )
    def get(self, request: Request) -> Response:
        """In the county's order. One query."""
        found = [{"code": kind.code, "name": kind.name} for kind in log_kinds()]
        return Response({"results": found})


class Logs(JsonView):
    """The logs of one's grids, and the door for new ones."""

    @extend_schema(
        operation_id="worklogs_list",
        summary="工作日志",
        parameters=[docs.LogQuery],
        responses=answers(docs.LogPage, 400, 401),
    )
    def get(self, request: Request) -> Response:
        """One page, newest first. Three queries besides signing in."""
        asked = docs.LogQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        rows = _filtered(logs_in_reach(person(request)), values)
        page = page_of(with_log(rows), NEWEST, values["page_size"], values["cursor"])
        return Response(paged(request, page, [log_answer(row) for row in page.rows]))

    @extend_schema(
        operation_id="worklogs_write",
        summary="记日志",
        parameters=[IDEMPOTENCY_KEY],
        request=docs.LogBody,
        responses={201: docs.LogShape, **answers(docs.LogShape, 400, 401, 403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """A visit, a patrol, a target looked at; a repeat answers 200 with the first result."""
        check_works_with(person(request))
        client_uuid, raw = uuid_and_fields(request)
        return _kept(log_work(by=person(request), client_uuid=client_uuid, **raw))


class Zero(JsonView):
    """今日无异常, one tap."""

    @extend_schema(
        operation_id="worklogs_zero",
        summary="零报告",
        parameters=[IDEMPOTENCY_KEY],
        request=docs.ZeroBody,
        responses={201: docs.LogShape, **answers(docs.LogShape, 400, 401, 403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Once a day for a grid and a campaign; a second tap answers with the first."""
        check_works_with(person(request))
        client_uuid, raw = uuid_and_fields(request)
        return _kept(report_zero(by=person(request), client_uuid=client_uuid, **raw))


class LogDetail(APIView):
    """One log."""

    @extend_schema(
        operation_id="worklogs_retrieve",
        summary="一条日志",
        responses=answers(docs.LogShape, 401, 404),
    )
    def get(self, request: Request, pk: int) -> Response:
        """To the people of its grid. Three queries."""
        log_for(person(request), pk)
        return Response(log_answer(with_log(WorkLog.objects.filter(pk=pk)).get()))


class LogGrow(JsonView):
    """转为事件."""

    @extend_schema(
        operation_id="worklogs_grow",
        summary="转为事件",
        request=docs.ReportBody,
        responses=answers(docs.GrownAnswer, 400, 401, 403, 404),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Fields as `POST /events/`; place, text and photos come from the log where not given.

        Asked again, by whatever uuid, it answers with the event that is there.
        """
        by = person(request)
        raw = fields_of(body_of(request))
        refuse_reserved(raw)
        grown = grow_log(pk, by=by, **raw)
        body = {"log": grown.log_id, "event": grown.event_id, "number": grown.event.number}
        return Response(body)


class LogPhotoFile(APIView):
    """A photo of a log."""

    thumb = False

    @extend_schema(
        operation_id="worklogs_photo",
        summary="日志照片",
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY, **problems(401, 404)},
    )
    def get(self, request: Request, pk: int, photo: uuid.UUID) -> HttpResponseBase:
        """To whoever may read the log; never kept by shared caches."""
        file = photo_file(photo_for(person(request), pk, photo), thumb=True)
        try:
            answer = FileResponse(file.open("rb"), content_type="image/jpeg")
        except OSError:
            raise NotFound from None
        answer["Cache-Control"] = "private, no-cache"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


def _filtered(rows: QuerySet[WorkLog], asked: dict[str, Any]) -> QuerySet[WorkLog]:
    if asked["grid"]:
        rows = rows.filter(grid__code=asked["grid"])
    if asked["campaign"]:
        rows = rows.filter(campaign=asked["campaign"])
    if asked["zero"] is not None:
        rows = rows.filter(zero=asked["zero"])
    if asked["grown"] is not None:
        rows = rows.filter(grown__isnull=not asked["grown"])
    return rows


def _kept(kept: Kept[WorkLog]) -> Response:
    log = with_log(WorkLog.objects.filter(pk=kept.row.pk)).get()
    headers = REPLAYED if kept.replayed else {}
    return Response(log_answer(log), 200 if kept.replayed else 201, headers=headers)
