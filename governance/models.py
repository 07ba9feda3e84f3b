# SPDX-License-Identifier: Apache-2.0
"""Small rows beside the ledger: tickets for sockets, who looks at what, what a wall has drawn."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.models import Unit


class SocketTicket(models.Model):
    """A one-time ticket (一次性凭证) for a socket, valid for 30 s. Only its SHA-256 is kept.

    It dies with the session or API token that asked for it, which `session_key` or
    `token_digest` name.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    session_key = models.CharField(max_length=40, blank=True)
    token_digest = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"ticket {self.pk}"


class Presence(models.Model):
    """Somebody has an event open at a desk right now. UNLOGGED: worth nothing after a crash."""

    socket = models.UUIDField(primary_key=True)
    user_id = models.BigIntegerField()
    event_id = models.BigIntegerField(db_index=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} at {self.event_id}"


class WallDrawn(models.Model):
    """Up to which ledger number a wall has painted (县屏已见), by screen or person watching."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    viewer = models.CharField(max_length=24)
    seq = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "viewer"], name="wall_drawn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.viewer} @{self.seq}"


class DrawnMoment(models.Model):
    """The second in which a wall of the unit first had painted everything up to a ledger number
    (县屏已见): at most one row a second, kept for a month."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    seq = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "seq"], name="drawn_moment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} @{self.seq} {self.at:%H:%M:%S}"


class PeopleDraft(models.Model):
    """A table of people that somebody uploaded and has not taken over (人员导入草稿): its cells, as
    they were read. Gone once it is applied, and a day later if it is not.

    .. pii:: names and phones of staff, until then.
    """

    county = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("县(市、区)"))
    name = models.CharField(_("文件名"), max_length=60)
    # [[number in the file, {column: text}]]
    rows = models.JSONField(_("各行"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(_("上传时间"))

    def __str__(self) -> str:
        return self.name
