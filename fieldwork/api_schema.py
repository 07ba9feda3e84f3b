# SPDX-License-Identifier: Apache-2.0
"""What the OpenAPI document says of fieldwork, and the query strings that are checked."""

from rest_framework import serializers

from accounts.api_schema import Shape
from events.api_schema import Links, ReportBody, UnitShape
from registers.api_schema import ImportAnswer
from registers.columns import REGISTERS

__all__ = ["ImportAnswer", "ReportBody"]

PHASES = ("coming", "running", "ended")


class KindShape(Shape):
    code = serializers.CharField()
    name = serializers.CharField()


class KindsAnswer(Shape):
    results = KindShape(many=True)


class AboutShape(Shape):
    register = serializers.ChoiceField(sorted(REGISTERS))
    id = serializers.IntegerField(allow_null=True)
    title = serializers.CharField(allow_blank=True, help_text="masked")


class LogPhotoShape(Shape):
    id = serializers.UUIDField()
    url = serializers.CharField()


class LogShape(Shape):
    id = serializers.IntegerField()
    client_uuid = serializers.UUIDField()
    kind = serializers.CharField()
    kind_name = serializers.CharField()
    zero = serializers.BooleanField()
    day = serializers.DateField(help_text="the day it speaks of")
    grid = UnitShape()
    unit = UnitShape()
    by = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    about = AboutShape(allow_null=True)
    campaign = serializers.IntegerField(allow_null=True)
    campaign_title = serializers.CharField(allow_blank=True)
    target = serializers.IntegerField(allow_null=True)
    faults = serializers.ListField(child=serializers.CharField())
    photos = LogPhotoShape(many=True)
    at = serializers.DateTimeField()
    client_time = serializers.DateTimeField(allow_null=True)
    event = serializers.IntegerField(allow_null=True)
    event_number = serializers.CharField(allow_blank=True)


class LogPage(Links):
    results = LogShape(many=True)


class LogBody(Shape):
    client_uuid = serializers.UUIDField()
    grid = serializers.CharField(max_length=24)
    kind = serializers.CharField(required=False, help_text="see `GET /worklogs/kinds/`")
    text = serializers.CharField(required=False, max_length=1000)
    campaign = serializers.IntegerField(required=False)
    target = serializers.IntegerField(required=False)
    register = serializers.ChoiceField(sorted(REGISTERS), required=False)
    record = serializers.IntegerField(required=False)
    faults = serializers.CharField(required=False, help_text="codes, divided by commas")
    photos = serializers.ListField(child=serializers.UUIDField(), required=False)
    client_time = serializers.DateTimeField(required=False)


class ZeroBody(Shape):
    client_uuid = serializers.UUIDField()
    grid = serializers.CharField(max_length=24)
    campaign = serializers.IntegerField(required=False)
    client_time = serializers.DateTimeField(required=False)


class GrownAnswer(Shape):
    log = serializers.IntegerField()
    event = serializers.IntegerField()
    number = serializers.CharField()


class LogQuery(serializers.Serializer[None]):
    grid = serializers.CharField(required=False, default="", max_length=24)
    campaign = serializers.IntegerField(required=False, default=None, min_value=1)
    zero = serializers.BooleanField(required=False, default=None, allow_null=True)
    grown = serializers.BooleanField(required=False, default=None, allow_null=True)
    page_size = serializers.IntegerField(default=50, min_value=1, max_value=200)
    cursor = serializers.CharField(required=False, default="", max_length=200)


class ItemShape(Shape):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class CampaignShape(Shape):
    id = serializers.IntegerField()
    client_uuid = serializers.UUIDField()
    title = serializers.CharField()
    unit = UnitShape()
    units = UnitShape(many=True)
    matter = serializers.CharField(allow_null=True)
    matter_name = serializers.CharField(allow_blank=True)
    from_on = serializers.DateField()
    to_on = serializers.DateField()
    phase = serializers.ChoiceField(PHASES)
    checklist = ItemShape(many=True)


class CampaignPage(Links):
    results = CampaignShape(many=True)


class TargetsBody(Shape):
    register = serializers.ChoiceField(sorted(REGISTERS))
    kind = serializers.CharField(required=False)
    tag = serializers.CharField(required=False, help_text="no sensitive one")


class CampaignBody(Shape):
    client_uuid = serializers.UUIDField()
    title = serializers.CharField(max_length=60)
    matter = serializers.CharField(required=False)
    units = serializers.ListField(child=serializers.CharField())
    from_on = serializers.DateField()
    to_on = serializers.DateField()
    checklist = serializers.CharField(required=False, help_text="one item a line")
    targets = TargetsBody(required=False)


class CoverageRow(Shape):
    unit = UnitShape()
    targets = serializers.IntegerField()
    done = serializers.IntegerField()
    left = serializers.IntegerField()
    grids = serializers.IntegerField()
    heard = serializers.IntegerField(help_text="grids with a log today")
    events = serializers.IntegerField()
    share = serializers.IntegerField(help_text="whole percent")


class CoverageAnswer(Shape):
    total = CoverageRow()
    below = CoverageRow(many=True)


class TargetShape(Shape):
    id = serializers.IntegerField()
    campaign = serializers.IntegerField()
    grid = UnitShape()
    title = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    about = AboutShape(allow_null=True)
    done = serializers.BooleanField()
    done_at = serializers.DateTimeField(allow_null=True)


class TargetPage(Links):
    results = TargetShape(many=True)


class AreaQuery(serializers.Serializer[None]):
    unit = serializers.CharField(required=False, default="", max_length=24)


class TargetQuery(AreaQuery):
    done = serializers.BooleanField(required=False, default=None, allow_null=True)
    page_size = serializers.IntegerField(default=50, min_value=1, max_value=200)
    cursor = serializers.CharField(required=False, default="", max_length=200)


class CampaignQuery(serializers.Serializer[None]):
    running = serializers.BooleanField(required=False, default=None, allow_null=True)
    page_size = serializers.IntegerField(default=50, min_value=1, max_value=200)
    cursor = serializers.CharField(required=False, default="", max_length=200)


class TargetFile(Shape):
    file = serializers.FileField(help_text=".xlsx or .csv: 名称, 网格, 地址")
    dry_run = serializers.BooleanField(default=True)
