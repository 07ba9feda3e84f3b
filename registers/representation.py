# SPDX-License-Identifier: Apache-2.0
"""A record as its reader gets it: personal columns masked, or in clear as far as it was opened."""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grids.directory import unit_by_id
from registers.columns import REGISTERS, Column
from registers.models import Organisation, Person, Place, Record

# Of a record that lives on a screen as one line.
TITLES = {"person": "name", "dwelling": "address", "place": "name", "organisation": "name"}

# The one log of readings is kept by others, too: what they open, and what of it.
OTHERS: dict[str, Promise] = {"event": _("事件"), "dispute": _("矛盾纠纷")}
OTHER_FIELDS: dict[str, Promise] = {
    "claimants": _("诉求人"),
    "text": _("诉求原文"),
    "paper": _("个人材料"),
    "parties": _("当事人"),
    "minutes": _("调解记录"),
    "clauses": _("协议条款"),
    "agreement": _("协议书"),
}


def kind_label(kind: str) -> str:
    """What was opened: a register's record, or what stands above the registers."""
    return str(REGISTERS[kind].label if kind in REGISTERS else OTHERS.get(kind, kind))


def field_labels(kind: str, names: Iterable[str]) -> str:
    """Which of its columns."""
    columns = (
        {each.name: each.label for each in REGISTERS[kind].columns} if kind in REGISTERS else {}
    )
    known = OTHER_FIELDS | columns
    return "、".join(str(known.get(name, name)) for name in names)


def register_name(record: Record) -> str:
    """The name of the register a record stands in."""
    return str(record._meta.model_name)


def masked_title(record: Record) -> str:
    """What a record is called where it is only mentioned."""
    register = REGISTERS[register_name(record)]
    column = register.column(TITLES[register.name])
    value = str(getattr(record, column.name))
    return column.mask(value) if column.mask else value


def record_answer(
    record: Record, *, trusted: Collection[int], opened: Collection[str] = ()
) -> dict[str, Any]:
    """All columns of a record read with `with_shown`, with sensitive tags in `trusted` grids."""
    name = register_name(record)
    grid = unit_by_id(record.grid_id)
    answer: dict[str, Any] = {
        "register": name,
        "id": record.pk,
        "grid": {"code": grid.code, "name": grid.name},
        "opened": sorted(opened),
    }
    for column in REGISTERS[name].columns:
        answer[column.name] = _shown(record, column, trusted, opened)
    answer["title"] = answer[TITLES[name]]
    if isinstance(record, Place):
        answer["kind_name"] = record.kind.name
    elif isinstance(record, Organisation):
        answer["kind_name"] = str(record.get_kind_display())
    return answer


def _shown(
    record: Record, column: Column, trusted: Collection[int], opened: Collection[str]
) -> Any:
    if isinstance(record, Person) and column.name == "address":
        return record.dwelling.address if record.dwelling else ""
    if isinstance(record, Person) and column.name == "tags":
        return _tags(record, sensitive=record.grid_id in trusted)
    if isinstance(record, Place) and column.name == "kind":
        return record.kind_id
    value = getattr(record, column.name)
    if column.mask is None or column.name in opened:
        return value
    return column.mask(str(value)) if value else ""


def _tags(person: Person, *, sensitive: bool) -> list[dict[str, Any]]:
    """Tags still kept; sensitive ones for those who may handle what is sensitive."""
    return [
        {"code": each.tag_id, "name": each.tag.name, "sensitive": each.tag.sensitive}
        for each in getattr(person, "live_tags", ())
        if sensitive or not each.tag.sensitive
    ]
