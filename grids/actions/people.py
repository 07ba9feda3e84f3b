# SPDX-License-Identifier: Apache-2.0
"""People and their postings are taken over from a table (人员导入)."""

import logging
from collections import Counter
from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed
from audit.notes import note
from grids.access import runs_county
from grids.actions.postings import PostingRefused
from grids.directory import UnitRow
from grids.models import Posting, Role
from grids.people import Line, counts_of

logger = logging.getLogger(__name__)

_BATCH = 500
_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


@transaction.atomic
def import_people(
    lines: Sequence[Line], county: UnitRow, *, by: User, source: str = ""
) -> Counter[str]:
    """Write what a table says and is not refused, all together; how many lines were what.

    A new account has no password: its person sets one, by a link. Postings begin and end, none
    is taken away; what the table does not name stays.
    """
    if not runs_county(by, county.id):
        raise NotAllowed
    written = [line for line in lines if line.writes]
    if any(line.unit is None or line.unit.county_id != county.id for line in written):
        raise NotAllowed
    try:
        with transaction.atomic():
            people = _accounts(written)
            _postings(written, people)
    except IntegrityError as error:
        # Somebody else made the same account or posting in the same moment.
        raise PostingRefused(_("有人同时改了这些人员,请再试一次")) from error
    counts = counts_of(lines)
    note(
        "import.people",
        by_id=by.pk,
        by_name=by.username,
        county_id=county.id,
        label=source,
        **counts,
        **_made_keepers(written),
    )
    logger.info("people of %s imported by user %s: %s", county.code, by.pk, dict(counts))
    return counts


def _made_keepers(lines: Sequence[Line]) -> dict[str, list[str]]:
    """Whom the table makes keepers of the county or of its log: the log tells of many rows that
    come at once by their number alone, and these must not hide among them."""
    made = [line for line in lines if line.posting is None and line.role in _KEEPERS]
    return {"keepers": sorted(line.told["username"] for line in made)} if made else {}


def _accounts(lines: Sequence[Line]) -> dict[str, User]:
    """Make and change the accounts that lines name; all of them by sign-in name."""
    people = {line.user.username: line.user for line in lines if line.user is not None}
    fresh: dict[str, User] = {}
    changed: dict[str, User] = {}
    for line in lines:
        told, name = line.told, line.told["username"]
        if line.user is None and name not in fresh:
            fresh[name] = User(username=name, password=make_password(None))
        user = fresh.get(name) or people[name]
        user.display_name = told.get("name") or user.display_name
        user.phone = told.get("phone") or user.phone
        user.language = told.get("language") or user.language
        if line.user is not None and line.differs:
            changed[name] = user
    User.objects.bulk_create(fresh.values(), batch_size=_BATCH)
    User.objects.bulk_update(changed.values(), ["display_name", "phone", "language"], _BATCH)
    return people | fresh


def _postings(lines: Sequence[Line], people: dict[str, User]) -> None:
    now = timezone.now()
    begun, ended = [], []
    for line in lines:
        if line.posting is not None:
            if line.to_at is not None and line.to_at != line.posting.to_at:
                line.posting.to_at = line.to_at
                ended.append(line.posting)
            continue
        assert line.unit is not None
        user, unit = people[line.told["username"]], line.unit.id
        span = {"from_at": line.from_at or now, "to_at": line.to_at}
        begun.append(Posting(user=user, unit_id=unit, role=line.role, **span))
    Posting.objects.bulk_create(begun, batch_size=_BATCH)
    Posting.objects.bulk_update(ended, ["to_at"], _BATCH)
