# SPDX-License-Identifier: Apache-2.0
"""GET /api/v1/matters/ and /api/v1/reasons/."""

import gzip
import json
from types import SimpleNamespace

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from duties.actions.matters import revise_matter
from duties.models import Matter

pytestmark = pytest.mark.usefixtures("tables")
MATTERS = "/api/v1/matters/"


@pytest.fixture
def lin(county: SimpleNamespace) -> Client:
    client = Client()
    client.force_login(county.lin)
    return client


def test_the_tree_has_majors_matters_standards_and_stages(lin: Client) -> None:
    answer = lin.get(MATTERS)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/json"
    tree = answer.json()["results"]
    assert [major["code"] for major in tree] == [f"{number:02}" for number in range(1, 13)]
    assert sum(len(major["matters"]) for major in tree) == 122
    house = next(m for m in tree[2]["matters"] if m["code"] == "0309")
    assert house["level"] == 4 and house["platform"] == "economy" and house["keywords"]
    (standard,) = house["standards"]
    assert standard["check"] == "photo" and standard["evidence"] == "photo_pair"
    assert standard["stages"][0] == {"kind": "make_safe", "limit": 4, "unit": "urgent_hour"}


def test_it_costs_who_asks_and_nothing_more(
    lin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lin.get(MATTERS)
    with django_assert_max_num_queries(3):
        lin.get(MATTERS)


def test_an_unchanged_tree_is_not_sent_again(lin: Client, county: SimpleNamespace) -> None:
    first = lin.get(MATTERS)
    again = lin.get(MATTERS, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and again.content == b""
    matter = Matter.objects.get(code="0401")
    matter.name = "地上的垃圾"
    revise_matter(matter, by=county.admin)
    changed = lin.get(MATTERS, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200 and "地上的垃圾" in changed.content.decode()


def test_it_comes_zipped_to_who_can_read_that(lin: Client) -> None:
    zipped = lin.get(MATTERS, headers={"Accept-Encoding": "gzip"})
    assert zipped["Content-Encoding"] == "gzip" and "Accept-Encoding" in zipped["Vary"]
    assert json.loads(gzip.decompress(zipped.content)) == lin.get(MATTERS).json()
    assert len(zipped.content) < 30_000


def test_strangers_read_nothing(client: Client) -> None:
    assert client.get(MATTERS).status_code == 401
    assert client.get("/api/v1/reasons/").status_code == 401


def test_reasons_of_a_move(lin: Client) -> None:
    found = lin.get("/api/v1/reasons/", {"move": "return_back"}).json()["results"]
    assert found[0] == {"move": "return_back", "code": "wrong_duty", "text": "不属本单位职责"}
    assert lin.get("/api/v1/reasons/", {"move": "sign"}).json()["results"] == []
    assert len(lin.get("/api/v1/reasons/").json()["results"]) == 26


def test_the_schema_knows_both(lin: Client) -> None:
    paths = lin.get("/api/v1/schema/?format=json").json()["paths"]
    assert "304" in paths["/api/v1/matters/"]["get"]["responses"]
    (asked,) = paths["/api/v1/reasons/"]["get"]["parameters"]
    assert asked["name"] == "move" and not asked.get("required")
