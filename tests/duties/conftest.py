# SPDX-License-Identifier: Apache-2.0
"""The duty tables of one test, and a memory that forgets them."""

from collections.abc import Iterator

import pytest

from duties import directory
from duties.actions.matters import load_matters


@pytest.fixture(autouse=True)
def _own_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A rollback bumps no version, and nobody else writes while a test runs."""
    monkeypatch.setattr(directory, "CHECK_SECONDS", 3600.0)
    directory.forget()
    yield
    directory.forget()


@pytest.fixture
def tables(db: None) -> None:
    """The tables that ship with the product."""
    load_matters()
