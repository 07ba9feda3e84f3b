# SPDX-License-Identifier: Apache-2.0
"""Disputes over HTTP: taken in, opened beside an event, every step, the people and the paper."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_schema import IDEMPOTENCY_KEY, answers, problems
from accounts.models import User
from accounts.refusals import BadFields, NotFound
from accounts.requests import REPLAYED, JsonView, body_of, client_uuid_of, fields_of, person
from disputes import api_schema as docs
from disputes.access import check_takes_in, dispute_for, disputes_in_reach, works_on
from disputes.actions import STEPS, take_step
from disputes.actions.opening import open_dispute, walk_in
from disputes.actions.protocol import Kept
from disputes.actions.reading import open_agreement, open_parties
from disputes.models import Dispute
from disputes.paper import TYPE, agreement_paper
from disputes.printing import TYPE as PDF
from disputes.printing import pdf_of
from disputes.queries import filtered, with_all
from disputes.representation import dispute_answer, dispute_row
from events.api_events import paged
from events.fields import MOST_ID, Number
from events.fields import clean as cleaned
from events.pages import Order, page_of
from events.standing import standing_of
from registers.queries import today

NEWEST = Order("newest", "id", descending=True, holds=int)
STEP = OpenApiParameter("step", str, OpenApiParameter.PATH, enum=list(STEPS))
EVENT = (Number("event", _lazy("事件"), required=True, least=1, most=MOST_ID),)


class Disputes(JsonView):
    """The disputes within reach, and the hall's door."""

    @extend_schema(
        operation_id="disputes_list",
        summary="矛盾纠纷",
        parameters=[docs.DisputeQuery],
        responses=answers(docs.DisputePage, 400, 401),
    )
    def get(self, request: Request) -> Response:
        """One page, newest first. Two queries besides signing in."""
        asked = docs.DisputeQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        rows = filtered(disputes_in_reach(person(request)), values, today())
        page = page_of(rows, NEWEST, values["page_size"], values["cursor"])
        return Response(paged(request, page, [dispute_row(row) for row in page.rows]))

    @extend_schema(
        operation_id="disputes_walk_in",
        summary="接待",
        parameters=[IDEMPOTENCY_KEY],
        request=docs.ReportBody,
        responses={201: docs.DisputeDetail, **answers(docs.DisputeDetail, 400, 401, 403, 409)},
    )
    def post(self, request: Request) -> Response:
        """Fields as `POST /events/`, of a dispute's matter; the event is reported with it."""
        by = person(request)
        check_takes_in(by)
        return _kept(walk_in(by=by, **_asked(request)), by)


class DisputeOpen(JsonView):
    """转入."""

    @extend_schema(
        operation_id="disputes_open",
        summary="转入",
        parameters=[IDEMPOTENCY_KEY],
        request=docs.DisputeOpenBody,
        responses={
            201: docs.DisputeDetail,
            **answers(docs.DisputeDetail, 400, 401, 403, 404, 409, 410),
        },
    )
    def post(self, request: Request) -> Response:
        """Beside an event that one handles; asked again, the dispute that is there."""
        by, asked = person(request), _asked(request)
        uid = asked.pop("client_uuid")
        event = cleaned(EVENT, asked)["event"]
        return _kept(open_dispute(event, by=by, client_uuid=uid), by)


class DisputeOne(APIView):
    """One dispute."""

    @extend_schema(
        operation_id="disputes_retrieve",
        summary="一件纠纷",
        responses=answers(docs.DisputeDetail, 401, 404),
    )
    def get(self, request: Request, pk: int) -> Response:
        """To whoever reads its event whole, people masked; `steps` to whoever works on it."""
        by = person(request)
        dispute_for(by, pk)
        return Response(answer_of(by, pk))


class DisputePersonal(JsonView):
    """按用途查看."""

    @extend_schema(
        operation_id="disputes_personal",
        summary="按用途查看",
        request=docs.DisputePersonalBody,
        responses=answers(docs.DisputeDetail, 400, 401, 403, 404),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Parties in full, by whoever works on the dispute; the reading is logged."""
        by = person(request)
        open_parties(pk, by=by, purpose=body_of(request).get("purpose"))
        return Response(answer_of(by, pk, opened=True))


class DisputePaper(APIView):
    """调解协议书."""

    @extend_schema(
        operation_id="disputes_paper",
        summary="调解协议书",
        responses={(200, TYPE): OpenApiTypes.BINARY, **problems(401, 403, 404, 409, 410)},
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """DOCX, once agreed; each opening is logged."""
        return paper_response(person(request), pk)


class DisputePrinted(APIView):
    """调解协议书, PDF."""

    @extend_schema(
        operation_id="disputes_paper_pdf",
        summary="调解协议书(PDF)",
        responses={(200, PDF): OpenApiTypes.BINARY, **problems(401, 403, 404, 409, 410)},
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """The same paper as PDF, once agreed; each opening is logged."""
        return paper_response(person(request), pk, printed=True)


class DisputeStep(JsonView):
    """One step."""

    @extend_schema(
        operation_id="disputes_step",
        summary="办理纠纷",
        parameters=[STEP, IDEMPOTENCY_KEY],
        request=docs.DisputeStepBody,
        responses=answers(docs.DisputeDetail, 400, 401, 403, 404, 409),
    )
    def post(self, request: Request, pk: int, step: str) -> Response:
        """Fields as the dispute's `steps` say; a repeat answers as the first time."""
        by = person(request)
        if step not in STEPS:
            raise NotFound
        dispute_for(by, pk)
        kept = take_step(pk, step, by=by, **_asked(request))
        headers = REPLAYED if kept.replayed else {}
        return Response(answer_of(by, pk), headers=headers)


def answer_of(by: User, pk: int, *, opened: bool = False) -> dict[str, Any]:
    """A dispute that was found within reach, as its reader gets it."""
    dispute = with_all(Dispute.objects.filter(pk=pk)).get()
    return dispute_answer(dispute, works=works_on(standing_of(by), dispute), opened=opened)


def paper_response(by: User, pk: int, *, printed: bool = False) -> HttpResponse:
    """The agreement's paper as a file, DOCX or PDF; its name says only the number."""
    dispute = open_agreement(pk, by=by)
    paper, kind, ending = agreement_paper(dispute), TYPE, "docx"
    if printed:
        paper, kind, ending = pdf_of(paper, title=f"agreement-{dispute.pk}"), PDF, "pdf"
    answer = HttpResponse(paper, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="agreement-{dispute.pk}.{ending}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _asked(request: Request) -> dict[str, Any]:
    """The uuid, which must be there, and the fields of a body."""
    body = body_of(request)
    client_uuid = client_uuid_of(request, body)
    raw = fields_of(body)
    errors = {}
    if client_uuid is None:
        errors["client_uuid"] = [_("这一项必填")]
    # Arguments of the actions that no body may bring.
    if "by" in raw:
        errors["by"] = [_("没有这一项")]
    if errors:
        raise BadFields(errors)
    return {"client_uuid": client_uuid, **raw}


def _kept(kept: Kept, by: User) -> Response:
    headers = REPLAYED if kept.replayed else {}
    body = answer_of(by, kept.dispute.pk)
    return Response(body, 200 if kept.replayed else 201, headers=headers)
