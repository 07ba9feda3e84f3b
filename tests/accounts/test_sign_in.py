# SPDX-License-Identifier: Apache-2.0
"""The sign-in page: right, wrong, too often, where it leads."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from accounts import throttle

PAGE = "/sign-in/"


def _post(client: Client, name: str, password: str, **extra: str) -> Any:
    return client.post(PAGE, {"username": name, "password": password, **extra})


def test_the_page_asks_for_name_and_password(county: SimpleNamespace) -> None:
    page = Client().get(PAGE).content.decode()
    assert "用户名" in page and "密码" in page and "<style" not in page and "style=" not in page


def test_signing_in_opens_a_new_session(county: SimpleNamespace) -> None:
    client = Client()
    client.get(PAGE)
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    answer = _post(client, "lin", county.password)
    assert answer.status_code == 302 and answer.url == "/"
    assert client.session.session_key != session.session_key
    assert client.get("/api/v1/units/339901000000/").status_code == 200


def test_signing_out_needs_a_post(county: SimpleNamespace) -> None:
    client = Client()
    client.force_login(county.lin)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/desk/?queue=1", "/desk/?queue=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_next_is_followed_on_this_host_only(
    county: SimpleNamespace, wanted: str, leads_to: str
) -> None:
    answer = _post(Client(), "lin", county.password, next=wanted)
    assert answer.status_code == 302 and answer.url == leads_to


@pytest.mark.parametrize(("name", "password"), [("lin", "wrong"), ("nobody", "wrong")])
def test_a_wrong_pair_says_so_in_chinese(county: SimpleNamespace, name: str, password: str) -> None:
    answer = _post(Client(), name, password)
    assert answer.status_code == 200 and "用户名或密码不正确" in answer.content.decode()


def test_an_inactive_account_is_told_nothing_more(county: SimpleNamespace) -> None:
    county.lin.is_active = False
    county.lin.save()
    page = _post(Client(), "lin", county.password).content.decode()
    assert "用户名或密码不正确" in page


@pytest.mark.parametrize("name", ["", "lin\x00", "x" * 200])
def test_an_odd_name_is_a_message(county: SimpleNamespace, name: str) -> None:
    assert _post(Client(), name, "x").status_code == 200
    assert "请填写此项" in _post(Client(), "lin", "").content.decode()


def test_too_many_failures_close_sign_in_for_a_while(county: SimpleNamespace) -> None:
    client = Client()
    for _ in range(throttle.LIMIT_PER_USER):
        assert _post(client, "lin", "wrong").status_code == 200
    answer = _post(client, "LIN", county.password)
    assert answer.status_code == 429 and 0 < int(answer.headers["Retry-After"]) <= 900
    assert "登录失败次数过多,请在 15 分钟后再试" in answer.content.decode()
    # Another name, and the same name from another address, are not shut out by it.
    assert _post(client, "gao", county.password).status_code == 302
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    assert _post(elsewhere, "lin", county.password).status_code == 302


def test_a_success_forgets_the_failures(county: SimpleNamespace) -> None:
    client = Client()
    for _ in range(throttle.LIMIT_PER_USER - 1):
        _post(client, "lin", "wrong")
    assert _post(client, "lin", county.password).status_code == 302
    assert throttle.seconds_to_wait("lin", "127.0.0.1") == 0
    assert _post(client, "lin", "wrong").status_code == 200
    assert throttle.seconds_to_wait("lin", "127.0.0.1") == 0


def test_one_address_may_not_try_names_without_end(
    county: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "LIMIT_PER_ADDRESS", 3)
    for name in ("a", "b", "c"):
        throttle.note_failure(name, "127.0.0.1")
    assert _post(Client(), "lin", county.password).status_code == 429


def test_the_window_ends(county: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(throttle.LIMIT_PER_USER):
        throttle.note_failure("lin", "a")
    later = time.time() + throttle.WINDOW_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert throttle.seconds_to_wait("lin", "a") == 0
