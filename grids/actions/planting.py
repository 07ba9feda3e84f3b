# SPDX-License-Identifier: Apache-2.0
"""A whole county's tree in one transaction: MPTT's numbers are worked out here, in one pass."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import User
from grids.actions.kinds import load_kinds
from grids.actions.locks import bump_version, lock_tree
from grids.drafts import Draft, number_tree
from grids.models import Outline, Unit, UnitKind
from grids.names import initials, short_name
from grids.rules import TreeRefused, check_code, check_parent

logger = logging.getLogger(__name__)

_BATCH = 500
# Units whose letters begin the numbers of events.
_NUMBERING = frozenset({"county", "township"})
_CHANGEABLE = (
    "name",
    "short_name",
    "initials",
    "kind_id",
    "parent_id",
    "path",
    "platform",
    "line_id",
    "lon",
    "lat",
    "place_is_estimated",
    "lft",
    "rght",
    "level",
)


@dataclass(frozen=True, slots=True)
class Planted:
    """How many units a planting made and changed."""

    made: int
    changed: int


@transaction.atomic
def plant_county(county_code: str, drafts: Sequence[Draft], *, by: User | None) -> Planted:
    """Make or update a county's units from drafts (整县建树); the rest of its tree stays.

    One insertion at a time rewrites half the tree each time; here every number is computed
    once. Run again with the same drafts, it changes nothing.
    """
    lock_tree(county_code, new_root=True)
    kinds = load_kinds()
    known = {unit.code: unit for unit in Unit.objects.filter(county__code=county_code)}
    _check(county_code, drafts, known, kinds)
    before = {code: _values(unit) for code, unit in known.items()}
    new = _make_units(drafts, known)
    units = {**known, **{unit.code: unit for unit in new}}
    _apply(drafts, units)
    _number(county_code, units)
    _give_initials(units.values())
    changed = [unit for code, unit in known.items() if _values(unit) != before[code]]
    _write(new, changed)
    outlines = _write_outlines(drafts, units)
    if new or changed or outlines:
        bump_version(county_code)
    logger.info("planted %s by %s: %d new, %d changed", county_code, by, len(new), len(changed))
    return Planted(made=len(new), changed=len(changed))


def _values(unit: Unit) -> tuple[object, ...]:
    return tuple(getattr(unit, name) for name in _CHANGEABLE)


def _check(
    county_code: str,
    drafts: Sequence[Draft],
    known: Mapping[str, Unit],
    kinds: Mapping[str, UnitKind],
) -> None:
    """Refuse double codes, strangers' codes, unknown parents and parents of a wrong kind."""
    kind_of = {code: unit.kind_id for code, unit in known.items()}
    kind_of |= {draft.code: draft.kind for draft in drafts}
    if len({draft.code for draft in drafts}) != len(drafts):
        raise TreeRefused("a code appears twice")
    for draft in drafts:
        check_code(draft.code, county_code)
        if draft.kind not in kinds:
            raise TreeRefused(f"{draft.code}: no such kind: {draft.kind}")
        if draft.parent_code is not None and draft.parent_code not in kind_of:
            raise TreeRefused(f"{draft.code}: no such parent: {draft.parent_code}")
        above = None if draft.parent_code is None else kind_of[draft.parent_code]
        check_parent(kinds[draft.kind], above)
    roots = [draft.code for draft in drafts if draft.parent_code is None]
    if any(code != county_code for code in roots) or county_code not in kind_of:
        raise TreeRefused("the county itself must be the only root")


def _make_units(drafts: Sequence[Draft], known: Mapping[str, Unit]) -> list[Unit]:
    """Return unsaved units for new codes, with primary keys so that they can name each other."""
    codes = [draft.code for draft in drafts if draft.code not in known]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('grids_unit', 'id'))"
            " FROM generate_series(1, %s::int)",
            [len(codes)],
        )
        keys = [key for (key,) in cursor.fetchall()]
    return [Unit(pk=key, code=code) for key, code in zip(keys, codes, strict=True)]


def _apply(drafts: Sequence[Draft], units: Mapping[str, Unit]) -> None:
    """Write the drafts onto the units. An estimate never replaces what is known."""
    for draft in drafts:
        unit = units[draft.code]
        is_new = not unit.path
        if draft.lon is not None and (
            unit.lon is None or unit.place_is_estimated or not draft.place_is_estimated
        ):
            unit.lon, unit.lat = draft.lon, draft.lat
            unit.place_is_estimated = draft.place_is_estimated
        if draft.only_if_new and not is_new:
            continue
        unit.name = draft.name
        unit.short_name = draft.short_name or short_name(draft.name, draft.kind)
        unit.kind_id = draft.kind
        unit.parent_id = units[draft.parent_code].pk if draft.parent_code else None
        unit.platform = draft.platform
        if draft.line_code:
            unit.line_id = units[draft.line_code].pk


def _number(county_code: str, units: Mapping[str, Unit]) -> None:
    """Give every unit its place in the tree, its path and its county."""
    code_of = {unit.pk: code for code, unit in units.items()}
    parents = {
        code: code_of[unit.parent_id] if unit.parent_id is not None else None
        for code, unit in units.items()
    }
    places = number_tree(parents)
    if len(places) != len(units):
        raise TreeRefused("some units stand below themselves")
    root = units[county_code]
    tree_id = root.tree_id or _next_tree_id()
    for code, place in places.items():
        unit = units[code]
        unit.lft, unit.rght, unit.level = place.lft, place.rght, place.level
        unit.path, unit.tree_id, unit.county_id = place.path, tree_id, root.pk


def _next_tree_id() -> int:
    return (Unit.objects.aggregate(last=Max("tree_id"))["last"] or 0) + 1


def _give_initials(units: Iterable[Unit]) -> None:
    """Give letters to units that have none; a county's and its townships' differ.

    Letters once given stay: they stand in the numbers of events.
    """
    ordered = sorted(units, key=lambda unit: unit.path)
    taken = {unit.initials for unit in ordered if unit.kind_id in _NUMBERING}
    for unit in ordered:
        if unit.initials:
            continue
        if unit.kind_id in _NUMBERING:
            unit.initials = initials(unit.short_name, taken)
            taken.add(unit.initials)
        else:
            unit.initials = initials(unit.short_name)


def _write(new: Sequence[Unit], changed: Sequence[Unit]) -> None:
    # The plain queryset: the foreign keys are deferred, so order does not matter.
    Unit.objects.bulk_create(new, batch_size=_BATCH)
    if changed:
        Unit.objects.bulk_update(changed, [_column(name) for name in _CHANGEABLE], _BATCH)


def _column(name: str) -> str:
    return name.removesuffix("_id") if name.endswith("_id") else name


def _write_outlines(drafts: Sequence[Draft], units: Mapping[str, Unit]) -> int:
    """Write the outlines that are new or differ; return how many."""
    wanted = {
        units[draft.code].pk: Outline(
            unit_id=units[draft.code].pk,
            wkb=draft.outline,
            source=draft.outline_source,
            is_estimated=draft.outline_is_estimated,
        )
        for draft in drafts
        if draft.outline is not None
    }
    stored = Outline.objects.filter(unit__in=wanted)
    kept = {
        pk
        for pk, wkb, estimated in stored.values_list("unit_id", "wkb", "is_estimated")
        if bytes(wkb) == wanted[pk].wkb or (wanted[pk].is_estimated and not estimated)
    }
    fresh = [outline for pk, outline in wanted.items() if pk not in kept]
    Outline.objects.bulk_create(
        fresh,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["unit"],
        update_fields=["wkb", "source", "is_estimated"],
    )
    return len(fresh)
