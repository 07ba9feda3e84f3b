# SPDX-License-Identifier: Apache-2.0
"""An event in any state, walked there by the real actions."""

from types import SimpleNamespace

import pytest

from duties.actions.matters import load_matters
from tests.walk import Walk


@pytest.fixture
def walk(county: SimpleNamespace) -> Walk:
    """云溪县 with the real matters, and a way to bring an event into any state."""
    load_matters()
    return Walk(county)


@pytest.fixture
def live_walk(transactional_db: None, county: SimpleNamespace) -> Walk:
    """The same, really committed: for tests with several connections at once."""
    load_matters()
    return Walk(county)
