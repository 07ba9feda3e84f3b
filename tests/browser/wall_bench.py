# SPDX-License-Identifier: Apache-2.0
"""A wall page in Chromium whose server is this test: HTTP by Django's client, socket by hand.

What the page does with silence, gaps and refusals can so be tried in seconds, without a server
that has to be frozen or killed.
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from playwright.sync_api import Browser, Page, Route, WebSocketRoute

from tests.product import wait_until

HOST = "http://wall.test"
COUNTY = "339901000000"
VILLAGE = "339901100201"
AT = "2026-11-23T08:31:07+08:00"


def step(seq: int, event: int | None = 1, **changed: Any) -> dict[str, Any]:
    """An ordinary step of the socket's contract."""
    return {
        "seq": seq,
        "event": event,
        "number": f"YXX{event}",
        "move": "submit",
        "state": "reported",
        "matter": "0301",
        "platform": "order",
        "unit": "339901100000",
        "lon": 120.62,
        "lat": 29.97,
        "lamp": "green",
        "source": "grid",
        "at": AT,
    } | changed


def sensitive(seq: int, event: int = 1, **changed: Any) -> dict[str, Any]:
    """A step of a sensitive event: village, major, state and lamp only (敏感事件)."""
    hidden = dict.fromkeys(("number", "matter", "platform", "lon", "lat", "source"))
    return step(seq, event, **hidden) | {"unit": VILLAGE, "major": "01"} | changed


def snapshot(seq: int, h: str = "aaaaaaaa", **data: Any) -> dict[str, Any]:
    """A snapshot message."""
    empty: dict[str, Any] = {"counts": {}, "points": [], "recent": [], "alarms": [], "whistles": []}
    return {"type": "snapshot", "seq": seq, "h": h, "at": AT, "data": empty | data}


def whistle(**changed: Any) -> dict[str, Any]:
    """A running whistle as a step of its event carries it (吹哨)."""
    units = [["339901D01", "confirmed"], ["339901D02", "called"], ["339901D03", "contested"]]
    return {
        "kind": "emergency",
        "village": VILLAGE,
        "lead": "339901D01",
        "gather_at": "2026-11-23T09:00:00+08:00",
        "called": 3,
        "arrived": 2,
        "units": units,
    } | changed


def delta(*steps: dict[str, Any], **counts: int) -> dict[str, Any]:
    """A delta that holds these steps; `__` in a keyword stands for the dot of a count's key."""
    return {
        "type": "delta",
        "from": steps[0]["seq"],
        "to": steps[-1]["seq"],
        "h": "bbbbbbbb",
        "at": AT,
        "steps": list(steps),
        "counts": {key.replace("__", "."): n for key, n in counts.items()},
    }


class WallBench:
    """Opens walls; `lines` are the sockets they made, `heard` what they said."""

    def __init__(self, browser: Browser, client: Client) -> None:
        self.browser = browser
        self.client = client
        self.lines: list[WebSocketRoute] = []
        self.heard: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self.greet: Callable[[WebSocketRoute], None] = lambda line: None
        self.answers: dict[str, dict[str, Any]] = {}
        self.pages: list[Page] = []

    def open(
        self,
        path: str = f"/wall/{COUNTY}/",
        *,
        clock: bool = False,
        language: str = "zh-hans",
        **options: Any,
    ) -> Page:
        """Open a page; with `clock` its time passes only by `page.clock`."""
        self.client.cookies["django_language"] = language
        defaults: dict[str, Any] = {
            "locale": "zh-CN",
            "viewport": {"width": 1920, "height": 1080},
        }
        context = self.browser.new_context(**(defaults | options))
        page = context.new_page()
        self.pages.append(page)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self._note(said.text))
        page.route(f"{HOST}/**", self._serve)
        page.route_web_socket("**/ws/wall/**", self._connect)
        for each in (path, "/jsi18n/", f"/api/v1/units/{COUNTY}/outlines/"):
            self._fetch(each)
        if clock:
            page.clock.install()
        page.goto(HOST + path)
        return page

    def say(self, message: dict[str, Any]) -> None:
        """Send to the newest socket."""
        self.lines[-1].send(json.dumps(message))

    def wait(self, holds: Callable[[], bool], what: str) -> None:
        """Wait for a fact on this side; the browser's messages are taken in meanwhile."""
        wait_until(lambda: self.pages[-1].evaluate("0") or holds(), what)

    def query(self) -> dict[str, list[str]]:
        """The query string of the newest socket's address."""
        return parse_qs(urlsplit(self.lines[-1].url).query)

    def close(self) -> None:
        """Close all windows; no page may have thrown or broken the content policy."""
        for page in self.pages:
            page.context.close()
        assert self.faults == []

    def _note(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.faults.append(text)

    def _fetch(self, path: str) -> None:
        answer = self.client.get(path)
        body: bytes = answer.getvalue()
        self.answers[path] = {
            "status": answer.status_code,
            "headers": dict(answer.headers),
            "body": body,
        }

    def _serve(self, route: Route) -> None:
        # Playwright calls this beside the test, where the test's database transaction is not
        # to be seen: only static files are fetched here, the rest was fetched before.
        path = route.request.url.removeprefix(HOST)
        if path not in self.answers and path.startswith("/static/"):
            self._fetch(path)
        route.fulfill(**self.answers.get(path, {"status": 404}))

    def _connect(self, line: WebSocketRoute) -> None:
        self.lines.append(line)
        line.on_message(lambda text: self.heard.append(json.loads(text)))
        self.greet(line)
