# SPDX-License-Identifier: Apache-2.0
"""Orders to compute a county's open clocks anew (时限重算)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.models import Unit


class ClockOrder(models.Model):
    """A calendar, lamp or limit has changed: the county's open clocks are computed anew.

    Written in the transaction of the change; the worker takes it up batch by batch. `after` is
    the last event it has looked at and `skipped` those that somebody held meanwhile, so a worker
    that was killed is followed by one that goes on from there.

    .. pii:: `by` names an official's account.
    """

    class Why(models.TextChoices):
        """Which table changed."""

        CALENDAR = "calendar", _("日历")
        LAMPS = "lamps", _("亮灯比例")
        LIMITS = "limits", _("流程时限")

    county = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="clock_orders", verbose_name=_("县(市、区)")
    )
    why = models.CharField(_("原因"), max_length=12, choices=Why)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("谁")
    )
    made_at = models.DateTimeField(_("提出时间"))
    after = models.BigIntegerField(default=0)
    skipped = models.JSONField(default=list)
    moved = models.PositiveIntegerField(_("变动事件数"), default=0)
    done_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta:
        """Newest first; only those to be done are looked for often."""

        verbose_name = _("时限重算")
        verbose_name_plural = _("时限重算")
        ordering = ("-pk",)
        indexes = (
            models.Index(
                fields=("made_at",),
                name="clock_order_open_idx",
                condition=models.Q(done_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        """Return whose and why."""
        return f"{self.county_id} {self.why}"
