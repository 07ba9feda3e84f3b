# SPDX-License-Identifier: Apache-2.0
"""Work logs (工作日志): a visit, a patrol, a zero report. No events; written once, then kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Event, Photo
from fieldwork.models.campaigns import About, Campaign, CampaignTarget
from grids.models import Unit


class LogKind(models.Model):
    """A kind of work log (日志类型).

    .. pii:: none.
    """

    code = models.CharField(_("代码"), max_length=20, primary_key=True)
    name = models.CharField(_("名称"), max_length=20, unique=True)
    place = models.PositiveSmallIntegerField(_("次序"), default=0)
    active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("日志类型")
        verbose_name_plural = _("日志类型")
        ordering = ("place", "code")

    def __str__(self) -> str:
        return self.name


class WorkLog(About):
    """What was done where, in a few words (走访、巡查…); `zero`: looked, nothing found (零报告).

    A trigger keeps it as it was written; only an erasure empties the words.

    .. pii:: `text` may speak of people; it is emptied when its person is erased.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    client_uuid = models.UUIDField()
    body_digest = models.BinaryField(max_length=32)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    grid = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("网格"))
    kind = models.ForeignKey(LogKind, models.PROTECT, related_name="+", verbose_name=_("类型"))
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="logs")
    target = models.ForeignKey(CampaignTarget, models.PROTECT, null=True, related_name="logs")
    zero = models.BooleanField(_("今日无异常"), default=False)
    text = models.CharField(_("情况"), max_length=1000, blank=True)
    # Codes of the campaign's checklist that are not in order.
    faults = models.JSONField(_("有问题的检查项"), default=list)
    day = models.DateField(_("日期"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    client_time = models.DateTimeField(_("手机时间"), null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("工作日志")
        verbose_name_plural = _("工作日志")
        indexes = [
            models.Index(fields=["grid", "-id"], name="worklog_grid_newest"),
            models.Index(fields=["campaign", "grid"], name="worklog_campaign_grid"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["by", "client_uuid"], name="worklog_once"),
            models.UniqueConstraint(
                fields=["campaign", "grid", "day"],
                condition=Q(zero=True, campaign__isnull=False),
                name="zero_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["grid", "day"],
                condition=Q(zero=True, campaign__isnull=True),
                name="zero_of_grid_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.pk}"


class LogPhoto(models.Model):
    """A photo of a log; readable where the log is.

    .. pii:: the photo may show people.
    """

    log = models.ForeignKey(WorkLog, models.CASCADE, related_name="photos")
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "photo"], name="log_photo_once")]

    def __str__(self) -> str:
        return f"{self.log_id}:{self.photo_id}"


class LogEvent(models.Model):
    """The event a log grew into (转为事件), one at most.

    .. pii:: none.
    """

    log = models.OneToOneField(WorkLog, models.CASCADE, primary_key=True, related_name="grown")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.log_id}:{self.event_id}"
