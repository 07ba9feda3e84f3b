# SPDX-License-Identifier: Apache-2.0
"""How somebody's desk is set, as the page and the API say it."""

from typing import Any

from accounts.models import User
from events.desk_columns import COLUMNS, MOST, USUAL
from events.desk_keys import GROUPS, keys_of
from events.models import DeskSettings, SavedFilter


def seat_of(user: User) -> dict[str, Any]:
    """Keys by command, columns, and the filters they named. Two queries."""
    kept = DeskSettings.objects.filter(user=user).first() or DeskSettings(user=user)
    return seat_answer(kept) | {"filters": filters_of(user)}


def seat_answer(kept: DeskSettings) -> dict[str, Any]:
    """The same of settings in hand, without the filters."""
    columns = list(USUAL) if kept.columns is None else kept.columns
    return {
        "single_keys": kept.single_keys,
        "keys": keys_of(kept.keys),
        "columns": [name for name in columns if name in COLUMNS],
    }


def filters_of(user: User) -> list[dict[str, Any]]:
    """存的筛选, oldest first: they stay where people look for them. One query."""
    return [filter_answer(each) for each in SavedFilter.objects.filter(user=user).order_by("pk")]


def filter_answer(kept: SavedFilter) -> dict[str, Any]:
    """One named filter."""
    return {"id": kept.pk, "name": kept.name, "query": kept.query}


def choices_of_seat() -> dict[str, Any]:
    """Every command with its usual key, as the help sheet lists them, and every column."""
    return {
        "groups": [
            {
                "name": str(label),
                "commands": [
                    {"name": each.name, "key": each.key, "label": str(each.label)}
                    for each in commands
                ],
            }
            for label, commands in GROUPS.values()
        ],
        "all_columns": {name: str(label) for name, label in COLUMNS.items()},
        "most_columns": MOST,
    }
