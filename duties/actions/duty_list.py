# SPDX-License-Identifier: Apache-2.0
"""The duty list (责任清单) in versions: a line is never changed, a new one takes its place.

Dispatches name the version they were made under, so the old ones stay readable for ever.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from duties.actions.versions import bump_version, lock_tables
from duties.models import Duty
from grids.access import check_keeps

Key = tuple[int, int | None, str, int | None]


@transaction.atomic
def replace_duties(duties: Sequence[Duty], *, by: User | None) -> None:
    """Put lines in force (修订责任清单), each in place of the one with the same key, if any."""
    _check(duties, by)
    lock_tables()
    put_versions(duties, by=by)
    bump_version()


@transaction.atomic
def end_duties(duties: Sequence[Duty], *, by: User | None) -> None:
    """Take lines out of force from today on (停用清单条目); what was dispatched keeps them."""
    _check(duties, by)
    lock_tables()
    end_versions(duties, by=by)
    bump_version()


def _check(duties: Sequence[Duty], by: User | None) -> None:
    """A command has no person; a person keeps the lines' counties."""
    if by is not None:
        for county in {duty.county_id for duty in duties}:
            check_keeps(by, county)


def end_versions(duties: Iterable[Duty], *, by: User | None) -> None:
    """End these lines today, without saying so yet; the tables must be locked."""
    today = timezone.localdate()
    for duty in duties:
        _end(duty, today, by)


def key_of(duty: Duty) -> Key:
    """Return what makes two lines versions of one (同一条): matter, county, scope, condition."""
    return (duty.matter_id, duty.county_id, duty.scope, duty.standard_no)


def put_versions(duties: Sequence[Duty], *, by: User | None) -> None:
    """Write new versions, without saying so yet; the tables must be locked.

    The first version of a line without a first day has always held; a later one begins today.
    """
    if not duties:
        return
    today = timezone.localdate()
    matters = {duty.matter_id for duty in duties}
    last: dict[Key, Duty] = {}
    for known in Duty.objects.filter(matter__in=matters).order_by("version"):
        last[key_of(known)] = known
    for duty in duties:
        before = last.get(key_of(duty))
        if before is not None:
            duty.version = before.version + 1
            duty.valid_from = duty.valid_from or today
            _end(before, duty.valid_from, by)
        duty.made_by, duty.made_at = by, timezone.now()
        last[key_of(duty)] = duty
    Duty.objects.bulk_create(duties)


def _end(duty: Duty, day: date, by: User | None) -> None:
    if duty.valid_to is None or duty.valid_to > day:
        duty.valid_to, duty.ended_by = day, by
        duty.save(update_fields=["valid_to", "ended_by"])
