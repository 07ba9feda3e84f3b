# SPDX-License-Identifier: Apache-2.0
"""One conversation on a WebSocket: let in or refuse, hear, speak, ask again who it is.

The parts run side by side; the first that ends, ends all. A plain ASGI application, so that a
client that has stopped reading can be given up in the middle of a send.
"""

import asyncio
import json
import logging
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from governance.fold import dumps
from governance.live import in_thread
from governance.visitors import Visitor, handshake_of, identify, recheck

logger = logging.getLogger(__name__)

Scope = Mapping[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

REFUSED = 4403
MALFORMED = 4400
# "Try again later": the database is away, or the client does not read.
LATER = 1013
BEAT_SECONDS = 2.0
LONGEST_WORD = 4_096
CLOSE_SECONDS = 2.0


class Refused(Exception):
    """Wrong or out of reach; never told apart."""


class Gone(Exception):
    """The other side has hung up."""


class Conversation:
    """What wall and desk have in common; they say whom they let in and what they tell."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self._receive, self._send = scope, receive, send
        self.shake = handshake_of(scope)
        self.visitor = Visitor()

    @classmethod
    async def as_application(cls, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        await cls(scope, receive, send).run()

    async def run(self) -> None:
        """Accept, then talk until one side has had enough."""
        if (await self._receive())["type"] != "websocket.connect":
            return
        # Accepted even if refused: a browser tells scripts the code of a close, not of a 403.
        await self._send({"type": "websocket.accept"})
        try:
            code = await self._talk()
        except Gone:
            return
        except Refused:
            code = REFUSED
        except DatabaseError as fault:
            logger.warning("a socket is sent away: %s", fault)
            code = LATER
        if code is not None:
            with suppress(Exception):
                closing = self._send({"type": "websocket.close", "code": code})
                await asyncio.wait_for(closing, CLOSE_SECONDS)

    async def _talk(self) -> int | None:
        await in_thread(self._let_in)
        await self.begin()
        parts = [self._hear(), self.speak(), self._watch(), *self.parts()]
        tasks = [asyncio.ensure_future(part) for part in parts]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            codes = [task.result() for task in done]
            return next((code for code in codes if code is not None), None)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.end()

    # -- what a wall or desk says for itself ---------------------------------------------------
    @abstractmethod
    def check_reach(self) -> None:
        """Ask whether the visitor may still listen, in a thread; raises `Refused`."""

    async def begin(self) -> None:
        """Take a seat."""

    async def end(self) -> None:
        """Leave the seat."""

    @abstractmethod
    async def speak(self) -> int | None:
        """Tell what happens, for ever."""

    def parts(self) -> list[Awaitable[int | None]]:
        """What else runs beside it."""
        return []

    async def heard(self, message: Message) -> None:
        """Do what the client says; words that mean nothing here are ignored."""

    async def still_here(self) -> None:
        """Called after each recheck."""

    def _let_in(self) -> None:
        """Find out who it is, in a thread."""
        visitor = identify(self.shake)
        if visitor is None:
            raise Refused
        self.visitor = visitor
        self.check_reach()

    # -- the parts -----------------------------------------------------------------------------
    async def say(self, text: str) -> None:
        """Send a message."""
        try:
            await self._send({"type": "websocket.send", "text": text})
        except (OSError, RuntimeError) as fault:
            # How the servers say that there is nobody to send to.
            raise Gone from fault

    async def say_beat(self, seq: int, h: str, at: str | None) -> None:
        """Say that nothing has happened: the screen is as new as the ledger."""
        await self.say(dumps({"type": "beat", "seq": seq, "h": h, "at": at}))

    async def _hear(self) -> int | None:
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                return None
            message = _message_of(event.get("text"))
            if message is None:
                return MALFORMED
            await self.heard(message)

    async def _watch(self) -> int | None:
        """Ask again whether the visitor may be here: a posting ends, a link is revoked."""
        while True:
            await asyncio.sleep(settings.LIVE_RECHECK_SECONDS)
            await in_thread(self._recheck)
            await self.still_here()

    def _recheck(self) -> None:
        visitor = recheck(self.visitor)
        if visitor is None:
            raise Refused
        self.visitor = visitor
        self.check_reach()


def _message_of(text: str | None) -> Message | None:
    """A JSON object of reasonable size, else None."""
    if text is None or len(text) > LONGEST_WORD:
        return None
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None
