# SPDX-License-Identifier: Apache-2.0
"""Past events under another duty list, or the one in force (清单重放): which would have gone
elsewhere. Two statements, however many events; nothing is written."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import QuerySet

from duties.directory import MatterRow, matter_by_id, standard_by_id
from duties.rules import Duties, answering_units, department_for
from events.models import Assignment, Event
from grids.directory import UnitRow, unit_by_id

_NODES = ("county", "township")
DAYS = 30


@dataclass(frozen=True)
class Elsewhere:
    """An event that the list sends to another unit than it was given to first."""

    event_id: int
    number: str
    at: datetime
    matter: MatterRow
    went: UnitRow
    would: UnitRow


@dataclass(frozen=True)
class Replay:
    """How many events there were, how many of them a node gave to an office, which differ."""

    events: int
    given: int
    elsewhere: tuple[Elsewhere, ...]

    @property
    def by_matter(self) -> list[tuple[MatterRow, int]]:
        """How many of each matter would have gone elsewhere, most first."""
        counted = Counter(each.matter.id for each in self.elsewhere)
        return [(matter_by_id(pk), n) for pk, n in counted.most_common()]


def replay(events: QuerySet[Event], duties: Duties | None = None) -> Replay:
    """Ask the list anew for each first dispatch of a node to an office (首派).

    `duties`: the list to ask; without it the one in force today. Where it names nobody the event
    stays where it went: somebody at the node decides, as then.
    """
    first = _first_dispatches(events)
    return Replay(events.count(), len(first), tuple(_elsewhere(first, duties)))


def _first_dispatches(events: QuerySet[Event]) -> list[Assignment]:
    given = Assignment.objects.filter(
        event__in=events.order_by(),
        is_lead=True,
        ruled=False,
        from_unit__kind__in=_NODES,
        unit__kind__is_office=True,
    )
    given = given.exclude(status=Assignment.Status.UNDONE).order_by("event", "pk")
    return list(given.distinct("event").select_related("event"))


def _elsewhere(given: list[Assignment], duties: Duties | None) -> Iterator[Elsewhere]:
    @cache
    def named(matter_id: int, standard_id: int | None, giver_id: int) -> UnitRow | None:
        return _named(matter_id, standard_id, unit_by_id(giver_id), duties)

    for row in given:
        event = row.event
        would = named(event.matter_id, event.standard_id, row.from_unit_id)
        if would is not None and would.id != row.unit_id:
            matter, went = matter_by_id(event.matter_id), unit_by_id(row.unit_id)
            yield Elsewhere(event.pk, event.number, row.dispatched_at, matter, went, would)


def _named(
    matter_id: int, standard_id: int | None, giver: UnitRow, duties: Duties | None
) -> UnitRow | None:
    """Whom the list names first: at a county its department, at a township its office."""
    matter = matter_by_id(matter_id)
    standard = standard_by_id(standard_id) if standard_id else None
    if giver.kind == "county":
        department = department_for(matter, giver, standard, duties=duties)
        if department is not None:
            return department
    return next(iter(answering_units(matter, giver, standard, duties=duties)), None)
