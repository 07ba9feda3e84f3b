# SPDX-License-Identifier: Apache-2.0
"""A record is opened for a purpose (按用途查看): the reading is written before a word is shown."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import BadFields
from registers.access import record_for, records_in_reach, register_of
from registers.actions.writing import county_of
from registers.columns import Register
from registers.models import ReadingLog, Record
from registers.queries import with_shown

# A purpose that points at something names it: an event's number, a campaign.
NAMES_ITS_CASE = frozenset({ReadingLog.Purpose.EVENT, ReadingLog.Purpose.CAMPAIGN})
LONGEST_REFERENCE = 40


@dataclass(frozen=True)
class Opened:
    """The record, and which of its personal columns may be shown in clear now."""

    record: Record
    fields: tuple[str, ...]


@transaction.atomic
def open_record(
    kind: str, pk: int, *, by: User, purpose: Any, reference: Any = "", fields: Any = None
) -> Opened:
    """查看: the fields asked for (all personal ones if none is named), for one purpose."""
    register = register_of(kind)
    record = record_for(by, kind, pk)
    asked = _fields(register, fields)
    ReadingLog.objects.create(
        by=by,
        county_id=county_of(record),
        grid_id=record.grid_id,
        kind=kind,
        record_id=record.pk,
        fields=list(asked),
        **_purpose(purpose, reference),
    )
    shown = with_shown(records_in_reach(by, register)).get(pk=record.pk)
    return Opened(shown, asked)


def _purpose(purpose: Any, reference: Any) -> dict[str, str]:
    if purpose not in ReadingLog.Purpose.values:
        raise BadFields({"purpose": [_("请选查看的用途")]})
    if not isinstance(reference, str) or len(reference) > LONGEST_REFERENCE:
        raise BadFields({"reference": [_("最多 %(most)d 字") % {"most": LONGEST_REFERENCE}]})
    if purpose in NAMES_ITS_CASE and not reference.strip():
        raise BadFields({"reference": [_("请写明是哪一件(事件编号或排查名称)")]})
    if not reference.isprintable():
        raise BadFields({"reference": [_("含有不能保存的字符")]})
    return {"purpose": purpose, "reference": reference.strip()}


def _fields(register: Register, fields: Any) -> tuple[str, ...]:
    if fields is None:
        return register.personal
    if not isinstance(fields, list) or not fields or set(map(str, fields)) - set(register.personal):
        raise BadFields({"fields": [_("没有这一项")]})
    return tuple(name for name in register.personal if name in fields)
