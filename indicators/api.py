# SPDX-License-Identifier: Apache-2.0
"""Numbers over HTTP, and the events behind each of them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.refusals import BadFields, NotFound
from accounts.requests import person
from events.access import events_in_reach
from events.api_schema import answers
from events.queries import rows_by_id
from events.representation import row
from events.standing import standing_of
from indicators import api_schema as docs
from indicators.asked import Asked, read_asked
from indicators.documents import answer_of
from indicators.formulas import INDICATORS
from indicators.queries import cases_of
from indicators.summary import times_in

PAGE = 50


class Indicators(APIView):
    """Every indicator of a unit and of its parts."""

    @extend_schema(
        operation_id="indicators",
        summary="指标",
        parameters=docs.QUESTION,
        responses=answers(docs.SummaryShape, 400, 401, 404),
    )
    def get(self, request: Request) -> Response:
        """The numbers of a period, pooled from cases; two statements."""
        return Response(answer_of(read_asked(person(request), request.query_params)))


class Behind(APIView):
    """The events behind one number."""

    @extend_schema(
        operation_id="indicators_events",
        summary="指标背后的事件",
        parameters=docs.LIST,
        responses=answers(docs.BehindShape, 400, 401, 404),
    )
    def get(self, request: Request, code: str) -> Response:
        """50 of them by id; `times` is the number itself, whatever the reader may see of it: an
        event that was dispatched twice is one event and counts twice."""
        if code not in INDICATORS:
            raise NotFound(_("没有这个指标"))
        reader = person(request)
        asked = read_asked(reader, request.query_params)
        return Response(behind(reader, asked, code, request.query_params))


def behind(reader: User, asked: Asked, code: str, query: Mapping[str, str]) -> dict[str, Any]:
    """One page of the events that a number counts: all counted, those within reach shown."""
    part = query.get("part") or "denominator"
    if part not in docs.PARTS:
        raise BadFields({"part": [_("没有这一项")]})
    counted, after = events_behind(asked, code, part, query.get("line")), _after(query)
    ids = list(counted)
    page = [pk for pk in ids if pk > after][:PAGE]
    rows = _rows(reader, page)
    more = bool(page) and page[-1] != ids[-1]
    return {
        "count": len(ids),
        "times": sum(counted.values()),
        "hidden": len(page) - len(rows),
        "next": page[-1] if more else None,
        "results": rows,
    }


def events_behind(asked: Asked, code: str, part: str, line: str | None) -> dict[int, int]:
    """The ids of the events that a number counts, in order, and how often it counts each."""
    key, period = asked.key(), asked.period
    return {
        case.event_id: times
        for case in cases_of(asked.unit, period)
        if (line is None or key(case) == line)
        and (times := times_in(case, period, code, part)) is not None
    }


def _after(query: Mapping[str, str]) -> int:
    given = query.get("after") or "0"
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise BadFields({"after": [_("要填事件编号")]})
    return int(given)


def _rows(reader: User, ids: list[int]) -> list[Any]:
    """Those within reach, as rows of a list, by today's rights."""
    within = set(events_in_reach(reader).filter(pk__in=ids).values_list("pk", flat=True))
    standing = standing_of(reader)
    found = rows_by_id([pk for pk in ids if pk in within])
    return [row(found[pk], standing) for pk in ids if pk in found]
