# SPDX-License-Identifier: Apache-2.0
"""Sockets in this process: the whole ASGI application, spoken to without a network."""

import json
from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from governance.asgi import application
from tests.live.screen import Screen

ORIGIN = "http://testserver"
SECONDS = 20.0


def session_of(user: Any) -> str:
    """The session cookie of somebody signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class Socket:
    """One socket and the screen that its messages make."""

    def __init__(self, path: str, *, origin: str | None = ORIGIN, **carried: str) -> None:
        cookies = {"sessionid": carried.get("session"), "display": carried.get("display")}
        headers = [(b"host", b"testserver")]
        said = "; ".join(f"{name}={value}" for name, value in cookies.items() if value)
        headers += [(b"cookie", said.encode())] if said else []
        headers += [(b"origin", origin.encode())] if origin else []
        if token := carried.get("token"):
            headers.append((b"authorization", f"Token {token}".encode()))
        self.line = WebsocketCommunicator(application, path, headers=headers)
        self.screen = Screen()

    async def __aenter__(self) -> "Socket":
        accepted, _ = await self.line.connect(timeout=SECONDS)
        assert accepted
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.line.disconnect()

    async def next(self) -> dict[str, Any]:
        """The next message, folded into the screen; {"close": code} for the end."""
        said = await self.line.receive_output(SECONDS)
        if said["type"] == "websocket.close":
            return {"type": "close", "close": said["code"]}
        message: dict[str, Any] = json.loads(said["text"])
        self.screen.hear(message)
        return message

    async def until(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first message of which this holds."""
        while not holds(message := await self.next()):
            assert message["type"] != "close", message
        return message

    async def reach(self, seq: int) -> Screen:
        """Listen until the screen stands at this number."""
        while self.screen.seq < seq:
            message = await self.next()
            assert message["type"] != "close", message
        return self.screen

    async def say(self, message: Any) -> None:
        await self.line.send_input({"type": "websocket.receive", "text": json.dumps(message)})


async def refused(path: str, **carried: Any) -> int | None:
    """The code a socket is closed with at once, None if it is let in."""
    async with Socket(path, **carried) as socket:
        return (await socket.next()).get("close")


# Django's ORM, called from tests that are coroutines, each call on a thread of its own kind.
beside = sync_to_async
