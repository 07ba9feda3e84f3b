# SPDX-License-Identifier: Apache-2.0
"""What leaves the house, against real servers: signed, encrypted, tried again, the same id."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import py_vapid
import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from events import moment
from events.actions.deliver import MOST_TRIES, deliver_next, deliver_owed
from events.models import Delivery, Event
from notices.actions.reading import mark_read
from notices.models import Notice, Preference, PushSubscription, SenderSetting
from notices.vapid import public_key
from tests.events.clients import ROOT, as_
from tests.notices.inboxes import after_a_round
from tests.notices.servers import Browser, Outside, outside
from tests.walk import MINOR_CHILD, Walk

SECRET = "a secret of tests"
PHONE = "13800000000"


@pytest.fixture
def gateway(walk: Walk) -> Iterator[Outside]:
    """The county's own gateway, switched on."""
    with outside() as server:
        SenderSetting.objects.create(
            county=walk.county.county,
            webhook_on=True,
            webhook_url=f"{server.url}/sms?key=k-e-y",
            secret=SECRET,
        )
        yield server


def go_out(later: timedelta = timedelta(minutes=10)) -> None:
    """The worker's second thread, a little later."""
    with moment.at(timezone.now() + later):
        while deliver_owed(outside=True):
            pass


def dispatched(walk: Walk) -> Event:
    event = walk.to("dispatched")
    after_a_round()
    return event


def rows(channel: str) -> list[Delivery]:
    return list(Delivery.objects.filter(channel=channel).order_by("pk"))


def test_the_webhook_is_signed_and_says_no_more_than_the_inbox(
    walk: Walk, gateway: Outside
) -> None:
    event = dispatched(walk)
    go_out()
    (got,) = gateway.got
    signed = f"{got.headers['Delivery-Timestamp']}.{got.headers['Delivery-Nonce']}.".encode()
    expected = hmac.new(SECRET.encode(), signed + got.body, hashlib.sha256).hexdigest()
    assert got.headers["Delivery-Signature"] == f"sha256={expected}"
    assert json.loads(got.body) == {
        "id": got.headers["Delivery-Id"],
        "to": {"phone": PHONE},
        "kind": "notice",
        "code": "dispatched",
        "county": "339901000000",
        "title": "派来的事",
        "text": f"道路、人行道、路沿石破损 {event.number} 派给平安法治,请签收",
    }
    assert [row.status for row in rows("webhook")] == ["done"]
    # Of what asks nothing of its reader (您报的事已受理) no SMS is sent.
    assert {row.template for row in rows("webhook")} == {"dispatched"}


def test_a_gateway_that_is_down_gets_it_later_under_the_same_id(
    walk: Walk, gateway: Outside
) -> None:
    gateway.statuses = [503, 200]
    dispatched(walk)
    go_out()
    (row,) = rows("webhook")
    assert (row.status, row.tries, row.last_error) == (
        "owed",
        1,
        "GatewayRefused: gateway answered 503",
    )
    go_out(timedelta(minutes=20))
    (row,) = rows("webhook")
    assert (row.status, row.tries) == ("done", 2)
    first, second = gateway.got
    assert first.headers["Delivery-Id"] == second.headers["Delivery-Id"]
    assert first.headers["Delivery-Nonce"] != second.headers["Delivery-Nonce"]


def test_a_worker_killed_after_sending_sends_again_under_the_same_id(
    walk: Walk, gateway: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatched(walk)

    def killed(self: Delivery, *args: Any, **kwargs: Any) -> None:
        raise SystemExit

    with moment.at(timezone.now() + timedelta(minutes=10)):
        with monkeypatch.context() as patch:
            patch.setattr(Delivery, "save", killed)
            with pytest.raises(SystemExit):
                deliver_next(outside=True)
        assert rows("webhook")[0].status == "owed"
        assert deliver_next(outside=True)
    first, second = gateway.got
    assert first.headers["Delivery-Id"] == second.headers["Delivery-Id"]
    assert rows("webhook")[0].status == "done"


def test_a_dead_letter_tells_why_without_key_or_phone(walk: Walk, gateway: Outside) -> None:
    gateway.statuses, gateway.location = [302], "http://127.0.0.1:1/elsewhere"
    dispatched(walk)
    for count in range(1, MOST_TRIES + 1):
        go_out(timedelta(hours=count))
    (row,) = rows("webhook")
    assert (row.status, len(gateway.got)) == ("dead", MOST_TRIES)
    assert row.last_error == "GatewayRefused: gateway answered 302"
    SenderSetting.objects.update(webhook_url="http://127.0.0.1:9/?key=k-e-y")
    Delivery.objects.update(status="owed", due_at=timezone.now())
    go_out()
    error = rows("webhook")[0].last_error
    assert error == "GatewayRefused: gateway not reached: ConnectionError"


def test_dingtalk_gets_its_own_kind_of_signature(walk: Walk, gateway: Outside) -> None:
    SenderSetting.objects.update(webhook_style="dingtalk")
    gateway.answer = b'{"errcode":310000,"errmsg":"sign not match"}'
    dispatched(walk)
    go_out()
    assert rows("webhook")[0].last_error == "GatewayRefused: DingTalk answered errcode 310000"
    gateway.answer = b'{"errcode":0}'
    go_out(timedelta(hours=1))
    assert rows("webhook")[0].status == "done"
    got = gateway.got[-1]
    query = dict(pair.split("=", 1) for pair in got.path.split("?")[1].split("&"))
    signed = hmac.new(SECRET.encode(), f"{query['timestamp']}\n{SECRET}".encode(), "sha256")
    assert query["key"] == "k-e-y"
    assert query["sign"] == base64.b64encode(signed.digest()).decode().replace("+", "%2B").replace(
        "/", "%2F"
    ).replace("=", "%3D")
    said = json.loads(got.body)
    assert said["at"] == {"atMobiles": [PHONE], "isAtAll": False}
    assert said["text"]["content"].startswith("派来的事\n")


def test_what_was_taken_is_not_sent_twice_for_a_torn_answer(walk: Walk, gateway: Outside) -> None:
    gateway.torn = True
    dispatched(walk)
    go_out()
    assert (rows("webhook")[0].status, len(gateway.got)) == ("done", 1)
    # DingTalk says in the answer whether it took it: a torn one tells neither address nor key.
    SenderSetting.objects.update(webhook_style="dingtalk")
    dispatched(walk)
    go_out()
    error = rows("webhook")[1].last_error
    assert error.startswith("GatewayRefused: ")
    assert "127.0.0.1" not in error


def test_who_has_read_it_or_wants_none_gets_none(walk: Walk, gateway: Outside) -> None:
    dispatched(walk)
    assert mark_read(by=walk.wang) == 1
    go_out()
    assert gateway.got == []
    assert rows("webhook")[0].last_error == "read before it was sent"
    # Who has left meanwhile is told no more, however often it was tried before.
    walk.to("dispatched")
    after_a_round()
    User.objects.filter(pk=walk.wang.pk).update(is_active=False)
    go_out()
    assert (gateway.got, rows("webhook")[1].last_error) == ([], "switched off meanwhile")
    User.objects.filter(pk=walk.wang.pk).update(is_active=True)
    Preference.objects.create(user=walk.wang, gateway=False)
    walk.to("dispatched")
    after_a_round()
    assert len(rows("webhook")) == 2
    assert Notice.objects.filter(to_user=walk.wang).count() == 3


def test_mail_goes_by_djangos_mail_where_it_is_set_up(walk: Walk, settings: Settings) -> None:
    SenderSetting.objects.create(county=walk.county.county, mail_on=True)
    User.objects.filter(username="wang").update(email="wang@example.org")
    settings.MAIL_IS_SET_UP = False
    dispatched(walk)
    assert rows("mail") == []
    settings.MAIL_IS_SET_UP = True
    event = dispatched(walk)
    go_out()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["wang@example.org"], "派来的事")
    assert event.number in letter.body
    assert letter.extra_headers["Delivery-Id"] in letter.extra_headers["Message-ID"]
    assert rows("mail")[0].status == "done"


def test_a_mail_server_that_refuses_is_told_without_the_address(
    walk: Walk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    SenderSetting.objects.create(county=walk.county.county, mail_on=True)
    User.objects.filter(username="wang").update(email="wang@example.org")
    settings.MAIL_IS_SET_UP = True

    def refused(letter: mail.EmailMessage) -> int:
        raise SMTPRecipientsRefused({letter.to[0]: (550, b"no such user")})

    monkeypatch.setattr(mail.EmailMessage, "send", refused)
    dispatched(walk)
    go_out()
    (row,) = rows("mail")
    assert (row.status, row.last_error) == (
        "owed",
        "NotSent: mail not taken: SMTPRecipientsRefused",
    )


@pytest.fixture
def service(settings: Settings) -> Iterator[Outside]:
    """A push service that the installation knows."""
    with outside() as server:
        settings.PUSH_SERVICES = [server.url]
        server.statuses = [201]
        yield server


def test_push_is_encrypted_for_the_browser_and_signed_by_us(walk: Walk, service: Outside) -> None:
    browser = Browser(f"{service.url}/send/abc")
    body = {"endpoint": browser.endpoint, "keys": browser.keys}
    assert as_(walk.lin).post(f"{ROOT}/push/", body).json()["browsers"] == 1
    event = walk.to("accepted")
    after_a_round()
    go_out(timedelta(minutes=5))
    (got,) = service.got
    assert event.number.encode() not in got.body
    said = json.loads(browser.opened(got.body))
    assert said["event"] == event.pk
    assert said["body"] == f"道路、人行道、路沿石破损 {event.number} 由石桥镇受理"
    assert got.headers["Content-Encoding"] == "aes128gcm"
    signed = got.headers["Authorization"].removeprefix("vapid ").split(",")
    parts = dict(part.split("=", 1) for part in signed)
    assert parts["k"] == public_key()
    assert py_vapid.Vapid02.verify(got.headers["Authorization"])
    assert rows("push")[0].status == "done"


def test_a_sensitive_event_is_not_named_to_a_phone(walk: Walk, service: Outside) -> None:
    browser = Browser(f"{service.url}/send/abc")
    as_(walk.lin).post(f"{ROOT}/push/", {"endpoint": browser.endpoint, "keys": browser.keys})
    event = walk.report(matter=MINOR_CHILD)
    walk.go(event, "accept", walk.qian)
    after_a_round()
    go_out()
    said = json.loads(browser.opened(service.got[0].body))
    assert said.keys() == {"id", "title", "body", "event", "asks"}
    assert (said["event"], said["body"]) == (None, "敏感事件,请到工作台")


def test_a_browser_that_is_gone_is_forgotten_and_a_busy_service_asked_again(
    walk: Walk, service: Outside
) -> None:
    browser = Browser(f"{service.url}/send/abc")
    body = {"endpoint": browser.endpoint, "keys": browser.keys}
    as_(walk.lin).post(f"{ROOT}/push/", body)
    service.statuses = [429, 410]
    walk.to("accepted")
    after_a_round()
    go_out()
    assert rows("push")[0].last_error == "NotSent: push service answered 429"
    assert PushSubscription.objects.count() == 1
    go_out(timedelta(hours=1))
    assert rows("push")[0].status == "done"
    assert PushSubscription.objects.count() == 0
    first, second = service.got
    assert first.headers["Topic"] == second.headers["Topic"]


def test_push_goes_nowhere_else_and_not_where_it_was_switched_off(
    walk: Walk, service: Outside
) -> None:
    browser = Browser(f"{service.url}/send/abc")
    body = {"endpoint": browser.endpoint, "keys": browser.keys}
    as_(walk.lin).post(f"{ROOT}/push/", body)
    service.statuses, service.location = [307], f"{service.url}/elsewhere"
    walk.to("accepted")
    after_a_round()
    go_out()
    assert [got.path for got in service.got] == ["/send/abc"]
    assert rows("push")[0].last_error == "NotSent: push service answered 307"
    SenderSetting.objects.create(county=walk.county.county, push_on=False)
    go_out(timedelta(hours=1))
    assert (rows("push")[0].status, len(service.got)) == ("done", 1)
