# SPDX-License-Identifier: Apache-2.0
"""Short ways to what comes after the work: a closing that the lot fell on, deliveries owed."""

from typing import Any

from duties.actions.edits import save_row
from duties.models import SampleShare
from events.models import Delivery, Event
from tests.walk import Walk


def share(walk: Walk, percent: int, on_the_spot: int) -> None:
    """What the county has looked at again, of a hundred."""
    row = SampleShare(county=walk.county.county, percent=percent, on_the_spot=on_the_spot)
    save_row(row, by=walk.admin)


def sampled(walk: Walk, **fields: Any) -> Event:
    """A closed event that is to be looked at again."""
    share(walk, 100, 100)
    return walk.to("closed", **fields)


def owed_to(event: Event) -> list[tuple[str, str, Any]]:
    """What is owed for an event: by which channel, in which words, to whom."""
    rows = Delivery.objects.filter(event=event).order_by("pk")
    return [
        (row.channel, row.template, row.claimant_id or row.to_user_id or row.to_unit_id)
        for row in rows
    ]
