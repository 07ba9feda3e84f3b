# SPDX-License-Identifier: Apache-2.0
"""The registers over HTTP: what there is, search, one record, and every write. Parse, ask, answer.

A record is read masked (GET), and in clear only by POST …/open/ with a purpose, which is logged.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_schema import IDEMPOTENCY_KEY, answers
from accounts.refusals import BadFields, NotAllowed, NotFound
from accounts.requests import REPLAYED, JsonView, body_of, client_uuid_of, fields_of, person
from grids.directory import unit_by_id
from registers import api_schema as docs
from registers.access import (
    audited_counties,
    check_works_with,
    grids_under,
    reading_posts,
    records_in_reach,
    register_of,
    sensitive_grids,
)
from registers.actions.erasing import erase_person
from registers.actions.reading import open_record
from registers.actions.records import add_record, change_record, remove_record
from registers.actions.writing import Done
from registers.columns import REGISTERS, Column
from registers.models import ReadingLog, Record
from registers.queries import (
    care_tags,
    changes_of,
    place_kinds,
    readings_in,
    search,
    tagged,
    with_shown,
)
from registers.representation import record_answer

NO_STORE = {"Cache-Control": "no-store"}
MOST_FOUND = 8


class NewestFirst(CursorPagination):
    """Pages of 50, newest first."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"


class Tables(APIView):
    """What registers there are for this person."""

    @extend_schema(
        operation_id="registers_tables",
        summary="底数的栏目",
        responses=answers(docs.TablesShape, 401, 403),
    )
    def get(self, request: Request) -> Response:
        """Columns, purposes, and the grids whose records one works with. Three queries."""
        by = person(request)
        check_works_with(by)
        grids = grids_under(reading_posts(by))
        tags = care_tags(sensitive=bool(sensitive_grids(by)))
        choices = {
            "tags": [(t.code, t.name) for t in tags.values()],
            "kind": [(k.code, k.name) for k in place_kinds().values()],
        }
        return Response(
            {
                "registers": [
                    {
                        "value": each.name,
                        "label": str(each.label),
                        "columns": [_column(column, choices) for column in each.columns],
                    }
                    for each in REGISTERS.values()
                ],
                "purposes": _named(ReadingLog.Purpose.choices),
                "grids": [{"code": row.code, "name": row.name} for row in grids.values()],
            }
        )


class Records(JsonView):
    """The records of one register in reach, and the door for new ones."""

    @extend_schema(
        operation_id="registers_list",
        summary="底数列表(脱敏)",
        parameters=[docs.RecordQuery],
        responses=answers(docs.RecordPage, 400, 401, 403, 404),
    )
    def get(self, request: Request, register: str) -> Response:
        """One page, masked. Three queries at most besides signing in."""
        by = person(request)
        known = register_of(register)
        check_works_with(by)
        rows = _asked(records_in_reach(by, known), request, by)
        pages = NewestFirst()
        page = pages.paginate_queryset(with_shown(rows), request, self) or []
        trusted = sensitive_grids(by)
        found = [record_answer(each, trusted=trusted) for each in page]
        answer = pages.get_paginated_response(found)
        answer["Cache-Control"] = "no-store"
        return answer

    @extend_schema(
        operation_id="registers_add",
        summary="登记一条",
        parameters=[IDEMPOTENCY_KEY],
        request=docs.AddBody,
        responses={201: docs.RecordWhole, **answers(docs.RecordWhole, 400, 401, 403, 404, 409)},
    )
    def post(self, request: Request, register: str) -> Response:
        """Add a record to a grid in reach; answered masked."""
        by = person(request)
        register_of(register)
        check_works_with(by)
        body = _body(request, {"grid", "values"})
        grid = body.get("grid")
        done = add_record(
            register,
            grid=grid if isinstance(grid, str) else "",
            values=_values(body),
            by=by,
            client_uuid=client_uuid_of(request, body_of(request)),
        )
        return _answer(register, done, request, made=True)


class RecordDetail(APIView):
    """One record, masked."""

    @extend_schema(
        operation_id="registers_retrieve",
        summary="一条底数(脱敏)",
        responses=answers(docs.RecordWhole, 401, 404),
    )
    def get(self, request: Request, register: str, pk: int) -> Response:
        """The record and who changed it. Three queries."""
        return Response(whole(request, register, pk), headers=NO_STORE)


class RecordOpen(JsonView):
    """The record in clear, for a purpose."""

    @extend_schema(
        operation_id="registers_open",
        summary="按用途查看",
        request=docs.OpenBody,
        responses=answers(docs.RecordShape, 400, 401, 404),
    )
    def post(self, request: Request, register: str, pk: int) -> Response:
        """Each opening is a line of the reading log, a repeat as well."""
        by = person(request)
        body = _body(request, {"purpose", "reference", "fields"})
        opened = open_record(
            register,
            pk,
            by=by,
            purpose=body.get("purpose"),
            reference=body.get("reference", ""),
            fields=body.get("fields"),
        )
        trusted = sensitive_grids(by)
        answer = record_answer(opened.record, trusted=trusted, opened=opened.fields)
        return Response(answer, headers=NO_STORE)


class RecordChangeView(JsonView):
    """Correct a record."""

    @extend_schema(
        operation_id="registers_change",
        summary="修改",
        parameters=[IDEMPOTENCY_KEY],
        request=docs.ChangeBody,
        responses=answers(docs.RecordWhole, 400, 401, 404, 409),
    )
    def post(self, request: Request, register: str, pk: int) -> Response:
        """Only the columns given change."""
        body = _body(request, {"values"})
        uid = client_uuid_of(request, body_of(request))
        done = change_record(
            register, pk, values=_values(body), by=person(request), client_uuid=uid
        )
        return _answer(register, done, request)


class RecordRemove(JsonView):
    """注销: it counts no longer."""

    @extend_schema(
        operation_id="registers_remove",
        summary="注销",
        parameters=[IDEMPOTENCY_KEY],
        request=docs.BareBody,
        responses={204: None, **answers(None, 400, 401, 403, 404, 409)},
    )
    def post(self, request: Request, register: str, pk: int) -> Response:
        """By the village or the township."""
        uid = client_uuid_of(request, body_of(request))
        _body(request, set())
        done = remove_record(register, pk, by=person(request), client_uuid=uid)
        return Response(status=204, headers=REPLAYED if done.replayed else {})


class PersonErase(JsonView):
    """删除个人信息: a person's record is emptied for good."""

    @extend_schema(
        operation_id="registers_erase",
        summary="删除个人信息",
        request=docs.EraseBody,
        responses={204: None, **answers(None, 400, 401, 403, 404)},
    )
    def post(self, request: Request, pk: int) -> Response:
        """By the village, the township, or the county's administrator."""
        body = _body(request, {"reason", "reference"})
        reason, reference = body.get("reason"), body.get("reference", "")
        erase_person(pk, by=person(request), reason=reason, reference=reference)
        return Response(status=204)


class Find(APIView):
    """从底数选: people and places for a form that is being filled in."""

    @extend_schema(
        operation_id="registers_find",
        summary="从底数选(脱敏)",
        parameters=[docs.FindQuery],
        responses=answers(docs.FoundRecords, 400, 401, 403),
    )
    def get(self, request: Request) -> Response:
        """A few of each register, masked; what is chosen is opened with purpose `report`."""
        by = person(request)
        check_works_with(by)
        asked = docs.FindQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        trusted = sensitive_grids(by)
        found = [
            record_answer(row, trusted=trusted)
            for register in REGISTERS.values()
            for row in with_shown(
                search(records_in_reach(by, register), asked.validated_data["q"])
            ).order_by("pk")[:MOST_FOUND]
        ]
        return Response({"results": found}, headers=NO_STORE)


class Readings(APIView):
    """Who opened which record."""

    @extend_schema(
        operation_id="registers_readings",
        summary="查看留痕",
        parameters=[docs.ReadingQuery],
        responses=answers(docs.ReadingPage, 400, 401, 403),
    )
    def get(self, request: Request) -> Response:
        """For the county's auditor and administrator; newest first. Two queries."""
        counties = audited_counties(person(request))
        if not counties:
            raise NotAllowed
        asked = docs.ReadingQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = filtered_readings(readings_in(counties), asked.validated_data)
        pages = NewestFirst()
        page = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response([reading_answer(each) for each in page])


def filtered_readings(rows: QuerySet[ReadingLog], asked: dict[str, Any]) -> QuerySet[ReadingLog]:
    """By who read, and by which record was read."""
    if asked["by"]:
        rows = rows.filter(by__username=asked["by"])
    if asked["register"]:
        rows = rows.filter(kind=asked["register"])
    return rows.filter(record_id=asked["record"]) if asked["record"] else rows


def reading_answer(row: ReadingLog) -> dict[str, Any]:
    """One line of the reading log."""
    grid = unit_by_id(row.grid_id)
    return {
        "at": row.at,
        "by": str(row.by),
        "register": row.kind,
        "record": row.record_id,
        "grid": {"code": grid.code, "name": grid.name},
        "fields": row.fields,
        "purpose": row.purpose,
        "purpose_label": str(row.get_purpose_display()),
        "reference": row.reference,
    }


def whole(request: Request, register: str, pk: int) -> dict[str, Any]:
    """A record masked, with who changed it; `NotFound` for one that was removed meanwhile."""
    by = person(request)
    row = with_shown(records_in_reach(by, register_of(register))).filter(pk=pk).first()
    if row is None:
        raise NotFound
    changes = [
        {
            "at": each.at,
            "by": str(each.by),
            "what": each.what,
            "what_label": str(each.get_what_display()),
            "fields": each.fields,
        }
        for each in changes_of(register, pk)[:50]
    ]
    return record_answer(row, trusted=sensitive_grids(by)) | {"changes": changes}


def _asked(rows: QuerySet[Record], request: Request, by: Any) -> QuerySet[Record]:
    asked = docs.RecordQuery(data=request.query_params)
    asked.is_valid(raise_exception=True)
    values = asked.validated_data
    if values["grid"]:
        grids = grids_under(reading_posts(by)).values()
        rows = rows.filter(grid_id__in=[row.id for row in grids if row.code == values["grid"]])
    if values["tag"]:
        tags = care_tags(sensitive=bool(sensitive_grids(by)))
        if rows.model._meta.model_name != "person" or values["tag"] not in tags:
            raise BadFields({"tag": [_("没有这个标签")]})
        rows = tagged(rows, tags[values["tag"]], sensitive_grids(by))
    return search(rows, values["q"])


def _answer(register: str, done: Done, request: Request, *, made: bool = False) -> Response:
    status = 201 if made and not done.replayed else 200
    headers = NO_STORE | (REPLAYED if done.replayed else {})
    return Response(whole(request, register, done.record_id), status, headers=headers)


def _body(request: Request, known: set[str]) -> dict[str, Any]:
    body = fields_of(body_of(request))
    unknown = {str(name)[:40]: [_("没有这一项")] for name in body.keys() - known}
    if unknown:
        raise BadFields(unknown)
    return body


def _values(body: dict[str, Any]) -> dict[str, Any]:
    values = body.get("values")
    if not isinstance(values, dict):
        raise BadFields({"values": [_("要填一组内容")]})
    return values


def _column(column: Column, choices: dict[str, Any]) -> dict[str, Any]:
    # Kinds of organisations are ours, kinds of places a county's.
    offered = column.choices or choices.get(column.name, ())
    return {
        "name": column.name,
        "label": str(column.label),
        "required": column.required,
        "personal": column.mask is not None,
        "choices": _named(offered),
    }


def _named(pairs: Any) -> list[dict[str, str]]:
    return [{"value": value, "label": str(label)} for value, label in pairs]
