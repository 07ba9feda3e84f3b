# SPDX-License-Identifier: Apache-2.0
"""How somebody's desk is set, as the page and the API say it."""

from typing import Any

from accounts.models import User
from events.desk_keys import GROUPS, keys_of
from events.models import DeskSettings


def seat_of(user: User) -> dict[str, Any]:
    """Keys by command. One query."""
    return seat_answer(DeskSettings.objects.filter(user=user).first() or DeskSettings(user=user))


def seat_answer(kept: DeskSettings) -> dict[str, Any]:
    """The same of settings in hand."""
    return {"single_keys": kept.single_keys, "keys": keys_of(kept.keys)}


def key_groups() -> list[dict[str, Any]]:
    """Every command with its usual key, as the help sheet lists them."""
    return [
        {
            "name": str(label),
            "commands": [
                {"name": each.name, "key": each.key, "label": str(each.label)} for each in commands
            ],
        }
        for label, commands in GROUPS.values()
    ]
