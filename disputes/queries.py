# SPDX-License-Identifier: Apache-2.0
"""Reads of disputes: lists with who waits and what is due, and all that one dispute shows."""

from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from disputes.lifecycle import BOUND
from disputes.models import Clause, Dispute, Party, Side

ALL = ("parties", "sessions__attended", "clauses", "log__by")


def with_row(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """With what a list shows: `waiting` applicants, and the next day something is due."""
    waiting = (
        Party.objects.filter(dispute=OuterRef("pk"), side=Side.APPLICANT, answered_at__isnull=True)
        .order_by()
        .values("dispute")
        .annotate(n=Count("pk"))
        .values("n")
    )
    due = (
        Clause.objects.filter(
            dispute=OuterRef("pk"), performed_at__isnull=True, due_on__isnull=False
        )
        .order_by("due_on")
        .values("due_on")[:1]
    )
    return rows.select_related("event").annotate(
        waiting=Coalesce(Subquery(waiting, output_field=IntegerField()), 0), due=Subquery(due)
    )


def with_all(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """With parties, sessions, clauses and the log: five more queries."""
    return with_row(rows).prefetch_related(*ALL)


def waiting_for_answers(rows: QuerySet[Any]) -> QuerySet[Any]:
    """待答复: disputes of which an applicant still waits."""
    return rows.filter(waiting__gt=0)


def due_by(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """到期未履行: agreements of which a clause is due by that day and not kept."""
    return rows.filter(state__in=BOUND, due__lte=day)


def filtered(rows: QuerySet[Dispute], asked: dict[str, Any], day: date) -> QuerySet[Dispute]:
    """By state, by who waits, by what is due."""
    rows = with_row(rows)
    if asked["state"]:
        rows = rows.filter(state=asked["state"])
    if asked["waiting"]:
        rows = waiting_for_answers(rows)
    if asked["due"]:
        rows = due_by(rows, day)
    return rows
