# SPDX-License-Identifier: Apache-2.0
"""Who read and who changed a record: two append-only logs, kept by triggers.

A record is named by kind and id without a key, so that the logs outlive an erasure.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.models import Unit


class ReadingLog(models.Model):
    """One opening of a record (查看留痕): who, which fields, for what. Never changed.

    .. pii:: links a person of the staff to a record; holds no value of the record.
    """

    class Purpose(models.TextChoices):
        VISIT = "visit", _("走访")
        REPORT = "report", _("上报时预填")
        EVENT = "event", _("办理事件")
        CAMPAIGN = "campaign", _("专项排查")
        VERIFY = "verify", _("核对底数")
        CONTACT = "contact", _("联系诉求人")

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("谁")
    )
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    grid = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("网格"))
    kind = models.CharField(_("底数"), max_length=12)
    record_id = models.BigIntegerField(_("记录"))
    fields = models.JSONField(_("看了哪几项"))
    purpose = models.CharField(_("用途"), max_length=10, choices=Purpose.choices)
    reference = models.CharField(_("依据"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("查看留痕")
        verbose_name_plural = _("查看留痕")
        indexes = [
            models.Index(fields=["county", "-id"], name="reading_county_newest"),
            models.Index(fields=["kind", "record_id"], name="reading_of_record"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} {self.kind} {self.record_id}"


class RecordChange(models.Model):
    """One change of a record (变更留痕): who, when, which fields; no value. Never changed.

    It is also the receipt of the request: unique per person and `client_uuid`.

    .. pii:: none besides who changed it.
    """

    class What(models.TextChoices):
        ADD = "add", _("登记")
        CHANGE = "change", _("修改")
        REMOVE = "remove", _("注销")
        ERASE = "erase", _("删除个人信息")

    class Why(models.TextChoices):
        """When personal data must go (个人信息保护法第四十七条)."""

        ASKED = "asked", _("本人或监护人要求")
        DONE = "done", _("处理目的已实现")
        EXPIRED = "expired", _("保存期限已满")
        UNLAWFUL = "unlawful", _("本不该收集")

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("谁")
    )
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(_("底数"), max_length=12)
    record_id = models.BigIntegerField(_("记录"))
    what = models.CharField(_("做了什么"), max_length=8, choices=What.choices)
    fields = models.JSONField(_("哪几项"))
    # Of an erasure: why, and on what paper.
    reason = models.CharField(_("理由"), max_length=10, choices=Why.choices, blank=True)
    reference = models.CharField(_("依据"), max_length=40, blank=True)
    client_uuid = models.UUIDField(null=True)
    body_digest = models.BinaryField(max_length=32, null=True)

    class Meta:
        verbose_name = _("变更留痕")
        verbose_name_plural = _("变更留痕")
        indexes = [models.Index(fields=["kind", "record_id"], name="change_of_record")]
        constraints = [
            models.UniqueConstraint(fields=["by", "client_uuid"], name="record_change_once")
        ]

    def __str__(self) -> str:
        return f"{self.by_id} {self.what} {self.kind} {self.record_id}"
