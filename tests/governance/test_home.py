# SPDX-License-Identifier: Apache-2.0
"""The root address sends each person to their own screen."""

from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.models import User
from governance.home import screen_of
from grids.actions.postings import post_person
from grids.models import Role

pytestmark = pytest.mark.django_db


def posted(county: SimpleNamespace, unit: object, role: Role) -> User:
    """Somebody new who serves there."""
    person = User.objects.create(username="new")
    post_person(person, unit, role, by=county.admin)  # type: ignore[arg-type]
    return person


def test_a_stranger_signs_in_first(client: Client) -> None:
    assert client.get("/")["Location"] == "/sign-in/?next=/"


def test_grid_people_go_to_the_phone(county: SimpleNamespace) -> None:
    assert screen_of(county.lin) == "/m/"
    assert screen_of(county.gao) == "/m/"


@pytest.mark.parametrize("name", ["chen", "qian", "wang", "shen", "wu", "sun"])
def test_clerks_officers_and_dispatchers_sit_at_the_desk(
    county: SimpleNamespace, client: Client, name: str
) -> None:
    client.force_login(getattr(county, name))
    assert client.get("/")["Location"] == "/desk/"


def test_a_leader_looks_at_the_wall(county: SimpleNamespace) -> None:
    leader = posted(county, county.county, Role.LEADER)
    assert screen_of(leader) == f"/wall/{county.county.code}/"


def test_who_keeps_the_system_and_serves_nowhere_goes_to_its_pages(db: None) -> None:
    assert screen_of(User.objects.create(username="root", is_superuser=True)) == "/manage/"
    assert screen_of(User.objects.create(username="nobody")) == "/desk/"
