# SPDX-License-Identifier: Apache-2.0
"""What somebody might send for a move, right or wrong, from a seeded dice."""

import random
import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from events.lifecycle import OPEN_STATES
from events.models import Event
from events.rules import dispatch_targets, push_targets, ruling_targets
from grids.directory import subtree_of, unit_by_id
from tests.walk import MINOR_CHILD, POTHOLE, QUARREL, RIVER, WASTE, Walk

MATTERS = (POTHOLE, WASTE, QUARREL, RIVER, MINOR_CHILD, "0701", "1299", "1003")
ONWARD = frozenset(
    {"accept", "dispatch", "push_down", "take", "sign", "finish", "request_check"}
    | {"verify_true", "verify_false", "support_done"}
    | {"check_pass", "check_fail", "close", "resubmit"}
    | {"report_in", "join_result", "join_done"}
)
# Offices that a township may call and that have people.
STAFFED = ("339901D01", "339901100P3", "339901100S01")
REASONED = ("ask_more", "escalate", "escalate_skip", "ask_verify", "revoke", "reopen")
PEOPLE = (
    *("lin", "gao", "zhou", "chen", "qian", "wang", "ma", "shen", "wu", "sun", "zhao", "he"),
    "admin",
)


def fields_for(
    walk: Walk, event: Event, move: str, by: User, dice: random.Random
) -> dict[str, Any]:
    """Fields of the right shape for a move; whether they fit the event is the dice's luck."""
    to, beside = some_target(event, move, dice), some_target(event, move, dice)
    matter, called = dice.choice(MATTERS), dice.choice(STAFFED)
    places = (walk.grid2.code, walk.far_grid.code, walk.village.code, "")
    shapes: dict[str, dict[str, Any]] = {
        "reject": {"reason_code": "not_true", "reason": "不属实"},
        "return_back": {"reason_code": "wrong_duty", "reason": "不归我们"},
        **{name: {"reason": "因为"} for name in REASONED},
        "push_down": {"to": to},
        "dispatch": {"to": to, "supports": [beside] if dice.random() < 0.3 else []},
        "correct": {"reason": "写错", "matter": matter, "grid": dice.choice(places)},
        "note": {"text": "记一笔"},
        "tell": {"whom": "119"},
        "report_outcome": {"outcome": "cleared"},
        "verify_true": {"text": "是真的"},
        "verify_false": {"text": "没有"},
        "assign_person": {"person": by.username},
        "support_done": {"result": "协办好了"},
        "finish": {"result": "办好了"},
        "check_pass": {"text": "平了"},
        "check_fail": {"reason": "没好"},
        "resubmit": {"text": "补了", "matter": matter},
        "whistle": {"kind": "emergency", "lead": called, "departments": [dice.choice(STAFFED)]},
        "excuse": {"department": called, "reason": "不用来"},
        "score": {"department": called, "points": dice.choice((1, 5, 6))},
        **{name: {"reason": "不归我们"} for name in ("contest", "ask_help")},
        **{name: {"result": "办了一半"} for name in ("join_result", "join_done")},
        "answer_help": {"approved": dice.random() < 0.5, "reason": "行不行"},
        **_after_shapes(event, matter, dice),
    }
    fields = dict(shapes.get(move, {}))
    if move in ("finish", "check_pass", "check_fail", "join_result"):
        fields["photos"] = [walk.photo(by)]
    if dice.random() < 0.2:
        fields["client_uuid"] = uuid.UUID(int=dice.getrandbits(128))
    return fields


def some_target(event: Event, move: str, dice: random.Random) -> str:
    """Mostly a unit that the holder may send to, at times any unit of the county."""
    holder = unit_by_id(event.holder_id)
    fitting = push_targets(holder) if move == "push_down" else dispatch_targets(holder)
    if not fitting or dice.random() < 0.2:
        fitting = subtree_of(unit_by_id(event.county_id))
    return dice.choice(fitting).code


def _after_shapes(event: Event, matter: str, dice: random.Random) -> dict[str, dict[str, Any]]:
    """Of what takes an event off the main road, or comes after it."""
    return {
        "merge": {"into": dice.choice(mergeable(event))},
        "transfer_out": {"system": dice.choice(("110", "petition")), "number": "外 7"},
        "return_to_source": {"clause": "第九条", "reason": "不归县里"},
        "bring_back": {"result": "对方不办"},
        "result_received": {"result": "对方办好了"},
        "appeal": {"reason": "应当受理"},
        "sample_return": {"reason": "没办实"},
        "arbitrate": {"to": dice.choice(ruling_targets(event)).code, "reason": "归它办"},
        "admit_emergency": _admission(event, matter, dice),
        "rate": {"solved": dice.random() < 0.7, "satisfaction": dice.randint(1, 5)},
    }


def _admission(event: Event, matter: str, dice: random.Random) -> dict[str, Any]:
    """A unit below, mostly; for a few days, at times already over."""
    unit = some_target(event, "push_down", dice)
    until = timezone.now() + timedelta(days=dice.choice((3, 30, 100, -1)))
    return {"unit": unit, "matter": matter, "until": until.isoformat(), "reason": "抢险"}


def mergeable(event: Event) -> list[int]:
    """Open events it might be merged into; itself if there is none, which is always refused."""
    alike = Event.objects.filter(county=event.county_id, state__in=sorted(OPEN_STATES))
    return sorted(alike.exclude(pk=event.pk).values_list("pk", flat=True)) or [event.pk]


def some_move(moves: list[str], dice: random.Random) -> str:
    """Mostly one that brings the event on: else nothing would ever be closed."""
    onward = [move for move in moves if move in ONWARD]
    return dice.choice(onward if onward and dice.random() < 0.75 else moves)


def some_report(walk: Walk, dice: random.Random) -> tuple[User, dict[str, Any]]:
    """Somebody's report of some matter somewhere."""
    by = getattr(walk.county, dice.choice(("lin", "gao", "zhou", "chen", "wang", "zhao", "he")))
    fields: dict[str, Any] = {"matter": dice.choice(MATTERS)}
    fields["grid"] = dice.choice((walk.grid, walk.grid2, walk.far_grid, walk.village)).code
    if dice.random() < 0.15:
        fields["headcount"] = 6
    return by, fields
