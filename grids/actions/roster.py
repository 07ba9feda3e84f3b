# SPDX-License-Identifier: Apache-2.0
"""The duty roster is taken over from a table, and people swap their shifts (值班、换班)."""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import BadFields, NotAllowed, NotFound
from grids.access import may_arrange
from grids.directory import unit_by_id
from grids.models import DutyShift, ShiftChange
from grids.queries import colleagues_of
from grids.rosters import Shift

logger = logging.getLogger(__name__)


@transaction.atomic(durable=True)
def take_over_roster(shifts: list[Shift], *, by: User) -> int:
    """Write a table's shifts; how many are new. Run twice, nothing doubles."""
    if not all(may_arrange(by, shift.unit) for shift in shifts):
        raise NotAllowed
    made = 0
    for shift in shifts:
        _, new = DutyShift.objects.update_or_create(
            unit_id=shift.unit.id,
            role=shift.role,
            user=shift.user,
            from_at=shift.from_at,
            defaults={"to_at": shift.to_at, "deputy": shift.deputy},
        )
        made += new
    logger.info("roster: %d shifts by user %s, %d new", len(shifts), by.pk, made)
    return made


@transaction.atomic(durable=True)
def swap_shift(shift_id: int, *, to: str, by: User) -> DutyShift:
    """换班: whoever is on duty, or arranges the roster, gives a shift that is not over to a
    colleague of the same unit and role. Kept: who had it, who has it, who changed it."""
    locked = DutyShift.objects.select_for_update(no_key=True, of=("self",))
    shift = locked.select_related("user").filter(pk=shift_id).first()
    if shift is None:
        raise NotFound
    unit = unit_by_id(shift.unit_id)
    if by.pk != shift.user_id and not may_arrange(by, unit):
        raise NotAllowed
    if shift.to_at <= timezone.now():
        raise BadFields({"shift": [_("这一班已经结束")]})
    taker = (
        colleagues_of(unit, shift.role).filter(username=to).first() if isinstance(to, str) else None
    )
    if taker is None or taker.pk == shift.user_id:
        raise BadFields({"to": [_("请选同单位的另一位同事")]})
    ShiftChange.objects.create(shift=shift, from_user=shift.user, to_user=taker, by=by)
    shift.user = taker
    if shift.deputy_id == taker.pk:
        shift.deputy = None
    shift.save(update_fields=["user", "deputy"])
    return shift
