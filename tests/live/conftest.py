# SPDX-License-Identifier: Apache-2.0
"""Committed events for listeners of other connections and processes."""

from types import SimpleNamespace

import pytest

from tests.county_fixtures import plant_matters
from tests.walk import Walk


@pytest.fixture
def walk(transactional_db: None, county: SimpleNamespace) -> Walk:
    """云溪县 and its matters, really committed."""
    plant_matters()
    return Walk(county)
