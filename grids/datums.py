# SPDX-License-Identifier: Apache-2.0
"""Coordinates of phones and maps turned into WGS-84, in which everything is stored."""

import math

WGS84 = "wgs84"
GCJ02 = "gcj02"
CGCS2000 = "cgcs2000"
DATUMS = (WGS84, GCJ02, CGCS2000)

# The ellipsoid (Krasovsky 1940) on which the GCJ-02 shift is defined.
_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
# The inverse has no closed form; three rounds reach 1e-7 degrees (1 cm), eight are safe.
_ROUNDS = 8
_CLOSE_ENOUGH = 1e-9


def to_wgs84(lon: float, lat: float, datum: str) -> tuple[float, float]:
    """Return a point in WGS-84. CGCS2000 differs from it by centimetres and is taken as is."""
    if datum == GCJ02:
        return _from_gcj02(lon, lat)
    if datum in (WGS84, CGCS2000):
        return lon, lat
    raise ValueError(f"unknown datum: {datum}")


def to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """Return a WGS-84 point as domestic maps draw it (火星坐标); abroad there is no shift."""
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lon, lat
    east, north = _shift(lon - 105.0, lat - 35.0)
    radians = math.radians(lat)
    squeeze = 1 - _ECCENTRICITY * math.sin(radians) ** 2
    root = math.sqrt(squeeze)
    metres_per_lat = _AXIS * (1 - _ECCENTRICITY) / (squeeze * root) * math.pi / 180
    metres_per_lon = _AXIS / root * math.cos(radians) * math.pi / 180
    return lon + east / metres_per_lon, lat + north / metres_per_lat


def _from_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """Search the WGS-84 point whose GCJ-02 image this is."""
    guess_lon, guess_lat = lon, lat
    for _ in range(_ROUNDS):
        image_lon, image_lat = to_gcj02(guess_lon, guess_lat)
        off_lon, off_lat = lon - image_lon, lat - image_lat
        guess_lon, guess_lat = guess_lon + off_lon, guess_lat + off_lat
        if abs(off_lon) < _CLOSE_ENOUGH and abs(off_lat) < _CLOSE_ENOUGH:
            break
    return guess_lon, guess_lat


def _shift(x: float, y: float) -> tuple[float, float]:
    """Return the shift in metres east and north, x and y in degrees from 105 E 35 N."""
    root = math.sqrt(abs(x))
    common = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2 / 3.0
    return east, north
