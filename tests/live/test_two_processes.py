# SPDX-License-Identifier: Apache-2.0
"""Two web processes, real sockets, both bells: nothing lost, nothing doubled, under load."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
import requests
from django.db import connection

from accounts.tokens import make_token
from events.models import Ledger
from events.verify import verify_county
from tests.conftest import StartProduct
from tests.county import COUNTY, SHIQIAO, WANGHU
from tests.events.counts import deadlocks
from tests.live.crowd import Crowd
from tests.live.screen import fresh, shown
from tests.live.sockets import session_of
from tests.live.wire import Wall
from tests.product import Product
from tests.walk import MINOR_CHILD, Walk

VILLAGE = "339901100201"
# The random walk: so many moves at least, and for so long at least (make soak: 10 s).
MOVES, SECONDS = 500, float(os.environ.get("SOAK_SECONDS", "0"))
# Every fifth report is one that the wall may only count.
ROUNDS = 15
WRITERS = 4
MATTERS = ("0707", "0101", "0401", MINOR_CHILD, "1204")


@contextmanager
def walls(product: Product, session: str) -> Iterator[list[Wall]]:
    """Screens of four units, each kind on both processes, as the order of addresses says."""
    urls = product.urls
    made = [
        Wall(urls[at % 2 :] + urls[: at % 2], f"/ws/wall/{code}/", session)
        for at, code in enumerate((COUNTY, COUNTY, SHIQIAO, SHIQIAO, WANGHU, VILLAGE))
    ]
    try:
        for wall in made:
            wall.until(0)
        yield made
    finally:
        for wall in made:
            wall.stop()


class Writer:
    """One clerk's office over HTTP: reports and moves, always in the same order."""

    def __init__(self, product: Product, walk: Walk, number: int) -> None:
        self.urls, self.number = product.urls, number
        self.tokens = {name: make_token(getattr(walk, name), f"w{number}") for name in PEOPLE}
        self.room, self.refused = walk.platforms["order"].code, 0

    def work(self, rounds: int) -> None:
        """Some events of each kind, half of them brought further."""
        for at in range(rounds):
            kind = at + self.number
            if event := self.report(MATTERS[kind % len(MATTERS)], far=kind % 3 == 0):
                self.go(event, kind)

    def report(self, matter: str, *, far: bool) -> int | None:
        body: dict[str, Any] = {"matter": matter, "text": f"第{self.number}号"}
        body |= {"lon": 120.725, "lat": 29.975} if far else {"lon": 120.625, "lat": 29.975}
        body["client_uuid"] = f"00000000-0000-4000-8000-{self.number:04}{self.made():08}"
        answer = self.post("zhao" if far else "lin", "/api/v1/events/", body)
        found: int | None = answer.get("id")
        return None if far else found

    def go(self, event: int, kind: int) -> None:
        who = "qian" if MATTERS[kind % len(MATTERS)] == MINOR_CHILD else "chen"
        self.post(who, f"/api/v1/events/{event}/accept/", {})
        self.post(who, f"/api/v1/events/{event}/note/", {"text": "已联系"})
        if kind % 2:
            self.post(who, f"/api/v1/events/{event}/dispatch/", {"to": self.room})
            self.post("wang", f"/api/v1/events/{event}/sign/", {})
        elif kind % 4 == 0:
            fields = {"grid": "339901100201002", "reason": "在隔壁网格"}
            self.post(who, f"/api/v1/events/{event}/correct/", fields)

    def post(self, who: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Token {self.tokens[who]}"}
        url = self.urls[self.number % 2]
        try:
            answer = requests.post(url + path, json=body, headers=headers, timeout=20)
        except requests.ConnectionError:
            self.refused += 1
            return {}
        assert answer.status_code < 500, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def made(self) -> int:
        self.count = getattr(self, "count", 0) + 1
        return self.count


PEOPLE = ("lin", "zhao", "chen", "qian", "wang")


def offices_of(product: Product, walk: Walk) -> list[Writer]:
    """Several offices, on both processes in turn."""
    return [Writer(product, walk, number) for number in range(WRITERS)]


def write(writers: list[Writer], rounds: int) -> None:
    """All offices at once."""
    with ThreadPoolExecutor(WRITERS) as offices:
        list(offices.map(lambda writer: writer.work(rounds), writers))


def agree(made: list[Wall]) -> int:
    """Every screen shows what a fresh snapshot shows, and heard each number once."""
    seq = Ledger.objects.get().seq
    for wall in made:
        code = wall.path.split("/")[3]
        assert wall.until(seq).shown() == shown(fresh(code)), code
        assert wall.screen.gaps == []
        assert len(wall.steps_heard) == len(set(wall.steps_heard))
    assert verify_county(Ledger.objects.get()).is_whole
    return seq


BELLS = pytest.mark.parametrize("bell", ["postgresql", "redis"])


@pytest.fixture
def start(
    walk: Walk, product: StartProduct, request: pytest.FixtureRequest
) -> Callable[[str], Product]:
    def run(bell: str) -> Product:
        url = request.getfixturevalue("redis_server") if bell == "redis" else ""
        return product(2, url)

    return run


@pytest.mark.soak
@BELLS
def test_every_screen_agrees_after_a_random_walk_of_eight_people(
    walk: Walk, start: Callable[[str], Product], bell: str
) -> None:
    """500 moves and more by eight people at once; no gap, no double, on a chain or a screen."""
    walk.report()
    running = start(bell)
    before = deadlocks()
    with walls(running, session_of(walk.wu)) as made:
        crowd = Crowd(running, walk)
        crowd.walk_until(MOVES, SECONDS)
        seq = agree(made)
        assert seq > crowd.made >= MOVES
        assert crowd.faults == []
        assert len(crowd.moves) > 12, crowd.moves
        for wall in made[:2]:
            # A county's screen hears every line of its chain.
            for delta in wall.screen.of("delta"):
                heard = [step["seq"] for step in delta["steps"]]
                assert heard == list(range(delta["from"], delta["to"] + 1))
        text = "\n".join("\n".join(wall.text) for wall in made)
        for secret in ("因为", "办好了", "林小满", "陈文书", "13800000000", f'"{MINOR_CHILD}"'):
            assert secret not in text, secret
    assert deadlocks() == before


@BELLS
def test_a_killed_process_costs_no_step(
    walk: Walk, start: Callable[[str], Product], bell: str
) -> None:
    walk.report()
    running = start(bell)
    with walls(running, session_of(walk.wu)) as made:
        offices = offices_of(running, walk)
        office = threading.Thread(target=write, args=(offices, ROUNDS))
        office.start()
        running.processes[1].kill()
        running.processes[1].start()
        office.join(60)
        agree(made)
        assert sum(wall.connected for wall in made) > len(made)
        assert any(one.refused for one in offices)


def test_a_bell_that_is_cut_is_heard_again(walk: Walk, start: Callable[[str], Product]) -> None:
    running = start("postgresql")
    with walls(running, session_of(walk.wu)) as made:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
            assert cursor.rowcount == 2
        walk.to("dispatched")
        agree(made)
