# SPDX-License-Identifier: Apache-2.0
"""`load_registers`: the kinds of places and the tags that ship with the product."""

from typing import Any

from django.core.management.base import BaseCommand

from registers.actions.tables import load_register_tables


class Command(BaseCommand):
    help = "Load kinds of places and care tags; what a county changed stays."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_register_tables()} rows")
