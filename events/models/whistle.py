# SPDX-License-Identifier: Apache-2.0
"""A whistle (吹哨) and the units it calls together (报到)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from grids.models import Unit


class Whistle(models.Model):
    """A township calls units to one event under a lead, to be there by `gather_at`.

    pii: `place` is where to gather, in words that may name a resident's house; erasable.
    """

    class Kind(models.TextChoices):
        LIVELIHOOD = "livelihood", _("群众难题")
        ENFORCEMENT = "enforcement", _("综合执法")
        EMERGENCY = "emergency", _("应急处置")

    class Status(models.TextChoices):
        OPEN = "open", _("进行中")
        DONE = "done", _("已办结")
        ENDED = "ended", _("已解除")

    event = models.ForeignKey(Event, models.CASCADE, related_name="whistles")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    township = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    place = models.CharField(max_length=200, blank=True)
    gather_at = models.DateTimeField()
    called_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event"], name="whistle_open_once", condition=models.Q(status="open")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.kind} {self.status}"


class Summons(models.Model):
    """One unit called by a whistle: is it there, has it done its part, how was that scored.

    `contested_at` stays when a unit that contested has done its part after all (事不完人不撤).
    pii: none; results and reasons stand beside the ledger.
    """

    class Status(models.TextChoices):
        CALLED = "called", _("途中")
        CONFIRMED = "confirmed", _("已报到")
        CONTESTED = "contested", _("有异议")
        DONE = "done", _("已办")
        SCORED = "scored", _("已评分")
        EXCUSED = "excused", _("免到")
        ENDED = "ended", _("已解除")

    whistle = models.ForeignKey(Whistle, models.CASCADE, related_name="summons")
    event = models.ForeignKey(Event, models.CASCADE, related_name="summons")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.CALLED)
    due_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    by_code = models.BooleanField(default=False)
    with_photos = models.BooleanField(default=False)
    contested_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    points = models.PositiveSmallIntegerField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whistle", "unit"], name="summons_once"),
        ]
        indexes = [
            # What waits for a unit; who has not come in time.
            models.Index(fields=["unit", "status"], name="summons_unit_idx"),
            models.Index(
                fields=["due_at"],
                name="summons_absent_idx",
                condition=models.Q(status="called", reminded_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.unit_id} {self.status}"
