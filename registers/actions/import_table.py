# SPDX-License-Identifier: Apache-2.0
"""A table of records is imported (导入底数), first as a dry run (先试一遍): what each line would
do is told by line, and doing it again changes nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import BadFields, NotFound
from grids.directory import UnitRow
from registers.access import grids_under, keeping_posts, sensitive_grids
from registers.actions.records import apply_values, same_record
from registers.actions.writing import Request, note_change
from registers.columns import Register, read_values
from registers.importing import Line
from registers.models import Record, RecordChange

# One import at a time in a county's registers; writers of single records do not wait for it.
LOCK = 3_101_900


@dataclass
class Report:
    """What an import did, or would do: how many lines of each kind, and the bad ones with why."""

    dry_run: bool
    count: Counter[str] = field(default_factory=Counter)
    lines: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, number: int, what: str, text: str = "") -> None:
        self.count[what] += 1
        if what != "same":
            self.lines.append({"line": number, "what": what, "text": text})

    def answer(self) -> dict[str, Any]:
        kinds = ("add", "change", "same", "error")
        return {
            "dry_run": self.dry_run,
            **{kind: self.count[kind] for kind in kinds},
            "lines": self.lines,
        }


class _Undone(Exception):
    """Ends a dry run: everything it tried is rolled back."""


def import_records(
    register: Register, lines: Iterable[Line], *, under: UnitRow, by: User, dry_run: bool
) -> Report:
    """Add and change records of the grids under a unit; bad lines are told and stop nothing.

    A dry run does the very same and is rolled back, so what it tells is what would happen.
    """
    grids = _grids(by, under)
    report = Report(dry_run)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, under.county_id or 0])
            seen: dict[int, int] = {}
            for line in lines:
                _import_line(register, line, grids, by, report, seen)
            if dry_run:
                raise _Undone
    except _Undone:
        pass
    return report


def _grids(by: User, under: UnitRow) -> dict[str, UnitRow]:
    """The grids of the unit that may be written, by code and by every name that is not twice."""
    mine = grids_under(keeping_posts(by)).values()
    grids = [row for row in mine if row.path.startswith(under.path)]
    if not grids:
        raise NotFound
    named = Counter(name for row in grids for name in {row.name, row.short_name} if name)
    found = {row.code: row for row in grids}
    for row in grids:
        for name in (row.name, row.short_name):
            if named[name] == 1:
                found[name] = row
    return found


def _import_line(
    register: Register,
    line: Line,
    grids: dict[str, UnitRow],
    by: User,
    report: Report,
    seen: dict[int, int],
) -> None:
    try:
        grid = _grid_of(line, grids)
        values = read_values(register.columns, line.values, whole=True)
        known = same_record(register, grid.id, values)
        if known is not None and known.pk in seen:
            said = _("与第 %(line)d 行是同一条") % {"line": seen[known.pk]}
            raise BadFields({"": [said]})
        with transaction.atomic():
            record, what = _write(register, known, values, grid, by)
    except BadFields as bad:
        report.tell(line.number, "error", _sentences(register, bad))
        return
    except IntegrityError:
        # By another column than the one that names it: a firm's name under a new credit code.
        report.tell(line.number, "error", _("名称、地址或代码与本网格另一条相同,请先核对那一条"))
        return
    seen[record.pk] = line.number
    report.tell(line.number, what)


def _write(
    register: Register, known: Record | None, values: dict[str, Any], grid: UnitRow, by: User
) -> tuple[Record, str]:
    """Add, or change what differs. What a table leaves empty is not emptied in the register."""
    trusted = grid.id in sensitive_grids(by)
    given = {name: value for name, value in values.items() if value not in ("", None, ())}
    record = known or register.model(grid_id=grid.id)
    fields = apply_values(record, given, grid, sensitive=trusted)
    what = "change" if known else "add"
    if known and not fields:
        return record, "same"
    note_change(Request.of(by, None), register.name, record, RecordChange.What(what), fields)
    return record, what


def _grid_of(line: Line, grids: dict[str, UnitRow]) -> UnitRow:
    """The grid a line names; the unit's only one, where it names none."""
    if line.grid in grids:
        return grids[line.grid]
    rows = {row.id: row for row in grids.values()}
    if not line.grid and len(rows) == 1:
        return next(iter(rows.values()))
    if not line.grid:
        raise BadFields({"": [_("没写是哪个网格")]})
    said = _("范围内没有网格“%(grid)s”,或有几个同名") % {"grid": line.grid[:24]}
    raise BadFields({"": [said]})


def _sentences(register: Register, bad: BadFields) -> str:
    labels = {column.name: str(column.label) for column in register.columns}
    parts = [f"{labels.get(name, '')} {said[0]}".strip() for name, said in bad.errors.items()]
    return "; ".join(parts)
