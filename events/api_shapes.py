# SPDX-License-Identifier: Apache-2.0
"""Shapes of answers that several parts of the OpenAPI document share: a unit, a whistle (吹哨)."""

from rest_framework import serializers

from accounts.api_schema import Shape
from events.models import Summons, Whistle


class UnitShape(Shape):
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()


class SummonsShape(Shape):
    unit = UnitShape()
    lead = serializers.BooleanField()
    status = serializers.ChoiceField(Summons.Status.choices)
    status_label = serializers.CharField()
    due_at = serializers.DateTimeField()
    arrived_at = serializers.DateTimeField(allow_null=True)
    late = serializers.BooleanField()
    by_code = serializers.BooleanField(help_text="scanned beside the commander")
    contested = serializers.BooleanField()
    at_work = serializers.BooleanField(help_text="there, and owing a result")
    done_at = serializers.DateTimeField(allow_null=True)
    points = serializers.IntegerField(allow_null=True)


class WhistleShape(Shape):
    kind = serializers.ChoiceField(Whistle.Kind.choices)
    kind_label = serializers.CharField()
    status = serializers.ChoiceField(Whistle.Status.choices)
    status_label = serializers.CharField()
    township = UnitShape()
    lead = UnitShape()
    place = serializers.CharField(allow_blank=True)
    gather_at = serializers.DateTimeField()
    called_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    called = serializers.IntegerField(help_text="without who was excused")
    arrived = serializers.IntegerField()
    units = SummonsShape(many=True)
    commands = serializers.BooleanField(help_text="the reader leads it")


class GatheringAnswer(Shape):
    code = serializers.CharField()
    changes_at = serializers.DateTimeField()
    address = serializers.CharField(help_text="what the QR code holds")
