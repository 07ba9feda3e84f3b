# SPDX-License-Identifier: Apache-2.0
"""The only gate to disputes: who reads one, who works on it, who takes people in at a hall.

Whoever reads the event whole reads its dispute, names masked; for anybody else there is none.
Whoever handles the event, and the unit whose hall took the dispute in, work on it.
"""

from django.db.models import QuerySet

from accounts.models import User
from accounts.refusals import NotAllowed, NotFound
from disputes.models import Dispute
from events.access import event_for, events_in_reach
from events.models import Event
from events.rights import ONLY_LOOK
from events.standing import Standing, standing_of
from grids.directory import UnitRow
from grids.models import Role
from grids.queries import Post, postings_of

# 接待: who takes in those who come to a hall, and what that hall belongs to.
HALL = {
    "township": frozenset({Role.TOWNSHIP_CLERK, Role.TOWNSHIP_CHIEF}),
    "county": frozenset({Role.COUNTY_DISPATCHER, Role.COUNTY_CHIEF}),
}


def hall_posts(user: User) -> list[Post]:
    """The postings in which somebody takes people in."""
    nobody: frozenset[Role] = frozenset()
    return [post for post in postings_of(user) if post.role in HALL.get(post.acts_for.kind, nobody)]


def check_takes_in(user: User) -> UnitRow:
    """The unit whose hall somebody serves at; `NotAllowed` for whoever serves at none."""
    for post in hall_posts(user):
        return post.acts_for
    raise NotAllowed


def disputes_in_reach(user: User) -> QuerySet[Dispute]:
    """The disputes of the events that somebody reads whole."""
    events = events_in_reach(user).filter(standing_of(user).fully)
    return Dispute.objects.filter(event__in=events.values("pk"))


def dispute_for(user: User, pk: int, *, locked: bool = False) -> Dispute:
    """The dispute, if it is within reach; `NotFound` otherwise. One query."""
    rows = disputes_in_reach(user).select_related("event")
    if locked:
        rows = rows.select_for_update(no_key=True, of=("self",))
    dispute = rows.filter(pk=pk).first()
    if dispute is None:
        raise NotFound
    return dispute


def works_on(standing: Standing, dispute: Dispute) -> bool:
    """Whether somebody takes the dispute's steps, and may open its people for a purpose."""
    event = dispute.event
    at_hall = dispute.hall_id in standing.acting and standing.reads_fully(event)
    return at_hall or standing.handles(event)


def check_works_on(user: User, dispute: Dispute) -> None:
    """Refuse who only reads."""
    if not works_on(standing_of(user), dispute):
        raise NotAllowed


def opened_from(user: User, event_id: int) -> tuple[Event, UnitRow]:
    """The event a dispute may be opened beside, and the unit that opens it: a unit of one's own
    that handles the event, or the hall where one took it in."""
    event = event_for(user, event_id)
    if not standing_of(user).reads_fully(event):
        raise NotFound
    hall = _hall_for(user, event)
    if hall is None:
        raise NotAllowed
    return event, hall


def may_open(user: User, event: Event) -> bool:
    """Whether somebody may open a dispute beside an event that they read."""
    return standing_of(user).reads_fully(event) and _hall_for(user, event) is not None


def _hall_for(user: User, event: Event) -> UnitRow | None:
    handling = {event.holder_id, event.node_id, event.handler_id, event.asker_id}
    for post in standing_of(user).posts:
        if post.acts_for.id in handling and post.role not in ONLY_LOOK:
            return post.acts_for
    posts = hall_posts(user)
    took_in = event.reporter_id == user.pk and event.source == "hall"
    return posts[0].acts_for if took_in and posts else None


def own_counties(user: User) -> list[int]:
    """The counties whose administrator somebody is."""
    posts = (post for post in postings_of(user) if post.role == Role.ADMINISTRATOR)
    return sorted({post.unit.county_id for post in posts if post.unit.county_id is not None})


def counties_kept_by(user: User) -> list[int] | None:
    """The counties whose templates somebody keeps; None is all of them, for who runs the site."""
    return None if user.is_superuser else own_counties(user)


def check_keeps(user: User, county_id: int) -> None:
    """Refuse whoever does not keep this county's templates."""
    counties = counties_kept_by(user)
    if counties is not None and county_id not in counties:
        raise NotAllowed
