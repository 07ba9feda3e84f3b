# SPDX-License-Identifier: Apache-2.0
"""`load_fieldwork`: the kinds of work logs that ship with the product."""

from typing import Any

from django.core.management.base import BaseCommand

from fieldwork.actions.tables import load_log_kinds


class Command(BaseCommand):
    help = "Load kinds of work logs; what a county changed stays."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_log_kinds()} kinds")
