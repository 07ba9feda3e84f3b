# SPDX-License-Identifier: Apache-2.0
"""Who may read the tree: anyone signed in, and a wall that came by a live display link."""

from collections import defaultdict
from collections.abc import Collection

from django.http import HttpRequest
from django.utils import timezone
from rest_framework.request import Request

from accounts.models import User
from accounts.refusals import NotAllowed
from grids.directory import UnitRow, county_keys, unit_by_code
from grids.models import DisplayLink, Posting, Role
from grids.queries import postings_of


def may_read_tree(request: HttpRequest | Request) -> bool:
    """Say whether units and outlines may be read. The tree is no secret; strangers stay out."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return True
    link = getattr(request, "display", None)
    return isinstance(link, DisplayLink) and link.revoked_at is None


# Who arranges a unit's roster: its clerks and chiefs, those of the nodes above, administrators.
ARRANGERS = frozenset(
    {
        Role.TOWNSHIP_CLERK,
        Role.TOWNSHIP_CHIEF,
        Role.COUNTY_DISPATCHER,
        Role.COUNTY_CHIEF,
        Role.ADMINISTRATOR,
    }
)


def may_arrange(user: User, unit: UnitRow) -> bool:
    """Say whether somebody arranges the duty roster of a unit."""
    return any(
        post.role in ARRANGERS and unit.path.startswith(post.acts_for.path)
        for post in postings_of(user)
    )


def rostered_units(user: User) -> list[UnitRow]:
    """Return the units whose roster somebody sees: where they serve, as room and as node."""
    posts = postings_of(user)
    return list(dict.fromkeys(unit for post in posts for unit in (post.acts_for, post.unit)))


def counties_run_by(user: User) -> list[int] | None:
    """Return the counties whose own words and tables somebody edits; None is all of them."""
    if user.is_superuser:
        return None
    posts = (post for post in postings_of(user) if post.role == Role.ADMINISTRATOR)
    return sorted({post.unit.county_id for post in posts if post.unit.county_id is not None})


def runs_county(user: User, county_id: int | None) -> bool:
    """Say whether somebody keeps this county's tree, people and tables."""
    counties = counties_run_by(user)
    return counties is None or county_id in counties


def runs_every_county(user: User) -> bool:
    """Say whether somebody keeps what all counties share (共用的表): who runs the site, or the
    administrator of the only county there is; else one county would change the others' tables."""
    counties = counties_run_by(user)
    if not counties:
        return counties is None
    known = (unit_by_code(key) for key in county_keys())
    return {row.id for row in known if row is not None} <= set(counties)


def check_keeps(user: User, county_id: int | None) -> None:
    """Refuse whoever may not write a table's row of this county; one of none holds for all."""
    kept = runs_every_county(user) if county_id is None else runs_county(user, county_id)
    if not kept:
        raise NotAllowed


def keeps_person(user: User, other: User) -> bool:
    """Say whether somebody keeps another's account (管账号)."""
    return other.pk in people_kept(user, [other])


def people_kept(user: User, others: Collection[User]) -> set[int]:
    """Return whose accounts somebody keeps: who runs the site everybody's; an administrator those
    of whoever serves, or served, in the own county and nowhere else now. One query.

    Never the account of somebody who runs the site: whoever could set its password would be it.
    """
    if user.is_superuser:
        return {other.pk for other in others}
    counties = set(counties_run_by(user) or ())
    asked = {other.pk for other in others if not (other.is_superuser or other.is_staff)}
    served, serving = defaultdict[int, set[int | None]](set), defaultdict[int, set[int | None]](set)
    now = timezone.now()
    rows = Posting.objects.filter(user__in=asked).values_list("user", "unit__county", "to_at")
    for key, county, to_at in rows:
        served[key].add(county)
        if to_at is None or to_at > now:
            serving[key].add(county)
    return {key for key in asked if served[key] & counties and serving[key] <= counties}
