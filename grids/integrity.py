# SPDX-License-Identifier: Apache-2.0
"""Whether the tree's three descriptions of itself agree: parents, MPTT's numbers, paths."""

from collections import defaultdict

from grids.drafts import number_tree
from grids.models import Unit

_Row = tuple[int, str, int | None, int | None, str, int, int, int]


def tree_faults() -> list[str]:
    """Return what is wrong in any tree, in words; empty if all is well. One query.

    MPTT's numbers may leave gaps and need not follow the codes; what counts is that each unit's
    span lies within its parent's and beside its sisters', one level down.
    """
    trees: dict[int, list[_Row]] = defaultdict(list)
    columns = ("id", "code", "parent_id", "county_id", "path", "lft", "rght", "level", "tree_id")
    for *row, tree_id in Unit.objects.order_by("tree_id", "lft").values_list(*columns):
        trees[tree_id].append(tuple(row))
    return [fault for rows in trees.values() for fault in _faults_of(rows)]


def _faults_of(rows: list[_Row]) -> list[str]:
    by_id = {row[0]: row for row in rows}
    faults = [f"{code}: its parent is in another tree" for code in _orphans(rows, by_id)]
    if faults:
        return faults
    parents = {row[1]: by_id[row[2]][1] if row[2] is not None else None for row in rows}
    places = number_tree(parents)
    for row in rows:
        code, place = row[1], places.get(row[1])
        if place is None:
            faults.append(f"{code}: stands below itself")
        elif row[4] != place.path:
            faults.append(f"{code}: path {row[4]} should be {place.path}")
        elif row[7] != place.level:
            faults.append(f"{code}: level {row[7]} should be {place.level}")
    return faults + _span_faults(rows, by_id)


def _orphans(rows: list[_Row], by_id: dict[int, _Row]) -> list[str]:
    roots = [row[1] for row in rows if row[2] is None]
    lost = [row[1] for row in rows if row[2] is not None and row[2] not in by_id]
    return lost + roots[1:]


def _span_faults(rows: list[_Row], by_id: dict[int, _Row]) -> list[str]:
    """Return the units whose span is empty, outside the parent's, or overlaps a sister's."""
    faults = []
    last_end: dict[int | None, int] = {}
    for row in rows:
        code, parent_id, lft, rght = row[1], row[2], row[5], row[6]
        above = by_id[parent_id] if parent_id is not None else None
        if lft >= rght:
            faults.append(f"{code}: span {lft}-{rght} is empty")
        if above is not None and not above[5] < lft < rght < above[6]:
            faults.append(f"{code}: span {lft}-{rght} lies outside its parent's")
        if lft <= last_end.get(parent_id, 0):
            faults.append(f"{code}: span {lft}-{rght} overlaps a sister's")
        last_end[parent_id] = rght
    return faults
