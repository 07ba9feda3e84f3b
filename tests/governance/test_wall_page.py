# SPDX-License-Identifier: Apache-2.0
"""Who gets the wall's page, and how a browser becomes a display."""

from types import SimpleNamespace

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from governance.access import may_watch, wall_unit
from governance.display import COOKIE
from grids.actions.displays import make_display_link, revoke_display_link
from grids.actions.postings import end_posting
from grids.directory import unit_by_code
from grids.models import DisplayLink, Posting
from grids.queries import forget_posts

COUNTY_WALL = "/wall/339901000000/"
SHIQIAO_WALL = "/wall/339901100000/"


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def opened_as_display(unit: object) -> Client:
    client = Client()
    client.get(f"/d/{make_display_link(unit, by=None)}")  # type: ignore[arg-type]
    return client


def test_a_stranger_is_asked_to_sign_in(county: SimpleNamespace) -> None:
    answer = Client().get(COUNTY_WALL)
    assert answer.status_code == 302
    assert answer["Location"] == f"/sign-in/?next={COUNTY_WALL}"


@pytest.mark.parametrize(
    ("person", "wall", "status"),
    [
        ("sun", COUNTY_WALL, 200),
        ("wu", SHIQIAO_WALL, 200),
        # The command room acts for its township, and for no other.
        ("chen", SHIQIAO_WALL, 200),
        ("chen", "/wall/339901100201/", 200),
        ("chen", "/wall/339901101000/", 404),
        ("chen", COUNTY_WALL, 404),
        ("lin", SHIQIAO_WALL, 404),
        ("gao", "/wall/339901100201/", 200),
        ("wang", SHIQIAO_WALL, 404),
        ("shen", COUNTY_WALL, 404),
        # Offices have desks and grids have phones, not walls.
        ("sun", "/wall/339901100201001/", 404),
        ("sun", "/wall/339901100P3/", 404),
        ("sun", "/wall/no-such-unit/", 404),
    ],
)
def test_a_wall_opens_to_those_who_serve_over_it(
    county: SimpleNamespace, person: str, wall: str, status: int
) -> None:
    assert signed_in(county.people[person]).get(wall).status_code == status


def test_the_page_names_its_unit_and_its_sources(county: SimpleNamespace) -> None:
    answer = signed_in(county.sun).get(COUNTY_WALL)
    text = answer.content.decode()
    assert "云溪县社会治理中心" in text
    assert 'data-socket="/ws/wall/339901000000/"' in text
    assert 'data-outlines="/api/v1/units/339901000000/outlines/"' in text
    assert "no-store" in answer["Cache-Control"]


def test_the_page_has_nothing_inline(county: SimpleNamespace) -> None:
    text = signed_in(county.sun).get(COUNTY_WALL).content.decode()
    assert " style=" not in text
    assert "<style" not in text
    assert "onclick" not in text
    # Data may stand in the page; it is not code.
    known = ("<script src=", '<script type="module"', "application/json")
    assert text.count("<script") == sum(text.count(one) for one in known)


def test_the_page_speaks_english(county: SimpleNamespace) -> None:
    client = signed_in(county.sun)
    client.cookies["django_language"] = "en"
    assert '<html lang="en">' in client.get(COUNTY_WALL).content.decode()


def test_a_display_link_opens_its_wall_without_a_person(county: SimpleNamespace) -> None:
    client = Client()
    token = make_display_link(county.county, by=None)
    answer = client.get(f"/d/{token}")
    assert (answer.status_code, answer["Location"]) == (302, COUNTY_WALL)
    cookie = answer.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.get(COUNTY_WALL).status_code == 200
    assert token not in client.get(COUNTY_WALL).content.decode()


def test_a_display_speaks_the_countys_language(county: SimpleNamespace) -> None:
    client = opened_as_display(county.county)
    answer = client.get(COUNTY_WALL, headers={"Accept-Language": "en-US"})
    assert '<html lang="zh-hans">' in answer.content.decode()


def test_a_display_shows_its_own_unit_only(county: SimpleNamespace) -> None:
    client = opened_as_display(county.shiqiao)
    assert client.get(SHIQIAO_WALL).status_code == 200
    assert client.get(COUNTY_WALL).status_code == 404
    assert client.get("/wall/339901101000/").status_code == 404
    assert client.get("/wall/339901100201/").status_code == 404


def test_a_display_reads_names_and_outlines_but_no_events(county: SimpleNamespace) -> None:
    client = opened_as_display(county.county)
    assert client.get("/api/v1/units/339901000000/outlines/").status_code == 200
    assert client.get("/api/v1/matters/").status_code == 200
    assert client.get("/api/v1/me/").status_code == 401
    assert client.get("/api/v1/events/").status_code == 401
    assert client.get("/api/v1/wall/339901000000/snapshot/").status_code == 200
    assert client.get("/api/v1/wall/339901100000/snapshot/").status_code == 404


def test_a_revoked_display_is_told_so(county: SimpleNamespace) -> None:
    client = opened_as_display(county.county)
    revoke_display_link(DisplayLink.objects.get(), by=None)
    answer = client.get(COUNTY_WALL)
    assert answer.status_code == 403
    assert "未授权设备" in answer.content.decode()
    assert client.get("/api/v1/units/339901000000/outlines/").status_code == 401


def test_a_wrong_link_sets_no_cookie(county: SimpleNamespace) -> None:
    answer = Client().get("/d/not-a-token")
    assert answer.status_code == 403
    assert COOKIE not in answer.cookies


def test_a_posting_that_ended_closes_the_wall(county: SimpleNamespace) -> None:
    unit = wall_unit("339901000000")
    assert may_watch(unit, user=county.sun, display=None)
    end_posting(Posting.objects.get(user=county.sun), by=None)
    forget_posts(county.sun)
    assert not may_watch(unit, user=county.sun, display=None)


def test_nobody_and_no_display_may_not_watch(county: SimpleNamespace) -> None:
    unit = unit_by_code("339901000000")
    assert unit is not None
    assert not may_watch(unit, user=None, display=None)


def test_a_display_costs_one_query(
    county: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = opened_as_display(county.county)
    client.get(COUNTY_WALL)
    with django_assert_num_queries(1):
        assert client.get(COUNTY_WALL).status_code == 200
