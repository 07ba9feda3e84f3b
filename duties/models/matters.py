# SPDX-License-Identifier: Apache-2.0
"""Matters (事项), their filing standards (立案标准), and who answers them (责任清单)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.models import Platform, Unit


class LimitUnit(models.TextChoices):
    """In what a limit is measured (时限单位). Urgent and natural units run day and night."""

    URGENT_MINUTE = "urgent_minute", _("分钟(不间断)")
    URGENT_HOUR = "urgent_hour", _("紧急工作时")
    NATURAL_DAY = "natural_day", _("自然日")
    WORK_MINUTE = "work_minute", _("工作分钟")
    WORK_HOUR = "work_hour", _("工作时")
    WORK_DAY = "work_day", _("工作日")


class Urgency(models.TextChoices):
    """How fast a matter must move (紧急程度)."""

    NORMAL = "normal", _("一般")
    URGENT = "urgent", _("紧急")
    CRITICAL = "critical", _("特急")


class OnSpot(models.TextChoices):
    """Who may report and close in one step (即采即办)."""

    NEVER = "never", _("不可当场办结")
    VILLAGE = "village", _("村社可当场办结")
    GRID = "grid", _("网格可当场办结")


class Evidence(models.TextChoices):
    """What proves that it is done (办结凭据)."""

    PHOTO_PAIR = "photo_pair", _("处置前后照片")
    PAPER = "paper", _("文书")
    READING = "reading", _("监测读数")
    CLAIMANT = "claimant", _("诉求人认可")
    NONE = "none", _("不需要")


class CheckBy(models.TextChoices):
    """How the result is checked before the close (核查方式)."""

    NONE = "none", _("免核查(抽查)")
    PHOTO = "photo", _("照片核查")
    VISIT = "visit", _("上门核查")
    CLAIMANT = "claimant", _("回访诉求人")


class Matter(models.Model):
    """A major (大类, two digits, no parent) or a matter (小类, four digits) (事项).

    .. pii:: none.
    """

    code = models.CharField(_("代码"), max_length=8, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("大类"),
    )
    platform = models.CharField(_("平台"), max_length=10, choices=Platform)
    level = models.PositiveSmallIntegerField(_("处置层级"), default=3)
    urgency = models.CharField(_("紧急程度"), max_length=8, choices=Urgency, default=Urgency.NORMAL)
    sensitive = models.BooleanField(_("敏感"), default=False)
    # 其他: it says that nobody knew better, so it must be given a name before the close.
    must_reclassify = models.BooleanField(_("结案前须重新归类"), default=False)
    keywords = models.JSONField(_("常用说法"), default=list, blank=True)
    basis = models.CharField(_("依据"), max_length=40, blank=True)
    active = models.BooleanField(_("启用"), default=True)
    version = models.PositiveIntegerField(_("版本"), default=1)
    # What the file said when this row was last loaded: a county's own edits stay until it changes.
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        """Levels 一级 to 四级."""

        verbose_name = _("事项")
        verbose_name_plural = _("事项")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 4)), name="matter_level_1_to_4"
            ),
        )

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name}"


class FilingStandard(models.Model):
    """One condition under which a matter is filed, with its limits (立案标准).

    Never changed once filed under: a new version is a new row, and the old one goes out of use.

    .. pii:: none.
    """

    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, related_name="standards", verbose_name=_("事项")
    )
    no = models.PositiveSmallIntegerField(_("序号"))
    condition = models.CharField(_("立案条件"), max_length=200)
    closing_condition = models.CharField(_("结案条件"), max_length=200)
    on_spot = models.CharField(_("当场办结"), max_length=8, choices=OnSpot, default=OnSpot.NEVER)
    evidence = models.CharField(_("办结凭据"), max_length=12, choices=Evidence)
    # A field called `check` would hide the system check of Django's models.
    check_by = models.CharField(_("核查方式"), max_length=8, choices=CheckBy)
    level = models.PositiveSmallIntegerField(_("处置层级"), null=True, blank=True)
    urgency = models.CharField(_("紧急程度"), max_length=8, choices=Urgency, blank=True, default="")
    active = models.BooleanField(_("启用"), default=True)
    version = models.PositiveIntegerField(_("版本"), default=1)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        """One live version of each standard."""

        verbose_name = _("立案标准")
        verbose_name_plural = _("立案标准")
        ordering = ("matter__code", "no", "version")
        constraints = (
            models.UniqueConstraint(
                fields=("matter", "no", "version"), name="standard_version_once"
            ),
            models.UniqueConstraint(
                fields=("matter", "no"),
                condition=models.Q(active=True),
                name="standard_one_live_version",
            ),
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) | models.Q(level__range=(1, 4)),
                name="standard_level_1_to_4",
            ),
        )

    def __str__(self) -> str:
        """Return the condition."""
        return f"{self.no}. {self.condition} (v{self.version})"


class Stage(models.Model):
    """One step of a standard with its own limit, counted from the start (阶段).

    .. pii:: none.
    """

    class Kind(models.TextChoices):
        """What must have happened when the limit is up."""

        CONTACT = "contact", _("联系确认")
        ARRIVE = "arrive", _("到场")
        MAKE_SAFE = "make_safe", _("排除险情")
        PLAN = "plan", _("方案(受理决定)")
        RESULT = "result", _("办结")

    standard = models.ForeignKey(
        FilingStandard, on_delete=models.CASCADE, related_name="stages", verbose_name=_("标准")
    )
    order = models.PositiveSmallIntegerField(_("次序"))
    kind = models.CharField(_("阶段"), max_length=12, choices=Kind)
    limit = models.PositiveSmallIntegerField(_("时限"))
    unit = models.CharField(_("单位"), max_length=16, choices=LimitUnit)

    class Meta:
        """Each kind of stage at most once, in a fixed order, never at once."""

        verbose_name = _("阶段")
        verbose_name_plural = _("阶段")
        ordering = ("standard", "order")
        constraints = (
            models.UniqueConstraint(fields=("standard", "order"), name="stage_order_once"),
            models.UniqueConstraint(fields=("standard", "kind"), name="stage_kind_once"),
            models.CheckConstraint(condition=models.Q(limit__gt=0), name="stage_limit_positive"),
        )

    def __str__(self) -> str:
        """Return the stage as people say it."""
        return f"{self.get_kind_display()} {self.limit} {self.get_unit_display()}"


class Duty(models.Model):
    """Who answers a matter (责任清单): platform and station of the township, county department.

    Units are named, not linked: one row serves every township, and a county overrides it.

    .. pii:: none.
    """

    class Lead(models.TextChoices):
        """To whom the township dispatches first."""

        PLATFORM = "platform", _("平台")
        STATION = "station", _("站所")

    matter = models.ForeignKey(
        Matter, on_delete=models.CASCADE, related_name="duties", verbose_name=_("事项")
    )
    county = models.ForeignKey(
        Unit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name=_("县(市、区)"),
    )
    # Beginning of a unit's path, "" everywhere; the longest that fits wins.
    scope = models.CharField(_("适用范围"), max_length=200, blank=True, default="")
    lead = models.CharField(_("首派"), max_length=10, choices=Lead, default=Lead.PLATFORM)
    platform = models.CharField(_("平台"), max_length=10, choices=Platform)
    station = models.CharField(_("站所"), max_length=60, blank=True)
    department = models.CharField(_("县级部门"), max_length=60, blank=True)
    # Names of departments that read along (知会).
    hears = models.JSONField(_("知会部门"), default=list, blank=True)
    clause = models.CharField(_("清单条款"), max_length=120, blank=True)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        """One answer for one matter in one place."""

        verbose_name = _("责任清单")
        verbose_name_plural = _("责任清单")
        ordering = ("matter__code", "county", "scope")
        constraints = (
            models.UniqueConstraint(
                fields=("matter", "county", "scope"),
                name="duty_once",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        """Return which matter goes where."""
        return f"{self.matter_id}: {self.platform} / {self.station} / {self.department}"
