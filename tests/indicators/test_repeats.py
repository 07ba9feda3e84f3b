# SPDX-License-Identifier: Apache-2.0
"""Same matter, within 50 m and 30 days of an earlier one; nothing else repeats."""

from datetime import UTC, datetime, timedelta

from indicators.repeats import Sighting, repeated

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
# One metre of latitude in degrees.
METRE = 1 / 111_320


def seen(pk: int, *, matter: int = 7, metres: float = 0, days: float = 0) -> Sighting:
    return Sighting(pk, matter, 120.62, 29.97 + metres * METRE, START + timedelta(days=days))


def test_near_and_soon_repeats_and_only_the_later_one() -> None:
    assert repeated([seen(1), seen(2, metres=49, days=29)]) == {2}


def test_too_far_too_late_or_another_matter_does_not() -> None:
    rest = [seen(2, metres=51), seen(3, metres=200, days=1), seen(4, matter=8, days=1)]
    assert repeated([seen(1), *rest, seen(5, metres=-120, days=31)]) == set()


def test_across_the_edges_of_cells_and_along_the_parallel() -> None:
    east = Sighting(2, 7, 120.62 + 45 * METRE / 0.8662, 29.97, START + timedelta(hours=1))
    assert repeated([seen(1), east]) == {2}
    for shift in range(0, 60, 7):
        pair = [seen(1, metres=shift), seen(2, metres=shift + 40, days=1)]
        assert repeated(pair) == {2}
