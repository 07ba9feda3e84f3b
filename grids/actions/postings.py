# SPDX-License-Identifier: Apache-2.0
"""Who serves where: begin and end of postings, and the duty roster."""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from grids.directory import UnitRow
from grids.models import DutyShift, Posting, Role, Unit
from grids.queries import forget_posts

logger = logging.getLogger(__name__)


class PostingRefused(ValueError):
    """A posting or shift that may not be, with its reason in Chinese."""


def post_person(
    user: User,
    unit: Unit | UnitRow,
    role: str,
    *,
    by: User | None,
    sensitive: bool = False,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
) -> Posting:
    """Let somebody serve in a unit, in a role, from–to (任职).

    The same person may hold several roles and several units, but not one role in one unit twice
    at the same time: the database refuses the overlap.
    """
    if role not in Role.values:
        raise PostingRefused(_("没有这个岗位:%(role)s") % {"role": role})
    posting = Posting(
        user=user,
        unit_id=unit.id,
        role=role,
        sensitive=sensitive,
        from_at=from_at or timezone.now(),
        to_at=to_at,
    )
    if to_at is not None and to_at < posting.from_at:
        raise PostingRefused(_("止不能早于起"))
    try:
        with transaction.atomic():
            posting.save(force_insert=True)
    except IntegrityError as error:
        raise PostingRefused(_("此人在该单位的同一岗位任职时间重叠")) from error
    forget_posts(user)
    logger.info("posting %s: user %s by %s", posting.pk, user.pk, by)
    return posting


def end_posting(posting: Posting, *, by: User | None, at: datetime | None = None) -> Posting:
    """End a posting now or at a time (离任). Ended twice, the earlier end stays."""
    at = at or timezone.now()
    with transaction.atomic():
        posting = Posting.objects.select_for_update(no_key=True).get(pk=posting.pk)
        if posting.to_at is None or posting.to_at > at:
            posting.to_at = max(at, posting.from_at)
            posting.save(update_fields=["to_at"])
    logger.info("posting %s ended by %s", posting.pk, by)
    return posting


def change_posting(
    posting: Posting, *, sensitive: bool, to_at: datetime | None, by: User | None
) -> Posting:
    """Say anew what a posting may handle and when it ends (改任职); who serves where stays."""
    with transaction.atomic():
        kept = Posting.objects.select_for_update(no_key=True).get(pk=posting.pk)
        if to_at is not None and to_at < kept.from_at:
            raise PostingRefused(_("止不能早于起"))
        if runs_into_another(kept, to_at):
            raise PostingRefused(_("此人在该单位的同一岗位任职时间重叠"))
        kept.sensitive, kept.to_at = sensitive, to_at
        kept.save(update_fields=["sensitive", "to_at"])
    logger.info("posting %s changed by %s", kept.pk, by)
    return kept


def runs_into_another(posting: Posting, to_at: datetime | None) -> bool:
    """Say whether a posting that ended then would run into the next of its kind (任职重叠)."""
    same = Posting.objects.filter(user=posting.user_id, unit=posting.unit_id, role=posting.role)
    later = same.exclude(pk=posting.pk).filter(from_at__gte=posting.from_at)
    return (later if to_at is None else later.filter(from_at__lt=to_at)).exists()


def add_shift(
    unit: Unit | UnitRow,
    user: User,
    role: str,
    *,
    from_at: datetime,
    to_at: datetime,
    by: User | None,
    deputy: User | None = None,
) -> DutyShift:
    """Put somebody on duty in a unit, from–to, with a deputy (排班)."""
    if role not in Role.values:
        raise PostingRefused(_("没有这个岗位:%(role)s") % {"role": role})
    if to_at <= from_at:
        raise PostingRefused(_("止应晚于起"))
    shift = DutyShift.objects.create(
        unit_id=unit.id, user=user, role=role, from_at=from_at, to_at=to_at, deputy=deputy
    )
    logger.info("shift %s by %s", shift.pk, by)
    return shift
