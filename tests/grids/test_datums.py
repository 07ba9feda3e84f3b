# SPDX-License-Identifier: Apache-2.0
"""Points of phones and maps in WGS-84."""

import pytest

from grids.datums import to_gcj02, to_wgs84

# 天安门: a pair published by several map services.
WGS84 = (116.391311, 39.907310)
GCJ02 = (116.397555, 39.908713)


def test_a_known_pair() -> None:
    assert to_gcj02(*WGS84) == pytest.approx(GCJ02, abs=2e-5)
    assert to_wgs84(*GCJ02, "gcj02") == pytest.approx(WGS84, abs=2e-5)


@pytest.mark.parametrize("lon", [118.1, 119.55, 120.88, 122.9])
@pytest.mark.parametrize("lat", [27.1, 28.66, 30.02, 31.1])
def test_there_and_back_is_exact(lon: float, lat: float) -> None:
    assert to_wgs84(*to_gcj02(lon, lat), "gcj02") == pytest.approx((lon, lat), abs=1e-8)


def test_wgs84_and_cgcs2000_stay_as_they_are() -> None:
    assert to_wgs84(120.88, 30.02, "wgs84") == (120.88, 30.02)
    assert to_wgs84(120.88, 30.02, "cgcs2000") == (120.88, 30.02)


def test_abroad_there_is_no_shift() -> None:
    assert to_wgs84(2.35, 48.85, "gcj02") == (2.35, 48.85)


def test_an_unknown_datum_is_an_error() -> None:
    with pytest.raises(ValueError, match="bd09"):
        to_wgs84(120, 30, "bd09")
