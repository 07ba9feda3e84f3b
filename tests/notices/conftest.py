# SPDX-License-Identifier: Apache-2.0
"""An event in any state, and the worker's one round."""

from types import SimpleNamespace

import pytest

from tests.county_fixtures import plant_matters
from tests.walk import Walk


@pytest.fixture
def walk(county: SimpleNamespace) -> Walk:
    """云溪县 with the real matters."""
    plant_matters()
    return Walk(county)


@pytest.fixture
def live_walk(transactional_db: None, county: SimpleNamespace) -> Walk:
    """The same, really committed: for listeners of other connections and processes."""
    plant_matters()
    return Walk(county)
