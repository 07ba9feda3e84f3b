# SPDX-License-Identifier: Apache-2.0
"""`manage.py check_tree`: do the paths, MPTT's numbers and the parents say the same?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from grids.integrity import tree_faults


class Command(BaseCommand):
    """Compare every tree's three descriptions of itself."""

    help = "Compare paths, MPTT numbers and parents of all units; exit 1 if they differ."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each fault, or that there is none."""
        faults = tree_faults()
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults")
        self.stdout.write("all trees are sound")
