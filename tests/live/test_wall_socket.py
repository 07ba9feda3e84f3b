# SPDX-License-Identifier: Apache-2.0
"""`/ws/wall/<unit>/`: snapshot + deltas == a fresh snapshot, whatever happens in between."""

import asyncio
import datetime
from collections.abc import MutableMapping
from typing import Any

import pytest
from django.utils import timezone

from events import moment
from events.actions.erase import erase_personal
from events.actions.sweep import begin_day
from events.models import Ledger
from governance import bell, live
from governance.asgi import application
from governance.fold import dumps
from governance.models import WallDrawn
from tests.county import COUNTY, SHIQIAO, WANGHU
from tests.live.screen import Screen, fresh, shown
from tests.live.sockets import Socket, beside, session_of
from tests.walk import MINOR_CHILD, QUARREL, Walk

VILLAGE = "339901100201"
WALL = f"/ws/wall/{COUNTY}/"


def head() -> int:
    return Ledger.objects.get().seq


async def catch_up(socket: Socket) -> Screen:
    return await socket.reach(await beside(head)())


async def agrees(socket: Socket, code: str) -> None:
    screen = await catch_up(socket)
    assert screen.shown() == shown(await beside(fresh)(code))
    assert screen.gaps == []


def far_report(walk: Walk) -> Any:
    return walk.report(by=walk.zhao, lon=walk.far_grid.lon, lat=walk.far_grid.lat, matter=QUARREL)


async def test_first_a_snapshot_then_each_step_as_a_delta(walk: Walk) -> None:
    event = await beside(walk.report)()
    async with Socket(WALL, session=await beside(session_of)(walk.wu)) as socket:
        first = await socket.next()
        assert (first["type"], first["seq"]) == ("snapshot", 2)
        await beside(walk.go)(event, "accept", walk.chen)
        delta = await socket.until(lambda message: message["type"] == "delta")
        assert set(delta) == {"type", "from", "to", "h", "at", "steps", "counts"}
        assert (delta["from"], delta["to"]) == (3, 3)
        assert [step["move"] for step in delta["steps"]] == ["accept"]
        assert delta["counts"] == {"open.state.reported": 0, "open.state.accepted": 1}
        await agrees(socket, COUNTY)


async def test_every_screen_folds_to_its_own_fresh_snapshot(walk: Walk) -> None:
    sessions = [await beside(session_of)(walk.wu)] * 4
    codes = (COUNTY, SHIQIAO, WANGHU, VILLAGE)
    sockets = [
        Socket(f"/ws/wall/{code}/", session=key) for code, key in zip(codes, sessions, strict=True)
    ]
    for socket in sockets:
        await socket.__aenter__()
        await socket.next()
    await beside(a_day_at_the_desk)(walk)
    for socket, code in zip(sockets, codes, strict=True):
        await agrees(socket, code)
    lin_wanghu = sockets[2].screen
    assert {step["unit"] for step in lin_wanghu.recent if step["event"]} == {"339901101201"}
    for socket in sockets:
        await socket.__aexit__()


def a_day_at_the_desk(walk: Walk) -> None:
    """Every kind of line a wall can meet, among them those that take something back."""
    moved = walk.to("accepted")
    walk.to("closed")
    far_report(walk)
    walk.report(matter=MINOR_CHILD)
    walk.report(by=walk.chen, address="老街上")
    corrected = walk.report()
    walk.go(moved, "correct", walk.chen, grid=walk.grid2.code, reason="在河对面")
    walk.go(corrected, "correct", walk.chen, matter=MINOR_CHILD, reason="涉及孩子")
    asked = walk.go(walk.report(), "ask_more", walk.chen, reason="请补一张全景")
    walk.go(asked, "resubmit", walk.lin, grid=walk.grid2.code, text="补充")
    erase_personal(moved, by=walk.admin)
    walk.to("dispatched")


async def test_a_new_day_sets_the_days_counts_to_nought(walk: Walk) -> None:
    yesterday = timezone.now() - datetime.timedelta(days=1)

    def report_yesterday() -> None:
        with moment.at(yesterday):
            walk.report()
            walk.report()

    await beside(report_yesterday)()
    async with Socket(WALL, session=await beside(session_of)(walk.wu)) as socket:
        assert (await socket.next())["data"]["counts"]["today.reported"] == 2
        await beside(begin_day)(walk.county.county.pk)
        delta = await socket.until(lambda message: message["type"] == "delta")
        assert [step["move"] for step in delta["steps"]] == ["day"]
        assert delta["counts"]["today.reported"] == 0
        await beside(walk.report)()
        await agrees(socket, COUNTY)


async def test_a_screen_that_comes_again_hears_only_what_it_missed(walk: Walk) -> None:
    yesterday = timezone.now() - datetime.timedelta(days=1)

    def report_yesterday() -> None:
        with moment.at(yesterday):
            walk.to("dispatched")

    await beside(report_yesterday)()
    session = await beside(session_of)(walk.wu)
    for code in (COUNTY, SHIQIAO, WANGHU):
        async with Socket(f"/ws/wall/{code}/", session=session) as socket:
            await socket.next()
            old = socket.screen
        # Over midnight, so that the counts of yesterday end and those of today begin.
        await beside(walk.report)()
        await beside(walk.to)("closed")
        again = f"/ws/wall/{code}/?since={old.seq}&h={old.h}"
        async with Socket(again, session=session) as socket:
            socket.screen = old
            old.heard.clear()
            await agrees(socket, code)
            assert old.of("snapshot") == []
            assert len(old.of("delta")) == 1


@pytest.mark.parametrize(
    "query", ["since=2&h=00000000", "since=99&h=00000000", "since=x", "since=-1", "since=0&h="]
)
async def test_who_names_no_line_of_this_chain_gets_a_snapshot(walk: Walk, query: str) -> None:
    await beside(walk.report)()
    async with Socket(f"{WALL}?{query}", session=await beside(session_of)(walk.wu)) as socket:
        assert (await socket.next())["type"] == "snapshot"


async def test_resync_brings_a_snapshot_and_silence_a_beat(walk: Walk) -> None:
    await beside(walk.report)()
    async with Socket(WALL, session=await beside(session_of)(walk.wu)) as socket:
        first = await socket.next()
        await socket.say({"type": "resync"})
        assert await socket.next() == first
        beat = await socket.next()
        assert beat == {"type": "beat", "seq": 2, "h": first["h"], "at": first["at"]}


async def test_nobody_hears_anything_of_a_sensitive_event(walk: Walk) -> None:
    """Not its number, place, matter, platform, source or a word of it, in any message."""
    session = await beside(session_of)(walk.sun)
    async with (
        Socket(WALL, session=session) as wall,
        Socket("/ws/desk/", session=await beside(session_of)(walk.wang)) as desk,
    ):
        await wall.next()
        await desk.next()
        event = await beside(walk.report)(
            matter=MINOR_CHILD, text="放学路上的事", lon=120.617171, lat=29.957373
        )
        await beside(walk.go)(event, "accept", walk.qian)
        open_one = await beside(walk.to)("dispatched")
        await catch_up(wall)
        await desk.until(lambda message: open_one.pk in message.get("changed", ()))
        said = "\n".join(dumps(m) for m in wall.screen.heard + desk.screen.heard)
        for secret in (
            event.number,
            "放学",
            "617171",
            "957373",
            MINOR_CHILD,
            "林小满",
            "13800000000",
        ):
            assert secret not in said, secret
        assert str(event.pk) not in "".join(dumps(m) for m in desk.screen.heard)
        step = next(step for step in wall.screen.recent if step["event"] == event.pk)
        known = {key for key, value in step.items() if value is not None}
        assert known == {"seq", "event", "move", "state", "unit", "major", "lamp", "at"}


async def test_a_lost_ring_costs_a_poll_and_no_step(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell.striker, "ring", lambda county_ids: None)
    async with Socket(WALL, session=await beside(session_of)(walk.wu)) as socket:
        await socket.next()
        await beside(walk.to)("dispatched")
        head = (await beside(Ledger.objects.get)()).seq
        # Two polls at most: one of them may have come in the midst of the moves.
        await asyncio.wait_for(socket.reach(head), 2 * live.POLL_SECONDS + 0.5)
        await agrees(socket, COUNTY)


async def test_a_wall_says_what_it_has_drawn(walk: Walk) -> None:
    await beside(walk.report)()
    async with Socket(WALL, session=await beside(session_of)(walk.wu)) as socket:
        await socket.next()
        for seq in (99, -1, True, "2", None, 1, 2, 1):
            await socket.say({"type": "drawn", "seq": seq})
        await socket.next()
    drawn = await beside(WallDrawn.objects.get)()
    assert (drawn.unit_id, drawn.viewer, drawn.seq) == (
        walk.county.county.pk,
        f"user:{walk.wu.pk}",
        2,
    )


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", "[" * 5000, "x" * 5000, '{"type":1}'])
async def test_malformed_words_close_the_socket_or_are_ignored(walk: Walk, text: str) -> None:
    async with Socket(WALL, session=await beside(session_of)(walk.wu)) as socket:
        await socket.next()
        await socket.line.send_input({"type": "websocket.receive", "text": text})
        answer = await socket.next()
        assert answer.get("close") == 4400 or answer["type"] == "beat"


async def test_a_client_that_never_reads_is_dropped(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("governance.screens.MOST_WAITING", 3)
    scope = Socket(WALL, session=await beside(session_of)(walk.wu)).line.scope
    words: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    words.put_nowait({"type": "websocket.connect"})
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)
        if message["type"] == "websocket.send":
            await asyncio.Event().wait()

    talk = asyncio.ensure_future(application(scope, words.get, send))
    for _ in range(60):
        if not talk.done():
            await beside(walk.report)()
    await asyncio.wait_for(talk, 5)
    assert [message["type"] for message in sent] == [
        "websocket.accept",
        "websocket.send",
        "websocket.close",
    ]
    assert sent[-1]["code"] == 1013
