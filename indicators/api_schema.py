# SPDX-License-Identifier: Apache-2.0
"""What the OpenAPI document says of indicators."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from events.api_schema import UnitShape
from indicators.asked import BY

Shape = serializers.Serializer[Any]

PARTS = ("denominator", "numerator", "missing")
QUESTION = [
    OpenApiParameter("unit", str, description="code of a county, township or village; own if none"),
    OpenApiParameter("from", str, description="first day, e.g. 2026-10-01; this month if none"),
    OpenApiParameter("to", str, description="last day, counted in; at most a year"),
    OpenApiParameter("by", str, enum=BY, description="by what the lines are told apart"),
]
LIST = [
    *QUESTION,
    OpenApiParameter("part", str, enum=PARTS, description="`missing`: in the denominator only"),
    OpenApiParameter("line", str, description="code of one line of the table; all if none"),
    OpenApiParameter("after", int, description="id of the last event of the page before"),
]


class IndicatorShape(Shape):
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=["rate", "minutes"])
    definition = serializers.CharField(help_text="the definition (口径), in the reader's language")


class ValueShape(Shape):
    value = serializers.FloatField(allow_null=True, help_text="share of 1, or mean minutes")
    text = serializers.CharField()
    numerator = serializers.IntegerField(required=False)
    denominator = serializers.IntegerField(required=False)
    median = serializers.FloatField(required=False, allow_null=True)
    p90 = serializers.FloatField(required=False, allow_null=True)
    count = serializers.IntegerField(required=False)


class LineShape(Shape):
    code = serializers.CharField(allow_blank=True)
    name = serializers.CharField()
    cases = serializers.IntegerField()
    composite = serializers.FloatField(allow_null=True)
    values = serializers.DictField(child=ValueShape())


class SummaryShape(Shape):
    unit = UnitShape()
    to = serializers.DateField()
    by = serializers.ChoiceField(choices=BY)
    indicators = IndicatorShape(many=True)
    whole = LineShape()
    lines = LineShape(many=True)


class BehindShape(Shape):
    count = serializers.IntegerField(help_text="all events that the number counts")
    times = serializers.IntegerField(help_text="the number: an event may count several times")
    hidden = serializers.IntegerField(help_text="of this page, what is not within your reach")
    next = serializers.IntegerField(allow_null=True, help_text="`after` of the next page")
    results = serializers.ListField(child=serializers.DictField(), help_text="rows of events")
