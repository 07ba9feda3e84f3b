# SPDX-License-Identifier: Apache-2.0
"""Parts of an answer that stand by themselves: a unit, a move, a request, a supervision order."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from duties.models.matters import LimitUnit
from duties.queries import reasons_for
from events.actions import MOVES
from events.actions.requesting import ASKED_BY
from events.approvals import may_decide
from events.models import Event, Request, Supervision
from events.standing import Standing
from grids.directory import unit_by_id

Answer = dict[str, Any]


def unit_answer(unit_id: int | None) -> Answer | None:
    """A unit as events name it."""
    if unit_id is None:
        return None
    unit = unit_by_id(unit_id)
    return {"code": unit.code, "name": unit.name, "kind": unit.kind}


def move_answer(name: str) -> Answer:
    return {"name": name, "label": str(MOVES[name].label)}


def _state_label(kind: str, state: str) -> str:
    """Of an appeal two judges decide (双人复核), not the unit's own head."""
    judged = {
        Request.State.PENDING_L1.value: _("待第一人裁定"),
        Request.State.PENDING_L2.value: _("待第二人裁定"),
    }
    said = judged.get(state) if kind == Request.Kind.OVERDUE else None
    return said or str(Request.State(state).label)


def request_answer(
    asked: Answer,
    event: Event,
    reader: Standing,
    legal: Iterable[str],
    say: Callable[[str], str],
) -> Answer:
    """One thing asked for: who asked, when, why, for whom it waits, what was decided."""
    entry = next((each for each in event.open_requests if each["id"] == asked["id"]), None)
    decides = entry is not None and may_decide(entry, reader.user.pk, reader.posts)
    fits = {"withdraw_request": entry is not None and asked["unit_id"] in reader.acting}
    fits |= dict.fromkeys(("approve_request", "refuse_request", "decide_appeal"), decides)
    known = {row.code: row.text for row in reasons_for(ASKED_BY[asked["kind"]])}
    unit = asked["limit_unit"]
    return {
        **{name: asked[name] for name in ("id", "kind", "state", "at", "by", "limit", "until")},
        "kind_label": str(Request.Kind(asked["kind"]).label),
        "state_label": _state_label(asked["kind"], asked["state"]),
        "unit": unit_answer(asked["unit_id"]),
        "decider": unit_answer(asked["decider_id"]),
        "limit_unit": unit,
        "limit_label": f"{asked['limit']} {LimitUnit(unit).label}" if unit else "",
        "reason_code": asked["reason_code"],
        "reason_label": known.get(asked["reason_code"], asked["reason_code"]),
        "reason": say(asked["reason"] or ""),
        "plan": say(asked["plan"] or ""),
        "suggest": unit_answer(asked["suggest_id"]),
        "decided_by": asked["decided_by"],
        "decided_at": asked["decided_at"],
        "decision": say(asked["decision"] or ""),
        "moves": [move_answer(name) for name in legal if fits.get(name)],
    }


def order_answer(
    order: Answer, event: Event, legal: Iterable[str], say: Callable[[str], str]
) -> Answer:
    """One supervision order (督办单): from whom to whom, until when, what was replied."""
    is_open = event.open_order.get("id") == order["id"]
    waits = is_open and order["state"] != Supervision.State.REPLIED
    due = datetime.fromisoformat(order["reply_due_at"])
    names = ("id", "kind", "state", "at", "by", "signed_at", "replied_at", "sent_back_count")
    return {
        **{name: order[name] for name in names},
        "kind_label": str(Supervision.Kind(order["kind"]).label),
        "state_label": str(Supervision.State(order["state"]).label),
        "from": unit_answer(order["from_unit_id"]),
        "unit": unit_answer(order["unit_id"]),
        "reply_due_at": due,
        "late": order["replied_late"] or (waits and timezone.now() > due),
        "text": say(order["text"] or ""),
        "reply": say(order["reply"] or ""),
        "back": say(order["back"] or ""),
        "moves": [move_answer(name) for name in legal if is_open and name.endswith("_supervision")],
    }
