# SPDX-License-Identifier: Apache-2.0
"""Receipts (a repeat is answered, not done again) and deliveries (work that a step owes)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Claimant, Event
from events.models.work import Assignment


class Receipt(models.Model):
    """One person's one request. The first statement of its transaction; unique per person.

    `body_digest` tells a repeat from another request under the same uuid. No answer is stored:
    it would hold personal data; a repeat is answered from the event itself.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    client_uuid = models.UUIDField()
    move = models.CharField(max_length=24)
    body_digest = models.BinaryField(max_length=32)
    event = models.ForeignKey(Event, models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "client_uuid"], name="receipt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id}:{self.client_uuid}"


class Delivery(models.Model):
    """Something a step owes to somebody: written with it, carried out by a worker.

    pii: none of its own; holds ids only. `channel` names the sender registered in `events.owed`.
    One that names an `assignment` is dropped unsent if that was taken back meanwhile
    (撤销、撤回、退回).
    """

    class Status(models.TextChoices):
        OWED = "owed", _("待发")
        DONE = "done", _("已发")
        DEAD = "dead", _("未能送达")
        DROPPED = "dropped", _("不必再发")

    line = models.UUIDField()
    event = models.ForeignKey(Event, models.CASCADE, related_name="deliveries")
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, related_name="+")
    channel = models.CharField(max_length=24)
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    to_unit_id = models.BigIntegerField(null=True)
    # A resident who asked: goes with the row when their data is erased.
    claimant = models.ForeignKey(Claimant, models.CASCADE, null=True, related_name="+")
    # Roles at that unit, separated by blanks; "" is everybody who serves there.
    roles = models.CharField(max_length=200, blank=True)
    template = models.CharField(max_length=40)
    # A person gets one message per event and this word (a lamp, a day); "" is no limit.
    once = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OWED)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("投递")
        verbose_name_plural = _("投递")
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="delivery_owed_idx", condition=models.Q(status="owed")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.status}"


class WorkerBeat(models.Model):
    """When a worker was last alive; `/health/` reads it."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
