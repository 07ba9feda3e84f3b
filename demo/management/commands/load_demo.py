# SPDX-License-Identifier: Apache-2.0
"""`load_demo`: the demo's county, matters and people, once; what is there already stays."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from demo.cast import engage, keep_password, stage_of
from demo.models import DemoCounty
from demo.registry import fill_registers
from duties.actions.matters import load_matters
from fieldwork.actions.tables import load_log_kinds
from grids.actions.county import build_county
from grids.directory import unit_by_code
from grids.rules import TreeRefused
from registers.actions.tables import load_register_tables

DEFAULT_COUNTY = "330604"


class Command(BaseCommand):
    help = "Build the demo's county and people (COUNTY is read only while there is none)."

    def handle(self, *args: Any, **options: Any) -> None:
        known = DemoCounty.objects.first()
        code = known.code if known else (os.environ.get("COUNTY") or DEFAULT_COUNTY)
        with transaction.atomic():
            load_matters()
            load_register_tables()
            load_log_kinds()
            if known is None:
                self._build(code)
        county = unit_by_code(code.ljust(12, "0"))
        assert county is not None  # built just now, or by an earlier start
        stage = stage_of(county)
        people = engage(stage, settings.DEMO_PASSWORD)
        fill_registers(stage, people)
        keep_password(DemoCounty.objects.get(), settings.DEMO_PASSWORD)
        self.stdout.write(f"{county.name}: {len(people)} demo people")

    def _build(self, code: str) -> None:
        try:
            build_county(code)
        except TreeRefused as reason:
            raise CommandError(
                f"COUNTY={code}: there is no such county in the table of Zhejiang"
            ) from reason
        DemoCounty.objects.create(code=code.ljust(12, "0"))
