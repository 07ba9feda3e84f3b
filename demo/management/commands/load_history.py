# SPDX-License-Identifier: Apache-2.0
"""`load_history`: the demo's month through the real actions, about a minute, once."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from demo.cast import county_of_demo
from demo.history import TOTAL, History
from demo.models import DemoCounty
from events.actions.sweep import replaying
from events.owed import nobody_is_told

LOCK = 7_316_604
WIDTH = 30


class Command(BaseCommand):
    help = "Write the demo's history; goes on where it was killed, does nothing if it is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--events", type=int, default=TOTAL)

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                self.stdout.write("the history is being written already")
                return
        demo = DemoCounty.objects.first()
        if demo is None or demo.is_loaded:
            return
        if demo.anchor is None:
            demo.anchor = timezone.now()
            demo.save(update_fields=["anchor"])
        history = History(demo, county_of_demo(demo.code), options["events"])
        with replaying(), nobody_is_told(), _hurrying():
            made = history.write(self._show)
        demo.is_loaded = True
        demo.save(update_fields=["is_loaded"])
        self.stdout.write(f"\nhistory: {made} events in 30 days")

    def _show(self, share: float) -> None:
        done = round(WIDTH * min(max(share, 0.0), 1.0))
        bar = "#" * done + "." * (WIDTH - done)
        end = "\r" if sys.stdout.isatty() else ""
        if end or done != getattr(self, "_shown", None):
            self._shown = done
            self.stdout.write(f"  history [{bar}] {share:4.0%}", ending=end or "\n")
            self.stdout.flush()


@contextmanager
def _hurrying() -> Iterator[None]:
    """Commits that do not wait for the disk: a power cut only makes the next start repeat them.

    `is_loaded`, written after this in the ordinary way, reaches the disk after all of them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
        try:
            yield
        finally:
            cursor.execute("RESET synchronous_commit")
