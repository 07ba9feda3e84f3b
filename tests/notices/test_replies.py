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


TWO = [
    {"name": "张国强", "phone": "13812345678", "wants_reply": True},
    {"name": "李", "phone": "13900000000", "wants_reply": True},
    {"name": "王", "phone": "13700000000", "wants_reply": False},
]


def asked_for(walk: Walk, people: list[dict[str, Any]] | None = None) -> Event:
    """An event of which residents asked for a reply, closed by its chief with an answer."""
    event = walk.to("pending_close", claimants=people or TWO[:1])
    Delivery.objects.filter(event=event).delete()
    return walk.go(event, "close", walk.qian, reply="路已补好。")


def owe(event: Event, template: str) -> None:
    """What a step may owe to whoever asked, without naming anybody."""
    line = Step.objects.filter(event_id=event.pk)[0].line
    now = timezone.now()
    row = Delivery(event=event, line=line, channel="claimant_reply", template=template, due_at=now)
    Delivery.objects.bulk_create([row])


def go_out(hours: int = 1) -> None:
    """Later, and without what colleagues get by the same gateway."""
    Delivery.objects.filter(channel="webhook").delete()
    with moment.at(timezone.now() + timedelta(hours=hours)):
        while deliver_owed(outside=True):
            pass


def test_without_a_gateway_it_stands_on_the_clerks_list_until_told(walk: Walk) -> None:
    event = asked_for(walk)
    after_a_round()
    delivery = Delivery.objects.get(channel="claimant_reply")
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
    assert Claimant.objects.get(event=event).answered_at is not None
    assert as_(walk.chen).get(LIST).json()["results"] == []


def test_the_gateway_tells_each_who_asked(walk: Walk) -> None:
    with outside() as gateway:
        a_gateway(walk, gateway.url)
        event = asked_for(walk, TWO)
        after_a_round()
        rows = as_(walk.chen).get(LIST).json()["results"]
        assert [row["sending"] for row in rows] == [True, True]
        gateway.statuses = [200, 500, 200]
        go_out()
        go_out(hours=2)
    said = [json.loads(got.body) for got in gateway.got]
    assert [each["to"]["phone"][:3] for each in said] == ["138", "139", "139"]
    assert {each["kind"] for each in said} == {"claimant_reply"}
    assert said[0]["id"] != said[1]["id"] == said[2]["id"]
    assert {row.told_by for row in Reply.objects.exclude(told_at=None)} == {None}
    answered = Claimant.objects.filter(event=event).exclude(answered_at=None)
    assert {person.phone[:3] for person in answered} == {"138", "139"}


def test_what_the_gateway_never_took_comes_to_the_clerk(walk: Walk) -> None:
    with outside() as gateway:
        a_gateway(walk, gateway.url)
        gateway.statuses = [500]
        asked_for(walk)
        after_a_round()
        for count in range(1, MOST_TRIES + 1):
            go_out(hours=count)
    assert Delivery.objects.get(channel="claimant_sms").status == "dead"
    (row,) = as_(walk.chen).get(LIST).json()["results"]
    assert (row["sending"], row["told_at"]) == (False, None)


def test_without_a_phone_or_by_a_group_robot_a_clerk_tells(walk: Walk) -> None:
    with outside() as gateway:
        a_gateway(walk, gateway.url)
        asked_for(walk, [{"name": "张国强", "phone": "", "wants_reply": True}])
        after_a_round()
        # A group must not see a resident's phone.
        SenderSetting.objects.update(webhook_style="dingtalk")
        asked_for(walk)
        asked_for(walk, TWO[2:])
        after_a_round()
        go_out()
    assert gateway.got == []
    assert Reply.objects.filter(told_at=None).count() == 2


def test_a_note_that_is_meant_for_them_is_told_in_its_own_words(walk: Walk) -> None:
    event = walk.to("processing", claimants=TWO)
    Delivery.objects.filter(event=event).delete()
    walk.go(event, "note", walk.wang, text="内部记一笔")
    walk.go(event, "note", walk.wang, text="材料已到,明天开工", tell_resident=True)
    for _twice in range(2):
        after_a_round()
        Delivery.objects.filter(channel="claimant_reply").update(status="owed")
    rows = as_(walk.wang).get(LIST).json()["results"]
    assert [row["text"] for row in rows] == [
        f"您反映的事(编号 {event.number})有新进展:材料已到,明天开工"
    ] * 2
    after_a_round()
    nobody = walk.report()
    Delivery.objects.all().delete()
    owe(nobody, "moved_on")
    after_a_round()
    assert Delivery.objects.get().last_error == "nobody asked for a reply"


def test_a_sensitive_event_is_named_to_nobody(walk: Walk) -> None:
    event = asked_for(walk)
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
