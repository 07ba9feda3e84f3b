# SPDX-License-Identifier: Apache-2.0
"""Each frame of the stage is its own person (一框一人), although one browser holds them all.

`/as/<token>/…` is the whole product once more, for the person or screen the signed token names.
The cookies of the browser are exchanged for those of the frame before anybody reads them, so
pages, API and sockets treat a frame like any signed-in browser. Wrapped around the product only
in demo mode.
"""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

PREFIX = "/as/"
SALT = "demo.frames"
LIFE_SECONDS = 24 * 3600
STEADY_SECONDS = 3600
PERSON, DISPLAY = "person", "display"
# The cookie of a wall; its name is `governance.display.COOKIE`, which stands above the demo.
DISPLAY_COOKIE = "display"


class _HourSigner(signing.TimestampSigner):
    """Signs with the hour, so that a stage opened again has the same addresses for a while."""

    def timestamp(self) -> str:
        return signing.b62_encode(int(time.time()) // STEADY_SECONDS * STEADY_SECONDS)


def signer() -> signing.TimestampSigner:
    """The signer of frame tokens."""
    return _HourSigner(sep="~", salt=SALT)


def person_frame(user: User) -> str:
    """The prefix of a person's frame; makes the session behind it."""
    token = signer().sign(f"{PERSON}.{user.get_username()}")
    known = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    ends = timezone.now() + timedelta(seconds=LIFE_SECONDS)
    Session.objects.save(_session_key(token), known, ends)
    return f"{PREFIX}{token}"


def display_frame(display_token: str) -> str:
    """The prefix of a screen's frame (大屏链接)."""
    return PREFIX + signer().sign(f"{DISPLAY}.{display_token}")


def _session_key(token: str) -> str:
    return salted_hmac(SALT, token).hexdigest()[:32]


def _cookie_of(token: str) -> tuple[str, str] | None:
    """The cookie a token stands for; None if it is forged or too old."""
    try:
        kind, _, name = signer().unsign(token, max_age=LIFE_SECONDS).partition(".")
    except signing.BadSignature:
        return None
    if kind == DISPLAY:
        return DISPLAY_COOKIE, name
    return settings.SESSION_COOKIE_NAME, _session_key(token)


class Frames:
    """The product, and the product as somebody under `/as/<token>/`."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Exchange the identity where the address asks for it; else change nothing."""
        path = scope.get("path", "")
        if scope["type"] not in ("http", "websocket") or not path.startswith(PREFIX):
            return await self.app(scope, receive, send)
        token = path.removeprefix(PREFIX).partition("/")[0]
        cookie = _cookie_of(token)
        if cookie is None:
            return await _refuse(scope, send)
        base = f"{PREFIX}{token}"
        inner = {**scope, "headers": _with_cookie(scope["headers"], *cookie), "frame": base}
        if scope["type"] == "websocket":
            inner["path"] = path.removeprefix(base)
            return await self.app(inner, receive, send)
        inner["root_path"] = base
        await self.app(inner, receive, _keeping_cookies(send))


def _with_cookie(
    headers: list[tuple[bytes, bytes]], name: str, value: str
) -> list[tuple[bytes, bytes]]:
    """The browser's headers with the frame's identity instead of the browser's."""
    jar = SimpleCookie()
    for key, text in headers:
        if key.lower() == b"cookie":
            jar.load(text.decode("latin-1"))
    for other in (settings.SESSION_COOKIE_NAME, DISPLAY_COOKIE):
        jar.pop(other, None)
    jar[name] = value
    kept = [pair for pair in headers if pair[0].lower() not in (b"cookie", b"authorization")]
    pairs = "; ".join(f"{morsel.key}={morsel.coded_value}" for morsel in jar.values())
    return [*kept, (b"cookie", pairs.encode("latin-1"))]


def _keeping_cookies(send: Send) -> Send:
    """Whatever a frame does, the browser's own sign-in and display stay as they are."""
    own = tuple(f"{name}=".encode() for name in (settings.SESSION_COOKIE_NAME, DISPLAY_COOKIE))

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [
                (key, value)
                for key, value in message.get("headers", ())
                if not (key.lower() == b"set-cookie" and bytes(value).startswith(own))
            ]
            message = {**message, "headers": headers}
        await send(message)

    return sending


async def _refuse(scope: Scope, send: Send) -> None:
    """No such frame: as if the address did not exist."""
    if scope["type"] == "websocket":
        return await send({"type": "websocket.close", "code": 4403})
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    said = (
        "这个演示窗口已经过期,请回到 /demo/ 重新打开。 This frame has expired: open /demo/ again."
    )
    await send({"type": "http.response.body", "body": said.encode()})
