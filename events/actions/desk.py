# SPDX-License-Identifier: Apache-2.0
"""Somebody sets their own desk (个人设置) or takes a table out of it (导出). No move, no ledger
line: no event changes by it."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from events.desk_columns import in_usual_order, why_not_columns
from events.desk_keys import own_keys, why_not_keys
from events.models import DeskSettings, ExportLog, SavedFilter
from events.refusals import BadFields, NotFound

MOST_FILTERS = 30


def set_desk(
    *,
    by: User,
    single_keys: bool | None = None,
    keys: dict[str, Any] | None = None,
    columns: list[Any] | None = None,
) -> DeskSettings:
    """改按键、选列: what is not given stays as it is; a repeat does no harm."""
    wanted: dict[str, Any] = {}
    errors = {}
    if single_keys is not None:
        wanted["single_keys"] = single_keys
    if keys is not None:
        if said := why_not_keys(keys):
            errors["keys"] = [said]
        else:
            wanted["keys"] = own_keys(keys)
    if columns is not None:
        if said := why_not_columns(columns):
            errors["columns"] = [said]
        else:
            wanted["columns"] = in_usual_order(columns)
    if errors:
        raise BadFields(errors)
    kept, _made = DeskSettings.objects.update_or_create(user=by, defaults=wanted)
    return kept


def keep_filter(*, by: User, name: str, query: str) -> SavedFilter:
    """存下筛选: a name that is there already means the new filter; a repeat does no harm."""
    mine = SavedFilter.objects.filter(user=by)
    if mine.exclude(name=name).count() >= MOST_FILTERS:
        raise BadFields({"name": [_("最多存 %(most)d 个筛选") % {"most": MOST_FILTERS}]})
    kept, _made = SavedFilter.objects.update_or_create(
        user=by, name=name, defaults={"query": query}
    )
    return kept


def drop_filter(pk: int, *, by: User) -> None:
    """删去筛选: one's own; `NotFound` for others'."""
    gone, _rows = SavedFilter.objects.filter(user=by, pk=pk).delete()
    if not gone:
        raise NotFound


def note_export(*, by: User, county: int | None, query: str, rows: int) -> ExportLog:
    """导出留痕: written before a row goes out."""
    return ExportLog.objects.create(by=by, county_id=county, query=query, rows=rows)
