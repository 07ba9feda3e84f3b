# SPDX-License-Identifier: Apache-2.0
"""Tallies: what is open (stock) and what happened (flow), functions of the ledger's prefix.

Written only by `ledger_append`, in the statement that writes the lines they count.
Codes are frozen on the event at filing, so a renamed unit changes no past number.
"""

from django.db import models


class Stock(models.Model):
    """How many events are open, by village, holder, platform, state, lamp and source."""

    county_id = models.BigIntegerField()
    village = models.CharField(max_length=24)
    holder = models.CharField(max_length=24)
    platform = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=16)
    lamp = models.CharField(max_length=8)
    source = models.CharField(max_length=8, blank=True)
    n = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county_id", "village", "holder", "platform", "state", "lamp", "source"],
                name="stock_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village} {self.state} {self.n}"


class Flow(models.Model):
    """What happened in a village on a ledger day: reported, closed, late, source.x, hour.hh."""

    county_id = models.BigIntegerField()
    unit = models.CharField(max_length=24)
    day = models.DateField()
    measure = models.CharField(max_length=24)
    n = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county_id", "day", "unit", "measure"], name="flow_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.day} {self.measure} {self.n}"


class FlowMatter(models.Model):
    """How many were reported in a township on a day, by matter (sensitive: major) and source."""

    county_id = models.BigIntegerField()
    township = models.CharField(max_length=24)
    day = models.DateField()
    matter = models.CharField(max_length=8)
    source = models.CharField(max_length=8, blank=True)
    n = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county_id", "day", "township", "matter", "source"],
                name="flow_matter_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.township} {self.day} {self.matter} {self.n}"


class NumberSeries(models.Model):
    """The last number given out under a prefix (township initials + day)."""

    prefix = models.CharField(max_length=24, primary_key=True)
    last = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"
