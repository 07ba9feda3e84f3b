# SPDX-License-Identifier: Apache-2.0
"""Write the template of the agreement where a county can change it."""

from typing import Any

from django.core.management.base import BaseCommand

from disputes.paper import blank_template, county_template


class Command(BaseCommand):
    """调解协议书模板; a county's own is never overwritten."""

    help = "Write the mediation agreement template under DATA_DIR, unless one is there."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it once."""
        path = county_template()
        if path.exists():
            self.stdout.write(f"{path} is there already")
            return
        path.write_bytes(blank_template())
        self.stdout.write(str(path))
