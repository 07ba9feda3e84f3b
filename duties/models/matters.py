# SPDX-License-Identifier: Apache-2.0
"""Matters (事项), their filing standards (立案标准), and who answers them (责任清单)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
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
                condition=models.Q(level__range=(1, 4)),
                name="matter_level_1_to_4",
                violation_error_message=_("层级是 1 到 4"),
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
                violation_error_message=_("层级是 1 到 4"),
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
            models.UniqueConstraint(
                fields=("standard", "order"),
                name="stage_order_once",
                violation_error_message=_("阶段的次序不能重复"),
            ),
            models.UniqueConstraint(
                fields=("standard", "kind"),
                name="stage_kind_once",
                violation_error_message=_("同一种阶段只能有一个"),
            ),
            models.CheckConstraint(
                condition=models.Q(limit__gt=0),
                name="stage_limit_positive",
                violation_error_message=_("时限要大于 0"),
            ),
        )

    def __str__(self) -> str:
        """Return the stage as people say it."""
        return f"{self.get_kind_display()} {self.limit} {self.get_unit_display()}"


class Duty(models.Model):
    """One line of the duty list (责任清单): who answers a matter, under which condition, where.

    Units are named, not linked: one row serves every township, and a county overrides it. A row
    never changes: a new version is a new row and the old one ends, because dispatches name it.
    `valid_from` counts, `valid_to` does not: [from, to).

    .. pii:: who made and who ended a version (staff).
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
    # Of a filing standard; null: under every condition.
    standard_no = models.PositiveSmallIntegerField(_("立案条件序号"), null=True, blank=True)
    lead = models.CharField(_("首派"), max_length=10, choices=Lead, default=Lead.PLATFORM)
    platform = models.CharField(_("平台"), max_length=10, choices=Platform)
    station = models.CharField(_("站所"), max_length=60, blank=True)
    department = models.CharField(_("县级部门"), max_length=60, blank=True)
    # Names of those who help (协办), and of departments that read along (知会).
    supports = models.JSONField(_("协办单位"), default=list, blank=True)
    hears = models.JSONField(_("知会部门"), default=list, blank=True)
    # Which tiers may be given it (下派); null: as the matter and its standards say.
    level_min = models.PositiveSmallIntegerField(_("最低层级"), null=True, blank=True)
    level_max = models.PositiveSmallIntegerField(_("最高层级"), null=True, blank=True)
    clause = models.CharField(_("清单条款"), max_length=120, blank=True)
    basis = models.CharField(_("法律依据"), max_length=200, blank=True)
    # Instead of the last stage of the filing standard.
    limit = models.PositiveSmallIntegerField(_("办结时限"), null=True, blank=True)
    limit_unit = models.CharField(_("时限单位"), max_length=16, choices=LimitUnit, blank=True)
    valid_from = models.DateField(_("生效日期"), null=True, blank=True)
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)
    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("修订人"),
    )
    made_at = models.DateTimeField(_("修订时间"), default=timezone.now, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        """One answer at a time for one matter under one condition in one place."""

        verbose_name = _("责任清单")
        verbose_name_plural = _("责任清单")
        ordering = ("matter__code", "county", "scope", "standard_no", "version")
        constraints = (
            models.UniqueConstraint(
                fields=("matter", "county", "scope", "standard_no", "version"),
                name="duty_version_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=("matter", "county", "scope", "standard_no"),
                condition=models.Q(valid_to__isnull=True),
                name="duty_one_in_force",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(level_min__isnull=True) | models.Q(level_min__range=(1, 4)),
                name="duty_level_min_1_to_4",
                violation_error_message=_("层级是 1 到 4"),
            ),
            models.CheckConstraint(
                condition=models.Q(level_max__isnull=True) | models.Q(level_max__range=(1, 4)),
                name="duty_level_max_1_to_4",
                violation_error_message=_("层级是 1 到 4"),
            ),
            models.CheckConstraint(
                condition=models.Q(limit__isnull=True, limit_unit="")
                | (models.Q(limit__gt=0) & ~models.Q(limit_unit="")),
                name="duty_limit_with_unit",
                violation_error_message=_("时限和单位要一起写"),
            ),
        )

    def __str__(self) -> str:
        """Return which matter goes where."""
        return f"{self.matter_id}: {self.platform} / {self.station} / {self.department}"


class DutyDraft(models.Model):
    """A list that somebody uploaded and has not put in force yet (清单草稿): read, compared,
    replayed against past events, then applied or left.

    .. pii:: who uploaded and who applied it (staff).
    """

    county = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("县(市、区)"))
    name = models.CharField(_("文件名"), max_length=120)
    lines = models.JSONField(_("各行"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(_("上传时间"), default=timezone.now)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    applied_at = models.DateTimeField(_("生效时间"), null=True)

    class Meta:
        """The newest first."""

        verbose_name = _("清单草稿")
        verbose_name_plural = _("清单草稿")
        ordering = ("-pk",)

    def __str__(self) -> str:
        """Return the file's name."""
        return self.name
