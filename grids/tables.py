# SPDX-License-Identifier: Apache-2.0
"""The tables that ship with the product: divisions, township points, outlines, offices."""

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

DATA = Path(__file__).resolve().parent / "data"

# The pseudo township under which the official table lists a county's own villages.
_PSEUDO_TOWNSHIP = "直辖村级区划"

_KINDS = {1: "province", 2: "city", 3: "county", 4: "township", 5: "village"}


class TableRefused(ValueError):
    """A table that cannot be read as divisions, with the line and the reason."""


@dataclass(frozen=True, slots=True)
class Division:
    """One row of the divisions table (统计用区划代码), under its real parent."""

    code: str
    parent_code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One row of the offices table: what stands under every county or township."""

    kind: str
    suffix: str
    name: str
    short_name: str
    platform: str
    line: str


def read_divisions(path: Path) -> list[Division]:
    """Read a divisions table (plain or .gz); a county without townships gets its villages itself.

    龙港市 has no townships: the table holds a pseudo row for them, which is no place and is
    left out, so that its villages stand directly under the county.
    """
    rows = list(_parse_divisions(path))
    pseudo = {
        row.code: row.parent_code
        for row in rows
        if row.kind == "township" and row.name.endswith(_PSEUDO_TOWNSHIP)
    }
    return [
        Division(row.code, pseudo.get(row.parent_code, row.parent_code), row.name, row.kind)
        for row in rows
        if row.code not in pseudo
    ]


def _parse_divisions(path: Path) -> Iterator[Division]:
    with _open_text(path) as text:
        reader = csv.DictReader(text)
        if not {"code", "parent_code", "name", "level"} <= set(reader.fieldnames or ()):
            raise TableRefused("line 1: columns code, parent_code, name, level are needed")
        for number, row in enumerate(reader, start=2):
            yield _parse_division(number, row)


def _parse_division(number: int, row: dict[str, str | None]) -> Division:
    code, parent, name = (row["code"] or "", row["parent_code"] or "", row["name"] or "")
    for value in (code, parent):
        if value and not (len(value) == 12 and value.isascii() and value.isdigit()):
            raise TableRefused(f"line {number}: {value!r} is not a code of 12 digits")
    level = row["level"] or ""
    if not code or not name.strip() or level not in {"1", "2", "3", "4", "5"}:
        raise TableRefused(f"line {number}: code, name and a level from 1 to 5 are needed")
    return Division(code, parent, name.strip(), _KINDS[int(level)])


def _open_text(path: Path) -> TextIO:
    # utf-8-sig: spreadsheets write a byte order mark before the first heading.
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def shipped_divisions() -> list[Division]:
    """Return the divisions of Zhejiang that ship with the product."""
    return read_divisions(DATA / "zhejiang_divisions.csv.gz")


@lru_cache(maxsize=1)
def offices() -> tuple[OfficeRow, ...]:
    """Return the offices that a new county is given."""
    with (DATA / "offices.csv").open(encoding="utf-8", newline="") as table:
        return tuple(OfficeRow(**row) for row in csv.DictReader(table))


def county_outline(code: str) -> BaseGeometry | None:
    """Return a county's outline from the shipped map, or None."""
    with gzip.open(DATA / "zhejiang_counties.geojson.gz", "rt", encoding="utf-8") as text:
        features: list[dict[str, Any]] = json.load(text)["features"]
    for feature in features:
        if feature["properties"]["code"] == code:
            return shape(feature["geometry"])
    return None


def township_points(county_code: str) -> dict[str, tuple[float, float]]:
    """Return the known points of a county's townships, by code (some have none)."""
    with _open_text(DATA / "zhejiang_township_points.csv.gz") as text:
        return {
            row["code"]: (float(row["lng"]), float(row["lat"]))
            for row in csv.DictReader(text)
            if row["county_code"] == county_code and row["lng"]
        }


@lru_cache(maxsize=1)
def pinyin_letters() -> dict[str, str]:
    """Return the first pinyin letter of each character of GB 2312 and of the divisions' names.

    A table of ours: a pinyin package would cost every process 54 MB for the sake of 27,000 names.
    """
    with (DATA / "pinyin_initials.csv").open(encoding="utf-8", newline="") as table:
        return {sign: row["letter"] for row in csv.DictReader(table) for sign in row["characters"]}


def kind_names() -> dict[str, str]:
    """Return the shipped names of the kinds of units (单位类型) by code."""
    with (DATA / "unit_kinds.csv").open(encoding="utf-8", newline="") as table:
        return {row["code"]: row["name"] for row in csv.DictReader(table)}
