# SPDX-License-Identifier: Apache-2.0
"""Who serves where, what lies in their reach, which wall a display link opens."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from grids.directory import UnitRow, children_of, county_keys, unit_by_code, unit_by_id
from grids.models import DisplayLink, DutyShift, Posting, Unit


@dataclass(frozen=True, slots=True)
class Post:
    """A live posting: the unit served in, and the unit it acts for (指挥室代表乡镇)."""

    unit: UnitRow
    acts_for: UnitRow
    role: str
    sensitive: bool


def live_postings(at: datetime | None = None) -> QuerySet[Posting]:
    """Return the postings that hold at a time (now)."""
    at = at or timezone.now()
    return Posting.objects.filter(Q(to_at__isnull=True) | Q(to_at__gt=at), from_at__lte=at)


def acting_unit(row: UnitRow) -> UnitRow:
    """Return the unit that this one acts for: a command room acts for its township (or county)."""
    if row.kind == "command_room" and row.parent_id is not None:
        return unit_by_id(row.parent_id)
    return row


def postings_of(user: User | AnonymousUser) -> tuple[Post, ...]:
    """Return where somebody serves now. One query, then kept on the user object.

    The user object lives as long as its request, so a posting that ends is noticed at once.
    """
    if not isinstance(user, User) or user.pk is None:
        return ()
    known: tuple[Post, ...] | None = getattr(user, "_posts", None)
    if known is None:
        known = _read_posts(user)
        user._posts = known  # type: ignore[attr-defined]
    return known


def forget_posts(user: User) -> None:
    """Let the next question about this user object ask the database again."""
    user.__dict__.pop("_posts", None)


def reach_paths(user: User | AnonymousUser) -> tuple[str, ...]:
    """Return the paths of the units somebody acts for, without those that lie in another."""
    paths: list[str] = []
    for path in sorted({post.acts_for.path for post in postings_of(user)}):
        if not (paths and path.startswith(paths[-1])):
            paths.append(path)
    return tuple(paths)


def units_in_reach(user: User | AnonymousUser) -> QuerySet[Unit]:
    """Return the units under somebody's postings (辖区). One query, besides the postings'."""
    reach = Q(pk__in=())
    for path in reach_paths(user):
        reach |= Q(path__startswith=path)
    return Unit.objects.filter(reach, active=True)


def people_at(unit_id: int, *roles: str) -> QuerySet[User]:
    """Return who serves in a unit now, in one of these roles (any, if none is named)."""
    live = live_postings().filter(unit_id=unit_id)
    if roles:
        live = live.filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=live.values("user")).order_by("username")


def shifts_at(unit_ids: list[int], at: datetime | None = None) -> QuerySet[DutyShift]:
    """Return who is on duty (值班) in these units at a time (now), with people. One query."""
    at = at or timezone.now()
    shifts = DutyShift.objects.filter(unit__in=unit_ids, from_at__lte=at, to_at__gt=at)
    return shifts.select_related("user", "deputy").order_by("from_at")


def units_below(parent: UnitRow | None) -> QuerySet[Unit]:
    """Return the units directly below, or the roots. One query.

    A county is a root of its own tree and hangs below its city by the code alone, because one
    tree for a province would make every insertion rewrite a hundred thousand rows.
    """
    units = Unit.objects.filter(active=True)
    if parent is None:
        return units.filter(parent__isnull=True)
    below = Q(parent_id=parent.id)
    if parent.kind == "city":
        below |= Q(parent__isnull=True, kind="county", code__startswith=parent.code[:4])
    return units.filter(below)


def parent_code(row: UnitRow) -> str | None:
    """Return the code of the unit above; a county's is its city's, where the city is known."""
    if row.parent_id is not None:
        return unit_by_id(row.parent_id).code
    if row.kind != "county":
        return None
    city = unit_by_code(f"{row.code[:4]}00000000")
    return city.code if city else None


def has_units_below(row: UnitRow) -> bool:
    """Say whether units stand below; counties hang below a city by their codes."""
    if row.kind == "city":
        return any(key.startswith(row.code[:4]) for key in county_keys())
    return bool(children_of(row.id))


def digest_of(token: str) -> str:
    """Return what is stored of a display token."""
    return hashlib.sha256(token.encode()).hexdigest()


def display_for(token: str) -> DisplayLink | None:
    """Return the live display link (大屏链接) with this token, or None. One query."""
    links = DisplayLink.objects.select_related("unit")
    return links.filter(digest=digest_of(token), revoked_at__isnull=True, unit__active=True).first()


def _read_posts(user: User) -> tuple[Post, ...]:
    live = live_postings().filter(user=user, unit__active=True).order_by("from_at", "pk")
    found = []
    for unit_id, role, sensitive in live.values_list("unit_id", "role", "sensitive"):
        row = unit_by_id(unit_id)
        found.append(Post(row, acting_unit(row), role, sensitive))
    return tuple(found)


def colleagues_of(unit: UnitRow, role: str) -> QuerySet[User]:
    """Return who has a role in a unit now, or in the room that acts for it (or it acts for)."""
    node = acting_unit(unit)
    rooms = [row.id for row in children_of(node.id) if row.kind == "command_room"]
    live = live_postings().filter(unit_id__in={unit.id, node.id, *rooms}, role=role)
    people = User.objects.filter(is_active=True, pk__in=live.values("user"))
    return people.order_by("username")


def shifts_from(unit_ids: list[int], since: datetime, until: datetime) -> QuerySet[DutyShift]:
    """Return the shifts of these units that touch a span of time, with people. One query."""
    shifts = DutyShift.objects.filter(unit__in=unit_ids, from_at__lt=until, to_at__gt=since)
    return shifts.select_related("user", "deputy", "unit").order_by("from_at", "unit_id", "pk")
