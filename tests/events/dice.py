# SPDX-License-Identifier: Apache-2.0
"""What somebody might send for a move, right or wrong, from a seeded dice.

`SHAPES` knows every move; what it throws has the right shape, and whether it fits the event is
the dice's luck. It knows of a county only who serves where (`walk.people`, `walk.units`).
"""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts.models import User
from events import moment
from events.approvals import requests_of
from events.gathering import statuses
from events.lifecycle import OPEN_STATES
from events.models import Clock, Event
from events.rights import ONLY_LOOK
from events.rules import dispatch_targets, push_targets, ruling_targets
from grids.directory import subtree_of, unit_by_id
from grids.queries import postings_of
from tests.walk import MINOR_CHILD, POTHOLE, QUARREL, RIVER, WASTE, Walk

GAS_LEAK = "0304"  # 特急
MATTERS = (POTHOLE, WASTE, QUARREL, RIVER, MINOR_CHILD, GAS_LEAK, "0701", "1299", "1003")
ONWARD = frozenset(
    {"accept", "dispatch", "push_down", "take", "sign", "finish", "request_check"}
    | {"verify_true", "verify_false", "support_done"}
    | {"check_pass", "check_fail", "close", "resubmit"}
    | {"report_in", "join_result", "join_done", "resume", "approve_request"}
)
# What ends an event with nothing done: seldom, or hardly one would live long.
DEAD_END = frozenset(
    {"reject", "withdraw", "void", "merge", "transfer_out", "return_to_source"}
    | {"force_close", "withdraw_request", "split"}
)
PEOPLE = (
    *("lin", "gao", "zhou", "chen", "qian", "wang", "ma", "shen", "wu", "sun", "zhao", "he"),
    "admin",
)
PLACES = ("grid", "village")


@dataclass(frozen=True)
class Throw:
    """One throw: for whom and what, and the dice."""

    walk: Walk
    event: Event
    move: str
    by: User
    dice: random.Random

    def one_of(self, *several: Any) -> Any:
        return self.dice.choice(several)

    def often(self, tenths: int) -> bool:
        return self.dice.randrange(10) < tenths

    def target(self) -> str:
        """Mostly a unit that the holder may send to, with people; at times any of the county."""
        holder = unit_by_id(self.event.holder_id)
        found = push_targets(holder) if self.move == "push_down" else dispatch_targets(holder)
        found = [row for row in found if row.id in staffed(self.walk)] or found
        if not found or self.often(1):
            found = subtree_of(unit_by_id(self.event.county_id))
        return self.dice.choice(found).code

    def called(self) -> str:
        """An office with people: of those a whistle brought there, if one did."""
        here = list(statuses(self.event)) if self.often(9) else []
        offices = [pk for pk in sorted(staffed(self.walk)) if unit_by_id(pk).is_office]
        return unit_by_id(self.dice.choice(here or offices)).code

    def place(self) -> str:
        return some_place(self.walk, self.dice)

    def matter(self) -> str:
        return self.dice.choice(MATTERS)

    def photos(self, tenths: int = 9) -> list[str]:
        return [self.walk.photo(self.by)] if self.often(tenths) else []

    def in_days(self, *days: int) -> str:
        return (moment.now() + timedelta(days=self.dice.choice(days))).isoformat()

    def waiting(self) -> str:
        """One of what is asked for, or something that nobody asked."""
        ids = [asked["id"] for asked in requests_of(self.event)]
        return str(self.dice.choice(ids) if ids else uuid.UUID(int=7))

    def mergeable(self) -> int:
        """An open event it might be merged into; itself if there is none, which is refused."""
        same = {"county": self.event.county_id, "sensitive": self.event.sensitive}
        alike = Event.objects.filter(state__in=sorted(OPEN_STATES), **same)
        found = alike.exclude(pk=self.event.pk).order_by("pk").values_list("pk", flat=True)
        return self.dice.choice(list(found) or [self.event.pk])

    def limit_unit(self) -> str:
        """Mostly the kind of time of the limit that runs."""
        running = Clock.objects.filter(event=self.event, kind="handle", stopped_at=None)
        units = list(running.order_by("pk").values_list("unit", flat=True)) if self.often(8) else []
        return self.dice.choice(units or ["work_hour", "urgent_minute"])

    def colleague(self) -> str:
        """Somebody of the unit that holds it, or whoever throws."""
        holder = self.event.holder_id
        here = [
            person.username
            for person in self.walk.people.values()
            if any(post.acts_for.id == holder for post in postings_of(person))
        ]
        return str(self.dice.choice(here or [self.by.username]))


Shape = Callable[[Throw], dict[str, Any]]


def _nothing(t: Throw) -> dict[str, Any]:
    return {}


def _reason(t: Throw) -> dict[str, Any]:
    return {"reason": "因为"}


def _reason_code(t: Throw) -> dict[str, Any]:
    suggest = {"suggest": t.target()} if t.often(2) else {}
    return {"reason_code": t.one_of("wrong_duty", "duplicate"), "reason": "不归我们"} | suggest


def _result(t: Throw) -> dict[str, Any]:
    return {"result": "办好了"}


def _result_seen(t: Throw) -> dict[str, Any]:
    return {"result": "办好了", "photos": t.photos()}


def _text_seen(t: Throw) -> dict[str, Any]:
    return {"text": "看过了", "photos": t.photos()}


def _text(t: Throw) -> dict[str, Any]:
    return {"text": "说一句"}


def _request(t: Throw) -> dict[str, Any]:
    return {"request": t.waiting(), "reason": "可以"}


def _dispatch(t: Throw) -> dict[str, Any]:
    return {"to": t.target(), "supports": [t.target()] if t.often(3) else []}


def _correct(t: Throw) -> dict[str, Any]:
    fields: dict[str, Any] = {"reason": "写错", "matter": t.matter()}
    fields |= {"grid": t.place()} if t.often(5) else {}
    return fields | ({"urgency": t.one_of("critical", "urgent")} if t.often(3) else {})


def _admission(t: Throw) -> dict[str, Any]:
    """A unit below, mostly; for a few days, at times already over."""
    unit = t.one_of(*push_targets(unit_by_id(t.event.holder_id)) or [unit_by_id(t.event.place_id)])
    until = t.in_days(3, 30, 100, -1)
    return {"unit": unit.code, "matter": t.matter(), "until": until, "reason": "抢险"}


def _outcome(t: Throw) -> dict[str, Any]:
    outcome = t.one_of("cleared", "false_alarm", "worse")
    return {"outcome": outcome} | ({"cause": "smoke"} if outcome == "false_alarm" else {})


def _whistle(t: Throw) -> dict[str, Any]:
    kind = t.one_of("emergency", "enforcement", "livelihood")
    return {"kind": kind, "lead": t.called(), "departments": [t.called()]}


def _suspension(t: Throw) -> dict[str, Any]:
    until = t.in_days(2, 5, 30, 400)
    return {"until": until, "reason_code": "season", "reason": "汛期", "plan": "汛后办"}


def _release(t: Throw) -> dict[str, Any]:
    return {"send_back": t.often(3), "reason": "还不够"}


def _supervise(t: Throw) -> dict[str, Any]:
    by = {"reply_by": t.in_days(1, 2, -1)} if t.often(2) else {}
    return {"kind": t.one_of("urge", "yellow", "red"), "text": "请速办"} | by


SHAPES: dict[str, Shape] = {
    **dict.fromkeys(
        [
            "go",
            "take",
            "sign",
            "undo",
            "split",
            "withdraw",
            "resume",
            "sample_pass",
            "sign_supervision",
        ],
        _nothing,
    ),
    **dict.fromkeys(
        (
            *("ask_more", "escalate", "escalate_skip", "ask_verify", "revoke", "reopen", "void"),
            *("force_close", "contest", "ask_help", "sample_return", "appeal", "appeal_overdue"),
            *("mark_sensitive", "lift_sensitive"),
        ),
        _reason,
    ),
    **dict.fromkeys(("reject", "return_back", "request_return"), _reason_code),
    **dict.fromkeys(("support_done", "join_done", "result_received", "bring_back"), _result),
    **dict.fromkeys(("finish", "join_result"), _result_seen),
    **dict.fromkeys(("verify_true", "verify_false", "check_pass", "note"), _text_seen),
    **dict.fromkeys(("reply_supervision", "instruct"), _text),
    **dict.fromkeys(("approve_request", "refuse_request"), _request),
    "accept": lambda t: {"level": t.one_of(1, 2, 3, 4)} if t.often(2) else {},
    "reject": lambda t: {"reason_code": "not_true", "reason": "不属实"},
    "merge": lambda t: {"into": t.mergeable()},
    "transfer_out": lambda t: {"system": t.one_of("110", "petition"), "number": "外 7"},
    "return_to_source": lambda t: {"clause": "第九条", "reason": "不归县里"},
    "push_down": lambda t: {"to": t.target()},
    "dispatch": _dispatch,
    "assign_person": lambda t: {"person": t.colleague()},
    "whistle": _whistle,
    "report_in": lambda t: {"code": "000000"} if t.often(1) else {},
    "excuse": lambda t: {"department": t.called(), "reason": "不用来"},
    "score": lambda t: {"department": t.called(), "points": t.one_of(1, 3, 5, 6)},
    "answer_help": lambda t: {"approved": t.often(5), "reason": "行不行"},
    "arbitrate": lambda t: {"to": t.one_of(*ruling_targets(t.event)).code, "reason": "归它办"},
    "admit_emergency": _admission,
    "tell": lambda t: {"whom": t.one_of("119", "family")},
    "report_outcome": _outcome,
    "correct": _correct,
    "request_check": lambda t: {"to": t.place()} if t.often(2) else {},
    "check_fail": lambda t: {"reason": "没好", "photos": t.photos()},
    "close": lambda t: {"reply": "办好了"},
    "rate": lambda t: {"solved": t.often(7), "satisfaction": t.one_of(1, 2, 3, 4, 5)},
    "request_extension": lambda t: {"limit": 1, "unit": t.limit_unit(), "reason": "等材料"},
    "request_suspension": _suspension,
    "withdraw_request": lambda t: {"request": t.waiting()},
    "supervise": _supervise,
    "release_supervision": _release,
    "decide_appeal": lambda t: {"approved": t.often(7), "reason": "看过了"},
    "resubmit": lambda t: {"text": "补了", "matter": t.matter()} if t.often(8) else {},
}


def fields_for(
    walk: Walk, event: Event, move: str, by: User, dice: random.Random
) -> dict[str, Any]:
    """Fields of the right shape for a move."""
    return SHAPES[move](Throw(walk, event, move, by, dice))


def staffed(walk: Walk) -> set[int]:
    """The units somebody acts for."""
    return {post.acts_for.id for person in walk.people.values() for post in postings_of(person)}


def some_place(walk: Walk, dice: random.Random) -> str:
    """Where something happens: mostly at lin's, else in any grid or village, with people or not."""
    if dice.randrange(3):
        return str(dice.choice((walk.grid, walk.village)).code)
    found = subtree_of(unit_by_id(walk.county.county.pk))
    return dice.choice([row for row in found if row.kind in PLACES]).code


def some_move(moves: list[str], dice: random.Random) -> str:
    """Mostly one that brings the event on: else nothing would ever be closed."""
    onward = [move for move in moves if move in ONWARD]
    if not onward or dice.randrange(4) == 0:
        onward = [move for move in moves if move not in DEAD_END or dice.randrange(3) == 0]
    return dice.choice(onward or moves)


def some_report(walk: Walk, dice: random.Random) -> tuple[User, dict[str, Any]]:
    """Somebody's report of some matter somewhere."""
    able = [
        person
        for person in walk.people.values()
        if {post.role for post in postings_of(person)} - ONLY_LOOK
    ]
    fields: dict[str, Any] = {"matter": dice.choice(MATTERS)}
    fields["grid"] = some_place(walk, dice)
    more: tuple[dict[str, Any], ...] = (
        {"headcount": 6},
        {"source": "hotline", "source_number": "12345-7"},
        {"claimants": [{"name": "张三", "phone": "13812345678", "wants_reply": True}]},
        {"severity": "major"},
    )
    return dice.choice(able), fields | (dice.choice(more) if dice.randrange(2) else {})
