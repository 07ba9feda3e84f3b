# SPDX-License-Identifier: Apache-2.0
"""A county's own sentences are edited (改常用语), by its administrator."""

from accounts.models import User
from events.models import StandardText
from events.refusals import NotAllowed
from grids.access import counties_run_by


def save_standard_text(row: StandardText, *, by: User) -> None:
    """Save a sentence of a county somebody looks after."""
    _check_county(row, by)
    row.save()


def remove_standard_text(row: StandardText, *, by: User) -> None:
    """Take it away; without any of its own a county is offered those that ship."""
    _check_county(row, by)
    row.delete()


def _check_county(row: StandardText, by: User) -> None:
    counties = counties_run_by(by)
    if counties is not None and row.county_id not in counties:
        raise NotAllowed
