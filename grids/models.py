# SPDX-License-Identifier: Apache-2.0
"""Units of the tree, their outlines, who serves in them, who is on duty, display links."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey

# Half open, so that a posting may follow another without a gap and without an overlap.
SPAN = models.Func("from_at", "to_at", function="TSTZRANGE", output_field=DateTimeRangeField())


class Role(models.TextChoices):
    """What somebody does in a unit (岗位)."""

    GRID_WORKER = "grid_worker", _("网格员")
    GRID_HEAD = "grid_head", _("网格长")
    VILLAGE_OFFICER = "village_officer", _("村社受理员")
    TOWNSHIP_CLERK = "township_clerk", _("综合政务岗")
    TOWNSHIP_CHIEF = "township_chief", _("综合指挥岗")
    ENFORCEMENT_COORDINATOR = "enforcement_coordinator", _("执法协调岗")
    PLATFORM_OFFICER = "platform_officer", _("平台经办人")
    PLATFORM_HEAD = "platform_head", _("平台负责人")
    STATION_OFFICER = "station_officer", _("站所经办人")
    DEPARTMENT_OFFICER = "department_officer", _("部门经办人")
    DEPARTMENT_HEAD = "department_head", _("部门负责人")
    COUNTY_DISPATCHER = "county_dispatcher", _("县中心派遣员")
    COUNTY_CHIEF = "county_chief", _("县中心指挥长")
    SUPERVISOR = "supervisor", _("督查考核岗")
    HOTLINE_AGENT = "hotline_agent", _("热线坐席")
    LEADER = "leader", _("领导")
    ADMINISTRATOR = "administrator", _("管理员")
    AUDITOR = "auditor", _("审计员")


# Who works with the phone in hand: their screen is /m/, everybody else sits at a desk.
PHONE_ROLES = frozenset({Role.GRID_WORKER, Role.GRID_HEAD, Role.VILLAGE_OFFICER})


class Platform(models.TextChoices):
    """The four platforms (四平台). A platform's shown name is its unit's name, which is data."""

    PARTY = "party", _("党建统领")
    ECONOMY = "economy", _("经济生态")
    ORDER = "order", _("平安法治")
    SERVICE = "service", _("公共服务")


class UnitKind(models.Model):
    """A kind of unit and what it may stand under (单位类型), loaded from a table.

    .. pii:: none.
    """

    code = models.CharField(_("代码"), max_length=20, primary_key=True)
    name = models.CharField(_("名称"), max_length=20)
    tier = models.PositiveSmallIntegerField(_("层级"), null=True, blank=True)
    is_node = models.BooleanField(_("可受理流转"), default=False)
    is_office = models.BooleanField(_("可承办"), default=False)
    # Codes of kinds; "" among them says that a unit of this kind may be a root.
    allowed_parents = models.JSONField(_("可设于"), default=list)

    class Meta:
        """The table's labels."""

        verbose_name = _("单位类型")
        verbose_name_plural = _("单位类型")
        ordering = ("tier", "code")

    def __str__(self) -> str:
        """Return the kind's Chinese name."""
        return self.name


class Unit(MPTTModel):
    """A unit: area, office, command room, station (单位). One tree per county.

    Written only by grids.actions.tree: MPTT leaves mutual exclusion to its caller.

    .. pii:: none.
    """

    code = models.CharField(_("代码"), max_length=24, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    short_name = models.CharField(_("简称"), max_length=30, blank=True)
    # Letters that begin an event's number; unique among a county's numbering units.
    initials = models.CharField(_("拼音首字母"), max_length=12, blank=True)
    kind = models.ForeignKey(
        UnitKind, on_delete=models.PROTECT, related_name="+", verbose_name=_("类型")
    )
    parent = TreeForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级"),
    )
    # The county a unit belongs to; a county's is itself, a city's and a province's is null.
    county = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="county_units",
        verbose_name=_("县(市、区)"),
    )
    # Codes from the root, each followed by "/". Kept beside MPTT: subtree filters use it,
    # and it would carry the tree should MPTT have to go. `check_tree` compares the two.
    path = models.CharField(_("路径"), max_length=200)
    platform = models.CharField(_("平台"), max_length=10, choices=Platform, blank=True, default="")
    # 条: the county department that guides a station; its parent is the 块.
    line = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="line_units",
        verbose_name=_("业务主管部门"),
    )
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    place_is_estimated = models.BooleanField(_("位置为估计"), default=False)
    active = models.BooleanField(_("启用"), default=True)

    # MPTT has no types; said here, so that everybody's queries on units are checked.
    objects: ClassVar[models.Manager["Unit"]] = TreeManager()

    class Meta:
        """LIKE 'prefix%' needs its own operator class under any collation but C."""

        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        indexes = (
            models.Index(OpClass("path", name="text_pattern_ops"), name="unit_path_prefix"),
            models.Index(fields=("county", "kind"), name="unit_county_kind"),
        )

    def __str__(self) -> str:
        """Return the unit's name."""
        return self.name


class Outline(models.Model):
    """The area of a unit in WGS-84, as well-known binary (边界).

    .. pii:: none.
    """

    unit = models.OneToOneField(
        Unit,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="outline",
        verbose_name=_("单位"),
    )
    wkb = models.BinaryField(_("边界"))
    source = models.CharField(_("来源"), max_length=60)
    is_estimated = models.BooleanField(_("为推算边界"), default=False)

    class Meta:
        """The table's labels."""

        verbose_name = _("边界")
        verbose_name_plural = _("边界")

    def __str__(self) -> str:
        """Return whose outline it is."""
        return f"{self.unit_id}"


class OutlineDraft(models.Model):
    """Outlines that somebody uploaded and has not put in force (边界草稿): what the file said,
    feature by feature, in WGS-84. Compared anew with what is drawn whenever it is looked at.

    .. pii:: who uploaded and who applied it (staff).
    """

    county = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("县(市、区)"))
    name = models.CharField(_("文件名"), max_length=60)
    datum = models.CharField(_("坐标系"), max_length=10)
    # [{"number", "code", "wkb" (hexadecimal) or "wrong"}]
    features = models.JSONField(_("要素"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(_("上传时间"), default=timezone.now)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    applied_at = models.DateTimeField(_("生效时间"), null=True)

    class Meta:
        """The newest first."""

        verbose_name = _("边界草稿")
        verbose_name_plural = _("边界草稿")
        ordering = ("-pk",)

    def __str__(self) -> str:
        """Return the file's name."""
        return self.name


class TreeVersion(models.Model):
    """The version of one county's tree and outlines ("" = provinces and cities).

    A random number, not a counter: a number that was rolled back must never come again,
    or a process that read it meanwhile would believe that it is up to date.

    .. pii:: none.
    """

    county_code = models.CharField(_("县代码"), max_length=24, primary_key=True)
    version = models.BigIntegerField(_("版本"))

    class Meta:
        """The table's labels."""

        verbose_name = _("组织树版本")
        verbose_name_plural = _("组织树版本")

    def __str__(self) -> str:
        """Return the county and its version."""
        return f"{self.county_code}: {self.version}"


class Posting(models.Model):
    """Somebody serves in a unit, in a role, from–to (任职).

    .. pii:: links a person to a place of work; kept after the end, for the ledger's reading.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="postings",
        verbose_name=_("人员"),
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="postings", verbose_name=_("单位")
    )
    role = models.CharField(_("岗位"), max_length=30, choices=Role)
    sensitive = models.BooleanField(_("可办敏感事件"), default=False)
    from_at = models.DateTimeField(_("起"), default=timezone.now)
    to_at = models.DateTimeField(_("止"), null=True, blank=True)

    class Meta:
        """Nobody holds the same role in the same unit twice at once."""

        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = (
            ExclusionConstraint(
                name="posting_no_overlap",
                violation_error_message=_("此人在该单位的同一岗位任职时间重叠"),
                expressions=(
                    ("user", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (SPAN, RangeOperators.OVERLAPS),
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(to_at__isnull=True) | models.Q(to_at__gte=models.F("from_at")),
                name="posting_ends_after_start",
                violation_error_message=_("止不能早于起"),
            ),
        )

    def __str__(self) -> str:
        """Return who serves where."""
        return f"{self.user_id} {self.role} @ {self.unit_id}"


class DutyShift(models.Model):
    """Who is on duty in a unit, from–to, and who stands in (值班).

    .. pii:: links people to hours of work.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="duty_shifts", verbose_name=_("单位")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="duty_shifts",
        verbose_name=_("值班人"),
    )
    role = models.CharField(_("岗位"), max_length=30, choices=Role)
    from_at = models.DateTimeField(_("起"))
    to_at = models.DateTimeField(_("止"))
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="deputy_shifts",
        verbose_name=_("替班人"),
    )

    class Meta:
        """Shifts are read by unit and time."""

        verbose_name = _("值班")
        verbose_name_plural = _("值班")
        indexes = (models.Index(fields=("unit", "from_at"), name="dutyshift_unit_from"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(to_at__gt=models.F("from_at")),
                name="dutyshift_ends_after_start",
                violation_error_message=_("止要晚于起"),
            ),
        )

    def __str__(self) -> str:
        """Return who is on duty where."""
        return f"{self.user_id} @ {self.unit_id}"


class ShiftChange(models.Model):
    """A shift went from one person to another (换班). Never changed.

    .. pii:: links people to hours of work.
    """

    shift = models.ForeignKey(DutyShift, on_delete=models.CASCADE, related_name="changes")
    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The table's labels."""

        verbose_name = _("换班")
        verbose_name_plural = _("换班")

    def __str__(self) -> str:
        """Return which shift it was."""
        return f"{self.shift_id}: {self.from_user_id} > {self.to_user_id}"


class DisplayLink(models.Model):
    """A revocable link that opens one unit's wall (大屏链接). Only a hash is kept.

    .. pii:: none.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="display_links", verbose_name=_("单位")
    )
    digest = models.CharField(_("摘要"), max_length=64, unique=True, editable=False)
    name = models.CharField(_("名称"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("创建时间"), db_default=Now())
    revoked_at = models.DateTimeField(_("吊销时间"), null=True, blank=True)

    class Meta:
        """The table's labels."""

        verbose_name = _("大屏链接")
        verbose_name_plural = _("大屏链接")

    def __str__(self) -> str:
        """Return the wall's unit and the link's name."""
        return f"{self.unit_id} {self.name}"
