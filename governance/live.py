# SPDX-License-Identifier: Apache-2.0
"""The live channel: after a commit the bell is rung; each process reads the ledger once a county
and tells all its screens.

One `Hub` per event loop hears the bell. One `Reader` per county that has screens reads the lines
after the last one it knows, folds them into the counts of each screen's unit, and hands every
client the same delta. A client's inbox is bounded: who never reads is dropped, not buffered for.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.db import DatabaseError, connection

from governance import bell
from governance.drawn import DrawnBook
from governance.fold import MOST_STEPS
from governance.presence import present_at
from governance.queries import Head, Snapshot, read_head, read_lines, read_snapshot
from governance.screens import DeskFeed, Screen
from grids.directory import UnitRow, unit_by_id, version_of
from notices.queries import unread_by_user

logger = logging.getLogger(__name__)

# How long a lost ring is missed at most.
POLL_SECONDS = 1.5
# After the first step at once, steps are gathered for so long.
GATHER_SECONDS = 0.05
# A screen hears at this pace that lines outside its unit have passed.
HUSH_SECONDS = 0.5
# A reader that has not looked for so long knows nothing, and must not say that all is quiet.
FRESH_SECONDS = 4.0
# Unread messages of all desks here are counted together, and no more often than this.
INBOX_SECONDS = 0.5
LONGEST_WAIT = 5.0
# Few, because each may hold one connection of the pool that pages need as well.
THREADS = 3

# Before the first look.
NOWHERE = Head(-1, "", None, None)

T = TypeVar("T")
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live")
_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, "Hub"] = WeakKeyDictionary()


def ring(county_ids: Iterable[int]) -> None:
    """Say that the ledgers of these counties have moved. Call after commit."""
    bell.striker.ring(county_ids)


def live_is_up() -> bool:
    """Whether rings get through: the bell answers, and every listener of this process hears."""
    try:
        bell.striker.strike(())
    except bell.FAULTS:
        return False
    return all(hub.is_listening for hub in list(_hubs.values()))


async def in_thread(call: Callable[..., T], *values: Any, **named: Any) -> T:
    """Run database work beside the loop; its connection goes back to the pool at once."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, partial(_closing, partial(call, *values, **named)))


def _closing(call: Callable[[], T]) -> T:
    try:
        return call()
    finally:
        connection.close()


def hub() -> "Hub":
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    return _hubs.setdefault(loop, Hub())


class Hub:
    """Hears the bell for one event loop, and keeps a reader for each county that has screens."""

    def __init__(self) -> None:
        self.readers: dict[int, Reader] = {}
        self.drawn = DrawnBook(in_thread)
        # When the bell was last lost, by the monotonic clock; None while it is heard.
        self._deaf_since: float | None = None
        self._listener: asyncio.Task[None] | None = None

    @property
    def is_listening(self) -> bool:
        """Whether the bell is heard or only just lost, or nobody here needs it."""
        if self._listener is None or self._deaf_since is None:
            return True
        return time.monotonic() - self._deaf_since < LONGEST_WAIT

    def reader(self, county: UnitRow) -> "Reader":
        """The county's reader; it runs from its first screen to its last."""
        if self._listener is None:
            self._deaf_since = time.monotonic()
            self._listener = asyncio.create_task(self._listen())
        known = self.readers.get(county.id)
        if known is None:
            known = self.readers[county.id] = Reader(county)
        return known

    async def leave(self, reader: "Reader") -> None:
        """Let a reader without screens end, and with the last one the listener."""
        if reader.is_watched or self.readers.get(reader.county.id) is not reader:
            return
        del self.readers[reader.county.id]
        await _end(reader.task)
        if not self.readers and self._listener is not None:
            listener, self._listener = self._listener, None
            await _end(listener)
            await self.drawn.close()

    async def _listen(self) -> None:
        wait = 0.1
        while True:
            try:
                async with aclosing(bell.heard()) as rings:  # type: ignore[type-var]
                    async for county_ids in rings:
                        self._deaf_since, wait = None, 0.1
                        self._wake(county_ids)
            except (*bell.FAULTS, TimeoutError) as fault:
                logger.warning("the bell is not heard, screens poll: %s", fault)
            self._deaf_since = self._deaf_since or time.monotonic()
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)

    def _wake(self, county_ids: frozenset[int]) -> None:
        for reader in self.readers.values():
            if county_ids == bell.EVERYONE or reader.county.id in county_ids:
                reader.wake()


class Reader:
    """Reads one county's ledger for all screens of this process, in order and without a gap."""

    def __init__(self, county: UnitRow) -> None:
        self.county = county
        self.screens: dict[int, Screen] = {}
        self.feeds: set[DeskFeed] = set()
        self.head = NOWHERE
        self._version: int | None = None
        self._looked_at = self._counted_at = float("-inf")
        self._skipped_inboxes = False
        self._rung = asyncio.Event()
        self.task = asyncio.create_task(self._run())

    @property
    def is_watched(self) -> bool:
        """Whether any wall or desk still looks."""
        return bool(self.feeds) or any(screen.inboxes for screen in self.screens.values())

    @property
    def is_fresh(self) -> bool:
        """Whether the ledger was looked at a moment ago, so that silence means quiet."""
        return asyncio.get_running_loop().time() - self._looked_at < FRESH_SECONDS

    def wake(self) -> None:
        """Look at the ledger now."""
        self._rung.set()

    def screen(self, unit: UnitRow) -> Screen:
        """The unit's screen; it starts counting at the reader's next look."""
        known = self.screens.get(unit.id)
        if known is None:
            known = self.screens[unit.id] = Screen(unit)
            self.wake()
        return known

    def join_desk(self, feed: DeskFeed) -> None:
        """Tell a desk from now on."""
        self.feeds.add(feed)
        self.wake()

    async def snapshot(self, screen: Screen) -> Snapshot:
        """A snapshot that the deltas still to come continue; one read serves all who ask."""
        await screen.begun.wait()
        least = screen.told
        while True:
            kept = screen.kept_snapshot(least)
            if kept is not None:
                return kept
            if screen.reading is None or screen.reading.done():
                screen.reading = asyncio.create_task(in_thread(_snapshot_of, screen.unit.id))
            found = await asyncio.shield(screen.reading)
            screen.latest = found
            if found.seq >= least:
                return found

    async def _run(self) -> None:
        wait = 0.1
        while True:
            try:
                await self._look()
            except DatabaseError as fault:
                # Down for a moment: screens hear no beat and show that they are old.
                logger.warning("ledger of %s not read: %s", self.county.code, fault)
            except Exception:
                logger.exception("ledger of %s not told", self.county.code)
            else:
                wait = 0.1
                continue
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)

    async def _look(self) -> None:
        self._rung.clear()
        await self._begin_screens()
        version, lines = await in_thread(_read_after, self.county, self.head.seq)
        loop = asyncio.get_running_loop()
        self._looked_at = loop.time()
        if (lines and lines[0].prev != self.head.h) or version != self._version:
            # Another chain (a restored database) or another tree: begin anew, at the head.
            await self._begin_anew(version)
            return
        if lines:
            self.head = Head(lines[-1].seq, lines[-1].h, lines[-1].at, None)
        for screen in self.screens.values():
            screen.take(lines)
            screen.tell(loop.time(), HUSH_SECONDS)
        for feed in self.feeds:
            feed.take(lines, self.head)
        await self._tell_presence()
        await self._tell_inboxes(loop.time())
        if len(lines) == MOST_STEPS:
            return
        if lines:
            await asyncio.sleep(GATHER_SECONDS)
        await self._wait()

    async def _wait(self) -> None:
        held_back = any(screen.holds_back for screen in self.screens.values())
        soon = held_back or self._skipped_inboxes
        try:
            await asyncio.wait_for(self._rung.wait(), HUSH_SECONDS if soon else POLL_SECONDS)
        except TimeoutError:
            return

    async def _begin_screens(self) -> None:
        if self.head is NOWHERE:
            await self._begin_anew(await in_thread(version_of, self.county.code))
        for screen in [each for each in self.screens.values() if not each.has_begun]:
            screen.begin(await in_thread(_snapshot_of, screen.unit.id))
        for screen in [each for each in self.screens.values() if each.is_deserted]:
            del self.screens[screen.unit.id]

    async def _begin_anew(self, version: int | None) -> None:
        self.head = await in_thread(read_head, self.county.id)
        self._version = version
        for screen in self.screens.values():
            screen.begin_again()
        for feed in self.feeds:
            feed.begin(self.head)
        self.wake()

    async def _tell_presence(self) -> None:
        viewed = {feed.viewing for feed in self.feeds if feed.viewing is not None}
        if viewed:
            people = await in_thread(present_at, sorted(viewed))
            for feed in self.feeds:
                feed.see(people)

    async def _tell_inboxes(self, now: float) -> None:
        """A message comes by no ledger line; the bell is rung for it all the same."""
        people = {feed.user_id for feed in self.feeds}
        self._skipped_inboxes = bool(people) and now - self._counted_at < INBOX_SECONDS
        if not people or self._skipped_inboxes:
            return
        self._counted_at = now
        unread = await in_thread(unread_by_user, people)
        for feed in self.feeds:
            # One that joined meanwhile is counted at the next look.
            feed.has_unread(unread.get(feed.user_id, feed.inbox))


def _snapshot_of(unit_id: int) -> Snapshot:
    """Read a unit's snapshot and make its text here, in the thread, not on the loop."""
    found = read_snapshot(unit_by_id(unit_id))
    _ = found.text
    return found


def _read_after(county: UnitRow, seq: int) -> tuple[int | None, list[Any]]:
    return version_of(county.code), read_lines(county.id, seq)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
