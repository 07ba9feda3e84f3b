# SPDX-License-Identifier: Apache-2.0
"""The small tables: loaded from what ships with the product, changed by a county."""

import csv
from pathlib import Path

from accounts.models import User
from grids.access import check_keeps
from registers.models import CareTag, PlaceKind

DATA = Path(__file__).resolve().parent.parent / "data"


def load_register_tables() -> int:
    """Load kinds of places and tags (载入底数字典) that are not there yet; how many rows ship.

    What a county has changed, or taken out of use, stays as it is.
    """
    kinds = [
        PlaceKind(code=row["code"], name=row["name"], small=row["small"] == "1")
        for row in _rows("place_kinds")
    ]
    tags = [
        CareTag(
            code=row["code"],
            name=row["name"],
            sensitive=row["sensitive"] == "1",
            keep_days=int(row["keep_days"]),
            basis=row["basis"],
        )
        for row in _rows("care_tags")
    ]
    PlaceKind.objects.bulk_create(kinds, ignore_conflicts=True)
    CareTag.objects.bulk_create(tags, ignore_conflicts=True)
    return len(kinds) + len(tags)


def save_row(row: CareTag | PlaceKind, *, by: User) -> None:
    """Save a row that somebody added or changed (修改字典)."""
    check_keeps(by, None)
    row.save()


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
