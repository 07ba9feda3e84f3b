# SPDX-License-Identifier: Apache-2.0
"""One writer of the duty tables at a time, and the note that they have changed."""

import secrets

from django.db import connection, transaction

from duties.directory import mark_stale
from duties.models import DutyVersion

# The first half of our advisory lock's key, so that it meets nobody else's.
_LOCK_OF_DUTIES = 0x44555459
_ONLY = 1


def lock_tables() -> None:
    """Let one transaction at a time write the duty tables (two starters load them at once)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::int, 0)", [_LOCK_OF_DUTIES])


def bump_version() -> None:
    """Tell every process that a duty table has changed."""
    DutyVersion.objects.bulk_create(
        [DutyVersion(pk=_ONLY, version=secrets.randbits(62))],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["version"],
    )
    mark_stale()
    transaction.on_commit(mark_stale)
