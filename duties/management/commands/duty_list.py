# SPDX-License-Identifier: Apache-2.0
"""A county's duty list to a file, or from one; `--dry-run` only says what would change."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from duties.actions.listing import put_list_in_force
from duties.listing import ListRefused, as_csv, as_xlsx, compare, lines_in_force, read_table
from grids.directory import UnitRow, unit_by_code


class Command(BaseCommand):
    """`duty_list export|import FILE --county CODE [--dry-run]`; CSV, or XLSX by its ending."""

    help = "Export or import a county's duty list (责任清单), as CSV or XLSX."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, the file, the county."""
        parser.add_argument("what", choices=["export", "import"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--county", required=True, help="code of the county")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        county = unit_by_code(options["county"])
        if county is None or county.kind != "county":
            raise CommandError(f"{options['county']} is not the code of a county")
        file: Path = options["file"]
        if options["what"] == "export":
            lines = lines_in_force(county)
            write = as_xlsx if file.suffix.lower() == ".xlsx" else as_csv
            file.write_bytes(write(lines))
            self.stdout.write(f"{len(lines)} lines written")
        else:
            self._take_over(file, county, is_dry=options["dry_run"])

    def _take_over(self, file: Path, county: UnitRow, *, is_dry: bool) -> None:
        try:
            lines = read_table(file.name, file.read_bytes(), county)
        except OSError as error:
            raise CommandError(str(error)) from error
        except ListRefused as refused:
            raise CommandError("\n".join(refused.mistakes)) from refused
        found = compare(lines, county) if is_dry else put_list_in_force(lines, county, by=None)
        for change in found.changes:
            differs = "; ".join(f"{name}: {was} -> {now}" for name, was, now in change.differs)
            self.stdout.write(f"{change.kind} {change.key[0]} {differs}".rstrip())
        counts = ", ".join(f"{count} {kind}" for kind, count in found.counts.items())
        self.stdout.write(f"{counts}, {found.same} same{' (dry run)' if is_dry else ''}")
