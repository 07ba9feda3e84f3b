# SPDX-License-Identifier: Apache-2.0
"""What a unit has in hand (在手): open events by state and lateness, and what came back from it.

Counted by the very filter of the list that each number opens, of what the reader may read whole.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from duties.queries import reasons_for
from events import moment
from events.access import events_in_reach
from events.filters import apply, read_query
from events.lifecycle import OPEN_STATES, State
from events.models import Assignment
from events.models.event import Lamp
from events.standing import Standing
from grids.directory import UnitRow, placed_name, unit_by_id

# The gravest first, as everywhere; what no clock runs for stands last.
LAMPS = (Lamp.RED, Lamp.ORANGE, Lamp.YELLOW, Lamp.GREEN, Lamp.PAUSED, Lamp.NONE)
RETURNED_WITHIN = timedelta(days=90)
MOST_RETURNS = 10


@dataclass(frozen=True)
class Cell:
    """A number and the list behind it."""

    count: int
    href: str


@dataclass(frozen=True)
class Holding:
    """One table: a title, and for each state its cells in the order of LAMPS, and their sum."""

    title: str
    lines: list[tuple[str, list[Cell], Cell]]
    total: Cell


def holdings_of(unit: UnitRow, reader: Standing) -> list[Holding]:
    """What the unit itself holds, and of a node what is open in it. One query a table."""
    if unit.is_office:
        return [_holding(_("在手的事件"), {"unit": unit.code}, reader)]
    return [
        _holding(_("本单位承办"), {"holder": unit.code}, reader),
        _holding(_("辖区内全部在办"), {"unit": unit.code}, reader),
    ]


def _holding(title: str, asked: dict[str, str], reader: Standing) -> Holding:
    query = read_query(asked | {"state": ",".join(sorted(OPEN_STATES))})
    events = apply(events_in_reach(reader.user), query, reader)
    rows = events.order_by().values_list("state", "lamp").annotate(n=Count("pk"))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for state, lamp, count in rows:
        found[state][lamp] = count
    lines = [
        (str(state.label), [_cell(asked, state, lamp, found[state]) for lamp in LAMPS], all_of)
        for state in State
        if state in found
        for all_of in [Cell(sum(found[state].values()), _listed(asked, state=state))]
    ]
    total = sum(all_of.count for _label, _cells, all_of in lines)
    return Holding(title, lines, Cell(total, _listed(asked, state=",".join(sorted(OPEN_STATES)))))


def _cell(asked: dict[str, str], state: State, lamp: Lamp, counts: dict[str, int]) -> Cell:
    return Cell(counts.get(lamp, 0), _listed(asked, state=state, lamp=lamp))


def _listed(asked: dict[str, str], **more: str) -> str:
    return f"{reverse('desk')}?{urlencode({'queue': 'all', **asked, **more})}"


def returns_of(unit: UnitRow, reader: Standing) -> list[dict[str, Any]]:
    """What the unit, or one under it, has returned lately, newest first. One query."""
    found = Assignment.objects.filter(
        event__in=events_in_reach(reader.user).filter(reader.fully),
        unit__path__startswith=unit.path,
        status=Assignment.Status.RETURNED,
        ended_at__gte=moment.now() - RETURNED_WITHIN,
    )
    words = {reason.code: reason.text for reason in reasons_for("return_back")}
    return [
        {
            "event": row.event_id,
            "number": row.event.number,
            "at": row.ended_at,
            "by": placed_name(unit_by_id(row.unit_id)),
            "to": placed_name(unit_by_id(row.from_unit_id)),
            "reason": words.get(row.return_code, row.return_code),
        }
        for row in found.select_related("event").order_by("-ended_at", "-pk")[:MOST_RETURNS]
    ]
