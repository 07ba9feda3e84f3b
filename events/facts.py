# SPDX-License-Identifier: Apache-2.0
"""What of an event a ledger line says to walls and counts: codes only, and for a sensitive
event its village and major alone. The one place that decides it.
"""

from typing import Any

from django.utils import timezone

from duties.directory import matter_by_id
from events import moment
from events.gathering import statuses
from events.lifecycle import State
from events.models import Event
from events.rules import township_code
from grids.directory import unit_by_id

# Lines that close, and are counted so; a note on a closed event is none.
CLOSING = ("close", "instant_close", "result_received")
StockKey = tuple[str, str, str, str, str, str]


def wall_facts(event: Event) -> dict[str, Any]:
    """The event's wall facts after a line. A sensitive one: state, village, major and lamp."""
    if event.sensitive:
        return {
            "sensitive": True,
            "state": event.state,
            "unit": event.village_code,
            "village": event.village_code,
            "major": matter_by_id(event.matter_id).major_code,
            "lamp": event.lamp,
        }
    return {
        "number": event.number,
        "state": event.state,
        "matter": matter_by_id(event.matter_id).code,
        "platform": event.platform,
        "unit": unit_by_id(event.holder_id).code,
        "village": event.village_code,
        "lamp": event.lamp,
        "source": event.source,
    } | whistle_facts(event)


def whistle_facts(event: Event) -> dict[str, Any]:
    """应到几家、已到几家: the running whistle of an event that is not sensitive, whole each time,
    so that a wall needs only the last line of the event."""
    if event.state != State.JOINT or not event.joint or event.sensitive:
        return {}
    units = [[unit_by_id(pk).code, status] for pk, status in sorted(statuses(event).items())]
    return {
        "whistle": {
            "kind": event.joint["kind"],
            "village": event.village_code,
            "lead": unit_by_id(event.joint["lead"]).code,
            "gather_at": event.joint["gather_at"],
            "called": len(units),
            "arrived": sum(status != "called" for _code, status in units),
            "units": units,
        }
    }


def stock_key(event: Event) -> StockKey | None:
    """What an open event counts as; None when it is not open."""
    if not event.is_open:
        return None
    holder = unit_by_id(event.holder_id).code
    if event.sensitive:
        # Its platform and source would tell what it is about; its holder, who deals with it.
        return (event.village_code, event.village_code, "", event.state, event.lamp, "")
    return (
        event.village_code,
        holder,
        event.platform,
        event.state,
        event.lamp,
        event.source,
    )


def stock_delta(before: StockKey | None, after: StockKey | None) -> list[list[Any]]:
    """The counts that change from `before` to `after`: rows of key and -1 or +1."""
    if before == after:
        return []
    gone = [[*before, -1]] if before else []
    come = [[*after, 1]] if after else []
    return gone + come


def flow_of(event: Event, measures: list[str]) -> dict[str, Any]:
    """What the day counts on this line; a sensitive event under its major and no source.

    A line written for a pinned, past moment says its own day and hour: the ledger may meanwhile
    have come to today, and the past must not count as today.
    """
    matter = matter_by_id(event.matter_id)
    flow: dict[str, Any] = {
        "unit": event.village_code,
        "township": township_code(unit_by_id(event.place_id)),
        "matter": matter.major_code if event.sensitive else matter.code,
        "source": "" if event.sensitive else event.source,
        "measures": measures,
    }
    if (past := moment.pinned()) is not None:
        local = timezone.localtime(past)
        flow |= {"day": local.date().isoformat(), "hour": local.hour}
    return flow
