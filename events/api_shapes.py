# SPDX-License-Identifier: Apache-2.0
"""What the OpenAPI document says of parts that several answers share: a unit, a whistle (吹哨), a
request (申请), an order (督办单)."""

from typing import Any

from rest_framework import serializers

from accounts.api_schema import Shape
from events.models import Outside, Request, Sample, Summons, Supervision, Whistle
from events.states import State


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


class MoveName(Shape):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class RequestShape(Shape):
    """What was asked for (申请); its `moves` are those open on it to this reader."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(Request.Kind.choices)
    kind_label = serializers.CharField()
    state = serializers.ChoiceField(Request.State.choices)
    state_label = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    unit = UnitShape()
    decider = UnitShape(help_text="whose decision it waits for, or was")
    limit = serializers.IntegerField(allow_null=True)
    limit_unit = serializers.CharField(allow_blank=True)
    limit_label = serializers.CharField(allow_blank=True)
    until = serializers.DateTimeField(allow_null=True)
    reason_code = serializers.CharField(allow_blank=True)
    reason_label = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    plan = serializers.CharField(allow_blank=True)
    suggest = UnitShape(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decision = serializers.CharField(allow_blank=True)
    moves = MoveName(many=True)


class OrderShape(Shape):
    """A supervision order (督办单); its `moves` are those open on it to this reader."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(Supervision.Kind.choices)
    kind_label = serializers.CharField()
    state = serializers.ChoiceField(Supervision.State.choices)
    state_label = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    unit = UnitShape()
    reply_due_at = serializers.DateTimeField()
    signed_at = serializers.DateTimeField(allow_null=True)
    replied_at = serializers.DateTimeField(allow_null=True)
    late = serializers.BooleanField(help_text="the reply came, or is, late")
    sent_back_count = serializers.IntegerField()
    text = serializers.CharField(allow_blank=True)
    reply = serializers.CharField(allow_blank=True)
    back = serializers.CharField(allow_blank=True, help_text="why a reply was sent back")
    moves = MoveName(many=True)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own."""
        return {"from": UnitShape(), **super().get_fields()}


class MergedShape(Shape):
    id = serializers.IntegerField()
    number = serializers.CharField()
    state = serializers.ChoiceField(State.choices)


class OutsideShape(Shape):
    system = serializers.ChoiceField(Outside.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    number = serializers.CharField(allow_blank=True)


class RatingShape(Shape):
    solved = serializers.BooleanField()
    satisfaction = serializers.IntegerField(min_value=1, max_value=5)
    at = serializers.DateTimeField()


class OutcomeShape(Shape):
    """What became of it beside the main road."""

    merged_into = MergedShape(allow_null=True)
    followers = MergedShape(many=True)
    outside = OutsideShape(allow_null=True)
    rating = RatingShape(allow_null=True)
    unrated = serializers.BooleanField(help_text="archived, and nobody rated it")
    sampled = serializers.ChoiceField(Sample.Status.choices, allow_blank=True)
    sampled_label = serializers.CharField(allow_blank=True)
