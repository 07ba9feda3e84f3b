# SPDX-License-Identifier: Apache-2.0
"""县屏已见: whoever reported reads when the county's wall first showed it."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from rest_framework.test import APIClient

from events.models import Step
from governance.drawn import first_drawn, forget_old_moments, write_moments
from governance.models import DrawnMoment
from tests.county import COUNTY
from tests.events.clients import as_, path_of
from tests.live.sockets import Socket, beside, session_of
from tests.product import wait_until
from tests.walk import Walk

WALL = f"/ws/wall/{COUNTY}/"
NINE = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


async def test_the_reporter_reads_the_second(walk: Walk) -> None:
    event = await beside(walk.report)()
    lin = await beside(as_)(walk.lin)
    before = timezone.now().replace(microsecond=0)
    asked = await beside(lin.get)(path_of(event, "drawn/"))
    assert (asked.status_code, asked.json()) == (200, {"at": None})
    async with Socket(WALL, session=await beside(session_of)(walk.wu)) as socket:
        await socket.next()
        await socket.say({"type": "drawn", "seq": 2})
        await beside(wait_until)(lambda: DrawnMoment.objects.exists(), "the moment")
    told = (await beside(lin.get)(path_of(event, "drawn/"))).json()["at"]
    assert before <= datetime.fromisoformat(told) <= timezone.now()
    stranger = await beside(as_)(walk.zhao)
    assert (await beside(stranger.get)(path_of(event, "drawn/"))).status_code == 404


def test_the_first_wall_counts_and_none_is_doubled(walk: Walk) -> None:
    county = walk.county.county.pk
    write_moments({(county, NINE): 5, (county, NINE + timedelta(seconds=1)): 9})
    # Another process, whose wall was later or slower.
    write_moments(
        {(county, NINE + timedelta(seconds=3)): 9, (county, NINE + timedelta(seconds=4)): 7}
    )
    assert [first_drawn(county, seq) for seq in (1, 5, 6, 9, 10)] == [
        NINE,
        NINE,
        NINE + timedelta(seconds=1),
        NINE + timedelta(seconds=1),
        None,
    ]
    assert DrawnMoment.objects.count() == 2


def test_a_slower_wall_beside_it_does_not_move_the_second(walk: Walk) -> None:
    county = walk.county.county.pk
    write_moments({(county, NINE): 5, (county, NINE + timedelta(seconds=1)): 3})
    assert first_drawn(county, 2) == NINE


def test_a_month_later_only_the_last_is_left(walk: Walk) -> None:
    county = walk.county.county.pk
    long_ago = timezone.now() - timedelta(days=40)
    write_moments({(county, long_ago): 5, (county, long_ago + timedelta(seconds=1)): 9})
    forget_old_moments()
    assert list(DrawnMoment.objects.values_list("seq", flat=True)) == [9]


def test_an_event_of_old_was_shown_with_its_first_line(walk: Walk) -> None:
    """What came later does not move the second."""
    event = walk.to("dispatched")
    first = Step.objects.filter(event_id=event.pk).order_by("seq").first()
    assert first is not None
    county = walk.county.county.pk
    write_moments({(county, NINE): first.seq, (county, NINE + timedelta(hours=1)): first.seq + 2})
    told = as_(walk.lin).get(path_of(event, "drawn/")).json()["at"]
    assert datetime.fromisoformat(told) == NINE


def test_who_may_not_and_what_is_no_event(walk: Walk) -> None:
    """Out of reach, never there, beyond any number: all the same 404; signed out: 401."""
    event = walk.report()
    clerk_elsewhere = as_(walk.zhao)
    assert clerk_elsewhere.get(path_of(event, "drawn/")).status_code == 404
    for number in ("0", "987654321", "9" * 30):
        assert as_(walk.lin).get(f"/api/v1/events/{number}/drawn/").status_code == 404
    assert APIClient().get(path_of(event, "drawn/")).status_code == 401
