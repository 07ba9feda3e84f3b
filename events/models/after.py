# SPDX-License-Identifier: Apache-2.0
"""What is said of an event after it was closed: by whom it concerned, and by who looks again."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


class Rating(models.Model):
    """How it turned out for those who asked (评价). An event without a row is "未评价", whatever
    time has passed.

    pii: says what one resident thinks. Their words stand beside the ledger line, erasable.
    """

    event = models.OneToOneField(Event, models.CASCADE, related_name="rating")
    line = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    solved = models.BooleanField(_("已解决"))
    satisfaction = models.PositiveSmallIntegerField(
        _("满意度"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("评价")
        verbose_name_plural = _("评价")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(satisfaction__gte=1, satisfaction__lte=5),
                name="rating_one_to_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.satisfaction}"


class Sample(models.Model):
    """A closing that the lot fell upon, to be looked at again (质量抽查).

    The lot is a function of the closing line's own id, which stands in the chain with the
    percentage: anybody can draw it again (`events.rules.is_drawn`).
    """

    class Status(models.TextChoices):
        DRAWN = "drawn", _("待抽查")
        PASSED = "passed", _("抽查合格")
        RETURNED = "returned", _("抽查退回")
        # Reopened or archived before anybody looked.
        LAPSED = "lapsed", _("未抽查")

    event = models.ForeignKey(Event, models.CASCADE, related_name="samples")
    line = models.UUIDField(unique=True)
    percent = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAWN)
    drawn_at = models.DateTimeField()
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("质量抽查")
        verbose_name_plural = _("质量抽查")
        constraints = [
            models.UniqueConstraint(
                fields=["event"],
                name="sample_waits_once",
                condition=models.Q(status="drawn"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.status}"
