# SPDX-License-Identifier: Apache-2.0
"""People who decide, and short ways to ask and be answered."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from events import moment
from events.models import Delivery, Event, Request
from grids.actions.postings import post_person
from grids.models import Unit
from tests.walk import Walk

LONGER = {"limit": 1, "unit": "work_day", "reason": "等材料到货"}
PLAN = {"reason_code": "planned_works", "reason": "已列入改造计划", "plan": "入冬前完成招标"}


def serve(name: str, unit: Unit, role: str, *, sensitive: bool = False) -> User:
    """Somebody new who serves there."""
    person = User.objects.create_user(name, password="x", display_name=name)
    post_person(person, unit, role, by=None, sensitive=sensitive)
    return person


def later(**more: Any) -> Any:
    """So long from now, in force while the block runs."""
    return moment.at(moment.now() + timedelta(**more))


def in_days(days: float) -> str:
    return (moment.now() + timedelta(days=days)).isoformat()


def asked(event: Event, kind: str | None = None) -> Request:
    """What was asked last."""
    rows = Request.objects.filter(event=event).filter(**{"kind": kind} if kind else {})
    return rows.latest("at")


def decide(walk: Walk, event: Event, move: str, by: User, **fields: Any) -> Event:
    """Approve or refuse what was asked last."""
    return walk.go(event, move, by, request=str(asked(event).pk), **fields)


def suspended(walk: Walk, days: float = 30) -> Event:
    """An event that 平安法治 could not do before a day, and the township's chief agreed."""
    event = walk.go(
        walk.to("processing"), "request_suspension", walk.wang, until=in_days(days), **PLAN
    )
    return decide(walk, event, "approve_request", walk.qian)


def told(event: Event) -> list[tuple[str, int | None, str, int | None]]:
    """What people are owed to hear of requests and orders: template, unit, roles, person."""
    rows = Delivery.objects.filter(event=event, channel="notice", once="").order_by("pk")
    return list(rows.values_list("template", "to_unit_id", "roles", "to_user_id"))


def closed_late(walk: Walk) -> Event:
    """An event that 平安法治 finished long after its limit, and that passed its check."""
    event = walk.to("processing")
    with later(days=40):
        return walk.check_pass(walk.request_check(walk.finish(event)))
