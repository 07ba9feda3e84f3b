# SPDX-License-Identifier: Apache-2.0
"""A gateway that hangs keeps nobody in the house waiting."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from events.actions.deliver import deliver_owed
from events.management.commands.worker import Command
from events.models import Delivery
from notices.models import Notice, SenderSetting
from tests.notices.inboxes import after_a_round, inbox
from tests.product import wait_until
from tests.walk import Walk


class Hanging(BaseHTTPRequestHandler):
    """Takes a message and does not answer until it is let go."""

    reached, release = threading.Event(), threading.Event()

    def do_POST(self) -> None:
        self.reached.set()
        self.release.wait(20)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def hanging(live_walk: Walk) -> Iterator[type[Hanging]]:
    """The county's gateway, and the worker's second thread that calls it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hanging)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/"
    county = live_walk.county.county
    SenderSetting.objects.create(county=county, webhook_on=True, webhook_url=url, secret="s")
    stop = threading.Event()
    outside = threading.Thread(target=Command().carry_outside, args=[stop])
    outside.start()
    yield Hanging
    Hanging.release.set()
    stop.set()
    outside.join(10)
    server.shutdown()
    server.server_close()


@pytest.mark.django_db(transaction=True)
def test_the_inbox_goes_on_while_a_gateway_hangs(live_walk: Walk, hanging: type[Hanging]) -> None:
    live_walk.to("dispatched")
    after_a_round()
    Delivery.objects.filter(channel="webhook").update(due_at=timezone.now())
    assert hanging.reached.wait(10)
    Notice.objects.all().delete()
    live_walk.to("accepted")
    assert deliver_owed(outside=False) == 1
    assert inbox(live_walk.lin) == ["accepted"]
    sms = Delivery.objects.filter(channel="webhook")
    assert sms.get().status == "owed"
    hanging.release.set()
    wait_until(lambda: sms.filter(status="done").exists(), "the SMS")
