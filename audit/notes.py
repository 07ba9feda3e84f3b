# SPDX-License-Identifier: Apache-2.0
"""What is no change of a row and yet belongs into the log: an import, an export (操作留痕)."""

from typing import Any

from audit.models import AuditEntry


def note(
    kind: str, *, by_id: int, by_name: str, county_id: int | None, label: str = "", **told: Any
) -> None:
    """Write down an act of a person, with what is told of it in numbers and codes."""
    AuditEntry.objects.create(
        kind=kind,
        act=AuditEntry.Act.DONE,
        by_id=by_id,
        by_name=by_name,
        county_id=county_id,
        label=label[:120],
        fields={name: [None, value] for name, value in told.items()},
    )
