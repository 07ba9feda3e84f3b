# SPDX-License-Identifier: Apache-2.0
"""The ledger (全程留痕): one hash chain a county, written by one database function.

`ledger_append` (migration 0002) takes the county's head row, numbers the lines without a gap in
commit order, counts the tallies they change, and chains them. Nothing else may insert a step; a
trigger refuses to change or delete one.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.models import Unit


class Ledger(models.Model):
    """The head of one county's chain: last number, its time and hash, and the ledger's day."""

    county = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="+")
    seq = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    hash = models.BinaryField(max_length=32)
    day = models.DateField(null=True)

    class Meta:
        verbose_name = _("账本")
        verbose_name_plural = _("账本")

    def __str__(self) -> str:
        return f"{self.county_id}@{self.seq}"


class Step(models.Model):
    """One line. `content` is exactly the bytes that were hashed; the columns repeat parts of it
    for reading, and `verify_ledger` compares them.

    No constraint on people and units: they stay erasable, the line stays.
    """

    county_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    move = models.CharField(max_length=24)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16, blank=True)
    event_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    line = models.UUIDField()
    content = models.BinaryField()
    hash = models.BinaryField(max_length=32)
    prev_hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("流转记录")
        verbose_name_plural = _("流转记录")
        constraints = [
            models.UniqueConstraint(fields=["county_id", "seq"], name="step_number_once"),
        ]
        indexes = [
            models.Index(fields=["event_id", "seq"], name="step_event_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.county_id}@{self.seq} {self.move}"


class StepText(models.Model):
    """What a line said about people: kept beside the chain, which holds sha256(salt || body).

    pii: reason and result texts, exact points, claimants. Append-only, but for an erasure, which
    takes salt and body together and names the ledger line that ordered it.
    """

    line = models.UUIDField()
    event_id = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    salt = models.BinaryField(max_length=16, null=True)
    body = models.TextField(null=True)  # noqa: DJ001 — NULL is "erased", "" is "said nothing"
    erased_line = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "kind"], name="steptext_once"),
        ]
        indexes = [models.Index(fields=["event_id"], name="steptext_event_idx")]

    def __str__(self) -> str:
        return f"{self.line}:{self.kind}"
