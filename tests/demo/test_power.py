# SPDX-License-Identifier: Apache-2.0
"""断电 under the real `make run`: all web processes die at once, and nothing is lost."""

import json
import re
import tempfile
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from governance import embedded
from tests.governance.test_run import Running, start
from tests.product import wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def running() -> Iterator[Running]:
    """A product in demo mode in the county with the fewest units, on a database of its own."""
    with tempfile.TemporaryDirectory(prefix="grid-") as directory:
        product = start(Path(directory), DEMO="true", COUNTY="330383")
        try:
            product.await_health()
            yield product
        finally:
            for process in product.processes():
                process.kill()
            product.make.kill()
            product.make.wait()
            embedded.stop(Path(directory))


class Visitor:
    """A browser at the stage, as far as its buttons need one."""

    def __init__(self, url: str) -> None:
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.get("/demo/"))
        assert found is not None
        self.token = found[1]

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path, timeout=20) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)
        with self.opener.open(request, timeout=20) as answer:
            return dict(json.loads(answer.read()))


def test_power_cut_loses_nothing_and_heals(running: Running) -> None:
    """Told first what there is; then both processes are killed, others come, all is there."""
    visitor = Visitor(running.url)
    assert 'id="power" disabled' not in visitor.get("/demo/")
    event = visitor.post("/demo/story/", nonce="power")["event"]
    before = set(running.children("web"))
    told = visitor.post("/demo/power-cut/")
    assert told["processes"] == len(before) == 2
    wait_until(lambda: not before & set(running.children("web")), "the processes' death")
    wait_until(running.health, "the supervisor to start them again", 30)
    after = json.loads(visitor.get("/demo/facts/"))
    assert after["events"] >= told["events"] >= 1 and after["seq"] >= told["seq"] >= 1
    story = json.loads(visitor.get(f"/demo/story/?event={event['id']}"))
    assert story["event"]["number"] == event["number"]
