# SPDX-License-Identifier: Apache-2.0
"""The events that stand beside the one in hand (并案): locked with it, written with it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from events.models import Event
from events.states import State

# What a move changes of an event beside the one it was asked for.
_FIELDS = (
    *("state", "master", "follower_count", "untouched", "version", "node", "assignment", "handler"),
    *("handler_user", "handled_by", "closed_at", "lapses_at"),
    *("due_at", "lamp", "warned", "next_lamp_at"),
)

# What is merged into an event goes with these moves: they lock it from the start.
TAKES_ALONG = frozenset(
    {"close", "check_pass", "finish", "join_done", "result_received", "approve_request", "merge"}
)


class Wider(Exception):
    """The move touches further events: it is begun anew with all of these locked."""

    def __init__(self, beside: Collection[int]) -> None:
        super().__init__(beside)
        self.beside = beside


@dataclass
class Company:
    """Events locked with the one in hand; `asked` are the keys that were asked for, of which one
    may not exist; `recounted` those that stay where they are, but are counted or hung anew."""

    event: Event
    others: dict[int, Event] = field(default_factory=dict)
    asked: frozenset[int] = frozenset()
    recounted: list[Event] = field(default_factory=list)

    def locked(self, pks: Collection[int]) -> list[Event]:
        """Those of these events that exist; `Wider` if they are not locked yet."""
        if not self.asked.issuperset(pks):
            raise Wider(self.asked.union(pks))
        return [self.others[pk] for pk in sorted(pks) if pk in self.others]

    def followers(self) -> list[Event]:
        """What is merged into the event in hand, all of it. None can come or go meanwhile: for that
        this event is locked, too; who came while we waited for the lock is read by one query."""
        pk, others = self.event.pk, self.others.values()
        found = [each for each in others if (each.master_id, each.state) == (pk, State.MERGED)]
        if len(found) == self.event.follower_count:
            return found
        merged = Event.objects.filter(master=self.event, state=State.MERGED)
        return self.locked(set(merged.values_list("pk", flat=True)))

    def write(self, moved: Iterable[Event]) -> None:
        """Write those that moved along and those recounted. One statement, none for none."""
        if others := [*moved, *self.recounted]:
            Event.objects.bulk_update(others, _FIELDS)
