# SPDX-License-Identifier: Apache-2.0
"""A GeoJSON file of outlines (边界文件), read with distrust: what is no outline is refused with the
reason, feature by feature, and a file that is none is refused as a whole."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, NoReturn

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from grids.datums import to_wgs84

MOST_BYTES = 10 * 1024 * 1024
MOST_FEATURES = 5000
MOST_POINTS = 200_000
# Under which names programs write a unit's code.
CODE_NAMES = ("code", "代码", "单位代码", "unit", "unit_code", "CODE")
_LONGEST_CODE = 24
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
_LEAST_RING = 4
# Metres of a projection, not degrees: the smallest easting of any zone is far above this.
_DEGREES = 360
# About a square metre; smaller is a slip of the pen.
_LEAST_AREA = 1e-10


class BadGeoJson(ValueError):
    """A file that is no outlines; the message is for the person."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One feature of a file: its place in it, its unit's code, its area in WGS-84 or what is
    wrong with it."""

    number: int
    code: str
    area: BaseGeometry | None
    wrong: str = ""


def read_geojson(content: bytes, datum: str) -> list[Drawn]:
    """The features of a file, in its order. `BadGeoJson` if it is no outlines."""
    features = _features(_document(content))
    points = 0
    found = []
    for number, feature in enumerate(features, start=1):
        code, rings = _code(feature), 0
        try:
            parts = _polygons(feature)
            rings = sum(len(ring) for ring in chain.from_iterable(parts))
            points += rings
            if points <= MOST_POINTS:
                found.append(Drawn(number, code, _area(parts, datum)))
        except BadGeoJson as wrong:
            found.append(Drawn(number, code, None, str(wrong)))
        if points > MOST_POINTS:
            raise BadGeoJson(_("点太多:一次最多 %(most)d 个点,请先抽稀") % {"most": MOST_POINTS})
    return found


def _document(content: bytes) -> Any:
    if len(content) > MOST_BYTES:
        raise BadGeoJson(_("文件太大:最多 %(most)d MB") % {"most": MOST_BYTES // 1024 // 1024})
    if not content.strip():
        raise BadGeoJson(_("文件是空的"))
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as reason:
        raise BadGeoJson(_("文件不是 UTF-8 编码的文本")) from reason
    except RecursionError as reason:
        raise BadGeoJson(_("嵌套太深,不是边界文件")) from reason
    except json.JSONDecodeError as reason:
        said = _("不是 JSON:第 %(line)d 行第 %(column)d 个字符读不下去")
        raise BadGeoJson(said % {"line": reason.lineno, "column": reason.colno}) from reason
    except ValueError as reason:
        # A number with more digits than anybody needs, NaN, Infinity.
        raise BadGeoJson(_("文件里有不是数的数")) from reason


def _no_number(said: str) -> NoReturn:
    raise ValueError(said)


def _features(document: Any) -> list[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Feature":
        return [document]
    features = document.get("features") if kind == "FeatureCollection" else None
    if not isinstance(features, list):
        raise BadGeoJson(_("不是 GeoJSON:最外层要是 FeatureCollection 或 Feature"))
    if not features:
        raise BadGeoJson(_("文件里没有要素"))
    if len(features) > MOST_FEATURES:
        raise BadGeoJson(_("要素太多:一次最多 %(most)d 个") % {"most": MOST_FEATURES})
    return features


def _code(feature: Any) -> str:
    """The code a feature names, as text: spreadsheets like to write it as a number."""
    told = feature.get("properties") if isinstance(feature, dict) else None
    properties = told if isinstance(told, dict) else {}
    for name in CODE_NAMES:
        said = properties.get(name)
        if isinstance(said, str | int) and not isinstance(said, bool):
            # A number of thousands of digits has no text at all.
            text = said if isinstance(said, str) else str(said) if said.bit_length() < 99 else ""
            # Half of a pair of signs, which JSON may carry, no database takes.
            return _NO_TEXT.sub("", text).strip()[:_LONGEST_CODE]
    return ""


def _polygons(feature: Any) -> list[list[list[tuple[float, float]]]]:
    """The rings of a feature, each polygon's outer one first."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict):
        raise BadGeoJson(_("要素没有几何"))
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadGeoJson(_("几何要是 Polygon 或 MultiPolygon"))
    parts = _list([coordinates] if kind == "Polygon" else coordinates)
    return [[_ring(ring) for ring in _list(part)] for part in parts]


def _list(said: Any) -> list[Any]:
    if not isinstance(said, list) or not said:
        raise BadGeoJson(_("坐标是空的,或层数不对"))
    return said


def _ring(said: Any) -> list[tuple[float, float]]:
    points = [_point(each) for each in _list(said)]
    if len(points) < _LEAST_RING:
        raise BadGeoJson(_("一圈至少要有四个点,首尾相同"))
    if points[0] != points[-1]:
        raise BadGeoJson(_("有一圈没有闭合:最后一点要与第一点相同"))
    return points


def _point(said: Any) -> tuple[float, float]:
    if not isinstance(said, list):
        raise BadGeoJson(_("坐标是空的,或层数不对"))
    if len(said) != 2:
        raise BadGeoJson(_("坐标只要经度、纬度两个数(不带高程)"))
    if any(isinstance(each, bool) or not isinstance(each, int | float) for each in said):
        raise BadGeoJson(_("坐标里有不是数的数"))
    lon, lat = said
    # 1e400 is read as infinite. Whole numbers have no end and are compared before they are turned.
    if any(isinstance(each, float) and not math.isfinite(each) for each in said):
        raise BadGeoJson(_("坐标里有不是数的数"))
    if max(abs(lon), abs(lat)) > _DEGREES:
        raise BadGeoJson(_("坐标像是投影坐标(米),请转成经纬度"))
    if abs(lat) > 90 or abs(lon) > 180:
        raise BadGeoJson(_("坐标超出范围:先经度后纬度,可能写反了"))
    return float(lon), float(lat)


def _area(parts: list[list[list[tuple[float, float]]]], datum: str) -> BaseGeometry:
    """A valid area in WGS-84, or why there is none."""
    shifted = [[list(_shifted(ring, datum)) for ring in part] for part in parts]
    polygons = [Polygon(part[0], part[1:]) for part in shifted]
    area: BaseGeometry = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    if not area.is_valid:
        raise BadGeoJson(_why_not(area))
    if area.area < _LEAST_AREA:
        raise BadGeoJson(_("面积为零"))
    return shapely.normalize(area)


def _shifted(ring: list[tuple[float, float]], datum: str) -> Iterator[tuple[float, float]]:
    return (to_wgs84(lon, lat, datum) for lon, lat in ring)


def _why_not(area: BaseGeometry) -> str:
    """What is wrong with an area, and about where, in a sentence."""
    said = explain_validity(area)
    what, _bracket, where = said.partition("[")
    reasons = {
        "Self-intersection": _("边界自相交"),
        "Ring Self-intersection": _("边界自相交"),
        "Hole lies outside shell": _("洞在外圈之外"),
        "Nested shells": _("几块互相套着"),
        "Holes are nested": _("洞套着洞"),
        "Interior is disconnected": _("内部断开"),
        "Too few points in geometry component": _("面积为零"),
    }
    reason = reasons.get(what, _("几何无效"))
    place = where.rstrip("]").replace(" ", ",")
    return f"{reason}({place})" if place else reason
