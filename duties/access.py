# SPDX-License-Identifier: Apache-2.0
"""Who may read the matter list: whoever may read the tree; and who keeps and who
reads a county's own tables."""

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.models import User
from grids.access import may_read_tree
from grids.directory import UnitRow, county_key, unit_by_code, unit_by_id
from grids.models import PHONE_ROLES, Role
from grids.queries import postings_of


def may_read_matters(request: HttpRequest | Request) -> bool:
    """Return whether matters and reasons may be read: anyone signed in, and a live wall."""
    return may_read_tree(request)


def kept_county(user: User, code: str = "") -> UnitRow | None:
    """Return the county whose calendar and duty list somebody keeps (日历、清单管理): its
    administrator's own, or any that is named, for whoever runs the site; None for others."""
    if user.is_superuser and code:
        row = unit_by_code(county_key(code))
        return row if row is not None and row.kind == "county" else None
    posts = [post for post in postings_of(user) if post.role == Role.ADMINISTRATOR]
    ids = [post.unit.county_id for post in posts if post.unit.county_id is not None]
    return unit_by_id(ids[0]) if ids else None


def read_county(user: User, code: str = "") -> UnitRow | None:
    """Return the county whose duty list somebody reads as a page (查清单): where they serve at
    a desk, or the one they keep; None for everybody else."""
    kept = kept_county(user, code)
    if kept is not None:
        return kept
    posts = [post for post in postings_of(user) if post.role not in PHONE_ROLES]
    ids = [post.unit.county_id for post in posts if post.unit.county_id is not None]
    return unit_by_id(ids[0]) if ids else None
