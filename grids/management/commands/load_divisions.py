# SPDX-License-Identifier: Apache-2.0
"""`manage.py load_divisions FILE --county CODE`: a county's tree from a divisions table."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from grids.actions.county import build_county
from grids.rules import TreeRefused
from grids.tables import TableRefused, read_divisions


class Command(BaseCommand):
    """Make or update the tree of a county."""

    help = "Make or update the tree of a county from a divisions table (CSV, plain or .gz)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the table and the county."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--county", required=True, help="6 or 12 digits")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was made and changed; a second run says 0 and 0."""
        try:
            divisions = read_divisions(options["file"])
            planted = build_county(options["county"], None, divisions=divisions)
        except (OSError, UnicodeDecodeError, TableRefused, TreeRefused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{planted.made} units made, {planted.changed} changed")
