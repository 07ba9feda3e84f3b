# SPDX-License-Identifier: Apache-2.0
"""The demo in the small county 云溪县: its matters; its cast is posted already."""

from types import SimpleNamespace

import pytest

from demo.models import DemoCounty
from tests.county_fixtures import plant_matters


@pytest.fixture
def demo(county: SimpleNamespace) -> SimpleNamespace:
    """云溪县 as the demo's county, with the duty list loaded."""
    plant_matters()
    county.demo = DemoCounty.objects.create(code=county.county.code)
    return county
