# SPDX-License-Identifier: Apache-2.0
"""What the desk's socket tells: a person's queues, by the desk's own definition of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from events.access import events_in_reach
from events.queries import queue_counts
from events.standing import standing_of
from governance.queries import one_moment, read_head


@dataclass(frozen=True)
class DeskNews:
    """A desk's queues at one ledger number, and which of the events that moved it may see."""

    seq: int
    counts: dict[str, int]
    changed: list[int]


def read_desk(
    user: User, county_id: int, moved: Iterable[int], *, must_count: bool
) -> DeskNews | None:
    """What somebody's desk shall hear of now (队列), None if nothing within their reach moved.

    At most five statements, postings apart.
    """
    standing, within = standing_of(user), events_in_reach(user)
    with one_moment():
        changed = sorted(within.filter(pk__in=sorted(moved)).values_list("pk", flat=True))
        if not changed and not must_count:
            return None
        head = read_head(county_id)
        found = queue_counts(within.filter(standing.fully), standing.desk)
        counts = {key: n for key, n in found.items() if standing.sees_queue(key)}
    return DeskNews(head.seq, counts, changed)
