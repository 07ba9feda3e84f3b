# SPDX-License-Identifier: Apache-2.0
"""What the OpenAPI document says of the registers, and the query strings that are checked."""

from typing import Any

from rest_framework import serializers

from accounts.api_schema import Shape
from registers.columns import REGISTERS
from registers.models import ReadingLog, RecordChange

# What the reading log names: records of the registers, events and disputes whose people were read.
READ_OF = [*sorted(REGISTERS), "event", "dispute"]


class GridName(Shape):
    code = serializers.CharField()
    name = serializers.CharField()


class TagShape(Shape):
    code = serializers.CharField()
    name = serializers.CharField()
    sensitive = serializers.BooleanField()


class RecordShape(Shape):
    """Columns of the record's register; personal ones masked unless named in `opened`."""

    register = serializers.ChoiceField(sorted(REGISTERS))
    id = serializers.IntegerField()
    title = serializers.CharField()
    grid = GridName()
    opened = serializers.ListField(child=serializers.CharField())
    name = serializers.CharField(required=False)
    phone = serializers.CharField(required=False, allow_blank=True)
    id_number = serializers.CharField(required=False, allow_blank=True)
    birth_year = serializers.CharField(required=False, allow_blank=True)
    address = serializers.CharField(required=False, allow_blank=True)
    relation = serializers.CharField(required=False)
    tags = TagShape(many=True, required=False)
    kind = serializers.CharField(required=False)
    kind_name = serializers.CharField(required=False)
    credit_code = serializers.CharField(required=False, allow_blank=True)
    responsible = serializers.CharField(required=False, allow_blank=True)
    contact = serializers.CharField(required=False, allow_blank=True)
    lon = serializers.FloatField(required=False, allow_null=True)
    lat = serializers.FloatField(required=False, allow_null=True)


class RecordPage(Shape):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = RecordShape(many=True)


class FoundRecords(Shape):
    results = RecordShape(many=True)


class WhatChanged(Shape):
    at = serializers.DateTimeField()
    by = serializers.CharField()
    what = serializers.ChoiceField(RecordChange.What.choices)
    what_label = serializers.CharField()
    # The base class has a method of that name; the log's word stands.
    fields = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]


class RecordWhole(RecordShape):
    changes = WhatChanged(many=True)


class ReadingShape(Shape):
    at = serializers.DateTimeField()
    by = serializers.CharField()
    register = serializers.CharField(help_text="a register, or `event`")
    record = serializers.IntegerField()
    grid = GridName()
    fields = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]
    purpose = serializers.ChoiceField(ReadingLog.Purpose.choices)
    purpose_label = serializers.CharField()
    reference = serializers.CharField(allow_blank=True)


class ReadingPage(Shape):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ReadingShape(many=True)


class Named(Shape):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class ColumnShape(Named):
    required = serializers.BooleanField()  # type: ignore[assignment]
    personal = serializers.BooleanField()
    choices = Named(many=True)

    def get_fields(self) -> dict[str, Any]:
        """A column is named by `name`, not by a value."""
        fields = super().get_fields()
        fields.pop("value")
        return {"name": serializers.CharField(), **fields}


class RegisterShape(Named):
    columns = ColumnShape(many=True)


class TablesShape(Shape):
    registers = RegisterShape(many=True)
    purposes = Named(many=True)
    grids = GridName(many=True)


class AddBody(Shape):
    client_uuid = serializers.UUIDField(required=False)
    grid = serializers.CharField(help_text="code of a grid in reach")
    values = serializers.DictField(help_text="by column, see `GET /registers/`")


class ChangeBody(Shape):
    client_uuid = serializers.UUIDField(required=False)
    values = serializers.DictField(help_text="only what changes")


class BareBody(Shape):
    client_uuid = serializers.UUIDField(required=False)


class EraseBody(BareBody):
    reason = serializers.ChoiceField(RecordChange.Why.choices)
    reference = serializers.CharField(required=False, max_length=40, help_text="e.g. of a request")


class OpenBody(Shape):
    purpose = serializers.ChoiceField(ReadingLog.Purpose.choices)
    reference = serializers.CharField(required=False, max_length=40)
    fields = serializers.ListField(child=serializers.CharField(), required=False)  # type: ignore[assignment]


class ImportLine(Shape):
    line = serializers.IntegerField()
    what = serializers.ChoiceField(["add", "change", "error"])
    text = serializers.CharField(allow_blank=True)


class ImportAnswer(Shape):
    dry_run = serializers.BooleanField()
    add = serializers.IntegerField()
    change = serializers.IntegerField()
    same = serializers.IntegerField()
    error = serializers.IntegerField()
    lines = ImportLine(many=True)


class ImportBody(Shape):
    file = serializers.FileField(help_text=".xlsx or .csv, at most 10 MB")
    register = serializers.ChoiceField(sorted(REGISTERS))
    unit = serializers.CharField(help_text="code of a village, grid or township in reach")
    dry_run = serializers.BooleanField(default=True)


class RecordQuery(serializers.Serializer[None]):
    q = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
    grid = serializers.CharField(required=False, default="", allow_blank=True, max_length=24)
    tag = serializers.CharField(required=False, default="", allow_blank=True, max_length=20)


class FindQuery(serializers.Serializer[None]):
    q = serializers.CharField(max_length=40)


class ReadingQuery(serializers.Serializer[None]):
    by = serializers.CharField(required=False, default="", max_length=150)
    register = serializers.ChoiceField(READ_OF, required=False, default="")
    record = serializers.IntegerField(required=False, default=None, min_value=1)
