# SPDX-License-Identifier: Apache-2.0
"""What the operator is told before it hurts: a year is coming whose holidays nobody knows."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError
from django.utils import timezone

from duties.queries import calendar_is_known

# Six weeks before the year, there is still time to enter it.
AHEAD = timedelta(days=42)


def check_calendar(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_more: Any
) -> list[CheckMessage]:
    """Warn if this year's or the coming year's holidays are in no table (节假日安排未知).

    Asked only where a database may be asked: at `migrate`, so at each start.
    """
    if not databases:
        return []
    today = timezone.localdate()
    try:
        years = sorted({today.year, (today + AHEAD).year})
        unknown = [year for year in years if not calendar_is_known(year)]
    except DatabaseError:
        # Before the first migration there is no table to look into.
        return []
    return [
        Warning(
            f"The public holidays of {year} are not known: limits count its weekends only.",
            hint="manage.py import_days FILE --by USER (docs/operations.md)",
            id="duties.W001",
        )
        for year in unknown
    ]
