# SPDX-License-Identifier: Apache-2.0
"""One writer per tree at a time, and the note that a tree has changed."""

import secrets

from django.db import connection, transaction

from grids.directory import county_key, mark_stale
from grids.models import TreeVersion

# The first half of our advisory locks' key, so that they meet nobody else's.
_LOCKS_OF_TREES = 0x47524944
_NEW_ROOTS = 0


def lock_tree(code: str, *, new_root: bool = False) -> None:
    """Let one transaction at a time change the tree that this code belongs to.

    MPTT leaves mutual exclusion to its caller; without it eight writers misplace nodes and
    deadlock. A new root also takes a number among all trees, hence the second lock.
    """
    with connection.cursor() as cursor:
        if new_root:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s::int, %s::int)", [_LOCKS_OF_TREES, _NEW_ROOTS]
            )
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s::int, %s::int)",
            [_LOCKS_OF_TREES, int(county_key(code)[:6] or f"{code[:2]}0000")],
        )


def bump_version(code: str) -> None:
    """Tell every process that this tree or its outlines have changed."""
    version = TreeVersion(county_code=county_key(code), version=secrets.randbits(62))
    TreeVersion.objects.bulk_create(
        [version],
        update_conflicts=True,
        unique_fields=["county_code"],
        update_fields=["version"],
    )
    mark_stale()
    transaction.on_commit(mark_stale)
