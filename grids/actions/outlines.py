# SPDX-License-Identifier: Apache-2.0
"""Outlines taken over from a file (边界导入): a draft first, then in force, or left."""

import logging
from collections.abc import Iterable

import shapely
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed
from grids.access import runs_county
from grids.actions.locks import bump_version, lock_tree
from grids.directory import UnitRow, mark_stale
from grids.geojson import Drawn
from grids.geometry import centre
from grids.models import Outline, OutlineDraft, TreeVersion, Unit
from grids.redrawing import Redrawing, Redrawn, compare

logger = logging.getLogger(__name__)

_BATCH = 500


class OutlinesRefused(ValueError):
    """Outlines that may not come into force now, with the reason in Chinese."""


@transaction.atomic
def keep_outline_draft(
    name: str, datum: str, drawn: Iterable[Drawn], county: UnitRow, *, by: User
) -> OutlineDraft:
    """Keep uploaded outlines as a draft (边界草稿): nothing is drawn anew yet."""
    if not runs_county(by, county.id):
        raise NotAllowed
    features = [
        {"number": one.number, "code": one.code}
        | ({"wkb": one.area.wkb.hex()} if one.area is not None else {"wrong": one.wrong})
        for one in drawn
    ]
    return OutlineDraft.objects.create(
        county_id=county.id, name=name[:60], datum=datum, features=features, made_by=by
    )


def drawn_in(draft: OutlineDraft) -> list[Drawn]:
    """The features of a draft as they were read."""
    return [
        Drawn(
            one["number"],
            one["code"],
            shapely.from_wkb(bytes.fromhex(one["wkb"])) if "wkb" in one else None,
            one.get("wrong", ""),
        )
        for one in draft.features
    ]


def seen_version(county: UnitRow) -> int:
    """The version of a county's tree and outlines as the database has it now."""
    found = TreeVersion.objects.filter(county_code=county.code).values_list("version", flat=True)
    return found.first() or 0


@transaction.atomic
def apply_outlines(draft: OutlineDraft, county: UnitRow, *, seen: int, by: User) -> Redrawing:
    """Draw what a draft says and is not refused (边界生效), once and all together.

    `seen` is the version of the tree that the person looked at: had somebody changed a unit or an
    outline since, what was looked at would not be what is written.
    """
    if not runs_county(by, county.id):
        raise NotAllowed
    lock_tree(county.code)
    locked = OutlineDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    if locked.applied_at is not None:
        raise OutlinesRefused(_("这份边界已经生效过了"))
    if seen_version(county) != seen:
        raise OutlinesRefused(_("您看过之后,有人改了本县的单位或边界。请重新核对下面的结果再生效"))
    mark_stale()
    found = compare(drawn_in(locked), county)
    if not found.changes:
        raise OutlinesRefused(_("没有要生效的边界"))
    _write(found.changes, source=locked.name)
    bump_version(county.code)
    locked.applied_by, locked.applied_at = by, timezone.now()
    locked.save(update_fields=["applied_by", "applied_at"])
    logger.info("outlines %s of %s applied by %s", draft.pk, county.code, by.pk)
    return found


def _write(changes: list[Redrawn], *, source: str) -> None:
    areas = {line.unit.id: line.area for line in changes if line.unit and line.area is not None}
    Outline.objects.bulk_create(
        [
            Outline(unit_id=key, wkb=area.wkb, source=source, is_estimated=False)
            for key, area in areas.items()
        ],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["unit"],
        update_fields=["wkb", "source", "is_estimated"],
    )
    # Where a unit is said to lie was worked out from the old outline; what is known stays.
    guessed = list(Unit.objects.filter(pk__in=areas, place_is_estimated=True))
    for unit in guessed:
        unit.lon, unit.lat = centre(areas[unit.pk])
    Unit.objects.bulk_update(guessed, ["lon", "lat"], _BATCH)
