# SPDX-License-Identifier: Apache-2.0
"""`manage.py load_matters`: matters, standards, duties, reasons and limits from our tables."""

from typing import Any

from django.core.management.base import BaseCommand

from duties.actions.matters import load_matters


class Command(BaseCommand):
    """Load the shipped tables."""

    help = "Load matters, filing standards, duties, reasons and limits; a county's edits stay."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how many rows were written."""
        self.stdout.write(f"{load_matters()} rows written")
