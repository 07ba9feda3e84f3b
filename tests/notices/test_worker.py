# SPDX-License-Identifier: Apache-2.0
"""A gateway that hangs keeps nobody in the house waiting."""

import threading
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


@pytest.mark.django_db(transaction=True)
def test_the_inbox_goes_on_while_a_gateway_hangs(live_walk: Walk) -> None:
    reached, release = threading.Event(), threading.Event()

    class Hanging(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            reached.set()
            release.wait(20)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hanging)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    SenderSetting.objects.create(
        county=live_walk.county.county,
        webhook_on=True,
        webhook_url=f"http://127.0.0.1:{server.server_address[1]}/",
        secret="s",
    )
    live_walk.to("dispatched")
    after_a_round()
    Delivery.objects.filter(channel="webhook").update(due_at=timezone.now())
    stop = threading.Event()
    outside = threading.Thread(target=Command().carry_outside, args=[stop])
    outside.start()
    try:
        assert reached.wait(10)
        Notice.objects.all().delete()
        live_walk.to("accepted")
        assert deliver_owed(outside=False) == 1
        assert inbox(live_walk.lin) == ["accepted"]
        assert Delivery.objects.get(channel="webhook").status == "owed"
        release.set()
        wait_until(
            lambda: Delivery.objects.filter(channel="webhook", status="done").exists(), "the SMS"
        )
    finally:
        release.set()
        stop.set()
        outside.join(10)
        server.shutdown()
        server.server_close()
