# SPDX-License-Identifier: Apache-2.0
"""Residents who asked are told: by the gateway, else by a clerk; nobody is lost."""

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from events import moment
from events.actions.deliver import MOST_TRIES, deliver_owed
from events.models import Claimant, Delivery, Event, Step
from notices.models import Reply, SenderSetting
from tests.events.clients import ROOT, as_
from tests.notices.inboxes import after_a_round
from tests.notices.servers import outside
from tests.walk import Walk

LIST = f"{ROOT}/replies/"


def asked_for(walk: Walk, **claimant: Any) -> Event:
    """An event that its chief closed with an answer, and of which a resident asked for one."""
    event = walk.to("pending_close")
    Claimant.objects.create(
        event=event, **({"name": "张国强", "phone": "13812345678", "wants_reply": True} | claimant)
    )
    return walk.go(event, "close", walk.qian, reply="路已补好。")


def owed_to(event: Event, template: str = "closed") -> Delivery:
    """What the closing owes, as its rule writes it."""
    line = Step.objects.filter(event_id=event.pk).order_by("-seq")[0].line
    due = timezone.now()
    row = Delivery(event=event, line=line, channel="claimant_reply", template=template, due_at=due)
    Delivery.objects.bulk_create([row])
    return row


def go_out(hours: int = 1) -> None:
    """Later, and without what colleagues get by the same gateway."""
    Delivery.objects.filter(channel="webhook").delete()
    with moment.at(timezone.now() + timedelta(hours=hours)):
        while deliver_owed(outside=True):
            pass


def test_without_a_gateway_it_stands_on_the_clerks_list_until_told(walk: Walk) -> None:
    event = asked_for(walk)
    delivery = owed_to(event)
    after_a_round()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.last_error) == ("done", "no gateway: on the clerks' list")
    (row,) = as_(walk.chen).get(LIST).json()["results"]
    assert (row["event"], row["number"], row["sending"]) == (event.pk, event.number, False)
    assert row["text"] == (
        f"您反映的事(编号 {event.number})已办结。路已补好。如有疑问请联系石桥镇。"
    )
    assert "张" not in str(row) and "138" not in str(row)
    # zhao of another township has nothing of it, and the platform that worked may tell, too.
    assert as_(walk.zhao).get(LIST).json()["results"] == []
    assert as_(walk.zhao).post(f"{LIST}{row['id']}/told/").status_code == 404
    assert len(as_(walk.wang).get(LIST).json()["results"]) == 1
    # lin reads the event but her grid does not handle it.
    assert as_(walk.lin).post(f"{LIST}{row['id']}/told/").status_code == 403
    told = as_(walk.chen).post(f"{LIST}{row['id']}/told/").json()
    assert told["told_at"]
    again = as_(walk.qian).post(f"{LIST}{row['id']}/told/").json()
    assert again == told
    assert Reply.objects.get().told_by == walk.chen
    assert as_(walk.chen).get(LIST).json()["results"] == []


def test_the_gateway_tells_each_who_asked(walk: Walk) -> None:
    with outside() as gateway:
        a_gateway(walk, gateway.url)
        event = asked_for(walk)
        Claimant.objects.create(event=event, name="李", phone="13900000000", wants_reply=True)
        Claimant.objects.create(event=event, name="王", phone="13700000000", wants_reply=False)
        owed_to(event)
        after_a_round()
        (row,) = as_(walk.chen).get(LIST).json()["results"]
        assert row["sending"] is True
        gateway.statuses = [200, 500, 200]
        go_out()
        assert Reply.objects.get().told_at is None
        go_out(hours=2)
    said = [json.loads(got.body) for got in gateway.got]
    assert [each["to"]["phone"][:3] for each in said] == ["138", "139", "138", "139"]
    assert [each["kind"] for each in said] == ["claimant_reply"] * 4
    # The first was told twice, under one id: the gateway drops the second.
    assert said[0]["id"] == said[2]["id"] != said[1]["id"] == said[3]["id"]
    reply = Reply.objects.get()
    assert reply.told_at is not None and reply.told_by is None


def test_what_the_gateway_never_took_comes_to_the_clerk(walk: Walk) -> None:
    with outside() as gateway:
        a_gateway(walk, gateway.url)
        gateway.statuses = [500]
        owed_to(asked_for(walk))
        after_a_round()
        for count in range(1, MOST_TRIES + 1):
            go_out(hours=count)
    assert Delivery.objects.get(channel="claimant_sms").status == "dead"
    (row,) = as_(walk.chen).get(LIST).json()["results"]
    assert (row["sending"], row["told_at"]) == (False, None)


def test_no_phone_no_wish_and_a_group_robot(walk: Walk) -> None:
    with outside() as gateway:
        a_gateway(walk, gateway.url)
        owed_to(asked_for(walk, phone=""))
        quiet = owed_to(asked_for(walk, wants_reply=False))
        after_a_round()
        # A group must not see a resident's phone.
        SenderSetting.objects.update(webhook_style="dingtalk")
        owed_to(asked_for(walk))
        after_a_round()
        go_out()
    assert gateway.got == []
    quiet.refresh_from_db()
    assert quiet.last_error == "nobody asked for a reply"
    assert Reply.objects.filter(told_at=None).count() == 2


def test_a_sensitive_event_is_named_to_nobody(walk: Walk) -> None:
    event = asked_for(walk)
    owed_to(event)
    after_a_round()
    Event.objects.update(sensitive=True)
    assert as_(walk.chen).get(LIST).json()["results"] == []  # no chief
    (row,) = as_(walk.qian).get(LIST).json()["results"]
    assert event.number not in row["text"]
    assert "补好" not in row["text"]


def test_refusals(walk: Walk) -> None:
    client = as_(walk.chen)
    assert client.post(f"{LIST}99999999/told/").status_code == 404
    assert client.get(f"{LIST}?cursor=x").status_code == 400
    client.logout()
    assert client.get(LIST).status_code == 401


def a_gateway(walk: Walk, url: str) -> None:
    SenderSetting.objects.create(
        county=walk.county.county, webhook_on=True, webhook_url=url, secret="s"
    )
