# SPDX-License-Identifier: Apache-2.0
"""Campaigns (专项排查): who is asked to look at what, from when to when; it ends by its date."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from duties.models import Matter
from grids.models import Unit
from registers.models import Dwelling, Organisation, Person, Place


class About(models.Model):
    """Which record something is about, at most one. Removed records stay, so nothing dangles."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class Campaign(models.Model):
    """A campaign of a township or the county in its units, with a checklist and an end.

    .. pii:: none; its targets may be people's records.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("发起单位"))
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    client_uuid = models.UUIDField()
    body_digest = models.BinaryField(max_length=32)
    title = models.CharField(_("名称"), max_length=60)
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, related_name="+", verbose_name=_("事项")
    )
    from_on = models.DateField(_("起"))
    to_on = models.DateField(_("止"))
    # What is looked at: [{"code": "c1", "label": "电线有没有老化"}].
    checklist = models.JSONField(_("检查项"), default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    units = models.ManyToManyField(Unit, related_name="+", verbose_name=_("范围"))

    class Meta:
        verbose_name = _("专项排查")
        verbose_name_plural = _("专项排查")
        indexes = [models.Index(fields=["county", "-to_on"], name="campaign_county_newest")]
        constraints = [
            models.UniqueConstraint(fields=["by", "client_uuid"], name="campaign_once"),
            models.CheckConstraint(
                condition=models.Q(to_on__gte=models.F("from_on")), name="campaign_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CampaignTarget(About):
    """One thing to be looked at: a record of the registers, or a line of a list.

    .. pii:: `label` and `address` of a line are the list's own words; a record is shown masked.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="targets")
    grid = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    label = models.CharField(_("名称"), max_length=60, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    done_at = models.DateTimeField(_("查过的时间"), null=True)

    class Meta:
        verbose_name = _("排查对象")
        verbose_name_plural = _("排查对象")
        indexes = [models.Index(fields=["campaign", "grid"], name="target_campaign_grid")]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "grid", "label"],
                condition=~models.Q(label=""),
                name="target_line_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}:{self.pk}"
