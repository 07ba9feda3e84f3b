# SPDX-License-Identifier: Apache-2.0
"""`import_reports FILE --county CODE [--by USER]`: a table of reports through the usual door.

A bad row is told with its line and reason and stops nothing; run twice, nothing doubles.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from events.actions import report_event
from events.importing import BadFile, BadRow, as_report, read_rows
from events.refusals import BadFields, Refused
from grids.directory import UnitRow, unit_by_code
from grids.queries import people_at

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
        new = known = bad = 0
        try:
            for line, row in read_rows(options["file"]):
                told = self._report(line, row, county, by)
                new, known, bad = new + (told == "new"), known + (told == "known"), bad + (not told)
        except BadFile as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"new {new}, already there {known}, bad {bad}")

    def _report(self, line: int, row: dict[str, str], county: UnitRow, by: User) -> str:
        try:
            client_uuid, fields = as_report(row, county)
            done = report_event(by=by, client_uuid=client_uuid, **fields)
        except BadRow as reason:
            self.stderr.write(f"line {line}: {reason}")
        except BadFields as bad:
            sentences = "; ".join(f"{name}: {said[0]}" for name, said in bad.errors.items())
            self.stderr.write(f"line {line}: {sentences}")
        except Refused as refused:
            self.stderr.write(f"line {line}: {refused.title} {refused.detail}".rstrip())
        else:
            return "known" if done.replayed else "new"
        return ""


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
