# SPDX-License-Identifier: Apache-2.0
"""A record as its reader gets it: personal columns masked, or in clear as far as it was opened."""

from collections.abc import Collection
from typing import Any

from grids.directory import unit_by_id
from registers.columns import REGISTERS, Column
from registers.models import Organisation, Person, Place, Record

# Of a record that lives on a screen as one line.
TITLES = {"person": "name", "dwelling": "address", "place": "name", "organisation": "name"}


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
