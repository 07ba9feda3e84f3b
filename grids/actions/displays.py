# SPDX-License-Identifier: Apache-2.0
"""Links that open a unit's wall without a person signing in."""

import logging
import secrets

from django.utils import timezone

from accounts.models import User
from grids.directory import UnitRow
from grids.models import DisplayLink, Unit
from grids.queries import digest_of

logger = logging.getLogger(__name__)


def make_display_link(unit: Unit | UnitRow, *, by: User | None, name: str = "") -> str:
    """Make a display link (大屏链接) for a unit; return its token, which is stored nowhere."""
    token = secrets.token_urlsafe(24)
    link = DisplayLink.objects.create(unit_id=unit.id, digest=digest_of(token), name=name)
    logger.info("display link %s made by %s", link.pk, by)
    return token


def revoke_display_link(link: DisplayLink, *, by: User | None) -> DisplayLink:
    """Revoke a display link (吊销): its walls go dark at their next check."""
    live = DisplayLink.objects.filter(pk=link.pk, revoked_at__isnull=True)
    live.update(revoked_at=timezone.now())
    link.refresh_from_db()
    logger.info("display link %s revoked by %s", link.pk, by)
    return link
