# SPDX-License-Identifier: Apache-2.0
"""`import_registers FILE --kind place --village CODE [--by USER] [--dry-run]`: a table of records.

A bad line is told with its number and reason and stops nothing; run twice, nothing doubles.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.refusals import Refused
from grids.directory import UnitRow, ancestors_of, unit_by_code
from grids.queries import people_at
from registers.access import KEEPERS
from registers.actions.import_table import import_records
from registers.columns import REGISTERS
from registers.importing import MOST_BYTES, BadFile, read_table


class Command(BaseCommand):
    help = "Read an XLSX or CSV of people, dwellings, places or organisations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=sorted(REGISTERS))
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--village", help="the village's code; rows name their grid")
        where.add_argument("--grid", help="the grid's code")
        parser.add_argument("--by", help="user name of who answers for it; else who keeps them")
        parser.add_argument("--dry-run", action="store_true", help="tell, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        under = unit_by_code(options["village"] or options["grid"])
        if under is None:
            raise CommandError("there is no such unit")
        by = _keeper(under, options["by"])
        register = REGISTERS[options["kind"]]
        try:
            lines = read_table(_content(options["file"]), register.columns)
            report = import_records(
                register, lines, under=under, by=by, dry_run=options["dry_run"]
            ).answer()
        except BadFile as bad:
            raise CommandError(str(bad)) from bad
        except Refused as refused:
            raise CommandError(f"{by.username}: {refused.title}") from refused
        for line in report["lines"]:
            if line["what"] == "error":
                self.stderr.write(f"line {line['line']}: {line['text']}")
        done = "would be" if options["dry_run"] else "were"
        self.stdout.write(
            f"{report['add']} {done} added, {report['change']} changed, "
            f"{report['same']} same, {report['error']} bad"
        )


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as reason:
        raise CommandError(f"cannot read {file}: {reason.strerror}") from reason


def _keeper(under: UnitRow, name: str | None) -> User:
    """Who answers for the import: the one named, else somebody who keeps these records."""
    if name:
        person = User.objects.filter(username=name, is_active=True).first()
        if person is None:
            raise CommandError(f"there is no user {name}")
        return person
    for unit in ancestors_of(under, include_self=True):
        person = people_at(unit.id, *KEEPERS.get(unit.kind, ("-",))).first()
        if person is not None:
            return person
    raise CommandError("nobody keeps these records; name one with --by")
