# SPDX-License-Identifier: Apache-2.0
"""What somebody is to the events they read: for which units they act, whom they are trusted by.

Computed once a request from postings and the access table; no query beyond `postings_of`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from events.access import check_may_report, handled_together, reads_fully, trusted_holders
from events.models import Event
from events.petitions import Desk
from events.queries import SAMPLES, TO_RULE
from events.refusals import NotAllowed
from events.rights import ACCESS, DECIDERS, ONLY_LOOK, SAMPLERS
from grids.directory import UnitRow, unit_by_id
from grids.queries import Post, postings_of

OWN_GROUND = frozenset({"grid", "micro_grid", "village"})
# Queues of few: shown to who may make the move they wait for.
FOR_FEW = {SAMPLES: "sample_pass", TO_RULE: "arbitrate"}


@dataclass(frozen=True)
class Standing:
    """Where somebody stands towards every event: one of these for each request."""

    user: User
    posts: tuple[Post, ...]
    acting: frozenset[int]
    trusted: frozenset[int]

    @property
    def counties(self) -> list[int]:
        """The counties somebody serves in; nearly always one."""
        ids = (post.unit.county_id for post in self.posts)
        return list(dict.fromkeys(pk for pk in ids if pk is not None))

    @property
    def county(self) -> UnitRow | None:
        """The county somebody serves in first, if any."""
        return next((unit_by_id(pk) for pk in self.counties), None)

    @property
    def desk(self) -> Desk:
        """Whose queues these are; seats are named where something may be decided at all."""
        seats = {
            (post.acts_for.id, post.role)
            for post in self.posts
            if post.role in DECIDERS.get(post.acts_for.kind, ())
        }
        samples = {
            post.acts_for.path
            for post in self.posts
            if post.role in SAMPLERS.get(post.acts_for.kind, ())
        }
        return Desk(self.user.pk, self.acting, frozenset(seats), frozenset(samples))

    @property
    def fully(self) -> Q:
        """Which of the events in reach are read whole: of a sensitive one a reporter sees only
        text and state, so nothing else of it may be filtered, ordered or counted by."""
        held = Q(holder_id__in=sorted(self.trusted))
        return Q(sensitive=False) | held | handled_together(self.trusted)

    def reads_fully(self, event: Event) -> bool:
        """The same for one event in hand."""
        return reads_fully(self.user, event)

    def handles(self, event: Event) -> bool:
        """Whether the event is this person's business (办理人): at the unit that holds it,
        answers for it, handled it or asked a grid to look at it. They may open residents'
        names, phones and papers (`actions.reading`)."""
        units = {event.holder_id, event.node_id, event.handler_id, event.asker_id}
        return bool(units & self.acting) and self.reads_fully(event)

    @property
    def handled(self) -> Q:
        """`handles` as a condition: whose residents' names and phones may be opened."""
        units = sorted(self.acting)
        theirs = Q(holder_id__in=units) | Q(node_id__in=units)
        return self.fully & (theirs | Q(handler_id__in=units) | Q(asker_id__in=units))

    @property
    def knows(self) -> Q:
        """`knows_people` as a condition: where the reporter is read by name."""
        known = Q(reporter=self.user) | self.handled
        for post in self.posts:
            if post.acts_for.kind in OWN_GROUND:
                known |= Q(place_path__startswith=post.acts_for.path)
        return known

    def knows_people(self, event: Event) -> bool:
        """Whether the reporter is a colleague: reported by oneself, handled, or own ground."""
        if event.reporter_id == self.user.pk or self.handles(event):
            return True
        own = (p.acts_for.path for p in self.posts if p.acts_for.kind in OWN_GROUND)
        return any(event.place_path.startswith(path) for path in own)

    def sees_queue(self, key: str) -> bool:
        """Whether a queue is any of their business: some are for those few who may act on them."""
        needed = FOR_FEW.get(key)
        return needed is None or needed in self.may

    @property
    def may(self) -> list[str]:
        """The moves these roles could ever make, whatever the state of an event."""
        reports = _may_report(self.user)
        found = ["report"] if reports else []
        for move, rule in ACCESS.items():
            if (reports and rule.unit_of == "reporter") or any(
                post.role in rule.roles.get(post.acts_for.kind, ()) for post in self.posts
            ):
                found.append(move)
        return found


def standing_of(user: User) -> Standing:
    """Where somebody stands. One query (postings), none if they are known already."""
    posts = postings_of(user)
    return Standing(
        user=user,
        posts=posts,
        acting=frozenset(_units(post for post in posts if post.role not in ONLY_LOOK)),
        trusted=trusted_holders(posts),
    )


def _units(posts: Iterable[Post]) -> Iterable[int]:
    return (post.acts_for.id for post in posts)


def _may_report(user: User) -> bool:
    try:
        check_may_report(user)
    except NotAllowed:
        return False
    return True
