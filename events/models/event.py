# SPDX-License-Identifier: Apache-2.0
"""An event (事件), who is involved in it, and the residents who asked for it."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _

from duties.models import FilingStandard, Matter, Urgency
from events.lifecycle import OPEN_STATES, EventLifecycle
from grids.models import Unit


class Source(models.TextChoices):
    """By which door it came in."""

    GRID = "grid", _("网格")
    RESIDENT = "resident", _("群众")
    HOTLINE = "hotline", _("12345热线")
    HALL = "hall", _("窗口")
    SENSOR = "sensor", _("感知")
    LEADER = "leader", _("领导批示")
    OTHER = "other", _("其他")


class Severity(models.TextChoices):
    MINOR = "minor", _("一般")
    LARGER = "larger", _("较大")
    MAJOR = "major", _("重大")
    GRAVE = "grave", _("特大")


class Outcome(models.TextChoices):
    """How an emergency came out (特急结果)."""

    CLEARED = "cleared", _("已排除")
    FALSE_ALARM = "false_alarm", _("误报")
    WORSE = "worse", _("升级")


class Lamp(models.TextChoices):
    """One meaning per lamp on every screen: share of the limit used (county data)."""

    NONE = "none", _("无")
    GREEN = "green", _("正常")
    YELLOW = "yellow", _("临期")
    ORANGE = "orange", _("将超")
    RED = "red", _("超时")
    PAUSED = "paused", _("暂停")


class Outside(models.TextChoices):
    """Where an event may be passed out of the county's own system (转出)."""

    POLICE = "110", _("110")
    PETITION = "petition", _("信访")
    COURT = "court", _("法院、司法")
    COUNTY = "county", _("其他县(市、区)")
    HOTLINE = "12345", _("12345热线")
    OTHER = "other", _("其他系统")


class Ruling(models.TextChoices):
    """How a dispute about whose it is stands (裁决): who is to rule, or that it was ruled."""

    NONE = "", _("无")
    CHIEF = "chief", _("待值班长裁决")
    # No duty chief is posted who did not send it himself: then any dispatcher who did not.
    COUNTY = "county", _("待县中心裁决")
    MADE = "made", _("已裁决")


class Event(EventLifecycle):
    """One matter at one place, from its report to its close.

    pii: `text`, `address` and the exact point may name a resident; they are erasable, the ledger
    holds only their salted digests. `holder` is whoever owes the next step, always exactly one.
    `village_code` is frozen at filing: the tallies count by it for ever. `asker` is the node that
    waits for a grid's answer before filing (核查), `assignee` whom the holder's head named
    (指定人), `support_ids` the units that still owe a supporting result (协办): kept here, because
    what somebody may do is asked of fifty rows without a query; so is `handled_by`.
    """

    number = models.CharField(_("编号"), max_length=32, unique=True)
    client_uuid = models.UUIDField(default=uuid.uuid4)
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    standard = models.ForeignKey(FilingStandard, models.PROTECT, null=True, related_name="+")
    platform = models.CharField(max_length=8)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.GRID)
    source_number = models.CharField(max_length=64, blank=True)
    source_due = models.DateTimeField(null=True)
    urgency = models.CharField(max_length=8, choices=Urgency.choices)
    severity = models.CharField(max_length=8, choices=Severity.choices, default=Severity.MINOR)
    level = models.PositiveSmallIntegerField()
    sensitive = models.BooleanField(default=False)
    headcount = models.PositiveIntegerField(null=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reported_events"
    )
    place = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=200)
    village_code = models.CharField(max_length=24)
    lon = models.FloatField()
    lat = models.FloatField()
    datum = models.CharField(max_length=8, default="wgs84")
    placed_by = models.CharField(max_length=8, default="point")
    address = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    client_time = models.DateTimeField(null=True)

    holder = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    node = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    handler_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # Who ever handled it or a part of it (经手人); `handler_user` is the last of them.
    handled_by = ArrayField(models.BigIntegerField(), default=list)
    assignment = models.ForeignKey("events.Assignment", models.PROTECT, null=True, related_name="+")
    # 吹哨: the township that whistled last, how the units it called stand (`events.gathering`
    # reads it), and who waits for its answer to a call for help.
    commander = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    joint = models.JSONField(null=True)
    help_from = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    asker = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    support_ids = ArrayField(models.BigIntegerField(), default=list)

    reported_at = models.DateTimeField(_("上报时间"))
    due_at = models.DateTimeField(_("时限"), null=True)
    lamp = models.CharField(max_length=8, choices=Lamp.choices, default=Lamp.NONE)
    next_lamp_at = models.DateTimeField(null=True)
    # The gravest warning that was given for the clocks that run now; see `events.rules.WARNINGS`.
    warned = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    closed_late = models.BooleanField(default=False)
    on_the_spot = models.BooleanField(default=False)
    untouched = models.BooleanField(default=True)
    returned_count = models.PositiveSmallIntegerField(default=0)
    # Returns that said "not mine", and who had sent what came back so.
    disputed_count = models.PositiveSmallIntegerField(default=0)
    disputed_by = ArrayField(models.BigIntegerField(), default=list)
    ruling = models.CharField(max_length=8, choices=Ruling.choices, blank=True, default="")
    rework_count = models.PositiveSmallIntegerField(default=0)
    # What waits for somebody's decision, and the order that presses it, as `approvals` reads them.
    open_requests = models.JSONField(default=list)
    open_order = models.JSONField(default=dict)
    supervised = models.CharField(max_length=8, blank=True)
    instructed = models.BooleanField(default=False)
    extensions = models.PositiveSmallIntegerField(default=0)
    # Once an event was suspended these stay; `suspended_until` alone goes when it is resumed.
    was_suspended = models.BooleanField(default=False)
    suspended_from = models.CharField(max_length=16, blank=True)
    suspended_until = models.DateTimeField(null=True)
    force_closed = models.BooleanField(default=False)
    # The raw `closed_late` stays; an appeal exempts it beside.
    overdue_appealed = models.BooleanField(default=False)
    overdue_exempt = models.BooleanField(default=False)
    # 特急: rung once; until when somebody has to say 我去 before the county is rung.
    rung = models.BooleanField(default=False)
    ring_due_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    version = models.PositiveIntegerField(default=0)

    # 并案: what it was merged into, and how many are merged into it now.
    master = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followers", db_index=False
    )
    follower_count = models.PositiveSmallIntegerField(default=0)
    # 转出: which system has it, and its number there.
    outside = models.CharField(max_length=12, choices=Outside.choices, blank=True)
    outside_number = models.CharField(max_length=64, blank=True)
    # Said of its claimants, so that lists need not look at them.
    has_claimants = models.BooleanField(default=False)
    wants_reply = models.BooleanField(default=False)
    appealed = models.BooleanField(default=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Its sample (质量抽查) as it stands: "", drawn, passed, returned, lapsed.
    sampled = models.CharField(max_length=8, blank=True)
    # When it goes on by itself: a draft that nobody completed, a closed one that nobody rated.
    lapses_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("事件")
        verbose_name_plural = _("事件")
        constraints = [
            models.UniqueConstraint(fields=["reporter", "client_uuid"], name="event_uuid_once"),
        ]
        indexes = [
            # The desk's lists: by place and newest; by holder and what is due; open ones by due.
            models.Index(
                fields=["place_path", "-reported_at"],
                name="event_place_idx",
                opclasses=["text_pattern_ops", "timestamptz_ops"],
            ),
            models.Index(fields=["county", "-reported_at", "-id"], name="event_county_idx"),
            models.Index(fields=["holder", "state", "due_at"], name="event_holder_idx"),
            models.Index(fields=["reporter", "-reported_at"], name="event_reporter_idx"),
            models.Index(
                fields=["county", "due_at"],
                name="event_open_idx",
                condition=models.Q(state__in=sorted(OPEN_STATES)),
            ),
            # The lamp sweep reads nothing else.
            models.Index(
                fields=["county", "next_lamp_at"],
                name="event_lamp_idx",
                condition=models.Q(next_lamp_at__isnull=False),
            ),
            # Few events are under a whistle: walls and trusted readers find them by these.
            models.Index(
                fields=["county", "id"],
                name="event_joint_idx",
                condition=models.Q(state="joint"),
            ),
            models.Index(
                fields=["commander"],
                name="event_commander_idx",
                condition=models.Q(commander__isnull=False),
            ),
            GinIndex(fields=["support_ids"], name="event_support_idx"),
            # Resuming at the date reads nothing else.
            models.Index(
                fields=["suspended_until"],
                name="event_suspended_idx",
                condition=models.Q(suspended_until__isnull=False),
            ),
            models.Index(
                fields=["master"],
                name="event_master_idx",
                condition=models.Q(master__isnull=False),
            ),
            models.Index(
                fields=["lapses_at"],
                name="event_lapse_idx",
                condition=models.Q(lapses_at__isnull=False),
            ),
            models.Index(
                fields=["county", "closed_at"],
                name="event_sampled_idx",
                condition=models.Q(sampled="drawn"),
            ),
            models.Index(
                fields=["county", "due_at"],
                name="event_outside_idx",
                condition=models.Q(state="transferred_out"),
            ),
            models.Index(
                fields=["ring_due_at"],
                name="event_ring_idx",
                condition=models.Q(ring_due_at__isnull=False),
            ),
            # People read the end of a number to each other.
            models.Index(
                OpClass(Reverse("number"), name="text_pattern_ops"), name="event_number_end_idx"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def closing_lamp(self) -> str:
        """What is left of the lamp once nothing runs any more."""
        return Lamp.NONE


class Involvement(models.Model):
    """A unit that may read the event because it holds or held it, or stands behind one that does.

    `held` tells a unit that once owed the next step from one that only reads along.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="involvements")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    held = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "event"], name="involvement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}:{self.unit_id}"


class Claimant(models.Model):
    """A resident who asks (诉求人). pii: name and phone; masked in every list, erasable.

    Not on the ledger: the chain holds salted digests of them in `StepText`.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="claimants")
    name = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    wants_reply = models.BooleanField(default=False)
    secret = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("诉求人")
        verbose_name_plural = _("诉求人")
        indexes = [
            models.Index(
                OpClass(Reverse("phone"), name="text_pattern_ops"), name="claimant_phone_end_idx"
            ),
            models.Index(
                fields=["name"], name="claimant_name_idx", opclasses=["varchar_pattern_ops"]
            ),
        ]

    def __str__(self) -> str:
        return f"claimant {self.pk}"
