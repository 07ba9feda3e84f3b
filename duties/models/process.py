# SPDX-License-Identifier: Apache-2.0
"""Limits of the process itself, lamps, reasons, and the version of all these tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from duties.models.matters import LimitUnit, Urgency
from grids.models import Unit


class ProcessLimit(models.Model):
    """How long a step of the process itself may take (流程时限), by urgency.

    .. pii:: none.
    """

    class Kind(models.TextChoices):
        """What the step must have done when the limit is up."""

        ACCEPT = "accept", _("受理")
        DISPATCH = "dispatch", _("分派")
        VERIFY = "verify", _("立案前核查")
        SIGN = "sign", _("签收")
        RETURN = "return", _("可退回期")
        ARBITRATE = "arbitrate", _("裁决")
        CHECK = "check", _("结果核查")
        CLOSE = "close", _("结案")
        REPLY = "reply", _("答复")
        RESUBMIT = "resubmit", _("补充")
        WHISTLE_LIVELIHOOD = "whistle_livelihood", _("群众难题报到")
        WHISTLE_ENFORCEMENT = "whistle_enforcement", _("综合执法报到")
        WHISTLE_EMERGENCY = "whistle_emergency", _("应急处置报到")
        SUPERVISE = "supervise", _("督办回复")
        ARCHIVE = "archive", _("归档")
        ANSWER = "answer", _("特急应答")
        FORMS = "forms", _("特急补手续")

    county = models.ForeignKey(
        Unit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="process_limits",
        verbose_name=_("县(市、区)"),
    )
    kind = models.CharField(_("环节"), max_length=20, choices=Kind)
    # "": every urgency that has no row of its own.
    urgency = models.CharField(_("紧急程度"), max_length=8, choices=Urgency, blank=True, default="")
    limit = models.PositiveSmallIntegerField(_("时限"))
    unit = models.CharField(_("单位"), max_length=16, choices=LimitUnit)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        """One limit per step, urgency and county."""

        verbose_name = _("流程时限")
        verbose_name_plural = _("流程时限")
        ordering = ("kind", "county", "urgency")
        constraints = (
            models.UniqueConstraint(
                fields=("county", "kind", "urgency"),
                name="process_limit_once",
                violation_error_message=_("这个环节和紧急程度已经有一条"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(limit__gt=0),
                name="process_limit_positive",
                violation_error_message=_("时限要大于 0"),
            ),
        )

    def __str__(self) -> str:
        """Return the step and its limit."""
        return f"{self.kind} {self.limit} {self.unit}"


class LampPercent(models.Model):
    """At which share of the limit the lamp turns (亮灯比例); red is always at 100 %.

    .. pii:: none.
    """

    county = models.OneToOneField(
        Unit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="lamp_percent",
        verbose_name=_("县(市、区)"),
    )
    yellow = models.PositiveSmallIntegerField(_("黄灯(%)"), default=60)
    orange = models.PositiveSmallIntegerField(_("橙灯(%)"), default=80)

    class Meta:
        """Yellow before orange before red."""

        verbose_name = _("亮灯比例")
        verbose_name_plural = _("亮灯比例")
        constraints = (
            models.UniqueConstraint(
                fields=("county",),
                name="lamp_one_default",
                violation_error_message=_("已经有一条各县共用的"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(yellow__gt=0, orange__gt=models.F("yellow"), orange__lt=100),
                name="lamp_in_order",
                violation_error_message=_("要黄灯小于橙灯,都在 1 到 99 之间"),
            ),
        )

    def __str__(self) -> str:
        """Return both percentages."""
        return f"{self.yellow} / {self.orange}"


class SampleShare(models.Model):
    """How many of a hundred closings are looked at again (抽查比例), by lot.

    .. pii:: none.
    """

    county = models.OneToOneField(
        Unit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="sample_share",
        verbose_name=_("县(市、区)"),
    )
    percent = models.PositiveSmallIntegerField(_("结案抽查(%)"), default=5)
    on_the_spot = models.PositiveSmallIntegerField(_("即采即办抽查(%)"), default=15)

    class Meta:
        """Shares of a hundred."""

        verbose_name = _("抽查比例")
        verbose_name_plural = _("抽查比例")
        constraints = (
            models.UniqueConstraint(
                fields=("county",),
                name="sample_one_default",
                violation_error_message=_("已经有一条各县共用的"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(percent__lte=100, on_the_spot__lte=100),
                name="sample_of_a_hundred",
                violation_error_message=_("抽查比例最多 100"),
            ),
        )

    def __str__(self) -> str:
        """Return both percentages."""
        return f"{self.percent} / {self.on_the_spot}"


class Reason(models.Model):
    """A reason that a move may be given for (理由).

    .. pii:: none.
    """

    move = models.CharField(_("操作"), max_length=30)
    code = models.CharField(_("代码"), max_length=30)
    text = models.CharField(_("文字"), max_length=100)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)
    # A return that says "not mine": so many of them and somebody must rule (裁决).
    disputed = models.BooleanField(_("属争议"), default=False)
    active = models.BooleanField(_("启用"), default=True)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        """A code means one thing per move."""

        verbose_name = _("理由")
        verbose_name_plural = _("理由")
        ordering = ("move", "order", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("move", "code"),
                name="reason_once",
                violation_error_message=_("这一步已经有这个代码的理由"),
            ),
        )

    def __str__(self) -> str:
        """Return the move and the words."""
        return f"{self.move}: {self.text}"


class RulingRule(models.Model):
    """From which disputed return on the county duty chief rules (第几次争议退回起裁决).

    .. pii:: none.
    """

    county = models.OneToOneField(
        Unit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="ruling_rule",
        verbose_name=_("县(市、区)"),
    )
    after_returns = models.PositiveSmallIntegerField(_("第几次争议退回"), default=2)

    class Meta:
        """One default; never at once for nothing."""

        verbose_name = _("裁决规则")
        verbose_name_plural = _("裁决规则")
        constraints = (
            models.UniqueConstraint(
                fields=("county",),
                name="ruling_one_default",
                violation_error_message=_("已经有一条各县共用的"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(after_returns__gt=0),
                name="ruling_after_one_or_more",
                violation_error_message=_("至少写 1"),
            ),
        )

    def __str__(self) -> str:
        """Return the number."""
        return str(self.after_returns)


class DutyVersion(models.Model):
    """The version of all tables of this app: one row, a random number.

    Random, not a counter: a number that was rolled back must never come again.

    .. pii:: none.
    """

    version = models.BigIntegerField(_("版本"))

    class Meta:
        """The table's labels."""

        verbose_name = _("清单版本")
        verbose_name_plural = _("清单版本")

    def __str__(self) -> str:
        """Return the number."""
        return str(self.version)
