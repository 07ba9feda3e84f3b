# SPDX-License-Identifier: Apache-2.0
"""Whom a delivery means (发给谁): a person, or who serves in a unit now. Postings that end, end."""

from collections.abc import Iterable

from django.db.models import Subquery

from accounts.models import User
from events import moment
from events.access import reads_fully
from events.calling import ON_DUTY
from events.escalation import heads_above, heads_meant
from events.models import Delivery, Event, Step
from events.rights import CHIEFS, NODES, ONLY_LOOK
from grids.directory import UnitRow, children_of, node_above, unit_by_id
from grids.queries import live_postings, shifts_at


def people_of(delivery: Delivery, event: Event) -> list[User]:
    """The people a delivery is for, without the one who made the step.

    Of a sensitive event only those who may read it, else the duty chief of the node above; its
    reporter, who is named by a delivery, hears that there is news. What a head must hear goes up
    at once where the unit has none.
    """
    if delivery.to_user_id is not None:
        return _without_actor(User.objects.filter(pk=delivery.to_user_id, is_active=True), delivery)
    if delivery.to_unit_id is None:
        return []
    unit = unit_by_id(delivery.to_unit_id)
    roles = delivery.roles.split()
    found = _on_duty(unit) if roles == [ON_DUTY] else _serving(unit, roles)
    found += _for_a_missing_head(delivery.template, unit, roles)
    if event.sensitive:
        found = _trusted(found, event) or _chiefs_above(unit, event)
    return _without_actor(found, delivery)


def _serving(unit: UnitRow, roles: Iterable[str]) -> list[User]:
    """Who acts for a unit now in one of these roles: a command room's people act for its node.

    Without roles everybody who works there; who only looks is told nothing.
    """
    rooms = [row.id for row in children_of(unit.id) if row.kind == "command_room"]
    live = live_postings().filter(unit_id__in=[unit.id, *rooms]).exclude(role__in=ONLY_LOOK)
    asked = list(roles)
    if asked:
        live = live.filter(role__in=asked)
    people = User.objects.filter(is_active=True, pk__in=live.values("user"))
    return list(people.order_by("pk"))


def _for_a_missing_head(template: str, unit: UnitRow, roles: list[str]) -> list[User]:
    """Who is responsible above, nearest first, where nobody serves as the head that is meant."""
    heads = heads_meant(template, roles, unit)
    if not heads or _serving(unit, heads):
        return []
    return next((found for row in heads_above(unit) if (found := _serving(*row))), [])


def _on_duty(unit: UnitRow) -> list[User]:
    """值班: whom the roster names now, with who stands in; nobody named, all who answer there."""
    rooms = [row.id for row in children_of(unit.id) if row.kind == "command_room"]
    named = [
        person
        for shift in shifts_at([unit.id, *rooms], moment.now())
        for person in (shift.user, shift.deputy)
        if person is not None and person.is_active
    ]
    return list(dict.fromkeys(named)) or _serving(unit, sorted(NODES.get(unit.kind, ())))


def _trusted(people: Iterable[User], event: Event) -> list[User]:
    return [user for user in people if reads_fully(user, event)]


def _chiefs_above(unit: UnitRow, event: Event) -> list[User]:
    """The nearest duty chiefs from the unit upwards who may read it."""
    above = unit if unit.is_node else node_above(unit)
    while above is not None:
        if found := _trusted(_serving(above, sorted(CHIEFS)), event):
            return found
        above = node_above(above)
    return []


def _without_actor(people: Iterable[User], delivery: Delivery) -> list[User]:
    """Nobody is told what they have just done, nor what followed from it at once by rule.

    The lines of one move are of one moment.
    """
    steps = Step.objects.filter(event_id=delivery.event_id)
    moment = steps.filter(line=delivery.line).values("at")[:1]
    actors = set(steps.filter(at=Subquery(moment)).values_list("by_id", flat=True))
    return [user for user in dict.fromkeys(people) if user.pk not in actors]
