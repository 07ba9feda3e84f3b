# SPDX-License-Identifier: Apache-2.0
"""The desk's server page: who gets it, what it says, and that it keeps to the strict policy."""

import json
import re
from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.models import User

INLINE = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)|\sstyle=|<style|\son\w+=")


def page_of(client: Client, person: User) -> str:
    client.force_login(person)
    answer = client.get("/desk/")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.content.decode()


def words_in(html: str) -> dict[str, dict[str, str]]:
    found = re.search(r'<script id="desk-words"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found is not None
    words: dict[str, dict[str, str]] = json.loads(found[1])
    return words


def test_the_desk_asks_for_a_sign_in(client: Client, db: None) -> None:
    answer = client.get("/desk/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in/?next=/desk/"


@pytest.mark.parametrize(
    ("name", "place", "seat"),
    [
        ("chen", "石桥镇", "综合政务岗"),
        ("wang", "石桥镇", "平台经办人"),
        ("ma", "石桥镇", "站所经办人"),
        ("shen", "云溪县", "部门经办人"),
        ("wu", "云溪县", "县中心派遣员"),
        ("he", "云溪县", "热线坐席"),
        ("admin", "云溪县", "管理员"),
    ],
)
def test_each_office_sits_at_its_own_desk(
    client: Client, county: SimpleNamespace, name: str, place: str, seat: str
) -> None:
    html = page_of(client, county.people[name])
    heading = re.search(r'<h1 class="brand">(.*?)</h1>', html)
    assert heading is not None and heading[1] == f"{place} 事件工作台"
    assert seat in html


@pytest.mark.parametrize("name", ["lin", "gao", "zhou", "zhao"])
def test_who_works_with_the_phone_is_sent_to_the_phone(
    client: Client, county: SimpleNamespace, name: str
) -> None:
    client.force_login(county.people[name])
    answer = client.get("/desk/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/m/")
    # A link to an event leads to it there, too.
    assert client.get("/desk/?event=7").headers["Location"] == "/m/#/event/7"
    assert client.get("/desk/?event=//x").headers["Location"] == "/m/"


def test_who_serves_nowhere_is_sent_to_the_phone(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("nobody"))
    assert client.get("/desk/").headers["Location"] == "/m/"


def test_the_page_carries_the_names_of_every_state_and_move(
    client: Client, county: SimpleNamespace
) -> None:
    words = words_in(page_of(client, county.chen))
    assert words["states"]["pending_close"] == "待结案"
    assert len(words["states"]) == 17
    assert {"submit", "accept", "dispatch", "note"} <= words["moves"].keys()
    assert words["home"] == county.shiqiao.code


def test_the_page_holds_nothing_inline_and_nothing_foreign(
    client: Client, county: SimpleNamespace
) -> None:
    html = page_of(client, county.chen)
    assert not INLINE.search(html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


def test_the_page_costs_five_queries(
    client: Client, county: SimpleNamespace, django_assert_max_num_queries: object
) -> None:
    """Session, user, postings, the desk's settings and filters; units are in memory."""
    page_of(client, county.wang)
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        client.get("/desk/")
