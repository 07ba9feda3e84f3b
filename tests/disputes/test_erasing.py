# SPDX-License-Identifier: Apache-2.0
"""删除个人信息 reaches a dispute: its people's names, words and paper go, its course stays."""

import uuid

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.refusals import Erased
from disputes.actions.protocol import NAMING
from disputes.actions.reading import open_agreement
from disputes.models import Clause, Dispute, DisputeLog, MediationSession, Party
from events.actions.erase import erase_personal
from events.verify import verify_county
from tests.disputes.conftest import SESSION, Hall
from tests.events.clients import ROOT, as_
from tests.events.test_ledger import chain_of
from tests.walk import QUARREL

SECRET = ("张三丰", "13812345678", "李四", "3399011990", "拆墙", "清场", "调解室")


def test_nothing_is_left_of_the_people(client: Client, hall: Hall) -> None:
    dispute, other = hall.agreed(), hall.agreed()
    erase_personal(dispute.event, by=hall.admin)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.erased_at is None) == ("agreed", False)
    said = [
        *Party.objects.filter(dispute=dispute).values_list("name", "phone", "id_number"),
        *Clause.objects.filter(dispute=dispute).values_list("text"),
        *MediationSession.objects.filter(dispute=dispute).values_list("minutes", "place"),
        *DisputeLog.objects.filter(dispute=dispute).values_list("codes"),
    ]
    assert not any(word in str(said) for word in SECRET)
    assert as_(hall.chen).get(f"{ROOT}/disputes/{dispute.pk}/").json()["can_open"] is False
    clause = dispute.clauses.get(amount="1200.50")
    assert dispute.sessions.get().mediator == "吴调解"
    with pytest.raises(Erased):
        open_agreement(dispute.pk, by=hall.chen)
    for tail in ("paper/", "paper/pdf/"):
        answer = as_(hall.chen).get(f"{ROOT}/disputes/{dispute.pk}/{tail}")
        assert (answer.status_code, answer.json()["code"]) == (410, "erased")
    client.force_login(hall.chen)
    refused = client.get(f"/disputes/{dispute.pk}/paper/pdf/")
    assert refused.status_code == 410 and "按要求删除" in refused.content.decode()
    page = client.get(f"/disputes/{dispute.pk}/").content.decode()
    assert "已删除" in page and "按要求删除" in page and "打印稿" not in page
    # What was agreed is still followed up; another dispute is not touched.
    hall.step(dispute, "perform_clause", clause=clause.pk)
    assert open_agreement(other.pk, by=hall.chen).parties.filter(name="张三丰").exists()
    assert verify_county(chain_of(dispute.event)).is_whole


def test_nobody_is_named_again_after_the_erasure(hall: Hall) -> None:
    dispute = hall.mediating()
    party = dispute.parties.order_by("pk")[0]
    erase_personal(dispute.event, by=hall.admin)
    names = {"name": "张三丰"}
    for name, fields in (
        ("add_party", {"side": "third", **names}),
        ("correct_party", {"party": party.pk, **names}),
        ("hold_session", SESSION | {"attended": [party.pk]}),
        ("add_clause", {"text": "张三丰拆墙"}),
    ):
        with pytest.raises(Erased):
            hall.step(dispute, name, **fields)
    assert not Party.objects.filter(dispute=dispute).exclude(name="").exists()
    legal = as_(hall.chen).get(f"{ROOT}/disputes/{dispute.pk}/").json()["steps"]
    assert {each["name"] for each in legal} >= {"fail", "withdraw"}
    assert not {each["name"] for each in legal} & NAMING
    hall.step(dispute, "withdraw", reason="other")


def test_nobody_is_named_beside_an_event_that_was_erased_before(client: Client, hall: Hall) -> None:
    event = hall.go(hall.report(matter=QUARREL, grid=hall.village.code), "accept", hall.zhou)
    other = hall.go(hall.report(matter=QUARREL, grid=hall.village.code), "accept", hall.zhou)
    erase_personal(event, by=hall.admin)
    zhou, asked = as_(hall.zhou), {"client_uuid": str(uuid.uuid4())}
    answer = zhou.post(f"{ROOT}/disputes/open/", asked | {"event": event.pk})
    assert (answer.status_code, answer.json()["code"]) == (410, "erased")
    assert not Dispute.objects.exists() and not DisputeLog.objects.exists()
    client.force_login(hall.zhou)
    offered = [
        "转入化解</button>" in client.get(f"/disputes/?event={each.pk}").content.decode()
        for each in (event, other)
    ]
    assert offered == [False, True]
    assert zhou.post(f"{ROOT}/disputes/open/", asked | {"event": other.pk}).status_code == 201


def test_a_sitting_is_emptied_once_and_never_rewritten(hall: Hall) -> None:
    dispute = hall.mediating()
    sitting = MediationSession.objects.filter(dispute=dispute)
    for change in ({"minutes": "x"}, {"minutes": "", "place": "", "mediator": "x"}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sitting.update(**change)
    erase_personal(dispute.event, by=hall.admin)
    erase_personal(dispute.event, by=hall.admin)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sitting.update(minutes="又写上")
    assert Dispute.objects.get().erased_at is not None
