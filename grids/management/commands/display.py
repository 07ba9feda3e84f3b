# SPDX-License-Identifier: Apache-2.0
"""`manage.py display UNIT_CODE`: a revocable link to that unit's wall."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from grids.actions.displays import make_display_link
from grids.models import Unit

# Places with places below them; whatever else has a desk or a phone and no wall.
WALLED = ("province", "city", "county", "township", "village")


class Command(BaseCommand):
    """Print a display link."""

    help = "Make a revocable display link for a unit's wall and print it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the unit's code and a name to know the link by."""
        parser.add_argument("unit_code")
        parser.add_argument("--name", default="cli")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the address's path; only a hash of it is kept."""
        unit = Unit.objects.filter(code=options["unit_code"], active=True).first()
        if unit is None:
            raise CommandError(f"no unit {options['unit_code']!r}")
        if unit.kind_id not in WALLED:
            raise CommandError(f"{unit.name} ({unit.kind_id}) has no wall; one of {WALLED} has")
        self.stdout.write(f"/d/{make_display_link(unit, by=None, name=options['name'])}")
