# SPDX-License-Identifier: Apache-2.0
"""Reads of what was asked and ordered (申请与督办): rows of an event, and somebody's queue."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from events.models import Request, StepText, Supervision

State = Request.State


@dataclass(frozen=True)
class Desk:
    """Whose queues: the person, the units they act for, where they sit in which role, and (as
    paths) where they look at closings again (抽查)."""

    user_id: int
    units: frozenset[int]
    seats: frozenset[tuple[int, str]]
    samples: frozenset[str] = frozenset()


def awaiting(desk: Desk, *kinds: str) -> Q:
    """待我审批: what was asked waits for a seat of theirs, and they have not spoken on it; of
    these kinds, or of any."""
    seated = Q(pk__in=())
    for unit, role in sorted(desk.seats):
        seated |= Q(decider=unit, deciders__contains=[role])
    waiting = Request.objects.filter(seated, state__in=[State.PENDING_L1, State.PENDING_L2])
    if kinds:
        waiting = waiting.filter(kind__in=kinds)
    return Q(pk__in=waiting.exclude(spoken__contains=[desk.user_id]).values("event_id"))


def request_rows() -> ArraySubquery:
    """What was asked for, oldest first, with the words beside its lines."""
    rows = Request.objects.filter(event=OuterRef("pk")).order_by("at", "pk")
    plain = ("id", "kind", "state", "at", "limit", "limit_unit", "until", "reason_code")
    links = ("unit_id", "decider_id", "suggest_id", "decided_at")
    columns: dict[str, Any] = {name: name for name in (*plain, *links)}
    columns |= {"by": _shown("by"), "decided_by": _shown("decided_by")}
    columns |= {"reason": _said("line", "reason"), "plan": _said("line", "plan")}
    columns["decision"] = _said("decision_line", "reason")
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


def order_rows() -> ArraySubquery:
    """The supervision orders, oldest first, with the words beside their lines."""
    rows = Supervision.objects.filter(event=OuterRef("pk")).order_by("at", "pk")
    plain = ("id", "kind", "state", "at", "reply_due_at", "signed_at", "replied_at", "ended_at")
    links = ("replied_late", "sent_back_count", "unit_id", "from_unit_id")
    columns: dict[str, Any] = {name: name for name in (*plain, *links)}
    columns |= {"by": _shown("by"), "text": _said("line", "text")}
    columns |= {"reply": _said("reply_line", "text"), "back": _said("back_line", "reason")}
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


def _shown(person: str) -> Coalesce:
    return Coalesce(NullIf(f"{person}__display_name", Value("")), f"{person}__username")


def _said(line: str, kind: str) -> Subquery:
    words = StepText.objects.filter(line=OuterRef(line), kind=kind)
    return Subquery(words.values("body")[:1])
