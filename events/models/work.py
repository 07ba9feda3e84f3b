# SPDX-License-Identifier: Apache-2.0
"""Who was given the event by whom (派发), and the clocks that run on it (时限)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from duties.models import Duty
from events.models.event import Event
from grids.models import Unit


class Assignment(models.Model):
    """One dispatch: a unit gives the event to another, under the assignment it holds itself.

    The chain of parents is the way the event went down; return and revoke climb it again. Until
    `undo_until` whoever dispatched may undo it (撤销): then it never was; `from_person` is whom the
    giving unit had named (指定人), who has it again then. `duty` is the version of the duty list
    it was made under, `by_list` whether that list named the unit; `ruled` is given under a
    ruling (裁决) and cannot be returned.
    """

    class Status(models.TextChoices):
        PENDING_SIGN = "pending_sign", _("待签收")
        DOING = "doing", _("办理中")
        DONE = "done", _("已办")
        RETURNED = "returned", _("已退回")
        REVOKED = "revoked", _("已撤回")
        SUPERSEDED = "superseded", _("已改派")
        UNDONE = "undone", _("已撤销")

    event = models.ForeignKey(Event, models.CASCADE, related_name="assignments")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.PENDING_SIGN)
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="+")
    by_list = models.BooleanField(default=False)
    ruled = models.BooleanField(default=False)
    dispatched_at = models.DateTimeField()
    undo_until = models.DateTimeField(null=True)
    from_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Until then (and until it is signed) returning it is a right (可退回期).
    return_until = models.DateTimeField(null=True)
    return_code = models.CharField(max_length=30, blank=True)
    signed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "from_unit", "unit"],
                name="assignment_live_once",
                condition=models.Q(status__in=["pending_sign", "doing"]),
            ),
        ]
        indexes = [
            models.Index(fields=["event", "id"], name="assignment_event_idx"),
            # The matrix of returns reads a period of them.
            models.Index(
                fields=["ended_at"],
                name="assignment_returned_idx",
                condition=models.Q(status="returned"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.from_unit_id} > {self.unit_id} {self.status}"

    @property
    def was_taken_back(self) -> bool:
        """Whether the unit it was given to has it no longer, and has not done it either."""
        return self.status not in (self.Status.PENDING_SIGN, self.Status.DOING, self.Status.DONE)


class Clock(models.Model):
    """One limit running on an event. Times are computed once and only by `events.rules`.

    `limit` is in `unit` (see `duties.models`); `yellow_at`, `orange_at` and `due_at` are when the
    county's percentages of it are used up. `overdue_seconds` is set when it stops late; what of it
    counts against which unit is `HeldTime`. `holder` has the time since `held_since` (null: since
    it started).
    """

    class Kind(models.TextChoices):
        ACCEPT = "accept", _("受理")
        DISPATCH = "dispatch", _("分派")
        SIGN = "sign", _("签收")
        HANDLE = "handle", _("办结")
        CHECK = "check", _("核查")
        CLOSE = "close", _("结案")
        VERIFY = "verify", _("立案前核查")
        REPLY = "reply", _("答复")
        RESUBMIT = "resubmit", _("补充")
        ARBITRATE = "arbitrate", _("裁决")
        REPORT_IN = "report_in", _("报到")
        SHADOW = "shadow", _("转出跟踪")

    event = models.ForeignKey(Event, models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    stage = models.CharField(max_length=12, blank=True)
    holder = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    limit = models.PositiveIntegerField()
    unit = models.CharField(max_length=16)
    started_at = models.DateTimeField()
    yellow_at = models.DateTimeField()
    orange_at = models.DateTimeField()
    due_at = models.DateTimeField()
    held_since = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    # 挂账: when it paused, what was used until then in its own kind of time, when it went on.
    paused_at = models.DateTimeField(null=True)
    used = models.DurationField(default=timedelta)
    resumed_at = models.DateTimeField(null=True)
    # 延期: minutes granted on top of the limit, of its own kind of time.
    added = models.PositiveIntegerField(default=0)
    overdue_seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            # One running clock of a kind (and stage): two would tell two truths.
            models.UniqueConstraint(
                fields=["event", "kind", "stage"],
                name="clock_running_once",
                condition=models.Q(stopped_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["event", "kind"], name="clock_event_idx")]

    def __str__(self) -> str:
        return f"{self.event_id}:{self.kind}{self.stage}"

    @property
    def is_paused(self) -> bool:
        """Whether its time stands still (挂账)."""
        return self.paused_at is not None and self.resumed_at is None


class HeldTime(models.Model):
    """How long one unit had the time of one clock, and how much of it was too late (各单位用时).

    Written when the event goes on to another unit and when the clock stops, never changed:
    lateness counts against the unit that held the time. `used_seconds` is in the kind of time
    of the clock's limit (working time or not), `overdue_seconds` is time of the clock itself.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="held_times")
    clock = models.ForeignKey(Clock, models.CASCADE, related_name="held_times")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    used_seconds = models.PositiveIntegerField()
    overdue_seconds = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["unit", "ended_at"], name="heldtime_unit_idx")]

    def __str__(self) -> str:
        return f"{self.clock_id}: {self.unit_id} {self.used_seconds}s"
