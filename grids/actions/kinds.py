# SPDX-License-Identifier: Apache-2.0
"""The kinds of units, read from the table that ships with the product."""

import csv

from grids.models import UnitKind
from grids.tables import DATA


def load_kinds() -> dict[str, UnitKind]:
    """Make or update the kinds (单位类型) from unit_kinds.csv; return them by code.

    A county's own kinds, not in the table, are left alone.
    """
    with (DATA / "unit_kinds.csv").open(encoding="utf-8", newline="") as table:
        kinds = [
            UnitKind(
                code=row["code"],
                name=row["name"],
                tier=int(row["tier"]) if row["tier"] else None,
                is_node=row["is_node"] == "1",
                is_office=row["is_office"] == "1",
                allowed_parents=["" if p == "-" else p for p in row["allowed_parents"].split()],
            )
            for row in csv.DictReader(table)
        ]
    UnitKind.objects.bulk_create(
        kinds,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "tier", "is_node", "is_office", "allowed_parents"],
    )
    return UnitKind.objects.in_bulk()
