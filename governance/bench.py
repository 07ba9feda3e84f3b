# SPDX-License-Identifier: Apache-2.0
"""The benchmark: CPU milliseconds and SQL statements of each request, at two sizes.

Machines are noisy, so a figure is CPU time (this process and the PostgreSQL processes that served
it) divided by requests, and ratios within one run. Requests go through the whole WSGI stack with
token sign-in and a persistent connection.
"""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.tokens import make_token
from demo.cast import Stage
from events.models import Event
from grids.queries import units_in_reach

Request = Callable[[int], Any]
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
MATTER = "0401"


@dataclass
class Row:
    """One line of the table: per request."""

    name: str
    size: int
    requests: int
    statements: int
    web_ms: float
    database_ms: float
    p50_ms: float


class Bench:
    """Measures requests of the demo people against the present database."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.clients = {name: _client(name) for name in ("lin", "chen", "wang", "wu")}
        self.reported: list[int] = []

    def run(self, size: int, requests: int) -> list[Row]:
        """Every row of the table at the present number of events."""
        rows = [self._measure(name, each, size, requests) for name, each in self._table()]
        self.reported.clear()
        return rows

    def _table(self) -> list[tuple[str, Request]]:
        code = self.stage.county.code
        return [
            ("floor: one insert", _floor),
            ("report", self._report),
            ("accept", lambda n: self._move("chen", n, "accept", {})),
            ("dispatch", lambda n: self._move("chen", n, "dispatch", self._target())),
            ("sign", lambda n: self._move("wang", n, "sign", {})),
            ("list of 50", lambda n: self._get("chen", "/api/v1/events/?page_size=50")),
            ("list, my queue", lambda n: self._get("chen", "/api/v1/events/?queue=to_accept")),
            ("detail", lambda n: self._get("chen", f"/api/v1/events/{self.reported[0]}/")),
            ("steps", lambda n: self._get("chen", f"/api/v1/events/{self.reported[0]}/steps/")),
            ("wall snapshot", lambda n: self._get("wu", f"/api/v1/wall/{code}/snapshot/")),
            ("reach", self._reach),
        ]

    def _measure(self, name: str, each: Request, size: int, requests: int) -> Row:
        with CaptureQueriesContext(connection) as captured:
            each(0)
        said = [query["sql"].lstrip().upper() for query in captured.captured_queries]
        times = []
        web, database = web_seconds(), database_seconds()
        for number in range(1, requests + 1):
            begun = time.perf_counter()
            each(number)
            times.append(time.perf_counter() - begun)
        web, database = web_seconds() - web, database_seconds() - database
        return Row(
            name=name,
            size=size,
            requests=requests,
            statements=sum(not sql.startswith(CONTROL) for sql in said),
            web_ms=round(web * 1000 / requests, 2),
            database_ms=round(database * 1000 / requests, 2),
            p50_ms=round(sorted(times)[len(times) // 2] * 1000, 2),
        )

    def _report(self, number: int) -> None:
        grid = self.stage.grid
        body = {"client_uuid": str(uuid.uuid4()), "matter": "0301", "text": "消防通道被堵"}
        body |= {"lon": grid.lon, "lat": grid.lat}  # type: ignore[dict-item]
        answer = self._post("lin", "/api/v1/events/", body, 201)
        self.reported.append(answer["id"])

    def _move(self, person: str, number: int, move: str, fields: dict[str, Any]) -> None:
        body = {"client_uuid": str(uuid.uuid4()), **fields}
        self._post(person, f"/api/v1/events/{self.reported[number]}/{move}/", body, 200)

    def _target(self) -> dict[str, Any]:
        return {"to": self.stage.platform.code}

    def _post(self, person: str, path: str, body: dict[str, Any], expected: int) -> Any:
        answer = self.clients[person].post(path, body, content_type="application/json")
        if answer.status_code != expected:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.content[:300]!r}")
        return answer.json()

    def _get(self, person: str, path: str) -> Any:
        answer = self.clients[person].get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.content[:300]!r}")
        return answer.json()

    def _reach(self, number: int) -> None:
        units_in_reach(User.objects.get(username="chen")).count()


def as_table(rows: list[Row]) -> str:
    """The rows as text, each request's cost at both sizes and how it grew."""
    sizes = sorted({row.size for row in rows})
    head = (
        f"{'request':<20}{'events':>9}{'SQL':>5}{'web ms':>9}{'db ms':>8}{'p50 ms':>8}{'grew':>7}"
    )
    lines = [head, "-" * len(head)]
    first = {row.name: row for row in rows if row.size == sizes[0]}
    for row in rows:
        before = first[row.name].web_ms + first[row.name].database_ms
        grew = (row.web_ms + row.database_ms) / before if before else 0.0
        shown = f"{grew:.2f}x" if row.size != sizes[0] else ""
        lines.append(
            f"{row.name:<20}{row.size:>9}{row.statements:>5}{row.web_ms:>9.2f}"
            f"{row.database_ms:>8.2f}{row.p50_ms:>8.2f}{shown:>7}"
        )
    return "\n".join(lines)


def as_json(rows: list[Row]) -> list[dict[str, Any]]:
    """The rows as plain data."""
    return [asdict(row) for row in rows]


def count_events() -> int:
    """How many events the database holds."""
    return Event.objects.count()


@contextmanager
def scratch_database() -> Iterator[None]:
    """A database of its own, so that a benchmark never touches what people work with."""
    name = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        _end_other_sessions()
        connection.creation.destroy_test_db(name, verbosity=0)


def write_results(name: str, rows: list[dict[str, Any]]) -> Path:
    """Write a table to `DATA_DIR/bench/` as JSON; return the file."""
    folder = settings.DATA_DIR / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    file: Path = folder / f"{timezone.localtime():%Y-%m-%dT%H%M%S}-{name}.json"
    file.write_text(json.dumps(rows, indent=1))
    return file


def _end_other_sessions() -> None:
    """The live bell keeps a session of its own, which would block the drop."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _client(name: str) -> Client:
    token = make_token(User.objects.get(username=name), "bench")
    return Client(headers={"authorization": f"Token {token}"})


def _floor(number: int) -> None:
    """The least a write can cost here: one row, one commit."""
    cache.set(f"bench-floor-{number}", number, 60)


def web_seconds() -> float:
    """User and system seconds of this process so far."""
    return time.process_time()


def database_seconds() -> float:
    """User and system seconds of the backend that serves this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        # Another machine, or another process namespace: only the web side can be told.
        return 0.0
    return float(times.user + times.system)
