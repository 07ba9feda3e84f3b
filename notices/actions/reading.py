# SPDX-License-Identifier: Apache-2.0
"""Somebody has read messages (已读)."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from events import moment
from grids.queries import postings_of
from notices.heard import inboxes_changed
from notices.models import Notice


@transaction.atomic
def mark_read(*, by: User, ids: Collection[int] | None = None, up_to: int | None = None) -> int:
    """Mark one's own messages as read: these, or all (up to the one last seen); how many were not.

    Other people's ids are nobody's here and change nothing. A repeat does nothing more.
    """
    unread = Notice.objects.filter(to_user=by, read_at__isnull=True)
    if ids is not None:
        unread = unread.filter(pk__in=ids)
    elif up_to is not None:
        unread = unread.filter(pk__lte=up_to)
    changed = unread.update(read_at=moment.now())
    if changed:
        inboxes_changed({post.unit.county_id or 0 for post in postings_of(by)})
    return changed
