# SPDX-License-Identifier: Apache-2.0
"""Events of one county to count."""

from types import SimpleNamespace

import pytest

from tests.county_fixtures import plant_matters
from tests.walk import Walk


@pytest.fixture
def walk(county: SimpleNamespace) -> Walk:
    """云溪县 with the real matters, and a way to bring an event into any state."""
    plant_matters()
    return Walk(county)
