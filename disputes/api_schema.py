# SPDX-License-Identifier: Apache-2.0
"""What the OpenAPI document says of disputes, and the query strings that are checked."""

from rest_framework import serializers

from accounts.api_schema import Shape
from disputes.models import How, Kind, Side
from events.api_schema import Links, ReportBody, UnitShape

__all__ = ["ReportBody"]


class DisputeRow(Shape):
    id = serializers.IntegerField()
    event = serializers.IntegerField()
    number = serializers.CharField()
    matter = serializers.CharField()
    place = UnitShape()
    hall = UnitShape()
    state = serializers.CharField()
    state_name = serializers.CharField()
    kind = serializers.CharField(allow_blank=True, help_text=" | ".join(Kind.values))
    kind_name = serializers.CharField(allow_blank=True)
    mediator_unit = UnitShape(allow_null=True)
    headcount = serializers.IntegerField(allow_null=True)
    opened_at = serializers.DateTimeField()
    agreed_at = serializers.DateTimeField(allow_null=True)
    outside_number = serializers.CharField(allow_blank=True)
    erased_at = serializers.DateTimeField(allow_null=True, help_text="its people were erased")
    waiting = serializers.IntegerField(help_text="applicants not answered yet")
    due = serializers.DateField(allow_null=True, help_text="of the next clause not kept")


class DisputePage(Links):
    results = DisputeRow(many=True)


class PartyShape(Shape):
    id = serializers.IntegerField()
    side = serializers.CharField(help_text=" | ".join(Side.values))
    side_name = serializers.CharField()
    name = serializers.CharField(help_text="masked until opened")
    phone = serializers.CharField(allow_blank=True)
    id_number = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_how = serializers.CharField(allow_blank=True, help_text=" | ".join(How.values))


class SessionShape(Shape):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    place = serializers.CharField()
    mediator = serializers.CharField()
    attended = serializers.ListField(child=serializers.IntegerField())
    minutes = serializers.CharField()


class ClauseShape(Shape):
    id = serializers.IntegerField()
    text = serializers.CharField()
    amount = serializers.CharField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    performed_at = serializers.DateTimeField(allow_null=True)


class DisputeLogShape(Shape):
    at = serializers.DateTimeField()
    by = serializers.CharField()
    what = serializers.CharField()
    state = serializers.CharField()


class DisputeStepShape(Shape):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    schema = serializers.DictField()


class DisputeDetail(DisputeRow):
    parties = PartyShape(many=True)
    sessions = SessionShape(many=True)
    clauses = ClauseShape(many=True)
    log = DisputeLogShape(many=True)
    can_open = serializers.BooleanField()
    steps = DisputeStepShape(many=True)


class DisputeOpenBody(Shape):
    client_uuid = serializers.UUIDField()
    event = serializers.IntegerField()


class DisputeStepBody(Shape):
    client_uuid = serializers.UUIDField(help_text="beside it the fields of the step's schema")


class DisputePersonalBody(Shape):
    purpose = serializers.CharField(help_text="event | contact | verify")


class DisputeQuery(serializers.Serializer[None]):
    state = serializers.CharField(required=False, default="", max_length=12)
    waiting = serializers.BooleanField(required=False, default=False)
    due = serializers.BooleanField(required=False, default=False)
    page_size = serializers.IntegerField(default=50, min_value=1, max_value=200)
    cursor = serializers.CharField(required=False, default="", max_length=200)
