# SPDX-License-Identifier: Apache-2.0
"""The tree over HTTP: units, which grid holds a point, outlines. Parse, ask, answer."""

import math
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from grids.access import may_read_tree
from grids.datums import DATUMS, WGS84, to_wgs84
from grids.directory import UnitRow, ancestors_of, unit_by_code, unit_by_id
from grids.models import Unit
from grids.outlines import outlines_below
from grids.places import locate
from grids.queries import has_units_below, parent_code, units_below

_CODE = OpenApiParameter("code", str, OpenApiParameter.PATH, description="unit code")

_GRIDS = OpenApiParameter(
    "grids", bool, description="with the grids' outlines, of a township or less"
)


class MayReadTree(BasePermission):
    """Anyone signed in, and a wall's live display link."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Ask the one gate."""
        return may_read_tree(request)


class UnitBody(serializers.Serializer[Any]):
    """A unit as clients see it."""

    code = serializers.CharField()
    name = serializers.CharField()
    short_name = serializers.CharField()
    kind = serializers.CharField()
    # The name is the contract's; the base class's attribute of that name is set per instance.
    parent = serializers.SerializerMethodField()  # type: ignore[assignment]
    path = serializers.CharField()
    names = serializers.SerializerMethodField()
    platform = serializers.CharField()
    lon = serializers.FloatField(allow_null=True)
    lat = serializers.FloatField(allow_null=True)
    has_children = serializers.SerializerMethodField()

    def get_parent(self, row: UnitRow) -> str | None:
        """Return the code of the unit above."""
        return parent_code(row)

    def get_names(self, row: UnitRow) -> list[str]:
        """Return the names from the county down to the unit."""
        return [above.name for above in reversed(ancestors_of(row, include_self=True))]

    def get_has_children(self, row: UnitRow) -> bool:
        """Say whether units stand below."""
        return has_units_below(row)


class UnitPages(CursorPagination):
    """Units by code; a page is long enough for the villages of a large township."""

    page_size = 200
    ordering = "code"


class PlaceQuery(serializers.Serializer[None]):
    """A point and its datum."""

    lon = serializers.FloatField(min_value=-180, max_value=180)
    lat = serializers.FloatField(min_value=-90, max_value=90)
    datum = serializers.ChoiceField(choices=DATUMS, default=WGS84)

    def validate_lon(self, value: float) -> float:
        """Refuse what compares with nothing."""
        return _finite(value)

    def validate_lat(self, value: float) -> float:
        """Refuse what compares with nothing."""
        return _finite(value)


class UnitList(ListAPIView[Unit]):
    """The units directly below one (`parent`), or the roots."""

    permission_classes = (MayReadTree,)
    pagination_class = UnitPages
    serializer_class = UnitBody
    filter_backends = ()
    queryset = Unit.objects.none()

    @extend_schema(
        operation_id="units_list",
        summary="下级单位",
        parameters=[OpenApiParameter("parent", str, description="unit code; none: the roots")],
        responses={200: UnitBody(many=True), 404: OpenApiResponse(description="no such parent")},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one page. One query; bodies come from process memory."""
        code = request.query_params.get("parent", "")
        rows = units_below(_unit(code) if code else None)
        page = self.paginate_queryset(rows) or []
        bodies = UnitBody([unit_by_id(unit.pk) for unit in page], many=True)
        return self.get_paginated_response(bodies.data)


class UnitDetail(APIView):
    """One unit."""

    permission_classes = (MayReadTree,)

    @extend_schema(
        operation_id="units_retrieve",
        summary="单位",
        parameters=[_CODE],
        responses={200: UnitBody, 404: OpenApiResponse(description="no such unit")},
    )
    def get(self, request: Request, code: str) -> Response:
        """Return the unit with this code, from process memory."""
        return Response(UnitBody(_unit(code)).data)


class UnitLocate(APIView):
    """The leaf grid that holds a point."""

    permission_classes = (MayReadTree,)

    @extend_schema(
        operation_id="units_locate",
        summary="定位到网格",
        parameters=[PlaceQuery],
        responses={200: UnitBody, 404: OpenApiResponse(description="outside every county")},
    )
    def get(self, request: Request) -> Response:
        """Return the grid, 404 outside the county, 400 for what is no point."""
        query = PlaceQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        place = query.validated_data
        row = locate(*to_wgs84(place["lon"], place["lat"], place["datum"]))
        if row is None:
            raise NotFound(_("该点不在本县范围内"))
        return Response(UnitBody(row).data)


class UnitOutlines(APIView):
    """The outlines at and below a unit."""

    permission_classes = (MayReadTree,)

    @extend_schema(
        operation_id="units_outlines",
        summary="边界 (GeoJSON)",
        parameters=[_CODE, _GRIDS],
        responses={
            (200, "application/geo+json"): OpenApiTypes.OBJECT,
            304: OpenApiResponse(description="unchanged (ETag)"),
            404: OpenApiResponse(description="no such unit"),
        },
    )
    def get(self, request: Request, code: str) -> HttpResponseBase:
        """Return a FeatureCollection of county, townships and villages; usually from memory."""
        grids = request.query_params.get("grids", "") == "true"
        made = outlines_below(_unit(code), grids=grids)
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        answer = HttpResponse(
            made.zipped if zipped else made.body, content_type="application/geo+json"
        )
        if zipped:
            answer["Content-Encoding"] = "gzip"
        patch_vary_headers(answer, ["Accept-Encoding"])
        answer["Cache-Control"] = "private, no-cache"
        if made.etag:
            answer["ETag"] = made.etag
        # The comparison of If-None-Match is Django's; an empty tag compares with nothing.
        return (
            get_conditional_response(request._request, etag=made.etag or None, response=answer)
            or answer
        )


def _unit(code: str) -> UnitRow:
    """Return the active unit with this code; 404 if there is none."""
    row = unit_by_code(code)
    if row is None or not row.active:
        raise NotFound(_("没有这个单位"))
    return row


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise serializers.ValidationError(_("应为有限数"))
    return value
