# SPDX-License-Identifier: Apache-2.0
"""Who may read which numbers: people of a desk, for what lies under their unit. Nobody else knows
that there are any (404)."""

from collections.abc import Iterable

from accounts.models import User
from accounts.refusals import NotFound
from grids.directory import UnitRow, unit_by_code
from grids.models import PHONE_ROLES, Role
from grids.queries import Post, postings_of

# A village is the smallest that has numbers: a grid is one person, and no number is a person's.
MEASURED = frozenset({"county", "township", "village"})
READERS = frozenset(
    {
        Role.VILLAGE_OFFICER,
        Role.TOWNSHIP_CLERK,
        Role.TOWNSHIP_CHIEF,
        Role.COUNTY_DISPATCHER,
        Role.COUNTY_CHIEF,
        Role.SUPERVISOR,
        Role.LEADER,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    }
)


def measured_units(user: User) -> list[UnitRow]:
    """The units whose numbers somebody may read without going down, the widest first."""
    posts = [post for post in postings_of(user) if post.role in READERS]
    units = {post.acts_for for post in posts if post.acts_for.kind in MEASURED}
    return sorted(units, key=lambda row: (len(row.path), row.code))


def unit_for(user: User, code: str) -> UnitRow:
    """The unit of this code (or one's own, for ""), if its numbers may be read; else 404."""
    own = measured_units(user)
    if not own:
        raise NotFound
    if not code:
        return own[0]
    row = unit_by_code(code)
    if row is None or row.kind not in MEASURED:
        raise NotFound
    if not any(row.path.startswith(unit.path) for unit in own):
        raise NotFound
    return row


# Who sits at a platform, station or department looks at the own unit and what stands under it.
_AT_OFFICES = frozenset(
    {
        *(Role.PLATFORM_OFFICER, Role.PLATFORM_HEAD, Role.STATION_OFFICER),
        *(Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD),
    }
)


# At a desk: the lists behind the numbers of the page are there.
_SEATS = (READERS | _AT_OFFICES) - PHONE_ROLES


def sees_units(user: User) -> bool:
    """Whether somebody has pages of units at all."""
    return any(post.role in _SEATS for post in postings_of(user))


def unit_seen(user: User, code: str) -> UnitRow:
    """The unit of this code, if somebody sits at a desk over it (单位页); else 404."""
    row = unit_by_code(code)
    if row is None or not sits_over(postings_of(user), row):
        raise NotFound
    return row


def sits_over(posts: Iterable[Post], row: UnitRow) -> bool:
    """Whether one of these postings is a seat at a desk over a unit."""
    return any(p.role in _SEATS and row.path.startswith(p.acts_for.path) for p in posts)


def reads_numbers(user: User, row: UnitRow) -> bool:
    """Whether somebody reads the numbers of a unit that has some."""
    return row.kind in MEASURED and any(
        row.path.startswith(own.path) for own in measured_units(user)
    )
