# SPDX-License-Identifier: Apache-2.0
"""Somebody sets their own desk (个人设置). No move, no ledger line: it concerns nobody else."""

from typing import Any

from accounts.models import User
from events.desk_keys import own_keys, why_not_keys
from events.models import DeskSettings
from events.refusals import BadFields


def set_desk(
    *, by: User, single_keys: bool | None = None, keys: dict[str, Any] | None = None
) -> DeskSettings:
    """改按键: what is not given stays as it is; a repeat does no harm."""
    wanted: dict[str, Any] = {}
    if single_keys is not None:
        wanted["single_keys"] = single_keys
    if keys is not None:
        if said := why_not_keys(keys):
            raise BadFields({"keys": [said]})
        wanted["keys"] = own_keys(keys)
    kept, _made = DeskSettings.objects.update_or_create(user=by, defaults=wanted)
    return kept
