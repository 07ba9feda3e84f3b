# SPDX-License-Identifier: Apache-2.0
"""`manage.py import_days FILE --by USER [--county CODE] [--dry-run]`: a year's holidays."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.sheets import BadFile
from duties.actions.days import save_days
from duties.days import read_days
from grids.directory import county_key, unit_by_code


class Command(BaseCommand):
    """Import special days (holidays, make-up workdays, half days) from a table."""

    help = "Import holidays, make-up workdays and half days from CSV or XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the table, whose days they are, and who answers for it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--county", default="", help="6 or 12 digits; without it every county")
        parser.add_argument("--by", required=True, help="user name of the administrator")
        parser.add_argument("--dry-run", action="store_true", help="say what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import all or nothing: a table with a bad line changes nothing."""
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"there is no user {options['by']}")
        county = None
        if options["county"]:
            row = unit_by_code(county_key(options["county"]))
            if row is None:
                raise CommandError(f"there is no county {options['county']}")
            county = row.id
        try:
            found = read_days(options["file"])
        except (OSError, BadFile) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        if found.faults:
            said = "\n".join(f"line {line}: {reason}" for line, reason in found.faults)
            raise CommandError(f"nothing was imported\n{said}")
        saved = save_days(found.drafts, county, by=by, dry_run=options["dry_run"])
        would = "would be " if options["dry_run"] else ""
        self.stdout.write(f"{saved.made} days {would}made, {saved.changed} {would}changed")
