# SPDX-License-Identifier: Apache-2.0
"""What is asked for on an event (申请) and the orders that press it (督办单)."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from duties.models.matters import LimitUnit
from events.models.event import Event
from events.models.work import Assignment
from grids.models import Unit


class Request(models.Model):
    """One thing asked for, and who decides it (延期、挂账、退回、作废、强制结案、超时申诉).

    `decider` and `deciders` name the unit and roles that it waits for now; the same stands in
    `Event.open_requests`, so that a list needs no query. The words of whoever asked stand beside
    the ledger line `line`, erasable, and not here.
    """

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("延期")
        SUSPENSION = "suspension", _("挂账")
        RETURN = "return", _("退回")
        VOID = "void", _("作废")
        FORCE_CLOSE = "force_close", _("强制结案")
        OVERDUE = "overdue", _("超时申诉")

    class State(models.TextChoices):
        PENDING_L1 = "pending_l1", _("待本单位负责人审批")
        PENDING_L2 = "pending_l2", _("待审批")
        APPROVED = "approved", _("已批准")
        REFUSED = "refused", _("不批准")
        WITHDRAWN = "withdrawn", _("已撤回")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    event = models.ForeignKey(Event, models.CASCADE, related_name="requests")
    # The dispatch under which it was asked: when that ends, so does what was asked.
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING_L2)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decider = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    deciders = ArrayField(models.CharField(max_length=24))
    # Everybody who has asked or said yes: none of them may say the next yes.
    spoken = ArrayField(models.BigIntegerField())
    limit = models.PositiveIntegerField(null=True)
    limit_unit = models.CharField(max_length=16, choices=LimitUnit.choices, blank=True)
    until = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=30, blank=True)
    suggest = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    line = models.UUIDField()
    # The line of the last decision, beside which its reason stands.
    decision_line = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("申请")
        verbose_name_plural = _("申请")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "kind"],
                name="request_open_once",
                condition=models.Q(state__in=["pending_l1", "pending_l2"]),
            ),
        ]
        indexes = [
            models.Index(fields=["event", "at"], name="request_event_idx"),
            # 待我审批: the desk's queue reads nothing else.
            models.Index(
                fields=["decider"],
                name="request_waiting_idx",
                condition=models.Q(state__in=["pending_l1", "pending_l2"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}:{self.kind} {self.state}"


class Supervision(models.Model):
    """An order that presses a unit to act (督办单): signed, replied to, released or sent back.

    Its reply has a limit of its own, that turns no lamp of the event. The order's and the reply's
    words stand beside their ledger lines.
    """

    class Kind(models.TextChoices):
        URGE = "urge", _("催办")
        YELLOW = "yellow", _("黄牌")
        RED = "red", _("红牌")

    class State(models.TextChoices):
        ISSUED = "issued", _("待签收")
        SIGNED = "signed", _("待回复")
        REPLIED = "replied", _("已回复")
        SENT_BACK = "sent_back", _("退回重报")
        RELEASED = "released", _("已解除")
        RAISED = "raised", _("已升级")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    event = models.ForeignKey(Event, models.CASCADE, related_name="supervisions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ISSUED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reply_due_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    replied_late = models.BooleanField(default=False)
    sent_back_count = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    line = models.UUIDField()
    reply_line = models.UUIDField(null=True)
    back_line = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("督办单")
        verbose_name_plural = _("督办单")
        constraints = [
            models.UniqueConstraint(
                fields=["event"],
                name="supervision_open_once",
                condition=models.Q(state__in=["issued", "signed", "replied", "sent_back"]),
            ),
        ]
        indexes = [models.Index(fields=["event", "at"], name="supervision_event_idx")]

    def __str__(self) -> str:
        return f"{self.event_id}:{self.kind} {self.state}"
