# SPDX-License-Identifier: Apache-2.0
"""Browsers that show notifications, and what somebody wants besides the inbox."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live_settings
from pytest_django import Settings

from accounts.models import User
from notices.models import PushSubscription, SenderSetting
from notices.vapid import public_key
from tests.events.clients import ROOT, as_
from tests.notices.servers import Browser
from tests.walk import Walk

PUSH, WAYS = f"{ROOT}/push/", f"{ROOT}/notices/ways/"


def body_of(browser: Browser) -> dict[str, Any]:
    return {"endpoint": browser.endpoint, "keys": browser.keys}


def at(number: int) -> Browser:
    return Browser(f"https://fcm.googleapis.com/fcm/send/{number}")


def test_a_browser_comes_goes_and_changes_hands(walk: Walk) -> None:
    browser = at(1)
    for _twice in range(2):
        answer = as_(walk.lin).post(PUSH, body_of(browser), format="json")
        assert answer.json() == {"key": public_key(), "browsers": 1}
    # Another person signs in on the same phone: what is pushed there is theirs alone.
    as_(walk.gao).post(PUSH, body_of(browser), format="json")
    assert PushSubscription.objects.get().user == walk.gao
    gone = {"endpoint": browser.endpoint}
    assert as_(walk.lin).delete(PUSH, gone, format="json").status_code == 204
    assert PushSubscription.objects.count() == 1
    for _twice in range(2):
        assert as_(walk.gao).delete(PUSH, gone, format="json").status_code == 204
    assert PushSubscription.objects.count() == 0


def test_a_person_has_ten_browsers_and_the_oldest_makes_room(walk: Walk) -> None:
    client = as_(walk.lin)
    for number in range(12):
        client.post(PUSH, body_of(at(number)), format="json")
    kept = set(PushSubscription.objects.values_list("endpoint", flat=True))
    assert kept == {at(number).endpoint for number in range(2, 12)}


def test_the_worker_is_led_nowhere_but_to_known_services(walk: Walk) -> None:
    client, good = as_(walk.lin), at(1)
    for endpoint in (
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://evil.example/.push.apple.com",
        # One parser takes the backslash for a part of the host, the one that connects does not.
        "https://127.0.0.1:9999\\.push.apple.com/x",
        "http://127.0.0.1:5432/",
        "file:///etc/passwd",
        "https://[",
    ):
        answer = client.post(PUSH, {**body_of(good), "endpoint": endpoint}, format="json")
        assert (answer.status_code, set(answer.json()["errors"])) == (400, {"endpoint"}), endpoint
    for keys in ({**good.keys, "p256dh": "AAAA"}, {**good.keys, "auth": "é"}, {"auth": "x"}, "no"):
        answer = client.post(PUSH, {"endpoint": good.endpoint, "keys": keys}, format="json")
        assert answer.status_code == 400, keys
    assert client.delete(PUSH, {}, format="json").status_code == 400
    assert PushSubscription.objects.count() == 0
    client.logout()
    for ask in (client.get, client.post, client.delete):
        assert ask(PUSH).status_code == 401


def test_the_key_is_kept_and_readable_by_its_owner_alone(db: None) -> None:
    public_key()
    kept = Path(live_settings.VAPID_KEY_FILE)
    assert "PRIVATE KEY" in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0


def test_what_is_offered_and_what_somebody_wants(walk: Walk, settings: Settings) -> None:
    client = as_(walk.wang)
    at_first = {"mail": True, "gateway": True, "offered": ["push"], "manages": False}
    assert client.get(WAYS).json() == at_first
    assert as_(walk.admin).get(WAYS).json()["manages"] is True
    SenderSetting.objects.create(
        county=walk.county.county,
        push_on=False,
        mail_on=True,
        webhook_on=True,
        webhook_url="https://gateway.example/",
        secret="x",
    )
    settings.MAIL_IS_SET_UP = True
    assert client.get(WAYS).json()["offered"] == ["gateway"]
    User.objects.filter(username="wang").update(email="wang@example.org")
    client = as_(walk.wang)
    assert client.get(WAYS).json()["offered"] == ["mail", "gateway"]
    chosen = {"mail": False, "gateway": True}
    assert client.post(WAYS, chosen, format="json").json() | chosen == client.get(WAYS).json()
    for wrong in ({}, {"mail": "perhaps", "gateway": True}, {"mail": False}):
        assert client.post(WAYS, wrong, format="json").status_code == 400
    client.logout()
    assert client.get(WAYS).status_code == 401


@pytest.fixture(autouse=True)
def _services(settings: Settings) -> None:
    settings.PUSH_SERVICES = ["https://fcm.googleapis.com", "https://*.push.apple.com"]
