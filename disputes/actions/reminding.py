# SPDX-License-Identifier: Apache-2.0
"""履行回访: on the day a clause is due, who took the dispute in is told to see whether it is kept;
each clause once. Looked for by the worker, carried out as every delivery is."""

from django.db import transaction
from django.utils import timezone

from disputes.lifecycle import BOUND
from disputes.models import Clause
from duties.queries import after_quiet_hours
from events import moment, owed
from events.models import Delivery
from events.rights import ALL
from grids.directory import unit_by_id

BATCH = 200


@transaction.atomic(durable=True)
def remind_due() -> int:
    """Remind of every clause of a standing agreement that is due and was not reminded of; how many.

    A clause that somebody writes right now waits for the next round.
    """
    day = timezone.localdate(moment.now())
    waiting = Clause.objects.filter(performed_at__isnull=True, reminded_at__isnull=True)
    due = waiting.filter(due_on__lte=day, dispute__state__in=BOUND).order_by("due_on", "pk")
    rows = due.select_for_update(no_key=True, skip_locked=True, of=("self",))
    clauses = list(rows.select_related("dispute")[:BATCH])
    if not clauses:
        return 0
    Clause.objects.filter(pk__in=[each.pk for each in clauses]).update(reminded_at=moment.now())
    owed.write_due(map(_delivery, clauses))
    return len(clauses)


def _delivery(clause: Clause) -> Delivery:
    """To those of the hall who work on what it took in, not at night."""
    dispute = clause.dispute
    hall = unit_by_id(dispute.hall_id)
    return Delivery(
        event_id=dispute.event_id,
        channel="notice",
        to_unit_id=hall.id,
        roles=" ".join(sorted(ALL.get(hall.kind, ()))),
        template="performance_due",
        once=f"performance.{clause.pk}",
        due_at=after_quiet_hours(moment.now(), dispute.county_id),
    )
