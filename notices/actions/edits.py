# SPDX-License-Identifier: Apache-2.0
"""A county's own words and senders are edited (改模板、改发送方式)."""

from django.core.exceptions import ValidationError

from accounts.models import User
from events.refusals import NotAllowed
from notices.access import counties_run_by
from notices.models import SenderSetting, TextTemplate
from notices.texts import check_text


def save_text(row: TextTemplate, *, by: User) -> None:
    """Save a text that says what it must and names only what there is."""
    _check_county(row.county_id, by)
    errors = check_text(row.kind, row.code, row.title, row.body)
    if errors:
        raise ValidationError(errors)
    row.save()


def save_setting(row: SenderSetting, *, by: User) -> None:
    """Save by which ways a county's messages go out."""
    _check_county(row.county_id, by)
    row.save()


def remove_text(row: TextTemplate, *, by: User) -> None:
    """Back to the words that ship."""
    _check_county(row.county_id, by)
    row.delete()


def _check_county(county_id: int, by: User) -> None:
    counties = counties_run_by(by)
    if counties is not None and county_id not in counties:
        raise NotAllowed
