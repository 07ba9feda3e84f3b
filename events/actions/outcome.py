# SPDX-License-Identifier: Apache-2.0
"""What a move says of a closing (评价、质量抽查): gathered with the move, written with it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from events.models import Event, Rating, Sample


@dataclass
class Outcome:
    """A rating, a lot that fell on the closing, or what became of one that had fallen on it."""

    rating: Rating | None = None
    drawn: Sample | None = None
    sample_ends_as: str = ""

    def end_sample(self, event: Event, status: str) -> None:
        """What waited to be looked at waits no longer."""
        if event.sampled == Sample.Status.DRAWN:
            event.sampled = self.sample_ends_as = status

    def write(self, event: Event, by: User, now: datetime) -> None:
        """Write it, in at most two statements; usually none."""
        if self.sample_ends_as:
            looked = self.sample_ends_as != Sample.Status.LAPSED
            waiting = Sample.objects.filter(event=event, status=Sample.Status.DRAWN)
            waiting.update(
                status=self.sample_ends_as,
                judged_by=by if looked else None,
                judged_at=now if looked else None,
            )
        for row in (self.rating, self.drawn):
            if row is not None:
                row.save(force_insert=True)
