# SPDX-License-Identifier: Apache-2.0
"""The bell between processes: "the ledgers of these counties have moved", and nothing else.

Over PostgreSQL's NOTIFY, or over Redis where REDIS_URL says so. It carries no data, so a lost
ring costs one poll and never a step. It is rung on a small autocommit connection of its own: a
NOTIFY inside a business transaction would hold one database-wide lock through its flush.
"""

import asyncio
import atexit
import logging
import os
import threading
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress

import psycopg
import redis
import redis.asyncio
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

logger = logging.getLogger(__name__)

CHANNEL = "governance_bell"
# Rings that come closer together than this leave as one.
COALESCE_SECONDS = 0.02
# How long a listener waits before it makes sure that its connection still lives.
PROBE_SECONDS = 10.0
# Much longer than a probe: redis-py would cut a quiet listener after 5 s.
REDIS_SECONDS = 30.0
MOST_IDS = 500
# Every county may have moved: said when a connection is new, because rings were missed.
EVERYONE: frozenset[int] = frozenset()

FAULTS = (psycopg.Error, redis.RedisError, OSError)


def conninfo() -> str:
    """How to reach Django's database without Django: the bell must not borrow from its pool."""
    params = connection.get_connection_params()
    kept = {"host", "port", "dbname", "user", "password", "sslmode", "options"}
    plain = {key: value for key, value in params.items() if key in kept and value}
    return make_conninfo("", connect_timeout=5, application_name=_application_name(), **plain)


def channel() -> str:
    """The channel on Redis, which several installations may share."""
    return f"{CHANNEL}:{connection.settings_dict['NAME']}"


def _application_name() -> str:
    return os.environ.get("PGAPPNAME", "governance bell")


class Striker:
    """Rings for this process: the first at once, those of the next 20 ms together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sending = threading.Lock()
        self._due = threading.Event()
        self._pending: set[int] = set()
        self._thread: threading.Thread | None = None
        self._pid = 0
        self._postgres: psycopg.Connection | None = None
        self._redis: redis.Redis | None = None
        self._redis_url = ""

    def ring(self, county_ids: Iterable[int]) -> None:
        """Say soon that these counties moved. Never waits, never fails the caller."""
        with self._lock:
            self._pending.update(county_ids)
            if self._thread is None or self._pid != os.getpid():
                self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
                self._pid = os.getpid()
                self._thread.start()
        self._due.set()

    def end(self) -> None:
        """Ring what is still due; a command that ends at once must not take it along."""
        with self._lock:
            due, self._pending = self._pending, set()
        if due:
            with suppress(*FAULTS):
                self.strike(due)
        self.close()

    def strike(self, county_ids: Iterable[int]) -> None:
        """Ring now, on a connection made anew if the old one is dead; raises if none can be."""
        ids = sorted(county_ids)
        parts = [ids[at : at + MOST_IDS] for at in range(0, len(ids), MOST_IDS)] or [[]]
        for part in parts:
            payload = ",".join(map(str, part))
            with self._sending:
                try:
                    self._send(payload)
                except FAULTS:
                    self.close()
                    self._send(payload)

    def close(self) -> None:
        """Drop the connections."""
        for line in (self._postgres, self._redis):
            if line is not None:
                with suppress(*FAULTS):
                    line.close()
        self._postgres = self._redis = None

    def _run(self) -> None:
        while True:
            self._due.wait()
            self._due.clear()
            with self._lock:
                due, self._pending = self._pending, set()
            if due:
                try:
                    self.strike(due)
                except FAULTS as fault:
                    logger.warning("bell not rung, screens will poll: %s", fault)
            threading.Event().wait(COALESCE_SECONDS)

    def _send(self, payload: str) -> None:
        if settings.REDIS_URL:
            if self._redis is None or self._redis_url != settings.REDIS_URL:
                self._redis_url = settings.REDIS_URL
                self._redis = redis.Redis.from_url(
                    self._redis_url, socket_timeout=5, socket_connect_timeout=5
                )
            self._redis.publish(channel(), payload)
            return
        if self._postgres is None:
            self._postgres = psycopg.connect(conninfo(), autocommit=True)
        self._postgres.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


striker = Striker()
atexit.register(striker.end)


async def heard() -> AsyncIterator[frozenset[int]]:
    """What is rung, from now on; `EVERYONE` first. Ends with an error when the line is lost."""
    lines = _heard_by_redis() if settings.REDIS_URL else _heard_by_postgres()
    async for payload in lines:
        yield _ids_of(payload)


async def _heard_by_postgres() -> AsyncIterator[str]:
    async with await psycopg.AsyncConnection.connect(conninfo(), autocommit=True) as line:
        await line.execute(f"LISTEN {CHANNEL}")
        yield ""
        while True:
            async for notice in line.notifies(timeout=PROBE_SECONDS):
                # An empty ring is somebody's probe.
                if notice.payload:
                    yield notice.payload
            await asyncio.wait_for(line.execute("SELECT 1"), PROBE_SECONDS)


async def _heard_by_redis() -> AsyncIterator[str]:
    client = redis.asyncio.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=5,
        health_check_interval=PROBE_SECONDS,
    )
    async with client, client.pubsub() as line:
        await line.subscribe(channel())
        yield ""
        while True:
            message = await line.get_message(ignore_subscribe_messages=True, timeout=PROBE_SECONDS)
            if message is None:
                await line.ping()
            elif message["type"] == "message" and message["data"]:
                yield message["data"].decode("ascii", "replace")


def _ids_of(payload: str) -> frozenset[int]:
    """The county ids of a ring; anything else on the channel wakes everyone and harms nobody."""
    try:
        return frozenset(map(int, payload.split(","))) if payload else EVERYONE
    except ValueError:
        return EVERYONE
