# SPDX-License-Identifier: Apache-2.0
"""How much each named filter holds now (存的筛选的件数): the list's own conditions, counted no
further than to "99+", and only where what is read cannot grow with the years.

A filter of what is open, of a queue or of a decision is answered by the indexes of open events; one
over everything that ever was would walk a county's whole past at every step somebody makes, and one
that searches words costs statements of its own: these stand without a number.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet, Value
from django.http import QueryDict
from rest_framework.serializers import ValidationError

from events.access import events_in_reach
from events.filters import apply, read_query
from events.lifecycle import OPEN_STATES, State
from events.models import Event, SavedFilter
from events.models.event import Lamp
from events.standing import Standing

MOST_COUNTED = 99
# So many filters are counted, the oldest first: each costs a part of the one statement (about 10 ms
# at 167,000 events, planning included), at every look of every desk.
MOST_FILTERS = 10
# A lamp is lit by a clock that runs: in an open event, or in one that is followed elsewhere.
_LIT = frozenset({*map(str, OPEN_STATES), State.TRANSFERRED_OUT.value})


def counts_of(kept: Iterable[SavedFilter], reader: Standing) -> dict[int, int]:
    """How many events each of these holds, one more than `MOST_COUNTED` at most; those without a
    number are left out. One query, none for none."""
    parts, found = list[QuerySet[Event, tuple[int]]](), Counter[int]()
    for each in kept:
        events = _events(each.query, reader) if len(parts) < MOST_FILTERS else None
        if events is not None:
            found[each.pk] = 0
            parts.append(_first(events, each.pk))
    if parts:
        found.update(pk for (pk,) in parts[0].union(*parts[1:], all=True))
    return dict(found)


def _first(events: QuerySet[Event], pk: int) -> QuerySet[Event, tuple[int]]:
    return events.order_by().annotate(of=Value(pk)).values_list("of")[: MOST_COUNTED + 1]


def _events(query: str, reader: Standing) -> QuerySet[Event] | None:
    """The events of a filter; None where it is not counted, or names what is no more."""
    try:
        asked = read_query(QueryDict(query))
    except ValidationError:
        return None
    states = _bounded(asked)
    if states is None:
        return None
    events = apply(events_in_reach(reader.user), asked, reader)
    return events.filter(state__in=sorted(states)) if states else events


def _bounded(asked: dict[str, Any]) -> frozenset[str] | None:
    """In which states alone the filter's events can be; empty: its own condition says so; None:
    in all of the past."""
    if asked.get("q"):
        return None
    if asked.get("queue") or asked.get("decision") or asked.get("open"):
        return frozenset()
    if asked.get("state"):
        return frozenset() if OPEN_STATES.issuperset(asked["state"]) else None
    lit = asked.get("lamp") and Lamp.NONE.value not in asked["lamp"]
    return _LIT if lit else None
