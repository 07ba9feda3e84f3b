# SPDX-License-Identifier: Apache-2.0
"""The four registers a grid lives by (人房企底数): each record lies in one grid."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.sealed import Fingerprint, Sealed
from grids.models import Unit
from registers.models.tables import CareTag, PlaceKind

LIVE = Q(removed_at__isnull=True)


class Record(models.Model):
    """What every record has: its grid, and until when it counts (注销).

    .. pii:: see each register; names and phones are masked until opened for a purpose.
    """

    grid = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("网格"))
    created_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("修改时间"), auto_now=True)
    removed_at = models.DateTimeField(_("注销时间"), null=True, blank=True)

    class Meta:
        abstract = True


class Dwelling(Record):
    """A dwelling (房屋), found by its address.

    .. pii:: address and point; who lives there is in `Person`.
    """

    address = models.CharField(_("地址"), max_length=200)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)

    class Meta:
        verbose_name = _("房屋")
        verbose_name_plural = _("房屋")
        constraints = [
            models.UniqueConstraint(
                fields=["grid", "address"], condition=LIVE, name="dwelling_address_once"
            )
        ]

    def __str__(self) -> str:
        return f"dwelling {self.pk}"


class Person(Record):
    """Somebody who lives in the grid (人口).

    .. pii:: all of it. Name, phone and identity number are masked in every list, log and search;
       opened for a purpose, each opening is a `ReadingLog` row; `erase_person` empties the row.
       The identity number lies sealed in the database.
    """

    class Relation(models.TextChoices):
        OWNER = "owner", _("户主")
        FAMILY = "family", _("家庭成员")
        TENANT = "tenant", _("租客")
        OTHER = "other", _("其他")

    name = models.CharField(_("姓名"), max_length=40)
    phone = models.CharField(_("电话"), max_length=20, blank=True)
    id_number = Sealed(_("身份证号"), blank=True)
    id_digest = Fingerprint(of="id_number")
    birth_year = models.PositiveSmallIntegerField(_("出生年份"), null=True, blank=True)
    dwelling = models.ForeignKey(
        Dwelling,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("住址"),
    )
    relation = models.CharField(
        _("与房屋关系"), max_length=10, choices=Relation.choices, default=Relation.OTHER
    )
    erased_at = models.DateTimeField(_("删除时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("人口")
        verbose_name_plural = _("人口")
        indexes = [models.Index(fields=["grid", "name"], name="person_grid_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["grid", "id_digest"],
                condition=LIVE & ~Q(id_digest=""),
                name="person_id_number_once",
            )
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class PersonTag(models.Model):
    """A tag on a person, until a day (保存期): after it the tag is removed by itself.

    .. pii:: why somebody is looked after; of sensitive tags, see `CareTag`.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="tags")
    tag = models.ForeignKey(CareTag, models.PROTECT, related_name="+")
    until = models.DateField(_("保存至"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "tag"], name="person_tag_once")]

    def __str__(self) -> str:
        return f"{self.person_id}:{self.tag_id}"


class Place(Record):
    """A place that is looked after (场所): a small shop, a site, a school.

    .. pii:: the responsible person's name and phone.
    """

    kind = models.ForeignKey(PlaceKind, models.PROTECT, related_name="+", verbose_name=_("类型"))
    name = models.CharField(_("名称"), max_length=60)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    responsible = models.CharField(_("负责人"), max_length=40, blank=True)
    phone = models.CharField(_("电话"), max_length=20, blank=True)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)

    class Meta:
        verbose_name = _("场所")
        verbose_name_plural = _("场所")
        constraints = [
            models.UniqueConstraint(fields=["grid", "name"], condition=LIVE, name="place_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Organisation(Record):
    """An organisation (单位、企业), known by its unified social credit code (GB 32100).

    .. pii:: the contact's name and phone.
    """

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("企业")
        TRADER = "trader", _("个体工商户")
        INSTITUTION = "institution", _("机关事业单位")
        SOCIAL = "social", _("社会组织")
        OTHER = "other", _("其他")

    name = models.CharField(_("名称"), max_length=60)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices, default=Kind.ENTERPRISE)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    contact = models.CharField(_("联系人"), max_length=40, blank=True)
    phone = models.CharField(_("电话"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        constraints = [
            models.UniqueConstraint(
                fields=["grid", "name"], condition=LIVE, name="organisation_name_once"
            ),
            models.UniqueConstraint(
                fields=["grid", "credit_code"],
                condition=LIVE & ~Q(credit_code=""),
                name="organisation_code_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name
