# SPDX-License-Identifier: Apache-2.0
"""The fixture `county`, and a directory that forgets between tests."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from duties import directory as duty_tables
from grids import directory
from tests.county import build_small_county


@pytest.fixture(autouse=True)
def _own_directory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Units and duty tables of one test are unknown to the next: a rollback bumps no version.

    Nobody else writes while a test runs, so versions are not asked for again either, which
    would make query counts depend on how fast the machine is.
    """
    for memory in (directory, duty_tables):
        monkeypatch.setattr(memory, "CHECK_SECONDS", 3600.0)
        memory.forget()
    yield
    for memory in (directory, duty_tables):
        memory.forget()


@pytest.fixture
def county(db: None) -> SimpleNamespace:
    """云溪县 with its units and people (tests.county)."""
    return build_small_county()
