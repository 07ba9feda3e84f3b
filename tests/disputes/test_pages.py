# SPDX-License-Identifier: Apache-2.0
"""Pages of disputes: the hall's form, the list, every step as a form, the paper."""

import uuid

from django.test import Client

from disputes.models import Dispute, Party
from tests.disputes.conftest import Hall
from tests.events.clients import as_, path_of
from tests.walk import QUARREL


def fresh() -> dict[str, str]:
    return {"client_uuid": str(uuid.uuid4())}


def test_a_form_takes_in_once_and_keeps_what_was_typed(client: Client, hall: Hall) -> None:
    client.force_login(hall.chen)
    form = fresh() | {"matter": QUARREL, "grid": hall.grid.code, "name": "张三丰", "phone": ""}
    bad = client.post("/disputes/", form | {"grid": "nowhere", "text": "为围墙争吵"})
    assert bad.status_code == 400 and "为围墙争吵" in bad.content.decode()
    form |= {"text": "为围墙争吵"}
    first, again = client.post("/disputes/", form), client.post("/disputes/", form)
    dispute = Dispute.objects.get()
    assert first["Location"] == again["Location"] == f"/disputes/{dispute.pk}/"
    event = dispute.event.number
    taken = client.post("/disputes/", fresh() | {"event": event})
    assert taken["Location"] == first["Location"]
    assert client.post("/disputes/", fresh() | {"event": "x"}).status_code == 400
    client.force_login(hall.lin)
    assert "登记接待" not in client.get("/disputes/").content.decode()
    assert client.post("/disputes/", form).status_code == 403


def test_steps_are_forms_and_refusals_are_said(client: Client, hall: Hall) -> None:
    dispute = hall.mediating()
    page = f"/disputes/{dispute.pk}/"
    client.force_login(hall.chen)
    shown = client.get(page).content.decode()
    assert "张○○" in shown and "张三丰" not in shown and "添加协议条款" in shown
    there = [str(pk) for pk in Party.objects.values_list("pk", flat=True)]
    form = {"step": "hold_session", "at": "2026-01-06T09:00", "place": "村委会", "mediator": "吴"}
    done = client.post(page, fresh() | form | {"attended": there, "minutes": "再谈"})
    assert done.status_code == 302 and dispute.sessions.count() == 2
    clause = fresh() | {"step": "add_clause", "text": "赔偿", "amount": "很多", "due_on": ""}
    refused = client.post(page, clause)
    assert refused.status_code == 400 and "要填金额" in refused.content.decode()
    assert client.post(page, clause | {"amount": "12"}).status_code == 302
    assert client.post(page, fresh() | {"step": "to_court", "number": "1"}).status_code == 302
    assert client.post(page, fresh() | {"step": "agree"}).status_code == 409
    assert client.post(page, fresh() | {"step": "dance"}).status_code == 400
    assert "张三丰" in client.post(page, {"purpose": "event"}).content.decode()


def test_the_list_and_the_paper(client: Client, hall: Hall) -> None:
    dispute = hall.agreed()
    client.force_login(hall.chen)
    assert dispute.event.number in client.get("/disputes/?due=1&waiting=1").content.decode()
    assert dispute.event.number not in client.get("/disputes/?state=court").content.decode()
    paper = client.get(f"/disputes/{dispute.pk}/paper/")
    assert paper.status_code == 200 and paper.content[:2] == b"PK"
    client.force_login(hall.lin)
    page = client.get(f"/disputes/{dispute.pk}/").content.decode()
    assert "下一步" not in page and "下载协议书" not in page
    assert client.get(f"/disputes/{dispute.pk}/paper/").status_code == 403
    client.force_login(hall.zhao)
    assert client.get(f"/disputes/{dispute.pk}/").status_code == 404


def test_an_event_and_its_dispute_lead_to_each_other(client: Client, hall: Hall) -> None:
    event, hole = hall.report(matter=QUARREL), hall.report()
    holder = {hall.shiqiao.pk: hall.chen, hall.village.pk: hall.zhou}[event.holder_id]
    client.force_login(holder)
    beside = as_(holder).get(path_of(event)).json()["beside"]
    way = f"/disputes/?event={event.pk}"
    assert beside == [{"name": "dispute", "label": "矛盾纠纷化解", "url": way}]
    # Nobody's to open but theirs who handle it; others are told so.
    assert "转入化解" in client.get(way).content.decode()
    client.force_login(hall.lin)
    shown = client.get(way).content.decode()
    assert "转入化解" not in shown and "由现在办理它的单位转入" in shown
    client.force_login(holder)
    opened = client.post(way, fresh() | {"event": event.number})
    assert opened.status_code == 302
    assert client.get(way)["Location"] == opened["Location"]
    assert f"/desk/?event={event.pk}" in client.get(opened["Location"]).content.decode()
    assert as_(hall.chen).get(path_of(hole)).json()["beside"] == []
    for asked in (str(hole.pk), "x", "²", "9" * 30, "999999"):
        assert client.get(f"/disputes/?event={asked}").status_code == 404, asked
    client.force_login(hall.zhao)
    assert client.get(way).status_code == 404
