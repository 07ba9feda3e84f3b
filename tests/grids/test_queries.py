# SPDX-License-Identifier: Apache-2.0
"""Who serves where and what lies in their reach."""

from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from grids.actions.postings import post_person
from grids.queries import people_at, postings_of, reach_paths, units_in_reach


def test_postings_cost_one_query_and_then_none(
    county: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    postings_of(county.lin)
    with django_assert_num_queries(1):
        (post,) = postings_of(county.chen)
    with django_assert_num_queries(0):
        assert postings_of(county.chen) == (post,)
    assert (post.role, post.sensitive) == ("township_clerk", False)


def test_a_command_room_reaches_its_township(county: SimpleNamespace) -> None:
    codes = set(units_in_reach(county.chen).values_list("code", flat=True))
    assert codes == {c for c in county.units if c.startswith("339901100")}


def test_reach_is_one_query_whoever_asks(
    county: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for person in (county.lin, county.gao, county.qian, county.wu, county.shen):
        postings_of(person)
        with django_assert_num_queries(1):
            list(units_in_reach(person))


def test_a_grid_worker_reaches_the_own_grid_only(county: SimpleNamespace) -> None:
    assert list(units_in_reach(county.zhao)) == [county.far_grid]


def test_reach_names_no_unit_twice(county: SimpleNamespace) -> None:
    post_person(county.chen, county.village, "village_officer", by=None)
    post_person(county.chen, county.far_village, "village_officer", by=None)
    assert len(postings_of(county.chen)) == 3
    assert reach_paths(county.chen) == (county.shiqiao.path, county.far_village.path)


def test_nobody_reaches_nothing(county: SimpleNamespace) -> None:
    assert postings_of(AnonymousUser()) == () and not units_in_reach(AnonymousUser()).exists()


def test_people_of_a_unit(county: SimpleNamespace) -> None:
    assert [u.username for u in people_at(county.room.pk)] == ["chen", "qian"]
    assert [u.username for u in people_at(county.room.pk, "township_chief")] == ["qian"]
