# SPDX-License-Identifier: Apache-2.0
"""A city's or province's snapshot: many chains, so it has no one number and no socket."""

from collections.abc import Iterable, Iterator
from typing import Any

from governance.fold import Territory, flow_key, no_counts, stock_keys
from governance.queries import Head, add_to, local_time, one_moment, rows_of
from grids.directory import UnitRow, county_keys, unit_by_code

REGION_KINDS = frozenset({"city", "province"})


def read_region(unit: UnitRow) -> dict[str, Any]:
    """A city's or province's snapshot: its counties' counts, and each one's ledger number."""
    counties = counties_of(unit)
    child = {row.id: _child_of_region(unit, row) for row in counties}
    territory = Territory(False, {}, tuple(sorted(set(child.values()))))
    counts = no_counts(territory)
    with one_moment():
        heads = {row.code: head for row, head in _read_heads(counties)}
        for county_id, platform, state, lamp, n in rows_of(
            "SELECT county_id, platform, state, lamp, sum(n)::bigint FROM events_stock"
            " WHERE county_id = ANY(%s) AND n <> 0 GROUP BY 1, 2, 3, 4",
            [list(child)],
        ):
            add_to(counts, stock_keys(territory, "", platform, state, lamp), n)
            add_to(counts, [f"open.unit.{child[county_id]}"], n)
        for measure, n in rows_of(
            "SELECT f.measure, sum(f.n)::bigint FROM events_flow f JOIN events_ledger l"
            " ON l.county_id = f.county_id AND l.day = f.day"
            " WHERE f.county_id = ANY(%s) GROUP BY 1",
            [list(child)],
        ):
            add_to(counts, [key] if (key := flow_key(measure)) else [], n)
    times = [head.at for head in heads.values() if head.at is not None]
    return {
        "type": "snapshot",
        "seq": {code: head.seq for code, head in heads.items()},
        "h": {code: head.h for code, head in heads.items()},
        "at": max(times).isoformat() if times else None,
        "data": {"counts": counts, "points": [], "recent": [], "alarms": [], "whistles": []},
    }


def counties_of(region: UnitRow) -> list[UnitRow]:
    """The counties of a city or province, by their codes (a county is a root of its own tree)."""
    stem = region.code[: 4 if region.kind == "city" else 2]
    rows = [unit_by_code(key) for key in county_keys() if key.startswith(stem)]
    return [row for row in rows if row is not None and row.active]


def _child_of_region(region: UnitRow, county: UnitRow) -> str:
    return county.code if region.kind == "city" else f"{county.code[:4]}00000000"


def _read_heads(counties: Iterable[UnitRow]) -> Iterator[tuple[UnitRow, Head]]:
    by_id = {row.id: row for row in counties}
    for county_id, seq, h, at, day in rows_of(
        "SELECT county_id, seq, encode(substring(hash for 4), 'hex'), nullif(at, '-infinity'), day"
        " FROM events_ledger WHERE county_id = ANY(%s) ORDER BY county_id",
        [list(by_id)],
    ):
        yield by_id[county_id], Head(seq, h, local_time(at), day)
