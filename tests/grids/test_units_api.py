# SPDX-License-Identifier: Apache-2.0
"""Units over HTTP: the tree, a point's grid, outlines."""

import gzip
import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from grids.actions.county import build_county
from grids.actions.tree import rename_unit
from grids.datums import to_gcj02
from tests.county import SHIQIAO, point_in

UNITS = "/api/v1/units/"
LOCATE = "/api/v1/units/locate/"


@pytest.fixture
def client(county: SimpleNamespace) -> Client:
    client = Client()
    client.force_login(county.lin)
    return client


@pytest.mark.parametrize(
    "address",
    [UNITS, f"{UNITS}{SHIQIAO}/", f"{LOCATE}?lon=120.6&lat=30", f"{UNITS}{SHIQIAO}/outlines/"],
)
def test_strangers_are_asked_to_sign_in(county: SimpleNamespace, address: str) -> None:
    assert Client().get(address).status_code == 401


def test_a_unit(client: Client, county: SimpleNamespace) -> None:
    body = client.get(f"{UNITS}{county.village.code}/").json()
    assert body == {
        "code": "339901100201",
        "name": "石桥村",
        "short_name": "石桥",
        "kind": "village",
        "parent": SHIQIAO,
        "path": "339901000000/339901100000/339901100201/",
        "names": ["云溪县", "石桥镇", "石桥村"],
        "platform": "",
        "lon": 120.65,
        "lat": 29.975,
        "has_children": True,
    }


@pytest.mark.parametrize("code", ["339999000000", "x", "locate2", "３３９９０１１０００００"])
def test_an_unknown_unit_is_404(client: Client, code: str) -> None:
    assert client.get(f"{UNITS}{code}/").status_code == 404
    assert client.get(f"{UNITS}{code}/outlines/").status_code == 404
    assert client.get(UNITS, {"parent": code}).status_code == 404


def test_the_tree_goes_down_by_parent(client: Client, county: SimpleNamespace) -> None:
    roots = client.get(UNITS).json()
    assert [unit["code"] for unit in roots["results"]] == [county.county.code]
    assert roots["next"] is None and roots["previous"] is None
    below = client.get(UNITS, {"parent": SHIQIAO}).json()["results"]
    assert [unit["kind"] for unit in below] == ["village", "village", "command_room"] + [
        "platform"
    ] * 4
    grid = client.get(UNITS, {"parent": county.grid.code}).json()
    assert grid["results"] == []


def test_counties_hang_below_their_city(client: Client) -> None:
    build_county("330922")
    (city,) = client.get(UNITS, {"parent": "330000000000"}).json()["results"]
    assert city["code"] == "330900000000" and city["has_children"]
    (county,) = client.get(UNITS, {"parent": city["code"]}).json()["results"]
    assert county["code"] == "330922000000" and county["parent"] == city["code"]
    shapes = client.get(f"{UNITS}{city['code']}/outlines/").json()["features"]
    assert [shape["properties"]["code"] for shape in shapes] == ["330922000000"]
    province = client.get(f"{UNITS}330000000000/outlines/").json()["features"]
    # The tests' own county has the province's first two digits.
    assert [s["properties"]["name"] for s in province] == ["嵊泗县", "云溪县"]


def test_long_lists_come_in_pages(client: Client) -> None:
    build_county("331082")
    seen: list[str] = []
    page = client.get(UNITS, {"parent": "331082000000"}).json()
    seen += [unit["code"] for unit in page["results"]]
    while page["next"]:
        page = client.get(page["next"]).json()
        seen += [unit["code"] for unit in page["results"]]
    assert len(seen) == len(set(seen)) and seen == sorted(seen)
    assert client.get(UNITS, {"cursor": "nonsense"}).status_code == 404


def test_a_list_costs_the_same_for_few_and_many(
    client: Client, county: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    build_county("330922")
    client.get(UNITS, {"parent": "330922100000"})
    client.get(UNITS, {"parent": SHIQIAO})
    for parent in ("330922100000", SHIQIAO):
        # Session, user, units.
        with django_assert_num_queries(3):
            client.get(UNITS, {"parent": parent})


def test_a_point_has_a_grid_in_every_datum(client: Client, county: SimpleNamespace) -> None:
    lon, lat = point_in(county.grid)
    shifted = to_gcj02(lon, lat)
    for point, datum in (((lon, lat), "wgs84"), ((lon, lat), "cgcs2000"), (shifted, "gcj02")):
        answer = client.get(LOCATE, {"lon": str(point[0]), "lat": str(point[1]), "datum": datum})
        assert answer.status_code == 200 and answer.json()["code"] == county.grid.code
    assert client.get(LOCATE, {"lon": str(lon), "lat": str(lat)}).json()["kind"] == "grid"


def test_outside_the_county_is_404(client: Client) -> None:
    assert client.get(LOCATE, {"lon": "121.5", "lat": "30"}).status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "lon"),
        ({"lon": "120.6"}, "lat"),
        ({"lon": "nan", "lat": "30"}, "lon"),
        ({"lon": "120.6", "lat": "inf"}, "lat"),
        ({"lon": "120.6", "lat": "1e999"}, "lat"),
        ({"lon": "180.1", "lat": "30"}, "lon"),
        ({"lon": "120.6", "lat": "-91"}, "lat"),
        ({"lon": "东", "lat": "30"}, "lon"),
        ({"lon": "120.6", "lat": "30", "datum": "bd09"}, "datum"),
    ],
)
def test_what_is_no_point_is_400(client: Client, query: dict[str, str], field: str) -> None:
    answer = client.get(LOCATE, query)
    assert answer.status_code == 400 and field in answer.json()["errors"]


def _outlines(client: Client, code: str) -> Any:
    return client.get(f"{UNITS}{code}/outlines/")


def test_outlines_of_a_subtree(client: Client, county: SimpleNamespace) -> None:
    answer = _outlines(client, county.county.code)
    assert answer.headers["Content-Type"] == "application/geo+json"
    shapes = answer.json()["features"]
    kinds = [shape["properties"]["kind"] for shape in shapes]
    assert kinds == ["county"] + ["township"] * 2 + ["village"] * 4
    village = next(s for s in shapes if s["properties"]["code"] == county.village.code)
    assert village["properties"] == {
        "code": county.village.code,
        "name": "石桥村",
        "kind": "village",
        "parent": SHIQIAO,
        "estimated": False,
    }
    (ring,) = village["geometry"]["coordinates"]
    assert all(round(x, 5) == x and round(y, 5) == y for x, y in ring)
    # An office is shown where it works; a grid with itself alone.
    assert _outlines(client, "339901100P3").json() == _outlines(client, SHIQIAO).json()
    (alone,) = _outlines(client, county.grid.code).json()["features"]
    assert alone["properties"]["kind"] == "grid"


def test_a_township_brings_its_grids_if_asked(client: Client, county: SimpleNamespace) -> None:
    def kinds(code: str) -> list[str]:
        shapes = client.get(f"{UNITS}{code}/outlines/?grids=true").json()["features"]
        return [shape["properties"]["kind"] for shape in shapes]

    assert set(kinds(SHIQIAO)) == {"township", "village", "grid"}
    assert "grid" not in kinds(county.county.code)  # a phone needs no more than a township
    assert "grid" not in {
        s["properties"]["kind"] for s in _outlines(client, SHIQIAO).json()["features"]
    }


def test_outlines_are_sent_again_only_when_changed(
    client: Client, county: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = _outlines(client, county.county.code)
    tag = first.headers["ETag"]
    address = f"{UNITS}{county.county.code}/outlines/"
    with django_assert_num_queries(2):
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    rename_unit(county.village, name="金桥村", by=None)
    again = client.get(address, headers={"If-None-Match": tag})
    assert again.status_code == 200 and "金桥村" in again.content.decode()


def test_outlines_are_compressed_for_those_who_can(client: Client, county: SimpleNamespace) -> None:
    address = f"{UNITS}{county.county.code}/outlines/"
    plain = client.get(address)
    zipped = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert json.loads(gzip.decompress(zipped.content)) == plain.json()
