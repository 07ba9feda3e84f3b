# SPDX-License-Identifier: Apache-2.0
"""The sockets: `/ws/wall/<unit>/` follows a unit's screen, `/ws/desk/` a person's queues."""

import asyncio
import uuid
from collections.abc import Awaitable
from typing import Any

from django.urls import URLPattern, path, re_path

from accounts.models import User
from events.access import events_in_reach
from governance.desks import read_desk
from governance.fold import Delta, dumps
from governance.live import Reader, hub, in_thread, ring
from governance.presence import look_at, look_away
from governance.queries import Snapshot, county_of, read_since
from governance.screens import DeskFeed, Inbox, Screen
from governance.sockets import (
    BEAT_SECONDS,
    LATER,
    REFUSED,
    Conversation,
    Message,
    Receive,
    Refused,
    Scope,
    Send,
)
from governance.visitors import home_county, wall_for
from grids.directory import UnitRow, unit_by_id

# Queues are counted no more often than this for one desk.
DESK_SECONDS = 0.3
# A client that keeps asking gets no more snapshots than this.
RESYNC_SECONDS = 0.25
LARGEST = 2**63 - 1


class WallConversation(Conversation):
    """A screen of one unit: a snapshot (or what it missed), then deltas, then beats."""

    unit: UnitRow
    reader: Reader
    screen: Screen
    inbox: Inbox

    def check_reach(self) -> None:
        """The unit's wall must be within reach of the posting, or be the display's own."""
        code = self.scope["url_route"]["kwargs"]["unit_code"]
        unit = wall_for(self.visitor, code)
        if unit is None:
            raise Refused
        self.unit = unit
        self.county = county_of(unit)

    async def begin(self) -> None:
        """Listen before the first read, so that nothing falls between the two."""
        self.seq, self.h = -1, ""
        self.at: str | None = None
        self.inbox = Inbox()
        self.reader = hub().reader(self.county)
        self.screen = self.reader.screen(self.unit)
        self.screen.inboxes.add(self.inbox)

    async def end(self) -> None:
        """Stop listening."""
        self.screen.inboxes.discard(self.inbox)
        await hub().leave(self.reader)

    def parts(self) -> list[Awaitable[int | None]]:
        """A client that does not read is given up."""
        return [self._overrun()]

    async def _overrun(self) -> int | None:
        await self.inbox.overrun.wait()
        return LATER

    async def speak(self) -> int | None:
        """Snapshot or missed deltas first, then whatever the inbox brings."""
        if not await self._resume():
            await self._say_snapshot()
        while True:
            try:
                delta = await asyncio.wait_for(self.inbox.waiting.get(), BEAT_SECONDS)
            except TimeoutError:
                if self.reader.is_fresh:
                    await self.say_beat(self.seq, self.h, self.at)
                continue
            if delta is None:
                await self._say_snapshot()
            elif delta.last > self.seq:
                await self._go_on(delta)

    async def heard(self, message: Message) -> None:
        """`resync` asks for a snapshot, `drawn` says up to where the wall has painted."""
        if message.get("type") == "resync":
            self.inbox.put(None)
            await asyncio.sleep(RESYNC_SECONDS)
        elif message.get("type") == "drawn":
            seq = message.get("seq")
            if type(seq) is int and 0 <= seq <= self.seq:
                hub().drawn.note(self.unit.id, self.visitor.name, seq)

    async def _resume(self) -> bool:
        """Tell what a screen missed that names the last line it knows; False if it cannot be."""
        known, h = self._last_known()
        if known is None:
            return False
        await self.screen.begun.wait()
        missed = await in_thread(read_since, self.unit, known, h)
        if missed is None:
            return False
        self.seq, self.h, self.at = known, h, missed.at.isoformat()
        for delta in missed.deltas:
            await self._say_delta(delta)
        return True

    def _last_known(self) -> tuple[int | None, str]:
        query = self.shake.query
        since, h = query.get("since", ""), query.get("h", "")
        if not (since.isascii() and since.isdigit() and len(since) < 19):
            return None, ""
        return int(since), h

    async def _go_on(self, delta: Delta) -> None:
        if delta.continues(self.seq):
            await self._say_delta(delta)
        else:
            await self._say_snapshot()

    async def _say_snapshot(self) -> None:
        found: Snapshot = await self.reader.snapshot(self.screen)
        await self.say(found.text)
        self.seq, self.h = found.seq, found.head.h
        self.at = found.at

    async def _say_delta(self, delta: Delta) -> None:
        await self.say(delta.text(self.seq))
        self.seq, self.h, self.at = delta.last, delta.h, delta.at.isoformat()


class DeskConversation(Conversation):
    """A person's desk: counts of their queues, which events moved, who else looks at one."""

    county: UnitRow
    reader: Reader
    feed: DeskFeed

    @property
    def user(self) -> User:
        """Whose desk it is."""
        if self.visitor.user is None:
            raise Refused
        return self.visitor.user

    def check_reach(self) -> None:
        """A desk is for people who serve in a county."""
        county_id = home_county(self.visitor)
        if county_id is None:
            raise Refused
        self.county = unit_by_id(county_id)

    async def begin(self) -> None:
        """Listen to the county's lines."""
        self.socket = uuid.uuid4()
        self.counts: dict[str, int] = {}
        self.feed = DeskFeed(self.user.pk)
        self.reader = hub().reader(self.county)
        self.reader.join_desk(self.feed)

    async def end(self) -> None:
        """Stop listening, and be seen nowhere any more."""
        self.reader.feeds.discard(self.feed)
        if self.feed.viewing is not None:
            await in_thread(look_away, self.socket)
            ring({self.county.id})
        await hub().leave(self.reader)

    async def still_here(self) -> None:
        """Stay visible as long as the desk is open, and count with the postings of now."""
        self.feed.must_count = True
        self.feed.wake.set()
        if self.feed.viewing is not None:
            await in_thread(look_at, self.socket, self.user.pk, self.feed.viewing)

    async def speak(self) -> int | None:
        """Tell what is new, at most every 300 ms; beat in silence."""
        while True:
            try:
                await asyncio.wait_for(self.feed.wake.wait(), BEAT_SECONDS)
            except TimeoutError:
                if self.reader.is_fresh:
                    await self.say_beat(self.feed.seq, self.feed.h, self.feed.at)
                continue
            self.feed.wake.clear()
            if self.feed.people_changed:
                await self._say_present()
            if self.feed.inbox_changed:
                await self._say_inbox()
            if await self._say_queues():
                await asyncio.sleep(DESK_SECONDS)

    async def heard(self, message: Message) -> None:
        """`viewing` says which event the desk shows; one out of reach is none."""
        if message.get("type") != "viewing":
            return
        event = message.get("event")
        if event is not None and (type(event) is not int or not 0 < event <= LARGEST):
            return
        before = self.feed.viewing
        shown = await in_thread(self._show, event)
        self.feed.look_at(shown)
        if before != shown:
            ring({self.county.id})

    def _show(self, event: int | None) -> int | None:
        if event is None or not events_in_reach(self.user).filter(pk=event).exists():
            look_away(self.socket)
            return None
        look_at(self.socket, self.user.pk, event)
        return event

    async def _say_present(self) -> None:
        self.feed.people_changed = False
        people = list(self.feed.people)
        await self.say(dumps({"type": "present", "event": self.feed.viewing, "people": people}))

    async def _say_queues(self) -> bool:
        moved, must_count = self.feed.take_changed()
        if not moved and not must_count:
            return False
        county_id = self.county.id
        news = await in_thread(read_desk, self.user, county_id, moved, must_count=must_count)
        if news is None:
            return True
        if news.changed or news.counts != self.counts:
            self.counts = news.counts
            said = {"seq": news.seq, "counts": news.counts, "changed": news.changed}
            await self.say(dumps({"type": "queues", **said}))
        return True

    async def _say_inbox(self) -> None:
        self.feed.inbox_changed = False
        await self.say(dumps({"type": "inbox", "unread": self.feed.inbox}))


async def nobody(scope: Scope, receive: Receive, send: Send) -> None:
    """No socket lives at this address."""
    if (await receive())["type"] == "websocket.connect":
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": REFUSED})


# Django's `path` is typed for views; what stands here are ASGI applications.
_wall: Any = WallConversation.as_application
_desk: Any = DeskConversation.as_application
_nobody: Any = nobody

websocket_urlpatterns: list[URLPattern] = [
    path("ws/wall/<slug:unit_code>/", _wall),
    path("ws/desk/", _desk),
    re_path("", _nobody),
]
