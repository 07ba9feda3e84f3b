# SPDX-License-Identifier: Apache-2.0
"""Where an event lies (位置): by point, by grid code, or by words; one answer for all doors."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.fields import Choose, Degrees, Text
from events.refusals import BadFields, NotAllowed
from grids.datums import to_wgs84
from grids.directory import UnitRow, ancestors_of, enclosing, unit_by_code, unit_by_id
from grids.places import locate
from grids.queries import postings_of

DATUMS = [("wgs84", "WGS-84"), ("gcj02", "GCJ-02"), ("cgcs2000", "CGCS2000")]
PLACE_FIELDS = (
    Degrees("lon", _("经度")),
    Degrees("lat", _("纬度"), bound=90.0),
    Choose("datum", _("坐标系"), choices=DATUMS),
    Text("grid", _("网格代码"), most=24),
    Text("address", _("地址"), most=200),
)
PLACE_KINDS = ("micro_grid", "grid", "village", "township", "county")


@dataclass(frozen=True)
class Place:
    """A place found: the unit it lies in, a point in WGS-84, and how it was found."""

    unit: UnitRow
    lon: float
    lat: float
    datum: str
    address: str
    placed_by: str


def find_place(given: dict[str, Any], *, by: User) -> Place:
    """The place of `lon`+`lat` (a point rules over a grid code), `grid`, or `address`.

    A grid alone stands at its centre. Words alone lie in the reporter's own unit: unknown place.
    A point outside the reporter's county is refused, not moved.
    """
    lon, lat = given.get("lon"), given.get("lat")
    address, code = given.get("address") or "", given.get("grid")
    if (lon is None) != (lat is None):
        raise BadFields({"lat" if lat is None else "lon": [_t("经度和纬度要一起填")]})
    if lon is None and not code and not address:
        raise BadFields({"place": [_t("要有位置:坐标、网格或地址")]})
    named = _named_unit(code, by) if code else None
    datum = given.get("datum") or "wgs84"
    if lon is not None and lat is not None:
        lon, lat = to_wgs84(lon, lat, datum)
        found = locate(lon, lat)
        if found is None or found.county_id != own_county(by).id:
            raise BadFields({"lon": [_t("这个位置不在本县范围内")]}, code="outside_county")
        return Place(found, lon, lat, datum, address, "point")
    unit = named or _own_area(by)
    lon, lat = centre_of(unit)
    return Place(unit, lon, lat, "wgs84", address, "grid" if named else "address")


def point_text(lon: float | None, lat: float | None) -> str:
    """An exact point as the text that stands beside the chain."""
    return f"{lon:.6f},{lat:.6f}" if lon is not None and lat is not None else ""


def own_county(by: User) -> UnitRow:
    """The county somebody serves in; who serves nowhere reports nothing here."""
    for post in postings_of(by):
        if post.unit.county_id is not None:
            return unit_by_id(post.unit.county_id)
    raise NotAllowed


def _named_unit(code: str, by: User) -> UnitRow:
    unit = unit_by_code(code)
    if unit is None or not unit.active or unit.kind not in PLACE_KINDS:
        raise BadFields({"grid": [_t("没有这个网格")]})
    if unit.county_id != own_county(by).id:
        raise BadFields({"grid": [_t("这个网格不在本县")]}, code="outside_county")
    return unit


def _own_area(by: User) -> UnitRow:
    """The area of somebody's first posting: their grid, village, township, else the county."""
    unit = postings_of(by)[0].acts_for if postings_of(by) else own_county(by)
    if unit.kind in PLACE_KINDS:
        return unit
    return enclosing(unit, "township") or own_county(by)


def centre_of(unit: UnitRow) -> tuple[float, float]:
    """A unit's own point, or the nearest above that has one."""
    for row in ancestors_of(unit, include_self=True):
        if row.lon is not None and row.lat is not None:
            return row.lon, row.lat
    raise BadFields({"grid": [_t("这个单位还没有位置,请点一下地图")]})
