# SPDX-License-Identifier: Apache-2.0
"""记日志、零报告: written once per uuid, kept as written, readable by the people of the grid."""

import threading
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.refusals import BadFields, NotFound, UuidReused
from fieldwork.access import logs_in_reach
from fieldwork.actions.logs import log_work, report_zero
from fieldwork.models import Campaign, CampaignTarget, LogPhoto, WorkLog
from fieldwork.rules import tapped_on
from registers.actions.erasing import erase_person
from registers.queries import today
from tests.events.clients import ROOT, as_, counted
from tests.fieldwork.conftest import Town

LOGS = f"{ROOT}/worklogs/"


def test_a_visit_names_the_record_and_who_was_there(town: Town) -> None:
    photo = town.photo(town.lin)
    log = town.log(register="person", record=town.elder.pk, photos=[photo])
    assert (log.person, log.kind_id, log.unit_id) == (town.elder, "visit", town.grid.pk)
    assert [str(each.photo_id) for each in log.photos.all()] == [photo]
    body = as_(town.gao).get(f"{LOGS}{log.pk}/").json()
    assert body["about"] == {"register": "person", "id": town.elder.pk, "title": "李○○"}
    assert (body["by"], body["event"], body["zero"]) == ("林小满", None, False)


def test_once_per_client_uuid(town: Town) -> None:
    uid = uuid.uuid4()
    asked = {"grid": town.grid.code, "text": "巡了一圈", "kind": "patrol"}
    first = log_work(by=town.lin, client_uuid=uid, **asked)
    again = log_work(by=town.lin, client_uuid=uid, **asked)
    assert (again.row, again.replayed) == (first.row, True)
    with pytest.raises(UuidReused):
        log_work(by=town.lin, client_uuid=uid, **(asked | {"text": "别的"}))
    assert WorkLog.objects.count() == 1


def test_nothing_found_is_one_tap_a_day(town: Town) -> None:
    campaign = town.campaign()
    for by in (town.lin, town.lin, town.gao):
        asked = {"grid": town.grid.code, "campaign": campaign.pk}
        report_zero(by=by, client_uuid=uuid.uuid4(), **asked)
    log = WorkLog.objects.get()
    assert (log.zero, log.by, log.kind_id) == (True, town.lin, "inspection")
    report_zero(by=town.lin, client_uuid=uuid.uuid4(), grid=town.grid.code)  # of the grid itself
    report_zero(by=town.gao, client_uuid=uuid.uuid4(), grid=town.grid.code)
    report_zero(by=town.zhou, client_uuid=uuid.uuid4(), grid=town.grid2.code)
    assert WorkLog.objects.filter(campaign=None).count() == 2


def test_nothing_found_is_answered_again_when_the_campaign_is_over(town: Town) -> None:
    campaign = town.campaign()
    asked = {"grid": town.grid.code, "campaign": campaign.pk}
    uid = uuid.uuid4()
    first = report_zero(by=town.lin, client_uuid=uid, **asked)
    Campaign.objects.update(from_on=today() - timedelta(days=2), to_on=today() - timedelta(days=1))
    # The answer was lost in a valley; the phone asks again when it is back in the network.
    again = report_zero(by=town.lin, client_uuid=uid, **asked)
    assert (again.row, again.replayed) == (first.row, True)
    with pytest.raises(BadFields):
        report_zero(by=town.lin, client_uuid=uuid.uuid4(), **asked)


def test_a_zero_report_counts_for_the_day_it_was_tapped(town: Town) -> None:
    campaign = town.campaign()
    day = today() - timedelta(days=1)
    Campaign.objects.update(from_on=day - timedelta(days=6), to_on=day)

    def tap(by: Any, days_ago: float, **more: Any) -> WorkLog:
        tapped = (timezone.now() - timedelta(days=days_ago)).isoformat()
        asked = {"grid": town.grid.code, "client_time": tapped} | more
        return report_zero(by=by, client_uuid=uuid.uuid4(), **asked).row

    late = tap(town.lin, 1)
    assert late.day == day
    assert tap(town.gao, 1) == late  # one a grid and day, whenever it arrives
    assert tap(town.gao, 0).day == today()
    # The campaign ended yesterday, and was looked at while it ran.
    assert tap(town.lin, 1, campaign=campaign.pk).day == day
    assert tap(town.lin, 7).day == today() - timedelta(days=7)
    for days_ago in (8, -0.5, -400):
        with pytest.raises(BadFields) as refused:
            tap(town.lin, days_ago)
        assert list(refused.value.errors) == ["client_time"]
    days = as_(town.lin).get(f"{LOGS}?zero=true").json()["results"]
    assert {each["day"] for each in days} >= {str(day), str(today())}


def test_a_visit_is_of_the_day_it_was_written_on_the_phone(town: Town) -> None:
    """Out of the network for days; a phone whose clock is wrong is not believed."""
    now, campaign = timezone.now(), town.campaign()
    ended = today() - timedelta(days=1)
    Campaign.objects.update(from_on=ended - timedelta(days=6), to_on=ended)
    days = {
        days_ago: town.log(client_time=(now - timedelta(days=days_ago)).isoformat()).day
        for days_ago in (0, 1, 7, 8, 400, -1)
    }
    assert days == {
        **{days_ago: today() - timedelta(days=days_ago) for days_ago in (0, 1, 7)},
        **dict.fromkeys((8, 400, -1), today()),
    }
    assert town.log().day == today()
    # The campaign was over when the network came back, not when somebody was there.
    target = CampaignTarget.objects.get(place=town.inns[0])
    asked: dict[str, Any] = {"campaign": campaign.pk, "target": target.pk, "kind": ""}
    log = town.log(client_time=(now - timedelta(days=1)).isoformat(), **asked)
    assert (log.day, log.target) == (ended, target)
    with pytest.raises(BadFields):
        town.log(**asked)


def test_a_clock_a_little_fast_is_no_tomorrow() -> None:
    now = datetime(2026, 11, 25, 23, 55)
    assert tapped_on(now + timedelta(minutes=8), now) == now.date()
    assert tapped_on(now + timedelta(minutes=11), now) is None
    assert tapped_on(None, now) == now.date()


def test_a_target_looked_at_is_done(town: Town) -> None:
    campaign = town.campaign()
    target = CampaignTarget.objects.get(place=town.inns[0])
    log = town.log(kind="", campaign=campaign.pk, target=target.pk, faults="c2")
    target.refresh_from_db()
    assert target.done_at is not None
    assert (log.place, log.kind_id, log.faults) == (town.inns[0], "inspection", ["c2"])
    body = as_(town.lin).get(f"{LOGS}?campaign={campaign.pk}").json()["results"][0]
    assert (body["faults"], body["campaign_title"]) == (["灭火器在不在"], "小旅馆消防排查")


def test_two_at_once_make_one_log(live_town: Town) -> None:
    uid, done = uuid.uuid4(), []
    barrier = threading.Barrier(2)

    def write() -> None:
        barrier.wait()
        try:
            asked = {"grid": live_town.grid.code, "text": "同一条"}
            done.append(log_work(by=live_town.lin, client_uuid=uid, **asked).replayed)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, True]
    assert WorkLog.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "chat"}, "kind"),
        ({"text": "长" * 1001}, "text"),
        ({"campaign": 999_999}, None),
        ({"register": "person", "record": 999_999}, None),
        ({"register": "stars", "record": 1}, "register"),
        ({"target": 1}, "target"),
        ({"faults": "c1"}, "faults"),  # without a campaign there is no checklist
        ({"photos": [str(uuid.UUID(int=1))]}, "photos"),
        ({"mileage": 3}, "mileage"),
        ({"campaign": "x"}, "campaign"),
    ],
)
def test_bad_input(town: Town, fields: dict[str, Any], field: str | None) -> None:
    with pytest.raises(BadFields if field else NotFound) as refused:
        town.log(**fields)
    if isinstance(refused.value, BadFields):
        assert list(refused.value.errors) == [field]
    assert not WorkLog.objects.exists()


def test_a_campaign_takes_logs_while_it_runs_in_its_grids(town: Town) -> None:
    tomorrow = str(today() + timedelta(days=1))
    coming = town.campaign(from_on=tomorrow, targets=None)
    elsewhere = town.campaign(units=[town.village2.code], targets=None)
    for campaign in (coming, elsewhere):
        with pytest.raises((BadFields, NotFound)):
            report_zero(
                by=town.gao, client_uuid=uuid.uuid4(), grid=town.grid.code, campaign=campaign.pk
            )
    other = CampaignTarget.objects.create(campaign=coming, grid=town.grid2, label="x")
    running = town.campaign()
    with pytest.raises(BadFields):
        town.log(campaign=running.pk, target=other.pk)


@pytest.mark.parametrize("who", ["zhao", "wang", "wu", "he", "admin"])
def test_nobody_elsewhere_writes_or_reads(town: Town, who: str) -> None:
    by = getattr(town, who)
    with pytest.raises(NotFound):
        town.log(by=by)
    log = town.log()
    assert not logs_in_reach(by).exists()
    assert as_(by).get(f"{LOGS}{log.pk}/").status_code == 404
    photo = LogPhoto.objects.create(log=log, photo_id=town.photo(town.lin))
    assert as_(by).get(f"{LOGS}{log.pk}/photos/{photo.photo_id}/").status_code == 404


def test_a_log_stays_as_it_was_written(town: Town) -> None:
    log = town.log(register="person", record=town.elder.pk, photos=[town.photo(town.lin)])
    rows = WorkLog.objects.filter(pk=log.pk)
    for change in ({"text": "别的"}, {"zero": True}, {"text": ""}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.delete()
    erase_person(town.elder.pk, by=town.zhou, reason="asked")
    log.refresh_from_db()
    assert (log.text, log.photos.count()) == ("", 0)
    assert as_(town.lin).get(f"{LOGS}{log.pk}/").json()["about"]["title"] == ""


def test_over_http(town: Town) -> None:
    lin, uid = as_(town.lin), str(uuid.uuid4())
    body = {"client_uuid": uid, "grid": town.grid.code, "kind": "visit", "text": "看望"}
    first, again = lin.post(LOGS, body), lin.post(LOGS, body)
    assert (first.status_code, again.status_code, again["Replayed"]) == (201, 200, "true")
    assert first.json() == again.json() and first.json()["client_uuid"] == uid
    zero = {"client_uuid": str(uuid.uuid4()), "grid": town.grid.code}
    assert lin.post(f"{LOGS}zero/", zero).status_code == 201
    assert lin.post(f"{LOGS}zero/", zero | {"client_uuid": str(uuid.uuid4())}).status_code == 200
    assert lin.post(LOGS, {"grid": town.grid.code}).json()["errors"].keys() == {"client_uuid"}
    assert lin.post(LOGS, body | {"by": 1}).json()["errors"].keys() == {"by"}
    assert as_(town.wu).post(LOGS, body).status_code == 403
    assert as_(town.zhao).post(LOGS, body).status_code == 404
    assert len(lin.get(f"{LOGS}?zero=true").json()["results"]) == 1
    for query in ("zero=what", "cursor=x", "campaign=0"):
        assert lin.get(f"{LOGS}?{query}").status_code == 400
    kinds = lin.get(f"{LOGS}kinds/").json()["results"]
    assert [kind["code"] for kind in kinds][:2] == ["visit", "patrol"]


def test_a_list_costs_the_same_for_any_length(town: Town) -> None:
    client, costs = as_(town.gao), []
    for _round in range(2):
        for _each in range(6):
            town.log(register="person", record=town.elder.pk, photos=[town.photo(town.lin)])
        with counted() as statements:
            assert client.get(LOGS).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 4
