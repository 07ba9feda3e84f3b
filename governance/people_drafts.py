# SPDX-License-Identifier: Apache-2.0
"""Tables of people on trial (人员导入草稿): kept for a day, as they hold names and phones."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from governance.models import PeopleDraft
from grids.actions.people import import_people
from grids.actions.postings import PostingRefused
from grids.directory import UnitRow
from grids.people import Kept, Line, read_people

KEPT_FOR = timedelta(days=1)


@transaction.atomic
def keep_people(name: str, rows: Sequence[Kept], county: UnitRow, *, by: User) -> PeopleDraft:
    """Keep a table's rows as a draft; drafts that nobody applied go."""
    now = timezone.now()
    PeopleDraft.objects.filter(made_at__lt=now - KEPT_FOR).delete()
    return PeopleDraft.objects.create(
        county_id=county.id, name=name[:60], rows=list(rows), made_by=by, made_at=now
    )


def lines_of(draft: PeopleDraft, county: UnitRow, *, by: User) -> list[Line]:
    """A draft's lines as they stand to what is there now."""
    return read_people([(number, dict(told)) for number, told in draft.rows], county, by=by)


def seal_of(lines: Sequence[Line]) -> str:
    """What was looked at, in short: another result has another seal."""
    said = [[line.number, line.kind, line.reasons, line.differs] for line in lines]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


@transaction.atomic
def apply_people(draft: PeopleDraft, county: UnitRow, *, seen: str, by: User) -> Counter[str]:
    """Take a draft over as it was looked at, once; then it is gone."""
    locked = PeopleDraft.objects.select_for_update(no_key=True).filter(pk=draft.pk).first()
    if locked is None:
        raise PostingRefused(_("这份人员表已经导入过了"))
    lines = lines_of(locked, county, by=by)
    if seal_of(lines) != seen:
        raise PostingRefused(_("您看过之后,有人改了这些人员或单位。请重新核对下面的结果再导入"))
    counts = import_people(lines, county, by=by, source=locked.name)
    locked.delete()
    return counts
