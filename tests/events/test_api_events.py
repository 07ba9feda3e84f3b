# SPDX-License-Identifier: Apache-2.0
"""Events over HTTP: report, detail, steps, similar: shapes, repeats, refusals."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from events.actions.erase import erase_personal
from events.models import Event
from tests.county import point_in
from tests.events.clients import ROOT, as_, path_of, person, report_body, send_bytes
from tests.walk import QUARREL, Walk

PEOPLE = [{"name": "张三丰", "phone": "13812345678", "wants_reply": True}]


def report(walk: Walk, **fields: Any) -> Any:
    return as_(walk.lin).post(f"{ROOT}/events/", report_body(walk, **fields))


def test_a_report_answers_201_with_the_event_and_where_it_is(walk: Walk) -> None:
    sent = report_body(walk)
    answer = as_(walk.lin).post(f"{ROOT}/events/", sent)
    assert answer.status_code == 201
    event = answer.json()
    assert answer["Location"] == f"{ROOT}/events/{event['id']}/"
    assert "Replayed" not in answer
    assert event["client_uuid"] == sent["client_uuid"]
    assert (event["state"], event["state_label"]) == ("reported", "待受理")
    assert event["grid"]["code"] == walk.grid.code
    assert event["grid"]["names"] == ["云溪县", "石桥镇", "石桥村", "石桥村第一网格"]
    assert event["holder"] == {"code": walk.shiqiao.code, "name": "石桥镇", "kind": "township"}
    assert event["reporter"] == {"name": "林小满"}
    assert event["reported_at"].endswith("Z")
    assert "withdraw" in {move["name"] for move in event["moves"]}


def test_the_same_report_again_answers_200_with_the_first(walk: Walk) -> None:
    sent, client = report_body(walk), as_(walk.lin)
    first = client.post(f"{ROOT}/events/", sent)
    again = client.post(f"{ROOT}/events/", sent)
    assert (again.status_code, again["Replayed"]) == (200, "true")
    assert again.json()["id"] == first.json()["id"]
    assert Event.objects.count() == 1


def test_the_uuid_may_come_as_a_header(walk: Walk) -> None:
    sent, client = report_body(walk), as_(walk.lin)
    uid = sent.pop("client_uuid")
    answers = [
        client.post(f"{ROOT}/events/", sent, headers={"Idempotency-Key": said})
        for said in (uid, f'"{uid}"')
    ]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json()["client_uuid"] == uid


def test_one_uuid_with_another_body_is_409(walk: Walk) -> None:
    sent, client = report_body(walk), as_(walk.lin)
    client.post(f"{ROOT}/events/", sent)
    answer = client.post(f"{ROOT}/events/", sent | {"text": "另一件事"})
    assert (answer.status_code, answer.json()["code"]) == (409, "uuid_reused")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_refusal_keeps_no_receipt(walk: Walk) -> None:
    sent, client = report_body(walk, matter="9999"), as_(walk.lin)
    refused = client.post(f"{ROOT}/events/", sent)
    assert refused.status_code == 400
    assert set(refused.json()["errors"]) == {"matter"}
    assert client.post(f"{ROOT}/events/", sent | {"matter": QUARREL}).status_code == 201


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"client_uuid": None}, "client_uuid"),
        ({"client_uuid": "no-uuid"}, "client_uuid"),
        ({"client_uuid": 7}, "client_uuid"),
        ({"client_uuid": {"a": 1}}, "client_uuid"),
        ({"lon": 0, "lat": 0}, "lon"),
        ({"lon": "x"}, "lon"),
        ({"lat": None}, "lat"),
        ({"lon": None, "lat": None}, "place"),
        ({"lon": None, "lat": None, "grid": "330000"}, "grid"),
        ({"datum": "mars"}, "datum"),
        ({"text": "长" * 4001}, "text"),
        ({"text": "字" * 70_000}, "text"),
        ({"text": 5}, "text"),
        ({"photos": [str(uuid.uuid4())]}, "photos"),
        ({"photos": ["x"]}, "photos"),
        ({"photos": "x"}, "photos"),
        ({"claimants": "张三"}, "claimants"),
        ({"claimants": [{"name": "张" * 41}]}, "claimants"),
        ({"headcount": -1}, "headcount"),
        ({"headcount": 10**12}, "headcount"),
        ({"source": "mars"}, "source"),
        ({"source_due": "tomorrow"}, "source_due"),
        ({"client_time": "9999-12-31T23:59:59+00:00"}, "client_time"),
        ({"done_on_the_spot": 3}, "done_on_the_spot"),
        ({"by": 1}, "by"),
        ({"unheard_of": 1}, "unheard_of"),
    ],
)
def test_a_wrong_field_is_400_and_named(walk: Walk, fields: dict[str, Any], wrong: str) -> None:
    answer = report(walk, **fields)
    assert answer.status_code == 400, answer.content
    assert wrong in answer.json()["errors"]
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"3", "application/json", 400),
        (b'"x"', "application/json", 400),
        (b'{"text": "\\u0000"}', "application/json", 400),
        (b'{"text": "\\ud800"}', "application/json", 400),
        (b'{"level": 1e999}', "application/json", 400),
        (b'{"level": 36893488147419103232}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "application/json", 400),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"hello", "text/plain", 415),
    ],
)
def test_what_cannot_be_read_is_refused_before_who_sent_it(
    walk: Walk, content: bytes, kind: str, status: int
) -> None:
    event = walk.report()
    for client in (APIClient(), as_(walk.lin), as_(walk.zhao)):
        for path in ("events/", "events/moves/", f"events/{event.pk}/accept/"):
            answer = send_bytes(client, "POST", f"{ROOT}/{path}", content, kind)
            assert answer.status_code == status
            assert answer["Content-Type"] == "application/problem+json"


def test_a_body_of_more_than_five_megabytes_is_413(walk: Walk) -> None:
    answer = report(walk, text="字" * 2_000_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("pk", ["0", "99999999", str(2**63), str(2**70), "9" * 5000, "x", "-1"])
def test_an_absurd_id_is_404(walk: Walk, pk: str) -> None:
    client = as_(walk.chen)
    for more in ("", "steps/", "similar/"):
        assert client.get(f"{ROOT}/events/{pk}/{more}").status_code == 404
    for move in ("accept", "note", "withdraw"):
        assert client.post(f"{ROOT}/events/{pk}/{move}/", {}).status_code == 404


def test_who_is_not_signed_in_gets_401(walk: Walk) -> None:
    event = walk.report()
    for path in ("", f"{event.pk}/", f"{event.pk}/steps/", f"{event.pk}/similar/"):
        answer = APIClient().get(f"{ROOT}/events/{path}")
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
    for path in ("", "moves/", f"{event.pk}/accept/"):
        assert APIClient().post(f"{ROOT}/events/{path}", {}).status_code == 401


def test_who_only_looks_may_not_report(walk: Walk) -> None:
    leader = person(walk, "li", walk.shiqiao, "leader")
    answer = as_(leader).post(f"{ROOT}/events/", {"client_uuid": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_a_stranger_is_told_that_it_does_not_exist(walk: Walk) -> None:
    event, client = walk.to("processing"), as_(walk.zhao)
    for path in ("", "steps/", "similar/"):
        assert client.get(path_of(event, path)).status_code == 404
    for move in ("accept", "note", "withdraw", "finish"):
        answer = client.post(path_of(event, f"{move}/"), {"client_uuid": "not one"})
        assert answer.status_code == 404
    assert client.get(f"{ROOT}/events/").json()["results"] == []


# -- what a detail says --------------------------------------------------------------------------


def test_a_detail_says_its_standard_clocks_and_way_down(walk: Walk) -> None:
    event = as_(walk.chen).get(path_of(walk.to("processing"))).json()
    assert event["standard"]["no"] == 1
    assert event["standard"]["check"] == "photo"
    running = [clock for clock in event["clocks"] if not clock["stopped"]]
    assert [clock["kind"] for clock in running] == ["handle"]
    assert running[0]["lamp"] == "green" and running[0]["due_at"] == event["due_at"]
    (given,) = event["chain"]
    assert given["from"]["code"] == walk.shiqiao.code
    assert given["to"]["code"] == walk.platforms["order"].code
    assert given["status"] == "doing"


def test_a_detail_carries_its_version_as_an_etag(walk: Walk) -> None:
    event = walk.report()
    answer = as_(walk.chen).get(path_of(event))
    assert answer["ETag"] == f'"{event.version}"'


def test_moves_bring_the_schema_of_their_fields(walk: Walk) -> None:
    moves = {m["name"]: m for m in as_(walk.chen).get(path_of(walk.report())).json()["moves"]}
    schema = moves["reject"]["fields"]
    assert moves["reject"]["label"] == "不予受理"
    assert schema["required"] == ["reason_code", "reason"]
    assert "not_in_area" in schema["properties"]["reason_code"]["enum"]


def test_labels_speak_the_readers_language(walk: Walk) -> None:
    event = walk.report()
    answer = as_(walk.chen).get(path_of(event), headers={"Accept-Language": "en"})
    assert answer["Content-Language"] == "en"


def test_names_and_phones_are_masked_for_handlers_and_others(walk: Walk) -> None:
    event = walk.report(text="来电13812345678,身份证330604199001011234", claimants=PEOPLE)
    for who, may_open in ((walk.chen, True), (walk.gao, False)):
        answer = as_(who).get(path_of(event)).json()
        assert answer["claimants"][0]["name"] == "张○○"
        assert answer["claimants"][0]["phone"] == "138****5678"
        assert "13812345678" not in str(answer) and "199001011234" not in str(answer)
        assert answer["can_open"] == may_open
        steps = as_(who).get(path_of(event, "steps/")).content.decode()
        assert "13812345678" not in steps
    assert as_(walk.lin).get(path_of(event)).json()["text"] == event.text


def test_lists_mask_for_everyone(walk: Walk) -> None:
    walk.report(text="来电13812345678", claimants=PEOPLE)
    rows = as_(walk.chen).get(f"{ROOT}/events/").json()["results"]
    assert "13812345678" not in str(rows) and "张三丰" not in str(rows)
    assert "fields" not in rows[0]["moves"][0]


def test_the_reporters_name_is_for_colleagues(walk: Walk) -> None:
    event = walk.to("accepted")
    names = {
        who: as_(getattr(walk, who)).get(path_of(event)).json()["reporter"]["name"]
        for who in ("lin", "gao", "chen", "wu")
    }
    assert names == {"lin": "林小满", "gao": "林小满", "chen": "林小满", "wu": "林○○"}


# -- the ledger lines ----------------------------------------------------------------------------


def test_steps_are_the_chain_oldest_first(walk: Walk) -> None:
    event = walk.to("processing")
    steps = as_(walk.lin).get(path_of(event, "steps/")).json()["results"]
    assert [step["move"] for step in steps] == ["submit", "accept", "dispatch", "sign"]
    assert [step["seq"] for step in steps] == sorted(step["seq"] for step in steps)
    assert steps[1]["prev_hash"] == steps[0]["hash"]
    assert steps[0]["label"] == "上报" and steps[0]["text"] == "桥头路面塌了一块"
    assert steps[2]["by"] == "陈文书" and steps[2]["unit"]["code"] == walk.shiqiao.code
    assert steps[2]["codes"]["target"] == walk.platforms["order"].code


def test_steps_come_in_pages_both_ways(walk: Walk) -> None:
    event, client = walk.to("handled"), as_(walk.lin)
    whole = [s["seq"] for s in client.get(path_of(event, "steps/")).json()["results"]]
    first = client.get(path_of(event, "steps/?page_size=2")).json()
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    pages = [[step["seq"] for step in page["results"]] for page in (first, second, third)]
    assert pages == [whole[:2], whole[2:4], whole[4:]]
    assert (first["previous"], third["next"]) == (None, None)
    assert client.get(second["previous"]).json()["results"] == first["results"]


def test_steps_never_say_residents_names_or_points(walk: Walk) -> None:
    event = walk.report(claimants=PEOPLE, text="路塌了")
    said = as_(walk.chen).get(path_of(event, "steps/")).content.decode()
    assert "张三丰" not in said and "13812345678" not in said and "120.62" not in said


def test_an_erased_text_leaves_a_mark(walk: Walk) -> None:
    event = walk.report(text="我家住石桥村老桥边")
    erase_personal(event, by=walk.admin)
    steps = as_(walk.lin).get(path_of(event, "steps/")).json()["results"]
    assert steps[0]["text"] == "已删除"
    assert (steps[-1]["move"], steps[-1]["label"]) == ("erase", "删除个人信息")


# -- what is like it -----------------------------------------------------------------------------


def test_similar_is_the_same_matter_near_by(walk: Walk) -> None:
    event, lon, lat = walk.report(), *point_in(walk.grid)
    near = walk.report(lon=lon + 0.001, lat=lat)
    walk.report(lon=lon + 0.02, lat=lat)
    walk.report(matter=QUARREL)
    found = as_(walk.chen).get(path_of(event, "similar/")).json()["results"]
    assert [each["id"] for each in found] == [near.pk]
    assert as_(walk.zhao).get(path_of(event, "similar/")).status_code == 404
