# SPDX-License-Identifier: Apache-2.0
"""An event in any state, walked there by the real actions."""

from types import SimpleNamespace

import pytest

from tests.city import build_small_city
from tests.county_fixtures import plant_matters
from tests.walk import Walk


@pytest.fixture
def walk(county: SimpleNamespace) -> Walk:
    """云溪县 with the real matters, and a way to bring an event into any state."""
    plant_matters()
    return Walk(county)


@pytest.fixture
def city(db: None) -> Walk:
    """The same in 龙岭市, which has no townships and three platforms (tests.city)."""
    small = build_small_city()
    plant_matters()
    return Walk(small)


@pytest.fixture(params=["walk", "city"])
def anywhere(request: pytest.FixtureRequest) -> Walk:
    """Once in 云溪县 and once in 龙岭市: rules assume neither townships nor four platforms."""
    found: Walk = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def live_walk(transactional_db: None, county: SimpleNamespace) -> Walk:
    """The same, really committed: for tests with several connections at once."""
    plant_matters()
    return Walk(county)
