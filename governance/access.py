# SPDX-License-Identifier: Apache-2.0
"""Who may see which wall (大屏): page, snapshot and socket ask here and nowhere else."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from accounts.models import User
from grids.directory import UnitRow, unit_by_code
from grids.models import DisplayLink
from grids.queries import reach_paths

# A wall belongs to a place with places below it; offices have desks, grids have phones.
WALL_KINDS = frozenset({"county", "township", "village"})


def wall_unit(code: str) -> UnitRow:
    """Return the unit whose wall is asked for; 404 where there is none."""
    unit = unit_by_code(code)
    if unit is None or not unit.active or unit.kind not in WALL_KINDS:
        raise Http404
    return unit


def may_watch(
    unit: UnitRow, *, user: User | AnonymousUser | None, display: DisplayLink | None
) -> bool:
    """Say whether this wall may be seen: by a display link of that very unit, or by a posting.

    A link is bound to one unit, so a screen lent to a township does not show the county.
    """
    if display is not None and display.revoked_at is None and display.unit_id == unit.id:
        return True
    if user is None or not user.is_authenticated:
        return False
    return any(unit.path.startswith(path) for path in reach_paths(user))
