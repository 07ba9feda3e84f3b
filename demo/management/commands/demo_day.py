# SPDX-License-Identifier: Apache-2.0
"""`demo_day`: a day of the demo county, played live; Ctrl-C ends it between two moves."""

import signal
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.cast import county_of_demo
from demo.day import Day, Stop
from demo.models import DemoCounty


class Command(BaseCommand):
    help = "Play a day of the demo through the real actions, faster than life; Ctrl-C stops it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--speed", type=float, default=60, help="60: an hour in a minute")
        parser.add_argument("--hours", type=float, default=24, help="how much of the day to play")
        parser.add_argument("--seed", default="day", help="another day")

    def handle(self, *args: Any, **options: Any) -> None:
        demo = DemoCounty.objects.first()
        if not settings.DEMO or demo is None:
            raise CommandError("There is no demo here: DEMO=true and load_demo first.")
        if options["speed"] <= 0 or options["hours"] <= 0:
            raise CommandError("--speed and --hours must be above zero.")
        county = county_of_demo(demo.code)
        day = Day(county, speed=options["speed"], hours=options["hours"], seed=options["seed"])
        with _stopping() as stop:
            day.play(stop, lambda at: self._tell(day, at))
        how = "stopped" if stop.asked else "over"
        self.stdout.write(f"\nthe day is {how}: {day.reports} reports, {day.moves} moves")

    def _tell(self, day: Day, at: datetime) -> None:
        shown = f"  {timezone.localtime(at):%H:%M}  {day.reports} reports, {day.moves} moves"
        self.stdout.write(shown, ending="\r")
        self.stdout.flush()


@contextmanager
def _stopping() -> Iterator[Stop]:
    """Ctrl-C and SIGTERM are a wish, so that no move is cut in two."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    names = (signal.SIGINT, signal.SIGTERM)
    before = {name: signal.signal(name, stop.ask) for name in names}
    try:
        yield stop
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
