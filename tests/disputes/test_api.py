# SPDX-License-Identifier: Apache-2.0
"""Disputes over HTTP: masked for readers, opened for a purpose, every refusal in its order."""

import uuid

from disputes import api_schema as docs
from registers.models import ReadingLog
from tests.disputes.conftest import Hall
from tests.events.clients import ROOT, as_, counted
from tests.events.test_api_schema import undescribed
from tests.walk import QUARREL

DISPUTES = f"{ROOT}/disputes/"


def test_a_walk_in_and_a_step(hall: Hall) -> None:
    chen, uid = as_(hall.chen), str(uuid.uuid4())
    body = {"client_uuid": uid, "matter": QUARREL, "grid": hall.grid.code, "text": "争吵"}
    first, again = chen.post(DISPUTES, body, "json"), chen.post(DISPUTES, body, "json")
    assert (first.status_code, again.status_code, again["Replayed"]) == (201, 200, "true")
    path = f"{DISPUTES}{first.json()['id']}/"
    step = {"client_uuid": str(uuid.uuid4()), "side": "respondent", "name": "李四"}
    for replayed in (None, "true"):
        answer = chen.post(f"{path}add_party/", step, "json")
        assert (answer.status_code, answer.get("Replayed")) == (200, replayed)
    assert [each["name"] for each in answer.json()["parties"]] == ["李○"]
    fresh = {"client_uuid": str(uuid.uuid4())}
    assert chen.post(f"{path}agree/", fresh, "json").status_code == 409
    assert chen.post(f"{path}triage/", fresh, "json").status_code == 400
    assert chen.post(f"{path}triage/", {}, "json").json()["errors"].keys() == {"client_uuid"}
    assert chen.post(f"{path}dance/", fresh, "json").status_code == 404
    assert as_(hall.lin).post(f"{path}withdraw/", fresh, "json").status_code == 403
    assert as_(hall.zhao).post(f"{path}withdraw/", fresh, "json").status_code == 404
    assert as_(hall.lin).post(DISPUTES, body, "json").status_code == 403
    opened = fresh | {"event": first.json()["event"]}
    assert chen.post(f"{DISPUTES}open/", opened, "json").status_code == 200
    assert chen.post(f"{DISPUTES}open/", fresh | {"event": "x"}, "json").status_code == 400


def test_people_are_masked_until_opened(hall: Hall) -> None:
    dispute = hall.agreed()
    path = f"{DISPUTES}{dispute.pk}/"
    chen, lin = as_(hall.chen), as_(hall.lin)
    body = chen.get(path).json()
    assert list(undescribed(body, docs.DisputeDetail())) == []
    assert "张三丰" not in str(body) and "13812345678" not in str(body)
    assert body["sessions"][0]["minutes"] == "李○愿意拆墙, 张○○同意"
    seen = lin.get(path).json()
    assert (seen["can_open"], seen["steps"]) == (False, [])
    assert as_(hall.zhao).get(path).status_code == 404
    assert chen.post(f"{path}personal/", {"purpose": "fun"}, "json").status_code == 400
    opened = chen.post(f"{path}personal/", {"purpose": "contact"}, "json").json()
    assert opened["parties"][0]["name"] == "张三丰"
    assert ReadingLog.objects.get().purpose == "contact"
    assert chen.get(f"{path}paper/").status_code == 200
    assert lin.get(f"{path}paper/").status_code == 403


def test_lists_say_who_waits_and_what_is_due_at_one_price(hall: Hall) -> None:
    hall.agreed()
    chen, costs = as_(hall.chen), []
    for _round in range(2):
        with counted() as statements:
            rows = chen.get(DISPUTES).json()["results"]
        costs.append(len(statements))
        hall.walk_in(claimants=[])
    assert costs[0] == costs[1] <= 4
    first = rows[-1]
    assert (first["waiting"], first["due"], first["state"]) == (1, "2026-02-01", "agreed")
    for query, n in (("due=true", 1), ("waiting=true", 1), ("state=received", 2), ("", 3)):
        assert len(chen.get(f"{DISPUTES}?{query}").json()["results"]) == n, query
    assert chen.get(f"{DISPUTES}?cursor=x").status_code == 400
    assert as_(hall.zhao).get(DISPUTES).json()["results"] == []
