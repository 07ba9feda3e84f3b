# SPDX-License-Identifier: Apache-2.0
"""How people have set their own desk (个人设置), and what they took out of it (导出)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.models import Unit


class DeskSettings(models.Model):
    """One person's desk: whether single keys command, the keys that are not the usual ones, and
    the columns of the list.

    pii: none but whose it is. Kept here and not in a browser: a clerk sits at many.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    single_keys = models.BooleanField(default=True)
    keys = models.JSONField(default=dict)
    columns = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"desk of {self.user_id}"


class SavedFilter(models.Model):
    """A filter of the list that somebody named (存的筛选): the address behind the question mark.

    pii: `query` may hold words somebody searched for; it is its owner's alone.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=20)
    query = models.CharField(max_length=600)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_filter_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ExportLog(models.Model):
    """One table taken out of the desk (导出留痕): who, when, by which filter, how many rows.
    Append-only by trigger.

    pii: who took it out; of words that were searched for it says only that there were some.
    """

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("谁")
    )
    county = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    query = models.CharField(_("筛选"), max_length=1000)
    rows = models.PositiveIntegerField(_("行数"))

    class Meta:
        verbose_name = _("导出留痕")
        verbose_name_plural = _("导出留痕")
        indexes = [models.Index(fields=["county", "-id"], name="export_county_newest")]

    def __str__(self) -> str:
        return f"{self.by_id} {self.rows}"
