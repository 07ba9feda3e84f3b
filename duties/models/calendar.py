# SPDX-License-Identifier: Apache-2.0
"""Working hours and the days that differ (工作日历)."""

from datetime import time

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from duties.hours import parse_hours
from grids.models import Unit


def refuse_bad_hours(hours: object) -> None:
    """Refuse working hours that are malformed, empty, overlapping or out of order."""
    try:
        parse_hours(hours)
    except ValueError as error:
        message = _("工作时段写成 08:00-12:00 14:00-18:00,不能为空、重叠或倒序")
        raise ValidationError({"hours": message}) from error


class WorkCalendar(models.Model):
    """Normal working hours (工作时间), of a county or by default, and when ordinary matters are
    quiet (免打扰时段): from one time of day to another, over midnight; the same twice is never.

    .. pii:: none.
    """

    county = models.OneToOneField(
        Unit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="work_calendar",
        verbose_name=_("县(市、区)"),
    )
    hours = models.JSONField(_("工作时段"), default=list)
    quiet_from = models.TimeField(_("免打扰开始"), default=time(20))
    quiet_to = models.TimeField(_("免打扰结束"), default=time(8))

    class Meta:
        """One default."""

        verbose_name = _("工作时间")
        verbose_name_plural = _("工作时间")
        constraints = (
            models.UniqueConstraint(
                fields=("county",), name="calendar_one_default", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        """Return whose hours they are."""
        return f"{self.county_id or '*'}"

    def clean(self) -> None:
        """Refuse hours that no clock could use."""
        refuse_bad_hours(self.hours)


class CalendarDay(models.Model):
    """A day that differs from the national table or from the week (节假日、调休、半日).

    .. pii:: none.
    """

    county = models.ForeignKey(
        Unit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="calendar_days",
        verbose_name=_("县(市、区)"),
    )
    date = models.DateField(_("日期"))
    is_workday = models.BooleanField(_("工作日"))
    # Null: the normal hours.
    hours = models.JSONField(_("工作时段"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=60, blank=True)

    class Meta:
        """One word per day and county."""

        verbose_name = _("特殊日期")
        verbose_name_plural = _("特殊日期")
        ordering = ("date", "county")
        constraints = (
            models.UniqueConstraint(
                fields=("county", "date"),
                name="calendar_day_once",
                violation_error_message=_("这一天已经有一条"),
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        """Return the day."""
        return f"{self.date} {'班' if self.is_workday else '休'}"

    def clean(self) -> None:
        """Refuse hours that no clock could use."""
        if self.hours is not None:
            refuse_bad_hours(self.hours)
