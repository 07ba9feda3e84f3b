# SPDX-License-Identifier: Apache-2.0
"""Who is let in, by what, from where, and for how long."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from accounts.tokens import make_token, revoke_tokens
from governance.models import SocketTicket
from grids.actions.displays import make_display_link, revoke_display_link
from grids.actions.postings import end_posting
from grids.models import DisplayLink, Posting
from tests.county import COUNTY, SHIQIAO, WANGHU
from tests.live.sockets import Socket, beside, refused, session_of
from tests.walk import Walk

WALL = f"/ws/wall/{SHIQIAO}/"
DESK = "/ws/desk/"


def ticket_of(token: str, **body: Any) -> tuple[int, dict[str, Any], str]:
    answer = Client().post(
        "/api/v1/tickets/",
        body,
        content_type="application/json",
        headers={"authorization": f"Token {token}"},
    )
    return answer.status_code, answer.json(), answer.headers.get("Replayed", "")


async def test_reach_decides_and_strangers_hear_nothing(walk: Walk) -> None:
    for user, path, code in (
        (walk.chen, WALL, None),
        (walk.wu, WALL, None),
        (walk.wu, f"/ws/wall/{COUNTY}/", None),
        (walk.chen, f"/ws/wall/{COUNTY}/", 4403),
        (walk.chen, f"/ws/wall/{WANGHU}/", 4403),
        (walk.lin, WALL, 4403),
        (walk.zhao, WALL, 4403),
        (walk.wu, "/ws/wall/none/", 4403),
        (walk.wu, "/ws/nothing/", 4403),
        (walk.wu, f"/ws/wall/{walk.grid.code}/", 4403),
        (walk.lin, DESK, None),
    ):
        session = await beside(session_of)(user)
        assert await refused(path, session=session) == code, (user.username, path)
    assert await refused(WALL) == 4403
    assert await refused(DESK) == 4403
    assert await refused(WALL, session="no-such-session") == 4403


async def test_a_cookie_counts_only_with_our_own_origin(walk: Walk) -> None:
    session = await beside(session_of)(walk.chen)
    display = await beside(make_display_link)(walk.shiqiao, by=None)
    token = await beside(make_token)(walk.chen, "cli")
    assert await refused(WALL, session=session, origin=None) == 4403
    assert await refused(WALL, session=session, origin="http://evil.example") == 4403
    assert await refused(WALL, session=session, origin="null") == 4403
    assert await refused(WALL, display=display, origin="http://testserver:81") == 4403
    assert await refused(WALL, display=display) is None
    assert await refused(f"/ws/wall/{COUNTY}/", display=display) == 4403
    assert await refused(DESK, display=display) == 4403
    assert await refused(WALL, token=token, origin=None) is None
    assert await refused(WALL, token=token, origin="http://evil.example") == 4403
    assert await refused(WALL, token="wrong", origin=None) == 4403


async def test_a_ticket_opens_one_socket_once(walk: Walk) -> None:
    token = await beside(make_token)(walk.chen, "cli")
    status, body, _ = await beside(ticket_of)(token)
    assert status == 201
    path = f"{WALL}?ticket={body['ticket']}"
    assert await refused(path, origin=None) is None
    assert await refused(path, origin=None) == 4403
    assert await refused(f"{WALL}?ticket=wrong", origin=None) == 4403
    stored = await beside(SocketTicket.objects.get)()
    assert body["ticket"] not in (stored.digest, stored.token_digest)


async def test_a_ticket_ends_after_its_time_or_with_its_token(walk: Walk) -> None:
    token = await beside(make_token)(walk.chen, "cli")
    late = (await beside(ticket_of)(token))[1]["ticket"]
    tickets = SocketTicket.objects.all()
    made = await beside(tickets.get)()
    await beside(tickets.update)(expires_at=made.expires_at.replace(year=2020))
    assert await refused(f"{WALL}?ticket={late}", origin=None) == 4403
    orphan = (await beside(ticket_of)(token))[1]["ticket"]
    await beside(revoke_tokens)(walk.chen)
    assert await refused(f"{WALL}?ticket={orphan}", origin=None) == 4403


def test_a_repeated_request_for_a_ticket_gets_the_same(walk: Walk) -> None:
    token = make_token(walk.chen, "cli")
    uid = "6f4f8a2e-6c1f-4a44-9a3e-0c1d8f1f2a01"
    first, again = ticket_of(token, client_uuid=uid), ticket_of(token, client_uuid=uid)
    assert (first[0], first[2]) == (201, "")
    assert (again[0], again[2]) == (200, "true")
    assert first[1] == again[1]
    other = ticket_of(make_token(walk.wu, "cli"), client_uuid=uid)
    assert other[1]["ticket"] != first[1]["ticket"]
    assert ticket_of(token, client_uuid="x")[0] == 400
    assert ticket_of("wrong")[0] == 401


def end_of_posting(walk: Walk, _: str) -> None:
    end_posting(Posting.objects.get(user=walk.chen), by=None)


def end_of_session(walk: Walk, session: str) -> None:
    Session.objects.filter(pk=session).delete()


def end_of_account(walk: Walk, _: str) -> None:
    walk.chen.is_active = False
    walk.chen.save()


def new_password(walk: Walk, _: str) -> None:
    walk.chen.set_password("another-password")
    walk.chen.save()


@pytest.mark.parametrize("end", [end_of_posting, end_of_session, end_of_account, new_password])
@pytest.mark.parametrize("path", [WALL, DESK])
async def test_an_open_socket_ends_with_the_right_to_it(
    walk: Walk, settings: Settings, end: Any, path: str
) -> None:
    settings.LIVE_RECHECK_SECONDS = 0.2
    session = await beside(session_of)(walk.chen)
    async with Socket(path, session=session) as socket:
        await socket.next()
        await beside(end)(walk, session)
        message = await socket.next()
        while message["type"] != "close":
            message = await socket.next()
        assert message["close"] == 4403


async def test_a_revoked_display_goes_dark(walk: Walk, settings: Settings) -> None:
    settings.LIVE_RECHECK_SECONDS = 0.2
    display = await beside(make_display_link)(walk.shiqiao, by=None)
    async with Socket(WALL, display=display) as socket:
        await socket.next()
        link = await beside(DisplayLink.objects.get)()
        await beside(revoke_display_link)(link, by=None)
        assert (await socket.next())["close"] == 4403
