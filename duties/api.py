# SPDX-License-Identifier: Apache-2.0
"""Matters and reasons over HTTP. Parse, ask, answer."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from duties.access import may_read_matters
from duties.documents import matter_document
from duties.models import CheckBy, Evidence, LimitUnit, OnSpot, Stage, Urgency
from duties.queries import all_reasons, reasons_for
from grids.models import Platform


class MayReadMatters(BasePermission):
    """Anyone signed in, and a wall's live display link."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Ask the one gate."""
        return may_read_matters(request)


class StageBody(serializers.Serializer[Any]):
    """One stage (阶段) of a standard."""

    kind = serializers.ChoiceField(choices=Stage.Kind.choices)
    limit = serializers.IntegerField()
    unit = serializers.ChoiceField(choices=LimitUnit.choices)


class StandardBody(serializers.Serializer[Any]):
    """One filing standard (立案标准)."""

    id = serializers.IntegerField()
    no = serializers.IntegerField()
    condition = serializers.CharField()
    closing_condition = serializers.CharField()
    on_spot = serializers.ChoiceField(choices=OnSpot.choices)
    evidence = serializers.ChoiceField(choices=Evidence.choices)
    check = serializers.ChoiceField(choices=CheckBy.choices)
    level = serializers.IntegerField(allow_null=True)
    urgency = serializers.ChoiceField(choices=Urgency.choices, allow_blank=True)
    version = serializers.IntegerField()
    stages = StageBody(many=True)


class MatterBody(serializers.Serializer[Any]):
    """One matter (小类)."""

    code = serializers.CharField()
    name = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    platform = serializers.ChoiceField(choices=Platform.choices)
    level = serializers.IntegerField()
    urgency = serializers.ChoiceField(choices=Urgency.choices)
    sensitive = serializers.BooleanField()
    must_reclassify = serializers.BooleanField()
    keywords = serializers.ListField(child=serializers.CharField())
    version = serializers.IntegerField()
    standards = StandardBody(many=True)


class MajorBody(serializers.Serializer[Any]):
    """One major (大类) and its matters."""

    code = serializers.CharField()
    name = serializers.CharField()
    platform = serializers.ChoiceField(choices=Platform.choices)
    matters = MatterBody(many=True)


class MatterTree(serializers.Serializer[Any]):
    """The whole tree; always one page."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = MajorBody(many=True)


class ReasonBody(serializers.Serializer[Any]):
    """One reason (理由) that a move may be given for."""

    move = serializers.CharField()
    code = serializers.CharField()
    text = serializers.CharField()


class ReasonList(serializers.Serializer[Any]):
    """The reasons; always one page."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ReasonBody(many=True)


class MatterListView(APIView):
    """The matter tree."""

    permission_classes = (MayReadMatters,)

    @extend_schema(
        operation_id="matters_list",
        summary="事项树",
        responses={200: MatterTree, 304: OpenApiResponse(description="unchanged (ETag)")},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Return majors, matters, standards and stages: no query, the same bytes per version."""
        made = matter_document()
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        body = made.zipped if zipped else made.body
        answer = HttpResponse(body, content_type="application/json")
        if zipped:
            answer["Content-Encoding"] = "gzip"
        patch_vary_headers(answer, ["Accept-Encoding"])
        answer["Cache-Control"] = "private, no-cache"
        answer["ETag"] = made.etag
        return get_conditional_response(request._request, made.etag, None, answer) or answer


class ReasonListView(APIView):
    """The reasons of moves."""

    permission_classes = (MayReadMatters,)

    @extend_schema(
        operation_id="reasons_list",
        summary="理由",
        parameters=[OpenApiParameter("move", str, description="name of a move; none: all")],
        responses=ReasonList,
    )
    def get(self, request: Request) -> Response:
        """Return the reasons of one move, or of all; none for a move without reasons."""
        move = request.query_params.get("move", "")
        rows = reasons_for(move) if move else all_reasons()
        body = {"next": None, "previous": None, "results": rows}
        return Response(ReasonList(body).data)
