# SPDX-License-Identifier: Apache-2.0
"""62,165 real cases of a city that says itself which were on time: our formula says the same."""

import csv
import gzip
from collections import Counter
from datetime import UTC, datetime

import pytest

from indicators.cases import Case, Period
from indicators.summary import summarise
from tests.product import ROOT

CASES = ROOT.parent / "shared/data/311/boston311_animal_2013_2023.csv.gz"
NOW = datetime(2024, 1, 1, tzinfo=UTC)
ALL = Period(datetime(2013, 1, 1, tzinfo=UTC), NOW, NOW)


def moment_of(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def case_of(at: int, row: dict[str, str]) -> Case:
    opened, closed = moment_of(row["open_dt"]), moment_of(row["closed_dt"])
    assert opened is not None
    return Case(
        at,
        "closed" if row["case_status"] == "Closed" else "processing",
        opened,
        filed_at=opened,
        due_at=moment_of(row["sla_target_dt"]),
        closed_at=closed,
        village=row["neighborhood"],
    )


@pytest.mark.skipif(not CASES.exists(), reason="the real cases are not here")
def test_late_is_what_the_city_calls_overdue() -> None:
    with gzip.open(CASES, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cases = [case_of(at, row) for at, row in enumerate(rows)]
    said = [row["on_time"] == "OVERDUE" for row in rows]
    agree = Counter(case.is_late(NOW) == late for case, late in zip(cases, said, strict=True))
    assert agree == {True: 62_165}
    whole, groups = summarise(cases, ALL, lambda case: case.village)
    # Closed and in time: 23,441 with a target and 16,227 without one. Of those that have neither
    # a target nor an end nobody can be late, so they wait in time and count neither way.
    assert (whole.values["on_time"].numerator, whole.values["on_time"].denominator) == (
        39_668,
        62_165 - 18_121,
    )
    assert (whole.values["overdue"].numerator, whole.values["overdue"].denominator) == (
        sum(said),
        sum(1 for case in cases if case.due_at is not None),
    )
    assert sum(group.cases for group in groups.values()) == 62_165
