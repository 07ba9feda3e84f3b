# SPDX-License-Identifier: Apache-2.0
"""Which events lie within so many metres of a point."""

import math

from django.db.models import F, FloatField, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from events.models import Event

METRES_PER_DEGREE = 111_320.0


def near(events: QuerySet[Event], lon: float, lat: float, metres: float) -> QuerySet[Event]:
    """Events within so many metres of a point, on a plane that is true at this latitude."""
    east = METRES_PER_DEGREE * max(0.01, math.cos(math.radians(lat)))
    in_box = Q(
        lon__range=(lon - metres / east, lon + metres / east),
        lat__range=(lat - metres / METRES_PER_DEGREE, lat + metres / METRES_PER_DEGREE),
    )
    squared = _square("lon", lon, east) + _square("lat", lat, METRES_PER_DEGREE)
    return events.filter(in_box).alias(squared=squared).filter(squared__lte=metres * metres)


def _square(column: str, centre: float, scale: float) -> Combinable:
    off = (F(column) - Value(centre)) * Value(scale, output_field=FloatField())
    return off * off
