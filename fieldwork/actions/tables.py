# SPDX-License-Identifier: Apache-2.0
"""The kinds of logs: loaded from what ships with the product, changed by a county."""

import csv
from pathlib import Path

from accounts.models import User
from fieldwork.models import LogKind
from grids.access import check_keeps

DATA = Path(__file__).resolve().parent.parent / "data"


def load_log_kinds() -> int:
    """Load the kinds (载入日志类型) that are not there yet; what a county changed stays."""
    with (DATA / "log_kinds.csv").open(encoding="utf-8", newline="") as table:
        kinds = [LogKind(**row) for row in csv.DictReader(table)]
    LogKind.objects.bulk_create(kinds, ignore_conflicts=True)
    return len(kinds)


def save_kind(row: LogKind, *, by: User) -> None:
    """Save a kind that somebody added or changed (修改日志类型)."""
    check_keeps(by, None)
    row.save()
