# SPDX-License-Identifier: Apache-2.0
"""Single changes of a tree: add, move, rename, retire. One writer per county at a time."""

import logging
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from accounts.models import User
from grids.actions.locks import bump_version, lock_tree
from grids.models import Outline, Unit, UnitKind
from grids.names import initials, short_name
from grids.rules import TreeRefused, check_code, check_in_use, check_parent

logger = logging.getLogger(__name__)


@transaction.atomic
def add_unit(
    *,
    code: str,
    name: str,
    kind: str,
    parent: Unit | None,
    by: User | None,
    platform: str = "",
    line: Unit | None = None,
    point: tuple[float, float] | None = None,
) -> Unit:
    """Add a unit below another (新设单位), or a root if `parent` is None; returns it saved.

    Refused: a kind that may not stand there, a code of another county or one that exists.
    """
    lock_tree(code, new_root=parent is None)
    # Read under the lock: MPTT computes from the parent's numbers, which others may have moved.
    parent = Unit.objects.select_related("county").get(pk=parent.pk) if parent else None
    check_new(code, kind, parent)
    brief, county = short_name(name, kind), parent.county if parent else None
    unit = Unit(
        code=code,
        name=name,
        short_name=brief,
        initials=_free_initials(brief, kind, county),
        kind_id=kind,
        parent=parent,
        county=county,
        path=f"{parent.path if parent else ''}{code}/",
        platform=platform,
        line=line,
    )
    unit.lon, unit.lat = point or (None, None)
    unit.save()
    if kind == "county":
        Unit.objects.filter(pk=unit.pk).update(county=unit.pk)
        unit.county_id = unit.pk
    bump_version(code)
    logger.info("unit %s added by %s", code, by)
    return unit


@transaction.atomic
def move_unit(unit: Unit, *, to: Unit, by: User | None) -> Unit:
    """Move a unit and all below it under another unit of the same county (调整隶属)."""
    lock_tree(unit.code)
    unit = Unit.objects.select_related("kind").get(pk=unit.pk)
    to = Unit.objects.get(pk=to.pk)
    if unit.parent_id is None or unit.county_id != to.county_id:
        raise TreeRefused(_("单位只能在本县之内调整"))
    if to.path.startswith(unit.path):
        raise TreeRefused(_("单位不能移到自己或下级之下"))
    check_parent(unit.kind, to.kind_id)
    check_in_use(to)
    old_path, new_path = unit.path, f"{to.path}{unit.code}/"
    Unit._tree_manager.move_node(unit, to, position="last-child")
    Unit.objects.filter(path__startswith=old_path).update(
        path=Concat(Value(new_path), Substr(F("path"), len(old_path) + 1))
    )
    bump_version(unit.code)
    logger.info("unit %s moved below %s by %s", unit.code, to.code, by)
    return Unit.objects.get(pk=unit.pk)


@transaction.atomic
def rename_unit(unit: Unit, *, name: str, by: User | None) -> Unit:
    """Give a unit another name (更名); its code and the letters of its numbers stay."""
    lock_tree(unit.code)
    unit = Unit.objects.get(pk=unit.pk)
    unit.name, unit.short_name = name, short_name(name, unit.kind_id)
    unit.save(update_fields=["name", "short_name"])
    bump_version(unit.code)
    logger.info("unit %s renamed by %s", unit.code, by)
    return unit


@transaction.atomic
def retire_unit(unit: Unit, *, by: User | None) -> Unit:
    """Take a unit out of use (停用); it stays in the tree, for the events that name it."""
    lock_tree(unit.code)
    if Unit.objects.filter(parent=unit.pk, active=True).exists():
        raise TreeRefused(_("尚有启用的下级单位,不能停用"))
    unit = Unit.objects.get(pk=unit.pk)
    unit.active = False
    unit.save(update_fields=["active"])
    bump_version(unit.code)
    logger.info("unit %s retired by %s", unit.code, by)
    return unit


@transaction.atomic
def draw_outline(unit: Unit, *, wkb: bytes, source: str, estimated: bool, by: User | None) -> None:
    """Set the area of a unit (勾画边界), WGS-84 as well-known binary."""
    lock_tree(unit.code)
    Outline.objects.update_or_create(
        unit=unit, defaults={"wkb": wkb, "source": source, "is_estimated": estimated}
    )
    bump_version(unit.code)
    logger.info("outline of %s drawn by %s", unit.code, by)


def check_new(code: str, kind_code: str, parent: Unit | None) -> None:
    """Refuse a kind that may not stand there, a code of another county or one that exists."""
    kind = UnitKind.objects.filter(pk=kind_code).first()
    if kind is None:
        raise TreeRefused(_("没有这种单位类型:%(code)s") % {"code": kind_code})
    check_parent(kind, parent.kind_id if parent else None)
    check_in_use(parent)
    check_code(code, parent.county.code if parent and parent.county else None)
    if Unit.objects.filter(code=code).exists():
        raise TreeRefused(_("单位代码已存在:%(code)s") % {"code": code})


def _free_initials(brief: str, kind: str, county: Unit | None) -> str:
    """Return letters, different among the units that number events (county and townships)."""
    taken: Iterable[str] = ()
    if county is not None and kind == "township":
        numbering = Unit.objects.filter(county=county, kind__in=("county", "township"))
        taken = numbering.values_list("initials", flat=True)
    return initials(brief, frozenset(taken))
