# SPDX-License-Identifier: Apache-2.0
"""The audit log's one table. Triggers write it (`migrations/0002_triggers.py`), nobody changes."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One change of a row that administrators keep, or one act of theirs (留痕): who, when, from
    where, what, and each column before and after. Append-only by a trigger.

    It refers to nobody by key, for it outlives the rows it tells of.

    .. pii:: names the account that acted and its address; names and phones in `fields` are masked
       and secrets left out before they are written.
    """

    class Act(models.TextChoices):
        """What was done."""

        ADDED = "added", _("新增")
        CHANGED = "changed", _("修改")
        REMOVED = "removed", _("删除")
        DONE = "done", _("操作")

    at = models.DateTimeField(_("时间"), db_default=Now())
    by_id = models.BigIntegerField(_("谁"), null=True)
    by_name = models.CharField(_("账号"), max_length=150, blank=True, default="")
    address = models.CharField(_("来自"), max_length=45, blank=True, default="")
    path = models.CharField(_("页面"), max_length=200, blank=True, default="")
    # A table's name, or that of an act: import.people, export.audit.
    kind = models.CharField(_("对象类别"), max_length=60)
    act = models.CharField(_("动作"), max_length=8, choices=Act)
    object_id = models.CharField(max_length=40, blank=True, default="")
    label = models.CharField(_("对象"), max_length=120, blank=True, default="")
    county_id = models.BigIntegerField(null=True)
    # {column: [before, after]}; "*" is a number of rows that were added at once.
    fields = models.JSONField(_("内容"), default=dict)

    class Meta:
        """Read by county, by person, by object, newest first."""

        verbose_name = _("留痕")
        verbose_name_plural = _("留痕")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("county_id", "-id"), name="audit_county"),
            models.Index(fields=("by_id", "-id"), name="audit_by"),
            models.Index(fields=("kind", "object_id"), name="audit_object"),
        )

    def __str__(self) -> str:
        """Return what was done to what."""
        return f"{self.act} {self.kind} {self.object_id}"
