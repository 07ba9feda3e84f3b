# SPDX-License-Identifier: Apache-2.0
"""The demo's village knows itself: people, homes, places and a campaign, once."""

from types import SimpleNamespace

from demo.cast import engage, stage_of
from demo.registry import HOMES, PLACES, fill_registers
from fieldwork.actions.tables import load_log_kinds
from fieldwork.models import Campaign
from grids.directory import unit_by_code
from registers.actions.tables import load_register_tables
from registers.models import Dwelling, Person, Place, RecordChange
from tests.county import COUNTY
from tests.county_fixtures import plant_matters


def test_it_fills_once_and_starts_a_campaign(county: SimpleNamespace) -> None:
    plant_matters()
    load_register_tables()
    load_log_kinds()
    row = unit_by_code(COUNTY)
    assert row is not None
    stage = stage_of(row)
    people = engage(stage, "a-password-of-tests")
    for _twice in range(2):
        fill_registers(stage, people)
    assert Person.objects.count() == 2 * HOMES * 2
    assert Dwelling.objects.count() == 2 * HOMES
    assert Place.objects.count() == 2 * len(PLACES)
    assert Campaign.objects.get().targets.count() == 2 * len(PLACES)
    assert not Person.objects.exclude(phone__startswith="1990000").exists()
    assert RecordChange.objects.filter(by=people["zhou"]).count() == 2 * (HOMES * 2 + len(PLACES))
