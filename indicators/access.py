# SPDX-License-Identifier: Apache-2.0
"""Who may read which numbers: people of a desk, for what lies under their unit. Nobody else knows
that there are any (404)."""

from accounts.models import User
from accounts.refusals import NotFound
from grids.directory import UnitRow, unit_by_code
from grids.models import Role
from grids.queries import postings_of

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
