# SPDX-License-Identifier: Apache-2.0
"""Sentences that a county's forms offer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.models import Unit


class StandardText(models.Model):
    """A sentence offered in forms (常用语): of one move, or of every one if `move` is empty.

    pii: none; it is what everybody says.
    """

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("县"))
    move = models.CharField(_("哪一步"), max_length=24, blank=True)
    text = models.CharField(_("常用语"), max_length=300)
    rank = models.PositiveSmallIntegerField(_("排序"), default=0)

    class Meta:
        verbose_name = _("常用语")
        verbose_name_plural = _("常用语")
        constraints = [
            models.UniqueConstraint(fields=["county", "move", "text"], name="standard_text_once"),
        ]

    def __str__(self) -> str:
        return self.text
