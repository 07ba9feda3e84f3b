# SPDX-License-Identifier: Apache-2.0
"""The administration's home: everything a county keeps is found there, and opens."""

import re
from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.models import User
from grids.models import DisplayLink
from grids.queries import display_for
from tests.county_fixtures import plant_matters
from tests.neighbour import build_neighbour

PAGE = "/manage/"
DISPLAYS = "/manage/displays/"


@pytest.fixture
def admin(county: SimpleNamespace) -> Client:
    """The county's administrator, who is no superuser."""
    county.admin.is_superuser = county.admin.is_staff = False
    county.admin.save()
    client = Client()
    client.force_login(county.admin)
    return client


def test_every_thing_that_is_named_opens(admin: Client, county: SimpleNamespace) -> None:
    plant_matters()
    page = admin.get(PAGE).content.decode()
    found = re.findall(r'<p><a href="([^"]+)">([^<]+)</a>', page)
    assert len(found) >= 28
    for address, name in found:
        answer = admin.get(address)
        assert answer.status_code == 200, (name, address)
        assert "Traceback" not in answer.content.decode()
    units = re.search(r'/admin/grids/unit/">单位</a>\s*<span class="[^"]*">(\d+)</span>', page)
    assert units is not None and int(units[1]) == len(county.units)
    assert "改过</time>" in page and "共用</span>" not in page
    admin.cookies["django_language"] = "en"
    said = re.sub(r"云溪县|中文|管理员", "", admin.get(PAGE).content.decode())
    assert not re.search(r"[\u4e00-\u9fff]", said)


def test_it_counts_ones_own_and_marks_what_is_shared(admin: Client) -> None:
    build_neighbour()
    page = admin.get(PAGE).content.decode()
    assert "远山" not in page and "共用</span>" in page
    root = Client()
    root.force_login(User.objects.create_superuser("root", password="x"))
    assert 'href="?county=339903000000"' in root.get(PAGE).content.decode()
    assert "远山县 · 管理首页" in root.get(PAGE, {"county": "339903000000"}).content.decode()


def test_links_are_made_shown_once_and_revoked(admin: Client, county: SimpleNamespace) -> None:
    other = build_neighbour()
    page = admin.get(DISPLAYS).content.decode()
    assert "远山" not in page and "石桥镇 新民村" in page
    made = admin.post(DISPLAYS, {"unit": county.shiqiao.code, "name": "大厅"}).content.decode()
    token = re.search(r"/d/([\w-]+)", made)
    assert token is not None and display_for(token[1]) is not None
    assert "/d/" not in admin.get(DISPLAYS).content.decode()
    link = DisplayLink.objects.get(name="大厅")
    admin.post(f"{DISPLAYS}{link.pk}/revoke/")
    assert display_for(token[1]) is None
    for wrong in (
        {"unit": other.county.code, "name": "x"},
        {"unit": county.grid.code, "name": "x"},
        {"unit": county.shiqiao.code, "name": ""},
        {},
    ):
        assert admin.post(DISPLAYS, wrong).status_code == 400
    assert admin.post(f"{DISPLAYS}{other.link.pk}/revoke/").status_code == 404
    other.link.refresh_from_db()
    assert other.link.revoked_at is None


def test_who_may_not(county: SimpleNamespace) -> None:
    for person in (county.chen, county.sun, county.lin, county.wu):
        client = Client()
        client.force_login(person)
        assert client.get(PAGE).status_code == 403
        assert client.get(DISPLAYS).status_code == 403
        assert client.post(DISPLAYS, {"unit": county.shiqiao.code, "name": "x"}).status_code == 403
        assert 'href="/manage/"' not in client.get("/desk/", follow=True).content.decode()
    assert Client().get(PAGE).status_code == 302
    client = Client()
    client.force_login(county.admin)
    assert 'href="/manage/"' in client.get("/desk/").content.decode()
