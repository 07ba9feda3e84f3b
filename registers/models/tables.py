# SPDX-License-Identifier: Apache-2.0
"""Small tables a county may change: kinds of places, and the tags of people who need care."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceKind(models.Model):
    """A kind of place that is looked after (场所类型): 九小场所, 工地, ….

    .. pii:: none.
    """

    code = models.CharField(_("代码"), max_length=20, primary_key=True)
    name = models.CharField(_("名称"), max_length=20, unique=True)
    small = models.BooleanField(_("九小场所"), default=False)
    active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("场所类型")
        verbose_name_plural = _("场所类型")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class CareTag(models.Model):
    """Why somebody is looked after (关爱标签), on which legal basis, and for how long it is kept.

    A sensitive tag is read and set by postings that may handle what is sensitive, by nobody else.

    .. pii:: none in the table; a tag on a person is (`PersonTag`).
    """

    code = models.CharField(_("代码"), max_length=20, primary_key=True)
    name = models.CharField(_("名称"), max_length=20, unique=True)
    sensitive = models.BooleanField(_("敏感"), default=False)
    basis = models.CharField(_("法律依据"), max_length=120)
    keep_days = models.PositiveIntegerField(_("保存天数"), default=365)
    active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("关爱标签")
        verbose_name_plural = _("关爱标签")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name
