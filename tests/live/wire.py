# SPDX-License-Identifier: Apache-2.0
"""A wall on a real socket: a thread that connects, folds, and comes again when the line breaks."""

import json
import threading
import time
from contextlib import suppress
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.live.screen import Screen
from tests.product import wait_until

AGAIN_SECONDS = 0.1
FAULTS = (ConnectionClosed, InvalidHandshake, OSError, TimeoutError)


class Wall:
    """Listens until stopped. `latency` holds (number, time heard) of each step, by our clock."""

    def __init__(self, urls: list[str], path: str, session: str) -> None:
        self.urls, self.path, self.session = urls, path, session
        self.screen = Screen()
        self.heard_at: dict[int, float] = {}
        self.steps_heard: list[int] = []
        self.connected = 0
        self.text: list[str] = []
        self._stopped = threading.Event()
        self._line: ClientConnection | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def until(self, seq: int, seconds: float = 40) -> Screen:
        """The screen, once it stands at this number."""
        wait_until(lambda: self.screen.seq >= seq, f"line {seq} on {self.path}", seconds)
        return self.screen

    def stop(self) -> None:
        self._stopped.set()
        if self._line is not None:
            with suppress(*FAULTS):
                self._line.close()
        self._thread.join(10)

    def _run(self) -> None:
        tries = 0
        while not self._stopped.is_set():
            url = self.urls[tries % len(self.urls)]
            tries += 1
            with suppress(*FAULTS):
                self._listen(url)
            time.sleep(AGAIN_SECONDS)

    def _listen(self, url: str) -> None:
        known = f"?since={self.screen.seq}&h={self.screen.h}" if self.screen.seq > 0 else ""
        address = url.replace("http", "ws", 1) + self.path + known
        headers = {"Cookie": f"sessionid={self.session}"}
        # No proxy: the library would ask the environment for one.
        with connect(
            address,
            origin=Origin(url),
            additional_headers=headers,
            open_timeout=5,
            proxy=None,
        ) as line:
            self._line = line
            self.connected += 1
            for text in line:
                self._hear(str(text))

    def _hear(self, text: str) -> None:
        now = time.monotonic()
        message: dict[str, Any] = json.loads(text)
        before = self.screen.seq
        self.text.append(text)
        self.screen.hear(message)
        for step in message.get("steps", ()):
            if step["seq"] > before:
                self.heard_at[step["seq"]] = now
                self.steps_heard.append(step["seq"])
