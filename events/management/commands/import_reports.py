# SPDX-License-Identifier: Apache-2.0
"""`import_reports FILE --county CODE [--by USER]`: a table of reports through the usual door.

Pictures lie beside the table and are named in its column `photos`. A bad row is told with its
line and reason and stops nothing; run twice, nothing doubles.
"""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from events.actions import report_event
from events.actions.photos import store_photo
from events.importing import BadFile, BadRow, as_report, photo_files, read_rows
from events.refusals import BadFields, Refused, UuidReused
from grids.directory import UnitRow, unit_by_code
from grids.queries import people_at, postings_of

# Who answers for imported reports, unless somebody is named.
CLERKS = ("hotline_agent", "county_dispatcher", "county_chief")


class Command(BaseCommand):
    help = "Read a CSV of reports (headings by name, Chinese ones too)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--county", required=True, help="the county's code, 6 or 12 digits")
        parser.add_argument("--by", help="user name of who reports; else the county's hotline")

    def handle(self, *args: Any, **options: Any) -> None:
        county = unit_by_code(options["county"].ljust(12, "0"))
        if county is None or county.kind != "county":
            raise CommandError(f"there is no county {options['county']}")
        by = _reporter(county, options["by"])
        if county.id not in {post.unit.county_id for post in postings_of(by)[:1]}:
            raise CommandError(f"{by.username} does not serve in {county.name}")
        self.folder = options["file"].parent
        count: Counter[str] = Counter()
        lines: dict[str, int] = {}
        try:
            for line, row in read_rows(options["file"]):
                first = lines.setdefault(row.get("number") or f"line {line}", line)
                count[self._report(line, first, row, county, by)] += 1
        except BadFile as reason:
            raise CommandError(str(reason)) from reason
        told = f"new {count['new']}, already there {count['known']}, bad {count['bad']}"
        self.stdout.write(told)

    def _report(self, line: int, first: int, row: dict[str, str], county: UnitRow, by: User) -> str:
        """How one row fared: "new", "known" or "bad" (told with its line and reason)."""
        try:
            if first != line:
                raise BadRow(f"编号 {row['number']} 与第 {first} 行重复")
            client_uuid, fields = as_report(row, county)
            if files := photo_files(row, self.folder):
                fields["photos"] = [_photo(file, by) for file in files]
            done = report_event(by=by, client_uuid=client_uuid, **fields)
        except UuidReused:
            # Imported before; words or matters have changed since. The event lives its own life.
            return "known"
        except BadRow as reason:
            self.stderr.write(f"line {line}: {reason}")
        except BadFields as bad:
            sentences = "; ".join(f"{name}: {said[0]}" for name, said in bad.errors.items())
            self.stderr.write(f"line {line}: {sentences}")
        except Refused as refused:
            self.stderr.write(f"line {line}: {refused.title} {refused.detail}".rstrip())
        else:
            return "known" if done.replayed else "new"
        return "bad"


def _photo(file: Path, by: User) -> str:
    """The id of a picture: the same bytes again are the same photo."""
    with file.open("rb") as opened:
        return str(store_photo(opened, by=by).photo.pk)


def _reporter(county: UnitRow, name: str | None) -> User:
    if name:
        person = User.objects.filter(username=name, is_active=True).first()
        if person is None:
            raise CommandError(f"there is no user {name}")
        return person
    for role in CLERKS:
        person = people_at(county.id, role).first()
        if person is not None:
            return person
    raise CommandError("nobody serves in this county who could report; name one with --by")
