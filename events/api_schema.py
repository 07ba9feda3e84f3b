# SPDX-License-Identifier: Apache-2.0
"""What the OpenAPI document says of the events API, and the few query strings that are checked.

The shapes of answers are described here and made in `representation`; a test compares the two.
"""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from accounts.api_schema import IDEMPOTENCY_KEY, Problem, Shape, answers, header, problems
from duties.models import CheckBy, Evidence, OnSpot, Urgency
from events.actions import MOVES
from events.api_shapes import (
    GatheringAnswer,
    MoveName,
    OrderShape,
    OutcomeShape,
    RequestShape,
    UnitShape,
    WhistleShape,
)
from events.lifecycle import State
from events.models import Assignment, Attachment, Clock, Source, Supervision
from events.models.event import Lamp, Severity
from events.rights import ACCESS
from grids.models import Platform, Role

__all__ = [
    "IDEMPOTENCY_KEY",
    "GatheringAnswer",
    "Problem",
    "Shape",
    "UnitShape",
    "answers",
    "problems",
]

# -- an event ------------------------------------------------------------------------------------


class GridShape(UnitShape):
    short_name = serializers.CharField()
    path = serializers.CharField(help_text="codes from the county down")
    names = serializers.ListField(child=serializers.CharField())


class PlaceShape(Shape):
    lon = serializers.FloatField()
    lat = serializers.FloatField()
    datum = serializers.CharField(help_text="of the input; the point itself is WGS-84")
    address = serializers.CharField(allow_blank=True)


class PhotoShape(Shape):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(Attachment.Kind.choices)
    erased = serializers.BooleanField(help_text="its addresses answer 410")
    url = serializers.CharField()
    thumb = serializers.CharField()


class ReporterShape(Shape):
    name = serializers.CharField(help_text="masked for strangers")


class MoveForm(MoveName):
    fields = serializers.DictField(help_text="JSON Schema")  # type: ignore[assignment]


class EventRow(Shape):
    """An event in a list; of a sensitive one its reporter gets text, number, state, else null."""

    id = serializers.IntegerField()
    number = serializers.CharField(allow_null=True)
    client_uuid = serializers.UUIDField(allow_null=True)
    matter = serializers.CharField(allow_null=True)
    matter_name = serializers.CharField(allow_null=True)
    major = serializers.CharField(allow_null=True)
    major_name = serializers.CharField(allow_null=True)
    platform = serializers.ChoiceField(Platform.choices, allow_null=True)
    source = serializers.ChoiceField(Source.choices, allow_null=True)  # type: ignore[assignment]
    source_number = serializers.CharField(allow_null=True, allow_blank=True)
    source_due = serializers.DateTimeField(allow_null=True)
    text = serializers.CharField(allow_null=True, allow_blank=True)
    place = PlaceShape(allow_null=True)
    grid = GridShape(allow_null=True)
    holder = UnitShape(allow_null=True)
    reporter = ReporterShape(allow_null=True)
    level = serializers.IntegerField(allow_null=True)
    urgency = serializers.ChoiceField(Urgency.choices, allow_null=True)
    severity = serializers.ChoiceField(Severity.choices, allow_null=True)
    sensitive = serializers.BooleanField()
    state = serializers.ChoiceField(State.choices)
    state_label = serializers.CharField()
    reported_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    lamp = serializers.ChoiceField(Lamp.choices, allow_null=True)
    flags = serializers.ListField(child=serializers.CharField())
    supervised = serializers.ChoiceField(
        Supervision.Kind.choices, allow_null=True, allow_blank=True
    )
    returned_count = serializers.IntegerField(allow_null=True)
    rework_count = serializers.IntegerField(allow_null=True)
    on_the_spot = serializers.BooleanField(allow_null=True)
    photos = PhotoShape(many=True)
    version = serializers.IntegerField(help_text="counts moves, not lamps; for `If-Match`")
    moves = MoveName(many=True)


class StandardShape(Shape):
    no = serializers.IntegerField()
    condition = serializers.CharField()
    closing_condition = serializers.CharField()
    check = serializers.ChoiceField(CheckBy.choices)
    evidence = serializers.ChoiceField(Evidence.choices)
    on_spot = serializers.ChoiceField(OnSpot.choices)


class ClaimantShape(Shape):
    name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    wants_reply = serializers.BooleanField()
    secret = serializers.BooleanField()


class ClockShape(Shape):
    kind = serializers.ChoiceField(Clock.Kind.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    stage = serializers.CharField(allow_blank=True)
    due_at = serializers.DateTimeField()
    lamp = serializers.ChoiceField(Lamp.choices)
    stopped = serializers.BooleanField()


class HeldShape(Shape):
    """How long a unit had the time of a limit (各单位用时)."""

    unit = UnitShape()
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    stage = serializers.CharField(allow_blank=True)
    used_minutes = serializers.IntegerField()
    overdue_minutes = serializers.IntegerField()


class AdmissionShape(Shape):
    """Leave for a unit out of the list (紧急准入), asked or approved."""

    unit = UnitShape()
    matter = serializers.CharField()
    matter_name = serializers.CharField()
    until = serializers.DateTimeField()
    approved = serializers.BooleanField()


class GivenShape(Shape):
    to = UnitShape()
    at = serializers.DateTimeField()
    status = serializers.ChoiceField(Assignment.Status.choices)
    status_label = serializers.CharField()
    lead = serializers.BooleanField()
    clause = serializers.CharField(allow_blank=True, help_text="of the duty list it was made under")
    duty_version = serializers.IntegerField(allow_null=True)
    by_list = serializers.BooleanField(help_text="the list named the unit")
    ruled = serializers.BooleanField(help_text="given under a ruling, cannot be returned")

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own."""
        return {"from": UnitShape(), **super().get_fields()}


class BesideShape(Shape):
    name = serializers.CharField(help_text="which door's page")
    label = serializers.CharField()  # type: ignore[assignment]
    url = serializers.CharField()


class EventDetail(EventRow):
    """An event whole."""

    headcount = serializers.IntegerField(allow_null=True)
    client_time = serializers.DateTimeField(allow_null=True)
    placed_by = serializers.ChoiceField(["point", "grid", "address"], allow_null=True)
    node = UnitShape(allow_null=True)
    handler = UnitShape(allow_null=True)
    asker = UnitShape(allow_null=True, help_text="waits for a grid's answer before filing")
    assignee = ReporterShape(allow_null=True, help_text="whom the holder's head named")
    closed_late = serializers.BooleanField(allow_null=True)
    standard = StandardShape(allow_null=True)
    claimants = ClaimantShape(many=True, allow_null=True, help_text="masked")
    can_open = serializers.BooleanField(
        allow_null=True, help_text="masks hide something that you may open for a purpose"
    )
    clocks = ClockShape(many=True, allow_null=True)
    chain = GivenShape(many=True, allow_null=True)
    whistle = WhistleShape(allow_null=True, help_text="the last one")
    help_from = UnitShape(allow_null=True, help_text="who waits for the township's answer")
    held_times = HeldShape(many=True, allow_null=True)
    admissions = AdmissionShape(many=True, allow_null=True)
    suspended_until = serializers.DateTimeField(allow_null=True)
    requests = RequestShape(many=True, allow_null=True)
    supervisions = OrderShape(many=True, allow_null=True)
    outcome = OutcomeShape(allow_null=True)
    beside = BesideShape(many=True, allow_null=True, help_text="pages of other parts about it")
    moves = MoveForm(many=True)


class Links(Shape):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class EventPage(Links):
    results = EventRow(many=True)


class PersonalBody(Shape):
    purpose = serializers.CharField(help_text="why you look: event | contact | verify")


class PersonalAnswer(Shape):
    claimants = ClaimantShape(many=True)
    text = serializers.CharField(allow_blank=True)


class SimilarEvents(Shape):
    results = EventRow(many=True)


class StepShape(Shape):
    seq = serializers.IntegerField(help_text="the county's ledger number")
    at = serializers.DateTimeField()
    move = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    to = serializers.CharField(allow_blank=True)
    by = serializers.CharField(allow_null=True, help_text="null: by rule, or not for you")
    unit = UnitShape(allow_null=True)
    text = serializers.CharField(allow_blank=True)
    photos = serializers.ListField(child=serializers.UUIDField())
    codes = serializers.DictField()
    hash = serializers.CharField()
    prev_hash = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own."""
        return {"from": serializers.CharField(allow_blank=True), **super().get_fields()}


class StepPage(Links):
    results = StepShape(many=True)


class StepQuery(serializers.Serializer[None]):
    page_size = serializers.IntegerField(default=50, min_value=1, help_text="at most 200")
    cursor = serializers.CharField(required=False, default="", max_length=200)


class SpotBody(Shape):
    text = serializers.CharField(max_length=4000)
    photos_before = serializers.ListField(child=serializers.UUIDField(), required=False)
    photos_after = serializers.ListField(child=serializers.UUIDField(), required=False)


class ClaimantBody(Shape):
    name = serializers.CharField(required=False, max_length=40)
    phone = serializers.CharField(required=False, max_length=20)
    wants_reply = serializers.BooleanField(required=False)
    secret = serializers.BooleanField(required=False)


class ReportBody(Shape):
    """A place is `lon`+`lat`, `grid`, or `address`."""

    client_uuid = serializers.UUIDField()
    matter = serializers.CharField(max_length=8)
    lon = serializers.FloatField(required=False)
    lat = serializers.FloatField(required=False)
    datum = serializers.ChoiceField(["wgs84", "gcj02", "cgcs2000"], required=False)
    grid = serializers.CharField(required=False)
    address = serializers.CharField(required=False, max_length=200)
    text = serializers.CharField(required=False, max_length=4000)
    photos = serializers.ListField(child=serializers.UUIDField(), required=False)
    client_time = serializers.DateTimeField(required=False)
    severity = serializers.ChoiceField(Severity.choices, required=False)
    urgency = serializers.ChoiceField(Urgency.choices, required=False)
    source = serializers.ChoiceField(Source.choices, required=False)  # type: ignore[assignment]
    source_number = serializers.CharField(required=False, max_length=64)
    source_due = serializers.DateTimeField(required=False)
    claimants = ClaimantBody(many=True, required=False)
    headcount = serializers.IntegerField(required=False)
    on_behalf = serializers.BooleanField(required=False)
    done_on_the_spot = SpotBody(required=False)


class MoveBody(Shape):
    """The move's own fields stand beside `client_uuid`; an event's `moves` give their schema."""

    client_uuid = serializers.UUIDField(required=False)


class PhotoBody(Shape):
    file = serializers.FileField(help_text="JPEG, PNG or WebP, at most 20 MB")
    client_uuid = serializers.UUIDField(required=False)


class PhotoAnswer(Shape):
    id = serializers.UUIDField()
    sha256 = serializers.CharField(help_text="of the bytes received")
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    taken_at = serializers.DateTimeField(allow_null=True)
    lon = serializers.FloatField(allow_null=True)
    lat = serializers.FloatField(allow_null=True)
    url = serializers.CharField()
    thumb = serializers.CharField()


class UploadAnswer(Shape):
    id = serializers.UUIDField()
    offset = serializers.IntegerField()
    length = serializers.IntegerField()
    expires_at = serializers.DateTimeField()
    photo = PhotoAnswer(allow_null=True)


class PostingShape(Shape):
    unit = UnitShape()
    acts_for = UnitShape()
    role = serializers.ChoiceField(Role.choices)
    role_label = serializers.CharField()


class MeAnswer(Shape):
    user = serializers.CharField()
    display_name = serializers.CharField()
    postings = PostingShape(many=True)
    may = serializers.ListField(child=serializers.CharField())


class CountShape(Shape):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()


class FilterCount(Shape):
    id = serializers.IntegerField()
    count = serializers.IntegerField(help_text="99 at most")
    more = serializers.BooleanField(help_text="more than that")


class QueuesAnswer(Shape):
    seq = serializers.IntegerField()
    queues = CountShape(many=True)
    platforms = CountShape(many=True)
    filters = FilterCount(many=True, help_text="named filters that are counted")


class SuggestQuery(serializers.Serializer[None]):
    text = serializers.CharField(required=False, default="", allow_blank=True, max_length=4000)
    place = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    lon = serializers.FloatField(required=False, default=None, min_value=-180, max_value=180)
    lat = serializers.FloatField(required=False, default=None, min_value=-90, max_value=90)


class MatterShape(Shape):
    code = serializers.CharField()
    name = serializers.CharField()
    platform = serializers.ChoiceField(Platform.choices)
    score = serializers.FloatField(help_text="1 for the likeliest")


class FoundPlace(UnitShape):
    path = serializers.CharField(help_text="names, for people")
    lon = serializers.FloatField(allow_null=True)
    lat = serializers.FloatField(allow_null=True)


class SuggestAnswer(Shape):
    matters = MatterShape(many=True)
    places = FoundPlace(many=True)
    phones = serializers.ListField(child=serializers.CharField())
    similar = EventRow(many=True)


IF_MATCH = header("If-Match", 'the `version` that was read, as `"3"`')
MOVE_NAME = OpenApiParameter(
    "move", str, OpenApiParameter.PATH, enum=list(ACCESS), description="name of the move"
)
MOVES_TEXT = "The moves and their fields (`?`: optional):\n\n" + "\n".join(
    f"- `{name}`: {', '.join(e.name + '?' * (not e.required) for e in MOVES[name].fields) or '–'}"
    for name in ACCESS
)
