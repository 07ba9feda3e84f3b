# SPDX-License-Identifier: Apache-2.0
"""A frame of the stage is one person and only that one; everybody else is unaffected."""

import asyncio
import json
import time
import urllib.error
import urllib.request
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from websockets.sync.client import connect
from websockets.typing import Origin

from demo.frames import LIFE_SECONDS, Frames, display_frame, person_frame
from grids.actions.displays import make_display_link
from tests.conftest import StartProduct

ADDRESS = "/api/v1/events/"


async def _told(path: str, cookie: str = "", kind: str = "http") -> dict[str, Any] | None:
    """The scope the product sees for an address, or None where the wrapper refuses."""
    seen: dict[str, Any] = {}

    async def product(scope: Any, receive: Any, send: Any) -> None:
        seen.update(scope)
        cookies = [(b"Set-Cookie", b"sessionid=x"), (b"set-cookie", b"csrftoken=y")]
        start = {"type": f"{kind}.response.start", "status": 200, "headers": cookies}
        await send(start if kind == "http" else {"type": "websocket.accept"})

    headers = [(b"cookie", cookie.encode())] if cookie else []
    scope = {"type": kind, "path": path, "headers": headers, "root_path": ""}
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def receive() -> Any:
        return {"type": f"{kind}.connect"}

    await Frames(product)(scope, receive, send)
    seen["answer"] = answer = said[0]
    return None if answer.get("status") == 404 or answer.get("code") else seen


def _cookies(seen: dict[str, Any]) -> dict[str, str]:
    text = dict(seen["headers"])[b"cookie"].decode()
    return dict(pair.split("=", 1) for pair in text.split("; "))


def _frame(county: SimpleNamespace, name: str) -> str:
    return person_frame(county.people[name])


def _get(url: str) -> tuple[int, Any]:
    request = urllib.request.Request(url, headers={"Accept": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def test_frame_exchanges_identity_and_keeps_the_rest(county: SimpleNamespace) -> None:
    """The browser's own session and display never reach the product, its language does."""
    base = _frame(county, "lin")

    async def ask() -> dict[str, Any] | None:
        return await _told(base + ADDRESS, "sessionid=own; display=own; csrftoken=c; a=b")

    seen = _run(ask())
    cookies = _cookies(seen)
    assert seen["root_path"] == base and seen["path"] == base + ADDRESS
    assert cookies.pop("sessionid") not in ("own", "")
    assert cookies == {"csrftoken": "c", "a": "b"}
    # What the frame sets does not sign the browser out or in.
    assert seen["answer"]["headers"] == [(b"set-cookie", b"csrftoken=y")]


def test_socket_of_a_frame_is_stripped_of_the_prefix(county: SimpleNamespace) -> None:
    """Sockets are routed by path alone."""
    seen = _run(_told(_frame(county, "chen") + "/ws/desk/", kind="websocket"))
    assert seen["path"] == "/ws/desk/" and "sessionid" in _cookies(seen)


def test_without_prefix_nothing_changes() -> None:
    """Everyone who does not come through a frame comes as they are."""
    seen = _run(_told("/desk/", "sessionid=own"))
    assert _cookies(seen) == {"sessionid": "own"} and seen["root_path"] == ""
    assert "frame" not in seen


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_forged_and_expired_frames_do_not_exist(
    county: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A changed name, a changed signature, another key's signature, a day too old."""
    base = _frame(county, "lin")
    forged = [base.replace("person.lin", "person.wu"), f"{base}x", "/as/", "/as/x", "/as/a~b~c"]
    for one in forged:
        assert _run(_told(f"{one}/m/", kind=kind), or_none=True) is None
    assert _run(_told(f"{base}/m/", kind=kind)) is not None
    later = time.time() + LIFE_SECONDS + 3601
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert _run(_told(f"{base}/m/", kind=kind), or_none=True) is None


def test_frame_is_the_same_within_the_hour(
    county: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening the stage again does not pile up sessions."""
    noon = 1_800_000_000 // 3600 * 3600
    monkeypatch.setattr("demo.frames.time.time", lambda: noon + 5)
    first = _frame(county, "lin")
    monkeypatch.setattr("demo.frames.time.time", lambda: noon + 3000)
    assert _frame(county, "lin") == first
    assert Session.objects.count() == 1


@pytest.mark.slow
def test_two_people_and_a_screen_in_one_browser(
    product: StartProduct, county: SimpleNamespace
) -> None:
    """Each address answers as its own person, pages carry the prefix, sockets listen as them."""
    running = product(DEMO="true")
    lin, wu = _frame(county, "lin"), _frame(county, "wu")
    wall = display_frame(make_display_link(county.county, by=None))
    for base, name in ((lin, "lin"), (wu, "wu")):
        status, text = _get(f"{running.url}{base}/api/v1/me/")
        assert status == 200 and json.loads(text)["user"] == name
    status, page = _get(f"{running.url}{wu}/desk/")
    assert status == 200 and f'data-base="{wu}"' in page and f'src="{wu}/jsi18n/' in page
    status, page = _get(f"{running.url}{wall}/wall/{county.county.code}/")
    assert status == 200 and f'data-socket="{wall}/ws/wall/' in page
    assert _get(f"{running.url}{wall}/desk/")[0] in (200, 404)
    assert _get(f"{running.url}/api/v1/me/")[0] == 401
    assert _get(f"{running.url}{lin}x/api/v1/me/")[0] == 404
    socket = running.url.replace("http", "ws")
    for address in (f"{wu}/ws/desk/", f"{wall}/ws/wall/{county.county.code}/"):
        with connect(f"{socket}{address}", origin=Origin(running.url)) as line:
            assert json.loads(line.recv(10))["type"] in ("queues", "snapshot", "beat")


@pytest.mark.slow
def test_outside_the_demo_there_are_no_frames(
    product: StartProduct, county: SimpleNamespace
) -> None:
    """Without DEMO neither the stage nor its addresses exist, valid signature or not."""
    running = product(DEMO="false")
    assert _get(f"{running.url}{_frame(county, 'lin')}/api/v1/me/")[0] == 404
    assert _get(f"{running.url}/demo/")[0] == 404


def _run(asked: Any, *, or_none: bool = False) -> Any:
    """Run to the end in this thread; pytest's own loop would make the fixtures asynchronous."""
    found = asyncio.run(asked)
    assert or_none or found is not None
    return found
