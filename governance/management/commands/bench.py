# SPDX-License-Identifier: Apache-2.0
"""`bench --size smoke|full`: the benchmark table on a scratch database of its own."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from demo.cast import county_of_demo, engage, stage_of
from demo.history import History
from demo.models import DemoCounty
from governance.bench import (
    Bench,
    as_json,
    as_table,
    count_events,
    scratch_database,
    write_results,
)

COUNTY = "330604"
# events at the first and the second measuring, requests of each row
SIZES = {"smoke": (40, 200, 8), "full": (300, 3000, 60)}
VERBOSITY = 0


class Command(BaseCommand):
    help = "Measure CPU milliseconds and SQL statements per request at two sizes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=sorted(SIZES), default="full")

    def handle(self, *args: Any, **options: Any) -> None:
        few, many, requests = SIZES[options["size"]]
        with scratch_database():
            rows = self._measure(few, many, requests)
        self.stdout.write(as_table(rows))
        file = write_results(options["size"], as_json(rows))
        self.stdout.write(f"\nwritten to {file}")

    def _measure(self, few: int, many: int, requests: int) -> list[Any]:
        call_command("createcachetable", verbosity=VERBOSITY)
        call_command("load_demo", verbosity=VERBOSITY, stdout=self.stderr)
        county = county_of_demo(COUNTY)
        stage = stage_of(county)
        engage(stage, "bench")
        demo = DemoCounty.objects.get()
        rows = []
        for total, ago in ((few, 32), (many, 0)):
            # Two histories, one after the other: the ledger's time never goes back.
            demo.anchor = timezone.now() - timedelta(days=ago)
            History(demo, county, total).write(lambda share: None)
            settings.ALLOWED_HOSTS = ["*"]
            rows += Bench(stage).run(count_events(), requests)
        return rows
