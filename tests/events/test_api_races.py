# SPDX-License-Identifier: Apache-2.0
"""Several at the same moment, on real connections: one wins, the others hear so, none doubles."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from rest_framework.test import APIClient

from accounts.tokens import make_token
from events.models import Event, Ledger, Photo, Receipt, Step
from events.verify import verify_county
from tests.events.clients import ROOT, path_of, photo_form, picture, report_body, send_bytes
from tests.walk import Walk


def all_at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """Run these in threads that start together, each on a database connection of its own."""
    gate, results = threading.Barrier(len(works)), [None] * len(works)

    def run(index: int, work: Callable[[], Any]) -> None:
        try:
            gate.wait(20)
            results[index] = work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def client_of(token: str) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def poster(token: str, path: str, body: Any, **options: Any) -> Callable[[], Any]:
    return lambda: client_of(token).post(path, body, **options)


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        row: tuple[int] = cursor.fetchone()
    return row[0]


def test_of_eight_who_move_one_event_one_wins(live_walk: Walk) -> None:
    event, before = live_walk.report(), deadlocks()
    token = make_token(live_walk.chen, "race")
    answers = all_at_once([poster(token, path_of(event, "accept/"), {}) for _ in range(8)])
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 7}
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"move_not_allowed"}
    assert Step.objects.filter(event_id=event.pk, move="accept").count() == 1
    assert deadlocks() == before


def test_of_eight_with_one_version_one_wins(live_walk: Walk) -> None:
    """Notes are allowed again and again, so only the version keeps the second one out."""
    event = live_walk.report()
    token, headers = make_token(live_walk.chen, "race"), {"If-Match": f'"{event.version}"'}
    works = [
        poster(token, path_of(event, "note/"), {"text": str(n)}, headers=headers) for n in range(8)
    ]
    assert Counter(answer.status_code for answer in all_at_once(works)) == {200: 1, 412: 7}


def test_twenty_same_reports_at_once_are_one_event(live_walk: Walk) -> None:
    token, body = make_token(live_walk.lin, "race"), report_body(live_walk)
    answers = all_at_once([poster(token, f"{ROOT}/events/", body) for _ in range(20)])
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 19}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (Event.objects.count(), Receipt.objects.count()) == (1, 1)


def test_different_bodies_under_one_uuid_at_once_make_one_event(live_walk: Walk) -> None:
    token, body = make_token(live_walk.lin, "race"), report_body(live_walk)
    works = [poster(token, f"{ROOT}/events/", body | {"text": f"第{n}份"}) for n in range(8)]
    assert Counter(answer.status_code for answer in all_at_once(works)) == {201: 1, 409: 7}
    assert Event.objects.count() == 1


def test_the_same_move_repeated_at_once_is_made_once(live_walk: Walk) -> None:
    event, body = live_walk.report(), {"client_uuid": str(uuid.uuid4())}
    token = make_token(live_walk.chen, "race")
    answers = all_at_once([poster(token, path_of(event, "accept/"), body) for _ in range(8)])
    assert [answer.status_code for answer in answers] == [200] * 8
    assert sum("Replayed" in answer for answer in answers) == 7
    assert Step.objects.filter(event_id=event.pk, move="accept").count() == 1


def test_many_reports_at_once_have_each_a_number_and_a_line(live_walk: Walk) -> None:
    token, before = make_token(live_walk.lin, "race"), deadlocks()
    works = [poster(token, f"{ROOT}/events/", report_body(live_walk)) for _ in range(12)]
    answers = all_at_once(works)
    assert [answer.status_code for answer in answers] == [201] * 12
    assert len({answer.json()["number"] for answer in answers}) == 12
    lines = list(Step.objects.order_by("seq").values_list("seq", flat=True))
    assert lines == list(range(1, len(lines) + 1))
    assert verify_county(Ledger.objects.get()).is_whole
    assert deadlocks() == before


def test_bulk_moves_in_opposite_orders_do_not_lock_each_other_out(live_walk: Walk) -> None:
    ids, before = [live_walk.report().pk for _ in range(6)], deadlocks()
    token = make_token(live_walk.chen, "race")
    works = [
        poster(token, f"{ROOT}/events/moves/", {"move": "accept", "ids": order})
        for order in (ids, ids[::-1]) * 2
    ]
    statuses = Counter(
        result["status"] for answer in all_at_once(works) for result in answer.json()["results"]
    )
    assert statuses == {200: 6, 409: 18}
    assert deadlocks() == before


def test_one_photo_sent_eight_times_at_once_is_one(live_walk: Walk, own_media: Any) -> None:
    token, content = make_token(live_walk.lin, "race"), picture(size=(300, 200))
    works = [
        poster(token, f"{ROOT}/photos/", photo_form(content), format="multipart") for _ in range(8)
    ]
    answers = all_at_once(works)
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Photo.objects.count() == 1
    assert len(list(own_media.rglob("*.jpg"))) == 2
    assert not list(own_media.rglob("*.part"))


def test_one_piece_sent_twice_at_once_is_taken_once(live_walk: Walk) -> None:
    token, content = make_token(live_walk.lin, "race"), picture(size=(300, 200))
    begun = client_of(token).post(f"{ROOT}/uploads/", headers={"Upload-Length": str(len(content))})

    def piece() -> Any:
        kind = "application/offset+octet-stream"
        where, first = begun["Location"], content[:500]
        client = client_of(token)
        return send_bytes(client, "PATCH", where, first, kind, **{"Upload-Offset": "0"})

    answers = all_at_once([piece] * 4)
    assert Counter(answer.status_code for answer in answers) == {204: 1, 409: 3}
    assert client_of(token).head(begun["Location"])["Upload-Offset"] == "500"


@pytest.mark.parametrize("pair", [("sign", "revoke"), ("return_back", "sign")])
def test_two_different_moves_at_once_leave_one_story(live_walk: Walk, pair: Any) -> None:
    event = live_walk.to("dispatched")
    fields = {
        "sign": {},
        "revoke": {"reason": "派错了"},
        "return_back": {"reason_code": "wrong_duty", "reason": "不属本单位"},
    }
    by = {"sign": live_walk.wang, "revoke": live_walk.chen, "return_back": live_walk.wang}
    tokens = {move: make_token(by[move], f"race {move}") for move in pair}
    works = [poster(tokens[move], path_of(event, f"{move}/"), fields[move]) for move in pair]
    answers = all_at_once(works)
    assert {answer.status_code for answer in answers} <= {200, 403, 409}
    assert 200 in {answer.status_code for answer in answers}
    made = Step.objects.filter(event_id=event.pk, move__in=pair).order_by("seq")
    states = list(made.values_list("from_state", "to_state"))
    assert states[0][0] == "dispatched" and len(states) == sum(
        answer.status_code == 200 for answer in answers
    )
