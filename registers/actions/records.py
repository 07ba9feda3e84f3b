# SPDX-License-Identifier: Apache-2.0
"""A record is added, corrected or removed (登记、修改、注销), by those who work with its grid."""

import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import BadFields
from accounts.sealed import fingerprints
from grids.directory import UnitRow, unit_by_id
from registers.access import (
    check_may_keep,
    grid_for,
    record_for,
    register_of,
    sensitive_grids,
)
from registers.actions.writing import (
    Done,
    Request,
    kind_code,
    note_change,
    once,
    put,
    put_address,
    set_tags,
    tag_codes,
)
from registers.columns import Register, read_values
from registers.models import Person, Record, RecordChange


def add_record(
    kind: str,
    *,
    grid: str,
    values: dict[str, Any],
    by: User,
    client_uuid: uuid.UUID | None = None,
) -> Done:
    """登记: one record in a grid of one's own reach; what is there already is not doubled."""
    register = register_of(kind)
    request = Request.of(by, client_uuid, "add", kind, grid, values)

    def work() -> int:
        unit = grid_for(by, grid)
        read = read_values(register.columns, values, whole=True)
        if same := same_record(register, unit.id, read):
            said = _("本网格已登记过,第 %(id)d 条") % {"id": same.pk}
            raise BadFields({register.keys[-1][0]: [said]}, code="already_there")
        record = register.model(grid_id=unit.id)
        fields = apply_values(record, read, unit, sensitive=unit.id in sensitive_grids(by))
        note_change(request, kind, record, RecordChange.What.ADD, fields)
        return int(record.pk)

    return once(request, work)


def change_record(
    kind: str, pk: int, *, values: dict[str, Any], by: User, client_uuid: uuid.UUID | None = None
) -> Done:
    """修改: only the fields given; the log says which fields, not what they said."""
    register = register_of(kind)
    request = Request.of(by, client_uuid, "change", kind, pk, values)

    def work() -> int:
        record = record_for(by, kind, pk, locked=True)
        read = read_values(register.columns, values, whole=False)
        unit = unit_by_id(record.grid_id)
        fields = apply_values(record, read, unit, sensitive=unit.id in sensitive_grids(by))
        note_change(request, kind, record, RecordChange.What.CHANGE, fields)
        return int(record.pk)

    return once(request, work)


def remove_record(kind: str, pk: int, *, by: User, client_uuid: uuid.UUID | None = None) -> Done:
    """注销: it counts no longer (moved away, closed down); logs that name it stay readable."""
    request = Request.of(by, client_uuid, "remove", kind, pk)

    def work() -> int:
        record = record_for(by, kind, pk, locked=True)
        check_may_keep(by, record.grid_id)
        record.removed_at = timezone.now()
        record.save(update_fields=["removed_at", "changed_at"])
        note_change(request, kind, record, RecordChange.What.REMOVE, ())
        return int(record.pk)

    return once(request, work)


def same_record(register: Register, grid_id: int, values: dict[str, Any]) -> Record | None:
    """The live record of this grid that these values name; the first key with all its columns."""
    for key in register.keys:
        if not all(values.get(name) for name in key):
            continue
        asked = dict(_named(register, name, values[name]) for name in key)
        rows = register.model._default_manager.filter(grid_id=grid_id, removed_at__isnull=True)
        return rows.filter(**asked).order_by("pk").first()
    return None


def apply_values(
    record: Record, values: dict[str, Any], grid: UnitRow, *, sensitive: bool
) -> set[str]:
    """Write cleaned values into a record; the names of the columns that changed."""
    plain = dict(values)
    tags = plain.pop("tags", None)
    codes = None if tags is None else tag_codes(tags, sensitive=sensitive)
    changed = set()
    if record._meta.model_name == "place" and "kind" in plain:
        plain["kind"] = kind_code(plain["kind"])
    if isinstance(record, Person) and "address" in plain:
        address = plain.pop("address")
        changed |= {"address"} if put_address(record, grid, address) else set()
    changed |= put(record, plain)
    record.save()
    if isinstance(record, Person) and codes is not None:
        changed |= {"tags"} if set_tags(record, codes, sensitive=sensitive) else set()
    return changed


def _named(register: Register, name: str, value: Any) -> tuple[str, Any]:
    """How the database is asked for a column's value."""
    if register.model is Person and name == "address":
        return "dwelling__address", value
    if register.model is Person and name == "id_number":
        return "id_digest__in", fingerprints(value)
    return name, value
