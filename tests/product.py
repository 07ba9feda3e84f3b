# SPDX-License-Identifier: Apache-2.0
"""The real product under test: uvicorn processes on the pytest database, and a Redis beside it.

Waiting is always for a fact (a port answers, a process is gone) with a deadline.
"""

import atexit
import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
# Below the ephemeral range, where outgoing sockets would take our ports.
PORTS = range(8200, 9000)
START_SECONDS = 60
START_ATTEMPTS = 3
STOP_SECONDS = 10


def wait_until(holds: Callable[[], Any], what: str, seconds: float = 30) -> Any:
    """The first true answer of `holds`; fails naming `what` when the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        if answer := holds():
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.02)


def _start_of_search() -> int:
    # xdist workers begin far from each other, so that two seldom want the same port.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return (int(worker) * 100 + os.getpid()) % len(PORTS)


_next_port = itertools.count(_start_of_search())


def free_port() -> int:
    """A port nobody listens on at this moment."""
    for step in itertools.islice(_next_port, len(PORTS)):
        port = PORTS[step % len(PORTS)]
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port between 8200 and 9000")


def database_url() -> str:
    """The pytest database as a DATABASE_URL for another process."""
    entry = connection.settings_dict
    host = entry["HOST"] or entry.get("OPTIONS", {}).get("host", "")
    port = entry["PORT"] or entry.get("OPTIONS", {}).get("port", 5432)
    person = entry["USER"] + (f":{entry['PASSWORD']}" if entry["PASSWORD"] else "")
    return f"postgresql://{person}@/{entry['NAME']}?host={host}&port={port}"


def end_sessions(application_name: str = "") -> None:
    """End the other sessions on the test database, which would block emptying or dropping it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND (%s = '' OR application_name = %s)",
            [application_name, application_name],
        )


def answers(url: str) -> bool:
    """Does a web server answer there, with whatever status?"""
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


class Spawner:
    """Forks web processes that have imported the product already (tests/spawner.py)."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.spawner"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self._end)

    def fork(self, environment: dict[str, str], port: int, log: Path) -> psutil.Process:
        """A new web process."""
        assert self._process.stdin and self._process.stdout
        wish = {"environment": environment, "port": port, "log": str(log)}
        self._process.stdin.write(json.dumps(wish) + "\n")
        self._process.stdin.flush()
        return psutil.Process(int(self._process.stdout.readline()))

    def _end(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(STOP_SECONDS)


@cache
def spawner() -> Spawner:
    """This test process's own, from the first server on."""
    return Spawner(os.environ | {"DATABASE_URL": database_url(), "DB_POOL": "true"})


@dataclass
class Process:
    """One uvicorn process with a port of its own."""

    environment: dict[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    running: psutil.Process | None = None

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, on the same port as before, and wait until it answers."""
        for _attempt in range(START_ATTEMPTS):
            process = spawner().fork(self.environment, self.port, self.log)
            wait_until(partial(self._settled, process), f"uvicorn on {self.url}", START_SECONDS)
            if process.is_running():
                self.running = process
                return
            said = self.log.read_text()
            assert "address already in use" in said[-1000:], f"uvicorn ended:\n{said[-3000:]}"
            self.port = free_port()  # somebody took it between our look and uvicorn's
        raise AssertionError("no port stayed free long enough")

    def _settled(self, process: psutil.Process) -> bool:
        """It has ended, or it (not a stranger on the same port) listens and answers."""
        try:
            open_ones = process.net_connections(kind="tcp")
        except psutil.NoSuchProcess:
            return True
        ours = any(one.laddr and one.laddr.port == self.port for one in open_ones)
        return ours and answers(f"{self.url}/health/")

    def kill(self) -> None:
        """kill -9, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, and kill -9 if that is not enough."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.running is None:
            return
        with contextlib.suppress(psutil.NoSuchProcess):
            self.running.send_signal(how)
        try:
            self.running.wait(STOP_SECONDS)
        except psutil.TimeoutExpired:
            self.running.kill()
            self.running.wait(STOP_SECONDS)
        self.running = None


@dataclass
class Product:
    """Running web processes on one database; `urls[i]` belongs to `processes[i]`."""

    processes: list[Process]

    @property
    def url(self) -> str:
        """The address of the first process."""
        return self.processes[0].url

    @property
    def urls(self) -> list[str]:
        """The address of each process."""
        return [process.url for process in self.processes]

    def stop(self) -> None:
        """Stop all processes."""
        for process in self.processes:
            process.stop()


def product_of(directory: Path, processes: int, extra: dict[str, str]) -> Product:
    """Start that many web processes on the pytest database."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(directory),
        "DB_POOL": "true",
        "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
        "PGAPPNAME": f"product {os.getpid()}",
        "REDIS_URL": "",
        "STATIC_VERSION": "",
    }
    made = [
        Process(environment | extra, directory / f"uvicorn-{number}.log")
        for number in range(processes)
    ]
    product = Product(made)
    try:
        for process in made:
            process.start()
    except BaseException:
        product.stop()
        raise
    return product


def redis_of(program: str, directory: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A Redis of our own that keeps nothing; the process and its URL."""
    port = free_port()
    options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(directory)]
    process = subprocess.Popen(
        [program, "--port", str(port), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    wait_until(lambda: process.poll() is not None or listens(), "redis-server")
    assert process.poll() is None, "redis-server ended at once"
    return process, f"redis://127.0.0.1:{port}/0"
