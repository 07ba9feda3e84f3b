# SPDX-License-Identifier: Apache-2.0
"""A whole duty list taken over at once (责任清单导入): a draft first, then in force, or left."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from duties.actions.duty_list import end_versions, put_versions
from duties.actions.versions import bump_version, lock_tables
from duties.listing import Comparison, Line, compare, duties_from, scope_path
from duties.models import Duty, DutyDraft
from grids.directory import UnitRow


@transaction.atomic
def keep_draft(name: str, lines: list[Line], county: UnitRow, *, by: User) -> DutyDraft:
    """Keep an uploaded list as a draft (清单草稿): nothing holds of it yet."""
    return DutyDraft.objects.create(
        county_id=county.id, name=name[:120], lines=lines, made_by=by, made_at=timezone.now()
    )


@transaction.atomic
def put_list_in_force(lines: list[Line], county: UnitRow, *, by: User | None) -> Comparison:
    """Make these lines the county's list (导入责任清单); what changed, each as a new version."""
    lock_tables()
    found = compare(lines, county)
    wanted = [change.becomes for change in found.changes if change.becomes is not None]
    put_versions(duties_from(wanted, county), by=by)
    for change in found.changes:
        if change.kind == "ended":
            code, no, scope = change.key
            own = Duty.objects.filter(matter__code=code, county=county.id, standard_no=no)
            end_versions(own.filter(scope=scope_path(scope)), by=by)
    if found.changes:
        bump_version()
    return found


@transaction.atomic
def apply_draft(draft: DutyDraft, county: UnitRow, *, by: User) -> Comparison:
    """Put a draft in force, once; what it changed."""
    locked = DutyDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    if locked.applied_at is not None:
        return Comparison()
    found = put_list_in_force(locked.lines, county, by=by)
    locked.applied_by, locked.applied_at = by, timezone.now()
    locked.save(update_fields=["applied_by", "applied_at"])
    return found
