# SPDX-License-Identifier: Apache-2.0
"""A county's duty list to a file, or from one; `--dry-run` only says what would change, `replay`
which of the last month's events it would have sent elsewhere."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from duties.actions.listing import put_list_in_force
from duties.listing import (
    Line,
    ListRefused,
    as_csv,
    as_if,
    as_xlsx,
    compare,
    lines_in_force,
    read_table,
)
from events import moment
from events.models import Event
from events.replays import DAYS, replay
from grids.directory import UnitRow, unit_by_code


class Command(BaseCommand):
    """`duty_list export|import|replay FILE --county CODE [--dry-run]`; CSV, or XLSX."""

    help = "Export, import or replay a county's duty list (责任清单), as CSV or XLSX."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, the file, the county."""
        parser.add_argument("what", choices=["export", "import", "replay"])
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
        elif options["what"] == "import":
            self._take_over(file, county, is_dry=options["dry_run"])
        else:
            self._replay(file, county)

    def _take_over(self, file: Path, county: UnitRow, *, is_dry: bool) -> None:
        lines = _read(file, county)
        found = compare(lines, county) if is_dry else put_list_in_force(lines, county, by=None)
        for change in found.changes:
            differs = "; ".join(f"{name}: {was} -> {now}" for name, was, now in change.differs)
            self.stdout.write(f"{change.kind} {change.key[0]} {differs}".rstrip())
        counts = ", ".join(f"{count} {kind}" for kind, count in found.counts.items())
        self.stdout.write(f"{counts}, {found.same} same{' (dry run)' if is_dry else ''}")

    def _replay(self, file: Path, county: UnitRow) -> None:
        """Sensitive events are left out: what is printed here anybody may read."""
        duties = as_if(compare(_read(file, county), county), county)
        since = moment.now() - timedelta(days=DAYS)
        events = Event.objects.filter(county=county.id, sensitive=False, reported_at__gte=since)
        found = replay(events, duties)
        for each in found.elsewhere:
            self.stdout.write(
                f"{each.number} {each.matter.code} {each.went.name} -> {each.would.name}"
            )
        for matter, count in found.by_matter:
            self.stdout.write(f"{matter.code} {matter.name}: {count}")
        self.stdout.write(
            f"{found.events} events, {found.given} dispatched, {len(found.elsewhere)} elsewhere"
        )


def _read(file: Path, county: UnitRow) -> list[Line]:
    try:
        return read_table(file.read_bytes(), county)
    except OSError as error:
        raise CommandError(str(error)) from error
    except ListRefused as refused:
        raise CommandError("\n".join(refused.mistakes)) from refused
