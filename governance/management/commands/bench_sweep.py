# SPDX-License-Identifier: Apache-2.0
"""`bench_sweep --size smoke|full`: what it costs to turn lamps among half a million clocks."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from demo.cast import county_of_demo, engage, stage_of
from demo.history import History
from demo.models import DemoCounty
from events.models import Delivery
from governance.bench import scratch_database, write_results
from governance.bench_sweep import (
    Swept,
    explain_due,
    make_due,
    measure_sweep,
    multiply_clocks,
    sweeps_as_table,
)

COUNTY = "330604"
# events played, running clocks, lamps that turn at once in each sweep
SIZES = {"smoke": (40, 400, (20, 60)), "full": (300, 500_000, (500, 2500, 10_000))}
SILENT = 0


class Command(BaseCommand):
    help = "Measure the lamp sweep over many running clocks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=sorted(SIZES), default="full")

    def handle(self, *args: Any, **options: Any) -> None:
        played, clocks, shares = SIZES[options["size"]]
        with scratch_database():
            rows = self._measure(played, clocks, shares)
        self.stdout.write(sweeps_as_table(rows))
        file = write_results(f"sweep-{options['size']}", [asdict(row) for row in rows])
        self.stdout.write(f"\nwritten to {file}")

    def _measure(self, played: int, clocks: int, shares: tuple[int, ...]) -> list[Swept]:
        call_command("createcachetable", verbosity=SILENT)
        call_command("load_demo", verbosity=SILENT, stdout=self.stderr)
        county = county_of_demo(COUNTY)
        engage(stage_of(county), "bench")
        demo = DemoCounty.objects.get()
        demo.anchor = timezone.now()
        History(demo, county, played).write(lambda share: None)
        self.stderr.write(f"{multiply_clocks(clocks)} clocks run")
        rows = [measure_sweep("nothing is due")]
        for share in shares:
            make_due(share)
            self.stderr.write(explain_due(county.id))
            rows.append(measure_sweep(f"{share} are due"))
        self.stderr.write(f"{Delivery.objects.count()} messages owed")
        return rows
