# SPDX-License-Identifier: Apache-2.0
"""未报到: a unit that has not come by the gathering time escalates by itself: one ledger line, and
word to its head and to the county's duty chief.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from events import moment, owed
from events.actions.record import Line, make_line, record
from events.facts import wall_facts
from events.gathering import absent
from events.lifecycle import State
from events.models import Delivery, Event, Summons
from grids.directory import unit_by_id
from grids.models import Role

BATCH = 200
# Who is told at the unit that has not come.
HEADS = {
    "department": Role.DEPARTMENT_HEAD,
    "platform": Role.PLATFORM_HEAD,
    "station": Role.STATION_OFFICER,
}


def remind_absent(*, by: User | None = None) -> int:
    """Escalate every unit that is late to a whistle and was not yet; how many there were."""
    due = Event.objects.filter(state=State.JOINT, pk__in=_late().values("event"))
    counties = due.order_by("county_id").values_list("county_id", flat=True).distinct()
    return sum(remind_in(county_id, by=by) for county_id in list(counties))


@transaction.atomic(durable=True)
def remind_in(county_id: int, *, by: User | None = None) -> int:
    """The same for one county. An event that somebody moves right now waits for the next round."""
    now, late = moment.now(), _late()
    rows = Event.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    joint = rows.filter(county_id=county_id, state=State.JOINT, pk__in=late.values("event"))
    events = list(joint.order_by("pk")[:BATCH])
    found: dict[int, list[int]] = {event.pk: [] for event in events}
    for event_id, unit_id in late.filter(event__in=events).values_list("event_id", "unit_id"):
        found[event_id].append(unit_id)
    lines = []
    for event in events:
        line = _line(event, sorted(found[event.pk]), by)
        owed.write(event, [line], now)
        lines.append(line)
    late.filter(event__in=events).update(reminded_at=now)
    if lines:
        record(county_id, lines)
    return sum(map(len, found.values()))


def tell_of_absent(event: Event, line: owed.Told) -> Iterable[Delivery]:
    """Who hears that a unit has not come: its head, and the county's duty chief; once a unit."""
    for unit in map(unit_by_id, sorted(absent(event))):
        for to, roles in (
            (unit.id, HEADS[unit.kind]),
            (event.county_id, Role.COUNTY_CHIEF),
        ):
            yield Delivery(
                channel="notice",
                to_unit_id=to,
                roles=roles,
                template="whistle_absent",
                once=f"absent {unit.id}",
            )


def _late() -> QuerySet[Summons]:
    waiting = Summons.objects.filter(status=Summons.Status.CALLED, reminded_at__isnull=True)
    return waiting.filter(due_at__lte=moment.now())


def _line(event: Event, unit_ids: list[int], by: User | None) -> Line:
    return make_line(
        "absent",
        event_id=event.pk,
        texts={},
        by=by.pk if by else None,
        codes={"units": [unit_by_id(pk).code for pk in unit_ids]},
        **{"from": event.state, "to": event.state},
        facts=wall_facts(event),
    )


owed.register(("absent",), tell_of_absent)
