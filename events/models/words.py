# SPDX-License-Identifier: Apache-2.0
"""What an event is found by."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from events.models.event import Event


class EventWords(models.Model):
    """An event's address and text for searching: in small letters, without phone and identity
    numbers, and as pairs of signs. Kept by a trigger, so an erased text is found no more.

    pii: as the event's `text` and `address`; erased with them.
    """

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="+")
    words = models.TextField()
    pairs = ArrayField(models.TextField())

    class Meta:
        indexes = [GinIndex(fields=["pairs"], name="event_pairs_idx", fastupdate=False)]

    def __str__(self) -> str:
        return f"words of {self.event_id}"
