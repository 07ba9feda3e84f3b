# SPDX-License-Identifier: Apache-2.0
"""The fixture `county`, and a directory that forgets between tests."""

import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from duties import directory as duty_tables
from duties.actions.matters import load_matters
from grids import directory
from tests.county import build_small_county
from tests.replant import replant

_read: list[duty_tables.Snapshot] = []


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


def plant_matters() -> None:
    """The matters, standards and duty list that ship with the product."""
    replant("matters", ("duties",), load_matters)
    duty_tables.forget()
    if _read:
        # The very rows were read before: what was made of them then holds, too.
        duty_tables._memory.snapshot = _read[0]
        duty_tables._memory.checked_at = time.monotonic()
    else:
        _read.append(duty_tables.snapshot())
