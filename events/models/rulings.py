# SPDX-License-Identifier: Apache-2.0
"""What was ruled (裁决) and is offered again, and what was let in out of the list (紧急准入)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duties.models import Duty, FilingStandard, Matter
from events.models.event import Event
from grids.models import Unit


class Precedent(models.Model):
    """A ruling as an example for like events (先例): facts -> clause -> lead.

    pii: none of its own; the reason is a text beside the ledger line `line`, erasable there.
    Of a sensitive event none is kept. `scope` is the beginning of a place's path for which it is
    an example: the county for a county department, else the township.
    """

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, models.CASCADE, related_name="precedents")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    standard = models.ForeignKey(FilingStandard, models.PROTECT, null=True, related_name="+")
    scope = models.CharField(max_length=200)
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="+")
    clause = models.CharField(max_length=120, blank=True)
    line = models.UUIDField()
    ruled_at = models.DateTimeField()

    class Meta:
        verbose_name = _("先例")
        verbose_name_plural = _("先例")
        indexes = [models.Index(fields=["county", "matter", "-ruled_at"], name="precedent_idx")]

    def __str__(self) -> str:
        return f"{self.matter_id} > {self.lead_id}"


class EmergencyAdmission(models.Model):
    """Leave to push a matter down to a unit that the list does not give it to (紧急准入).

    pii: none; the reason is a text beside the ledger. Asked by a node above the unit, approved
    by a county duty chief who did not ask, and over at `until`.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("待批准")
        APPROVED = "approved", _("已批准")

    event = models.ForeignKey(Event, models.CASCADE, related_name="admissions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    until = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("紧急准入")
        verbose_name_plural = _("紧急准入")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "unit", "matter"],
                name="admission_asked_once",
                condition=models.Q(status="asked"),
            ),
            models.CheckConstraint(
                condition=models.Q(status="asked", approved_by=None)
                | (
                    models.Q(status="approved", approved_by__isnull=False)
                    & ~models.Q(approved_by=models.F("asked_by"))
                ),
                name="admission_by_two_people",
            ),
        ]
        indexes = [models.Index(fields=["unit", "matter", "until"], name="admission_idx")]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.matter_id} {self.status}"
