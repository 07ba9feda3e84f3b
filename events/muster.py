# SPDX-License-Identifier: Apache-2.0
"""How a whistle (吹哨) is answered: who was called, who came when, who has done their part.

From rows in hand (`events.queries.with_all`): no query here.
"""

from datetime import datetime
from typing import Any

from events.gathering import AT_WORK
from events.models import Event, Summons, Whistle
from grids.directory import unit_by_id

Answer = dict[str, Any]


def whistle_answer(event: Event, now: datetime, *, commands: bool) -> Answer | None:
    """The event's last whistle, None if there was none; `commands` is whether its reader leads it.

    What the units said stands in the ledger lines, which a page has anyway.
    """
    blown: list[Answer] = getattr(event, "whistle_rows", None) or []
    if not blown:
        return None
    last = blown[-1]
    called = [row for row in getattr(event, "summons_rows", []) if row["whistle"] == last["id"]]
    units = [_unit(row, last["lead"], now) for row in called]
    expected = [row for row in called if row["status"] != Summons.Status.EXCUSED]
    return {
        "kind": last["kind"],
        "kind_label": str(Whistle.Kind(last["kind"]).label),
        "status": last["status"],
        "status_label": str(Whistle.Status(last["status"]).label),
        "township": _name(last["township"]),
        "lead": _name(last["lead"]),
        "place": last["place"],
        "gather_at": _time(last["gather_at"]),
        "called_at": _time(last["called_at"]),
        "ended_at": _time(last["ended_at"]),
        "called": len(expected),
        "arrived": sum(row["arrived_at"] is not None for row in expected),
        "units": units,
        "commands": commands,
    }


def _unit(row: Answer, lead: int, now: datetime) -> Answer:
    due_at, arrived_at = _time(row["due_at"]), _time(row["arrived_at"])
    waits = row["status"] == Summons.Status.CALLED
    at = arrived_at or (now if waits else None)
    return {
        "unit": _name(row["unit"]),
        "lead": row["unit"] == lead,
        "status": row["status"],
        "status_label": str(Summons.Status(row["status"]).label),
        "due_at": due_at,
        "arrived_at": arrived_at,
        "late": at is not None and due_at is not None and at > due_at,
        "by_code": row["by_code"],
        "contested": row["contested_at"] is not None,
        "at_work": row["status"] in AT_WORK,
        "done_at": _time(row["done_at"]),
        "points": row["points"],
    }


def _name(unit_id: int) -> Answer:
    unit = unit_by_id(unit_id)
    return {"code": unit.code, "name": unit.name, "kind": unit.kind}


def _time(raw: str | None) -> datetime | None:
    return datetime.fromisoformat(raw) if raw else None
