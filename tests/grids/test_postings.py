# SPDX-License-Identifier: Apache-2.0
"""Postings and duty shifts begin, end, and do not overlap."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from grids.actions.postings import PostingRefused, add_shift, end_posting, post_person
from grids.models import Posting
from grids.queries import forget_posts, postings_of, shifts_at

DAY = timedelta(days=1)


def test_somebody_serves_from_to(county: SimpleNamespace) -> None:
    now = timezone.now()
    post_person(county.lin, county.grid2, "grid_worker", from_at=now + DAY, by=county.admin)
    post_person(
        county.lin, county.village, "grid_head", from_at=now - 2 * DAY, to_at=now - DAY, by=None
    )
    assert [post.unit.code for post in postings_of(county.lin)] == [county.grid.code]


def test_an_end_is_noticed_by_the_next_request(county: SimpleNamespace) -> None:
    posting = Posting.objects.get(user=county.lin)
    ended = end_posting(posting, by=county.admin)
    forget_posts(county.lin)
    assert postings_of(county.lin) == ()
    assert end_posting(posting, by=county.admin).to_at == ended.to_at


def test_a_posting_may_follow_another_without_a_gap(county: SimpleNamespace) -> None:
    posting = Posting.objects.get(user=county.lin)
    ended = end_posting(posting, at=timezone.now() + DAY, by=None)
    post_person(county.lin, county.grid, "grid_worker", from_at=ended.to_at, by=None)


@pytest.mark.parametrize("offset", [timedelta(0), DAY, -DAY])
def test_the_same_role_in_the_same_unit_may_not_overlap(
    county: SimpleNamespace, offset: timedelta
) -> None:
    with pytest.raises(PostingRefused, match="重叠"):
        post_person(
            county.lin, county.grid, "grid_worker", from_at=timezone.now() + offset, by=None
        )
    # The refusal leaves the transaction usable, and other roles and people are free.
    post_person(county.lin, county.grid, "grid_head", by=None)
    post_person(county.gao, county.grid, "grid_worker", by=None)


def test_bad_values_are_refused(county: SimpleNamespace) -> None:
    with pytest.raises(PostingRefused, match="岗位"):
        post_person(county.lin, county.grid, "king", by=None)
    with pytest.raises(PostingRefused, match="止"):
        post_person(county.lin, county.grid2, "grid_worker", to_at=timezone.now() - DAY, by=None)


def test_who_is_on_duty_with_a_deputy(county: SimpleNamespace) -> None:
    now = timezone.now()
    add_shift(
        county.room,
        county.qian,
        "township_chief",
        from_at=now - DAY,
        to_at=now + DAY,
        deputy=county.chen,
        by=None,
    )
    (shift,) = shifts_at([county.room.pk])
    assert (shift.user, shift.deputy) == (county.qian, county.chen)
    assert list(shifts_at([county.room.pk], now + 2 * DAY)) == []


@pytest.mark.parametrize(("role", "hours"), [("king", 1), ("township_chief", 0)])
def test_bad_shifts_are_refused(county: SimpleNamespace, role: str, hours: int) -> None:
    now = timezone.now()
    with pytest.raises(PostingRefused):
        add_shift(
            county.room,
            county.qian,
            role,
            from_at=now,
            to_at=now + timedelta(hours=hours),
            by=None,
        )
