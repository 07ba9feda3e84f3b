# SPDX-License-Identifier: Apache-2.0
"""How it is answered who had the time of an event how long (各单位用时), and what was let in.

From rows in hand (`events.queries.with_all`): no query here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duties.directory import matter_by_id
from duties.queries import calendar_of
from events.models import Clock, Event
from events.rules import share_of_time
from grids.directory import unit_by_id

Answer = dict[str, Any]


@dataclass
class _Timed:
    """A clock as far as whose time it was needs it."""

    unit: str
    due_at: datetime
    paused_at: datetime | None
    resumed_at: datetime | None


def held_times(event: Event, now: datetime) -> list[Answer]:
    """How long each unit had the time of each limit, and how much of that too late (各单位用时):
    what was written when it went on, and what runs on now."""
    found: dict[tuple[int, str, str], list[int]] = {}
    open_shares = [_running_share(each, event, now) for each in _rows(event, "clock_rows")]
    for share in [*_rows(event, "held_rows"), *filter(None, open_shares)]:
        key = (share["taker"], share["kind"], share["stage"])
        sums = found.setdefault(key, [0, 0])
        sums[0] += share["used"]
        sums[1] += share["overdue"]
    return [
        {
            "unit": _name(taker),
            "kind": kind,
            "label": str(Clock.Kind(kind).label),
            # What tells the clocks of a whistle apart is the unit called, which is named above.
            "stage": "" if kind == Clock.Kind.REPORT_IN else stage,
            "used_minutes": used // 60,
            "overdue_minutes": -(-overdue // 60),
        }
        for (taker, kind, stage), (used, overdue) in found.items()
    ]


def _running_share(clock: Answer, event: Event, now: datetime) -> Answer | None:
    if clock["stopped_at"] is not None:
        return None
    timed = _Timed(
        unit=clock["unit"],
        due_at=datetime.fromisoformat(clock["due_at"]),
        paused_at=_moment(clock["paused_at"]),
        resumed_at=_moment(clock["resumed_at"]),
    )
    began, calendar = datetime.fromisoformat(clock["held_since"]), calendar_of(event.county_id)
    used, late = share_of_time(timed, began, now, calendar)
    same = {name: clock[name] for name in ("kind", "stage")}
    return same | {"taker": clock["holder"], "used": used, "overdue": late}


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def admissions(event: Event) -> list[Answer]:
    """What a node was let be given out of the list, or has asked for (紧急准入)."""
    return [_admitted(row) for row in _rows(event, "admission_rows")]


def _admitted(row: Answer) -> Answer:
    matter = matter_by_id(row["matter"])
    return {
        "unit": _name(row["taker"]),
        "matter": matter.code,
        "matter_name": matter.name,
        "until": datetime.fromisoformat(row["until"]),
        "approved": row["status"] == "approved",
    }


def _name(unit_id: int) -> Answer:
    unit = unit_by_id(unit_id)
    return {"code": unit.code, "name": unit.name, "kind": unit.kind}


def _rows(event: Event, name: str) -> list[Answer]:
    rows: list[Answer] | None = getattr(event, name, None)
    return rows or []
