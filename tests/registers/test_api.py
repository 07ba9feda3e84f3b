# SPDX-License-Identifier: Apache-2.0
"""The registers over HTTP: search within reach, masked; lists of any length cost the same."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest

from registers.actions.records import add_record
from registers.models import Person
from tests.events.clients import ROOT, as_, counted

PEOPLE = f"{ROOT}/registers/person/"


def found(who: Any, path: str = PEOPLE, **query: str) -> list[str]:
    return [row["title"] for row in as_(who).get(path, query).json()["results"]]


def test_search_by_name_address_and_end_of_phone(town: SimpleNamespace) -> None:
    assert found(town.lin, q="李") == found(town.lin, q="弄3") == ["李○○"]
    assert found(town.lin, q="1234") == ["李○○"]
    assert found(town.lin, q="阿婆") == found(town.lin, q="12345") == found(town.lin, q="%") == []
    assert found(town.lin, f"{ROOT}/registers/find/", q="桥头") == ["李○○", "桥头弄3号", "平安旅馆"]
    assert found(town.chen, q="") == ["李○○"] and found(town.zhao, q="") == []


def test_filters(town: SimpleNamespace) -> None:
    assert found(town.zhou, grid=town.grid.code) == ["李○○"]
    assert found(town.zhou, grid=town.grid2.code) == found(town.zhou, grid="x") == []
    assert found(town.zhou, tag="elder_alone") == ["李○○"]
    assert found(town.zhou, tag="disabled") == []
    assert as_(town.zhou).get(PEOPLE, {"tag": "stars"}).status_code == 400


def test_add_and_change_over_http(town: SimpleNamespace) -> None:
    zhou = as_(town.zhou)
    body = {"client_uuid": str(uuid.uuid4()), "grid": town.grid2.code, "values": {"name": "吴某"}}
    first, again = zhou.post(PEOPLE, body), zhou.post(PEOPLE, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again["Replayed"] == "true" and first.json()["id"] == again.json()["id"]
    path = f"{PEOPLE}{first.json()['id']}/"
    changed = zhou.post(path + "change/", {"values": {"phone": "13866667777"}})
    assert changed.json()["phone"] == "138****7777"
    assert [line["fields"] for line in changed.json()["changes"]] == [["phone"], ["name"]]
    assert zhou.post(path + "remove/", {}).status_code == 204
    assert zhou.get(path).status_code == 404
    # A repeat that comes when the record is gone is answered like any other question about it.
    assert zhou.post(PEOPLE, body).status_code == 404


def test_refusals_in_order(town: SimpleNamespace) -> None:
    lin, wu = as_(town.lin), as_(town.wu)
    assert lin.post(PEOPLE, "[", content_type="application/json").status_code == 400
    assert lin.post(PEOPLE, {"grid": town.far_grid.code, "values": {}}).status_code == 404
    assert wu.get(PEOPLE).status_code == wu.get(f"{ROOT}/registers/").status_code == 403
    assert lin.get(f"{ROOT}/registers/stars/").status_code == 404
    grid = town.grid.code
    bodies: list[dict[str, Any]] = [{"grid": grid}, {"values": []}, {"values": {}, "by": 1}]
    for body in (*bodies, {"grid": 5}):
        assert lin.post(PEOPLE, body).status_code in (400, 404), body
    mine = f"{PEOPLE}{town.elder.pk}/"
    assert lin.post(mine + "change/", {"values": {"name": ""}}).json()["errors"].keys() == {"name"}
    assert lin.post(mine + "remove/", {}).status_code == 403
    assert lin.post(mine + "erase/", {}).status_code == 403


def test_the_tables_tell_columns_and_grids(town: SimpleNamespace) -> None:
    told = as_(town.lin).get(f"{ROOT}/registers/").json()
    assert [each["value"] for each in told["registers"]] == [
        "person",
        "dwelling",
        "place",
        "organisation",
    ]
    assert [grid["code"] for grid in told["grids"]] == [town.grid.code]
    columns = {each["name"]: each for each in told["registers"][0]["columns"]}
    assert columns["phone"]["personal"] and not columns["relation"]["personal"]
    assert "困境儿童" not in str(columns["tags"])


@pytest.mark.parametrize("register", ["person", "place"])
def test_a_list_costs_the_same_for_any_length(town: SimpleNamespace, register: str) -> None:
    client, path = as_(town.zhou), f"{ROOT}/registers/{register}/"
    costs = []
    for start in (0, 10):
        for number in range(start, start + 10):
            values = {"name": f"某{number}", "kind": "shop", "tags": ["残疾人"], "address": "a"}
            kept = ("name", "tags", "address") if register == "person" else ("name", "kind")
            wanted = {name: values[name] for name in kept}
            add_record(register, grid=town.grid.code, values=wanted, by=town.zhou)
        with counted() as statements:
            assert client.get(path).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 5


def test_nothing_leaves_unmasked(town: SimpleNamespace) -> None:
    secret = ("李阿婆", "13800001234", Person.objects.get().id_number, "赵老板", "13900005678")
    lin = as_(town.lin)
    inn = f"{ROOT}/registers/place/{town.inn.pk}/"
    find = f"{ROOT}/registers/find/?q=桥"
    for path in (PEOPLE, f"{PEOPLE}{town.elder.pk}/", inn, f"{ROOT}/registers/place/", find):
        text = lin.get(path).content.decode()
        assert [word for word in secret if word in text] == [], path
