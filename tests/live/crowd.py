# SPDX-License-Identifier: Apache-2.0
"""Eight people at once over HTTP, on both processes: each walks at random (from a seed of their
own) over the events all of them share. Refusals are part of life; an error of the server is not."""

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
from django.db import close_old_connections, connections

from accounts.models import User
from accounts.tokens import make_token
from events.access import legal_moves
from events.models import Event
from tests.events.dice import ONWARD, PEOPLE, fields_for, some_move, some_report
from tests.product import Product
from tests.walk import Walk

WALKERS = 8
# What is open at once: few enough that two people want the same, enough to have something to do.
EVENTS = 12
# The main road and what is often beside it: screens have to agree about many moves, quickly made.
# All moves are made in tests/events/whole_life.py.
PLAYED = ONWARD | {"correct", "escalate", "note", "return_back", "revoke", "tell", "go"}
ENDED = frozenset({"closed", "archived", "rejected", "voided", "merged", "transferred_out"})


class Crowd:
    """`walk_until(moves, seconds)`: until so many moves were made and so much time has passed."""

    def __init__(self, product: Product, walk: Walk) -> None:
        self.urls, self.walk = product.urls, walk
        self.tokens = {name: make_token(getattr(walk, name), "crowd") for name in PEOPLE}
        self.answers: Counter[int] = Counter()
        self.moves: Counter[str] = Counter()
        self.faults: list[str] = []
        self._lock = threading.Lock()

    @property
    def made(self) -> int:
        """How many reports and moves were made."""
        return self.moves.total()

    def walk_until(self, moves: int, seconds: float) -> None:
        end = time.monotonic() + seconds

        def go_on() -> bool:
            return self.made < moves or time.monotonic() < end

        with ThreadPoolExecutor(WALKERS) as walkers:
            for done in [walkers.submit(self._one, seed, go_on) for seed in range(WALKERS)]:
                done.result()

    def _one(self, seed: int, go_on: Any) -> None:
        dice = random.Random(seed)
        try:
            while go_on():
                self._step(dice)
        finally:
            connections.close_all()

    def _step(self, dice: random.Random) -> None:
        close_old_connections()
        open_now = list(Event.objects.exclude(state__in=ENDED).values_list("pk", flat=True))
        if len(open_now) < EVENTS:
            by, fields = some_report(self.walk, dice)
            fields |= {"client_uuid": f"00000000-0000-4000-8000-{dice.getrandbits(48):012x}"}
            return self._post(dice, by.username, "/api/v1/events/", fields, "submit")
        event = Event.objects.select_related("assignment").get(pk=dice.choice(open_now))
        with self._lock:
            # People are shared by the threads, and so is what they remember of their postings.
            found = self._somebody(event, dice)
            if found is None:
                return None
            by, offered = found
            move = some_move(offered, dice)
            fields = fields_for(self.walk, event, move, by, dice)
        return self._post(dice, by.username, f"/api/v1/events/{event.pk}/{move}/", fields, move)

    def _somebody(self, event: Event, dice: random.Random) -> tuple[User, list[str]] | None:
        """Somebody who may do something that the dice knows how to do, and what."""
        for name in dice.sample(PEOPLE, len(PEOPLE)):
            by = getattr(self.walk, name)
            if offered := [move for move in legal_moves(by, event) if move in PLAYED]:
                return by, offered
        return None

    def _post(
        self, dice: random.Random, who: str, path: str, body: dict[str, Any], move: str
    ) -> None:
        headers = {"Authorization": f"Token {self.tokens[who]}"}
        url = self.urls[dice.randrange(len(self.urls))]
        answer = requests.post(url + path, json=body, headers=headers, timeout=20)
        with self._lock:
            self.answers[answer.status_code] += 1
            self.moves[move] += answer.status_code in (200, 201)
            if answer.status_code >= 500:
                self.faults.append(f"{move}: {answer.text}")
