# SPDX-License-Identifier: Apache-2.0
"""The outlines of a unit's subtree as GeoJSON, made once per version and kept compressed."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.db.models import Q
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from grids.directory import UnitRow, county_key, node_above, version_of
from grids.models import Outline

_DRAWN = ("county", "township", "village")
_GRIDS = ("grid", "micro_grid")
_WITH_GRIDS = ("township", "village", *_GRIDS)
# About 10 m: less than a line's width on the most detailed map that uses these.
_TOLERANCE = 0.0001
_DIGITS = 5
_KEPT = 64

_made: dict[tuple[str, bool], "Outlines"] = {}


@dataclass(frozen=True, slots=True)
class Outlines:
    """A GeoJSON document, plain and compressed, and the tag that says which it is."""

    etag: str
    body: bytes
    zipped: bytes


def outlines_etag(row: UnitRow, *, grids: bool = False) -> str:
    """Return the tag of the outlines below a unit, which changes with its county's tree."""
    if row.kind in ("province", "city"):
        # Their map is made of many counties': any of them may have changed it.
        return ""
    part = "g" if grids else ""
    return f'W/"{row.code}{part}-{version_of(county_key(row.code)) or 0:x}"'


def outlines_below(row: UnitRow, *, grids: bool = False) -> Outlines:
    """Return the outlines of county, townships and villages at and below a unit. One query.

    With `grids` those of the grids too, within one township or less: a phone needs no more. An
    office or command room has no area: its township's or county's is shown.
    """
    if row.tier is None:
        row = node_above(row) or row
    grids = grids and row.kind in _WITH_GRIDS
    etag = outlines_etag(row, grids=grids)
    known = _made.get((row.code, grids))
    if known is not None and etag and known.etag == etag:
        return known
    body = json.dumps(
        _collection(row, _DRAWN + (_GRIDS if grids else ())),
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    made = Outlines(etag, body, gzip.compress(body, 6, mtime=0))
    if etag:
        if len(_made) >= _KEPT:
            _made.clear()
        _made[row.code, grids] = made
    return made


def _collection(row: UnitRow, kinds: tuple[str, ...]) -> dict[str, Any]:
    """Return the FeatureCollection, counties first, villages last (so that they draw on top)."""
    outlines = Outline.objects.filter(_within(row, kinds), unit__active=True)
    rows = outlines.order_by("unit__level", "unit__code").values_list(
        "unit__code", "unit__name", "unit__kind_id", "unit__parent__code", "is_estimated", "wkb"
    )
    features = []
    by_kind: dict[str, list[tuple[Any, ...]]] = {}
    for found in rows:
        by_kind.setdefault(found[2], []).append(found)
    for group in by_kind.values():
        shapes = _simplified([shapely.from_wkb(bytes(found[5])) for found in group])
        features += [_feature(found, shape) for found, shape in zip(group, shapes, strict=True)]
    return {"type": "FeatureCollection", "features": features}


def _within(row: UnitRow, kinds: tuple[str, ...]) -> Q:
    if row.kind == "province":
        return Q(unit__kind="county", unit__code__startswith=row.code[:2])
    if row.kind == "city":
        return Q(unit__kind="county", unit__code__startswith=row.code[:4])
    own = Q(unit=row.id)
    return own | Q(unit__path__startswith=row.path, unit__kind__in=kinds)


def _simplified(shapes: Sequence[BaseGeometry]) -> Sequence[BaseGeometry]:
    """Return the shapes with fewer points; neighbours keep one common border."""
    simple: Sequence[BaseGeometry] = shapely.coverage_simplify(
        np.array(shapes, dtype=object), _TOLERANCE
    )
    return simple


def _feature(found: tuple[Any, ...], shape: BaseGeometry) -> dict[str, Any]:
    code, name, kind, parent, estimated, _ = found
    rounded = shapely.transform(shape, lambda points: points.round(_DIGITS))
    return {
        "type": "Feature",
        "properties": {
            "code": code,
            "name": name,
            "kind": kind,
            "parent": parent,
            "estimated": estimated,
        },
        "geometry": mapping(rounded),
    }
