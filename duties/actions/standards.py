# SPDX-License-Identifier: Apache-2.0
"""Filing standards are replaced, never changed: an event keeps the version it was filed under."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from duties.actions.versions import bump_version, lock_tables
from duties.models import FilingStandard, Stage
from duties.tables import StageDraft
from grids.access import check_keeps


class StandardRefused(ValueError):
    """A standard that may not be (不允许的立案标准), with its reason in Chinese."""


@transaction.atomic
def replace_standard(
    standard: FilingStandard, stages: Iterable[StageDraft], *, by: User
) -> FilingStandard:
    """Put a new version of a matter's standard in force (修订立案标准); the old goes out of use.

    `standard` is not saved yet; its matter and number say which one it replaces, if any.
    """
    check_keeps(by, None)
    drafts = list(stages)
    if not drafts:
        raise StandardRefused(_("立案标准至少要有一个阶段和时限"))
    lock_tables()
    same = FilingStandard.objects.filter(matter=standard.matter_id, no=standard.no)
    retire_standards(same)
    standard.version = (same.aggregate(last=Max("version"))["last"] or 0) + 1
    standard.save(force_insert=True)
    write_stages([(standard, drafts)])
    bump_version()
    return standard


@transaction.atomic
def end_standard(standard: FilingStandard, *, by: User) -> None:
    """Take a standard out of use (停用立案标准); a matter keeps at least one."""
    check_keeps(by, None)
    lock_tables()
    live = FilingStandard.objects.filter(matter=standard.matter_id, active=True)
    if not live.exclude(pk=standard.pk).exists():
        raise StandardRefused(_("事项至少要有一条启用的立案标准"))
    retire_standards(FilingStandard.objects.filter(pk=standard.pk))
    bump_version()


def retire_standards(standards: QuerySet[FilingStandard]) -> None:
    """Take standards out of use, without saying so yet."""
    standards.filter(active=True).update(active=False)


def write_stages(drafts: Iterable[tuple[FilingStandard, Iterable[StageDraft]]]) -> None:
    """Write the stages of new standards. One statement."""
    Stage.objects.bulk_create(
        Stage(standard=standard, order=order, kind=one.kind, limit=one.limit, unit=one.unit)
        for standard, stages in drafts
        for order, one in enumerate(stages, start=1)
    )
