# SPDX-License-Identifier: Apache-2.0
"""`/ws/desk/`: queues that follow, only what is within reach, and who else looks."""

from typing import Any

from django.test import Client

from tests.live.sockets import Socket, beside, session_of
from tests.walk import QUARREL, Walk

DESK = "/ws/desk/"


def queues_by_http(user: Any) -> dict[str, int]:
    client = Client()
    client.force_login(user)
    queues = client.get("/api/v1/desk/queues/").json()["queues"]
    return {queue["key"]: queue["count"] for queue in queues}


async def test_queues_follow_and_say_which_events_moved(walk: Walk) -> None:
    async with Socket(DESK, session=await beside(session_of)(walk.chen)) as desk:
        first = await desk.next()
        assert set(first) == {"type", "seq", "counts", "changed"}
        assert first["counts"] == await beside(queues_by_http)(walk.chen)
        event = await beside(walk.to)("dispatched")
        told = await desk.until(lambda m: m["type"] == "queues" and m["seq"] >= 4)
        assert event.pk in {pk for m in desk.screen.of("queues") for pk in m["changed"]}
        assert told["counts"] == await beside(queues_by_http)(walk.chen)
        beat = await desk.until(lambda message: message["type"] == "beat")
        assert beat["seq"] == 4


async def test_a_desk_hears_nothing_of_events_out_of_its_reach(walk: Walk) -> None:
    async with Socket(DESK, session=await beside(session_of)(walk.chen)) as desk:
        await desk.next()
        await beside(walk.report)(
            by=walk.zhao, lon=walk.far_grid.lon, lat=walk.far_grid.lat, matter=QUARREL
        )
        assert (await desk.next())["type"] == "beat"


async def test_colleagues_see_who_looks_at_their_event(walk: Walk) -> None:
    event = await beside(walk.to)("dispatched")
    async with Socket(DESK, session=await beside(session_of)(walk.chen)) as chen:
        await chen.say({"type": "viewing", "event": event.pk})
        async with Socket(DESK, session=await beside(session_of)(walk.wang)) as wang:
            await wang.say({"type": "viewing", "event": event.pk})
            seen = await chen.until(lambda message: message["type"] == "present")
            assert seen == {"type": "present", "event": event.pk, "people": ["王平"]}
            seen = await wang.until(lambda message: message["type"] == "present")
            assert seen["people"] == ["陈文书"]
        seen = await chen.until(lambda message: message["type"] == "present")
        assert seen == {"type": "present", "event": event.pk, "people": []}


async def test_nobody_looks_at_an_event_out_of_reach(walk: Walk) -> None:
    event = await beside(walk.to)("dispatched")
    async with (
        Socket(DESK, session=await beside(session_of)(walk.chen)) as chen,
        Socket(DESK, session=await beside(session_of)(walk.zhao)) as zhao,
    ):
        await chen.say({"type": "viewing", "event": event.pk})
        wrongs: tuple[Any, ...] = (event.pk, 10**30, -1, "1", True, [], 999_999)
        for wrong in wrongs:
            await zhao.say({"type": "viewing", "event": wrong})
        await zhao.until(lambda message: message["type"] == "beat")
        await chen.until(lambda message: message["type"] == "beat")
        assert chen.screen.of("present") == zhao.screen.of("present") == []
