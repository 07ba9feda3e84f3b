# SPDX-License-Identifier: Apache-2.0
"""What new outlines would change (边界试运行): each one matched with its unit, compared with what
is drawn, or refused with the reason. Nothing is written here.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from grids.directory import UnitRow, subtree_of, unit_by_id
from grids.geojson import Drawn
from grids.models import Outline
from grids.places import LEAF_KINDS, Leaves, leaves_among

# Kinds of units that have an area; offices stand in that of the node above them.
KINDS = ("county", "township", "village", *LEAF_KINDS)
# Shares of the area: surveyed borders never meet to the metre.
MOST_OUTSIDE = 0.02
MOST_OVERLAP = 0.02
# A grid that lies wholly in another is one of its own (专属网格: a market, a park).
EXCLUSIVE = 0.98
# About a millimetre.
_SAME = 1e-8
_KILOMETRES = 111.32


@dataclass
class Known:
    """A unit's area as it is drawn now."""

    area: BaseGeometry
    estimated: bool


@dataclass
class Redrawn:
    """One feature of a file, and what would become of it: new, changed, same or refused."""

    number: int
    code: str
    unit: UnitRow | None = None
    area: BaseGeometry | None = None
    was: Known | None = None
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # Open events that would be found in another grid: out of this one, into this one.
    leaving: int = 0
    entering: int = 0

    @property
    def kind(self) -> str:
        """In a word what it is."""
        if self.reasons or self.area is None:
            return "refused"
        if self.was is None:
            return "new"
        same = not self.was.estimated and shapely.equals_exact(self.area, self.was.area, _SAME)
        return "same" if same else "changed"

    @property
    def before(self) -> float | None:
        """Its area in square kilometres as it is drawn now."""
        return square_kilometres(self.was.area) if self.was else None

    @property
    def after(self) -> float | None:
        """Its area in square kilometres as it would be."""
        return square_kilometres(self.area) if self.area is not None else None


@dataclass
class Redrawing:
    """A file held against what is drawn: its features, and the picture before and after."""

    lines: list[Redrawn]
    before: dict[int, Known]
    after: dict[int, Known]

    @property
    def changes(self) -> list[Redrawn]:
        """The features that would be written."""
        return [line for line in self.lines if line.kind in ("new", "changed")]

    @property
    def counts(self) -> Counter[str]:
        """How many features are what."""
        return Counter(line.kind for line in self.lines)

    def count_moves(self, points: Sequence[tuple[float, float]]) -> int:
        """How many of these points (open events) would lie in another grid; told on the lines."""
        old, new = _leaves(self.before), _leaves(self.after)
        moved = Counter(
            (was, now)
            for was, now in zip(old.holders(points), new.holders(points), strict=True)
            if was != now
        )
        for line in self.changes:
            key = line.unit.id if line.unit else None
            line.leaving = sum(n for (was, _now), n in moved.items() if was == key)
            line.entering = sum(n for (_was, now), n in moved.items() if now == key)
        return sum(moved.values())


def square_kilometres(area: BaseGeometry) -> float:
    """The size of an area in degrees, on a globe."""
    middle = (area.bounds[1] + area.bounds[3]) / 2
    size: float = area.area
    return size * _KILOMETRES**2 * math.cos(math.radians(middle))


def compare(drawn: Iterable[Drawn], county: UnitRow) -> Redrawing:
    """Hold a file's outlines against a county's. One query.

    From the top down: a village is asked to lie in its township as the same file draws it.
    """
    units = {row.code: row for row in subtree_of(county)}
    before = {
        pk: Known(shapely.from_wkb(bytes(wkb)), estimated)
        for pk, wkb, estimated in Outline.objects.filter(
            unit__county=county.id, unit__active=True
        ).values_list("unit_id", "wkb", "is_estimated")
    }
    lines = _matched(drawn, units)
    after = dict(before)
    for kind in KINDS:
        _judge(kind, lines, before, after)
    _note_children(lines, units.values(), after)
    return Redrawing(lines, before, after)


def _judge(
    kind: str, drawn: list[Redrawn], before: dict[int, Known], after: dict[int, Known]
) -> None:
    """Refuse or keep the features of one kind; those above it are settled."""
    lines = [line for line in drawn if line.unit is not None and line.unit.kind == kind]
    for line in lines:
        if line.unit is None or line.area is None or line.reasons:
            continue
        line.was = before.get(line.unit.id)
        _check_inside(line, line.unit, line.area, after)
        if not line.reasons:
            after[line.unit.id] = Known(line.area, False)
    _check_overlaps(kind, lines, after)
    for line in lines:
        key = line.unit.id if line.unit else 0
        # A second feature of one unit takes nothing from the first.
        if line.reasons and key in after and after[key].area is line.area:
            _take_back(key, before, after)


def _matched(drawn: Iterable[Drawn], units: dict[str, UnitRow]) -> list[Redrawn]:
    """Each feature with its unit, or why it has none."""
    seen: dict[str, int] = {}
    lines = []
    for one in drawn:
        line = Redrawn(one.number, one.code, units.get(one.code), one.area)
        if not one.code:
            line.reasons.append(_("没有写单位代码(属性 code)"))
        elif line.unit is None:
            line.reasons.append(_("本县没有这个代码的单位"))
        elif line.unit.kind not in KINDS:
            line.reasons.append(_("这类单位没有边界:%(name)s") % {"name": line.unit.name})
        elif one.code in seen:
            line.reasons.append(_("与第 %(n)d 个要素是同一个单位") % {"n": seen[one.code]})
        if one.wrong:
            line.reasons.append(one.wrong)
        seen.setdefault(one.code, one.number)
        lines.append(line)
    return lines


def _check_inside(
    line: Redrawn, unit: UnitRow, area: BaseGeometry, picture: dict[int, Known]
) -> None:
    """Refuse what lies outside the unit above; an estimated outline above proves nothing."""
    above = _drawn_above(unit, picture)
    if above is None:
        return
    name, known = above
    outside = shapely.difference(area, known.area).area / area.area
    if outside <= MOST_OUTSIDE:
        return
    said = _("有 %(share)s 在上级%(name)s之外") % {"share": _percent(outside), "name": name}
    if known.estimated:
        line.notes.append(said + _("(上级的边界是推算的,不作准)"))
    else:
        line.reasons.append(said)


def _drawn_above(unit: UnitRow, picture: dict[int, Known]) -> tuple[str, Known] | None:
    above = unit.parent_id
    while above is not None:
        row = unit_by_id(above)
        if above in picture:
            return row.name, picture[above]
        above = row.parent_id
    return None


def _check_overlaps(kind: str, lines: Iterable[Redrawn], picture: dict[int, Known]) -> None:
    """Refuse what lies over a neighbour of its kind, unless the neighbour's outline is estimated,
    or the one is a grid of its own within the other. Both are refused if both are new."""
    keys = [key for key in picture if unit_by_id(key).kind == kind]
    tree = shapely.STRtree([picture[key].area for key in keys])
    for line in lines:
        if line.unit is None or line.area is None or line.reasons:
            continue
        for at in tree.query(line.area, predicate="intersects"):
            if keys[at] != line.unit.id:
                _check_overlap(line, line.area, unit_by_id(keys[at]), picture[keys[at]])


def _check_overlap(line: Redrawn, area: BaseGeometry, other: UnitRow, known: Known) -> None:
    smaller = min(area.area, known.area.area)
    share = shapely.intersection(area, known.area).area / smaller
    if share <= MOST_OVERLAP:
        return
    said = {"name": other.name, "share": _percent(share)}
    if other.kind in LEAF_KINDS and share >= EXCLUSIVE and area.area != known.area.area:
        line.notes.append(_("与%(name)s一个在另一个之内,按专属网格") % said)
    elif known.estimated:
        line.notes.append(_("与%(name)s的推算边界重叠 %(share)s") % said)
    else:
        line.reasons.append(_("与相邻的%(name)s重叠 %(share)s") % said)


def _take_back(key: int, before: dict[int, Known], after: dict[int, Known]) -> None:
    if key in before:
        after[key] = before[key]
    else:
        after.pop(key, None)


def _note_children(
    lines: Iterable[Redrawn], units: Iterable[UnitRow], picture: dict[int, Known]
) -> None:
    """Tell of units below whose surveyed outline would stick out of the new one."""
    below: dict[int, list[Known]] = {}
    for row in units:
        known = picture.get(row.id)
        if row.parent_id is not None and known is not None and not known.estimated:
            below.setdefault(row.parent_id, []).append(known)
    for line in lines:
        if line.unit is None or line.area is None or line.reasons:
            continue
        out = sum(
            shapely.difference(known.area, line.area).area > MOST_OUTSIDE * known.area.area
            for known in below.get(line.unit.id, ())
        )
        if out:
            line.notes.append(_("下级有 %(n)d 个边界伸到外面") % {"n": out})


def _leaves(picture: dict[int, Known]) -> Leaves:
    rows = []
    for key, known in picture.items():
        unit = unit_by_id(key)
        if unit.kind in LEAF_KINDS:
            rows.append((key, unit.parent_id, unit.code, known.area))
    return leaves_among(rows)


def _percent(share: float) -> str:
    return f"{share:.1%}" if share < 0.995 else "100%"
