# SPDX-License-Identifier: Apache-2.0
"""`access_table`: prints who may make which move with which fields, as Markdown or CSV."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from events.access_table import as_csv, as_markdown

WRITERS = {"md": as_markdown, "csv": as_csv}


class Command(BaseCommand):
    help = "Print the access table: role x tier x move x field."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=sorted(WRITERS), default="md")
        parser.add_argument("--write", type=Path, help="write access.md and access.csv there")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("zh-hans"):
            if options["write"] is None:
                self.stdout.write(WRITERS[options["format"]]())
                return
            for ending, write in WRITERS.items():
                (options["write"] / f"access.{ending}").write_text(write(), encoding="utf-8")
