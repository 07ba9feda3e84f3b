# SPDX-License-Identifier: Apache-2.0
"""接待、分流、调解、协议、履行: each step works, is taken once, and is refused where it must be."""

import io
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from docx import Document

from accounts.refusals import BadFields, NotAllowed, NotFound, UuidReused
from disputes.actions.opening import open_dispute, walk_in
from disputes.actions.reading import open_agreement, open_parties
from disputes.models import Clause, Dispute, DisputeLog, MediationSession, Party
from disputes.paper import agreement_paper, blank_template, county_template
from events.models import Event
from events.refusals import MoveNotAllowed
from registers.models import ReadingLog
from tests.disputes.conftest import SESSION, Hall
from tests.walk import POTHOLE, QUARREL


def test_a_walk_in_is_an_event_and_a_dispute_once(hall: Hall) -> None:
    uid = uuid.uuid4()
    asked: dict[str, Any] = {"matter": QUARREL, "grid": hall.grid.code, "text": "为围墙争吵"}
    asked |= {"claimants": [{"name": "张三丰", "phone": "13812345678"}]}
    first = walk_in(by=hall.chen, client_uuid=uid, **asked)
    again = walk_in(by=hall.chen, client_uuid=uid, **asked)
    assert (again.dispute, again.replayed) == (first.dispute, True)
    event = Event.objects.get()
    assert first.dispute.event_id == event.pk
    assert (event.source, event.state) == ("hall", "reported")
    party = first.dispute.parties.get()
    assert (party.side, party.name, party.phone) == ("applicant", "张三丰", "13812345678")
    with pytest.raises(UuidReused):
        walk_in(by=hall.chen, client_uuid=uid, **(asked | {"text": "别的"}))
    with pytest.raises(NotAllowed):
        hall.walk_in(by=hall.lin)
    for bad in ({"matter": POTHOLE}, {"matter": 5}, {"source": "grid"}, {"grid": "x"}):
        with pytest.raises(BadFields):
            hall.walk_in(**bad)
    assert Event.objects.count() == Dispute.objects.count() == 1


def test_a_report_left_behind_by_a_crash_is_found(hall: Hall) -> None:
    uid = uuid.uuid4()
    asked = {"matter": QUARREL, "grid": hall.grid.code, "text": "争吵"}
    event = hall.report(by=hall.chen, client_uuid=uid, source="hall", **asked)
    dispute = walk_in(by=hall.chen, client_uuid=uid, **asked).dispute
    assert (dispute.event, Event.objects.count()) == (event, 1)


def test_an_event_is_taken_over_by_who_handles_it(hall: Hall) -> None:
    event = hall.report(matter=QUARREL)
    holder = {hall.shiqiao.pk: hall.chen, hall.village.pk: hall.zhou}[event.holder_id]
    first = open_dispute(event.pk, by=holder, client_uuid=uuid.uuid4())
    again = open_dispute(event.pk, by=holder, client_uuid=uuid.uuid4())
    assert (again.dispute, again.replayed) == (first.dispute, True)
    assert first.dispute.hall_id == event.holder_id
    with pytest.raises(NotAllowed):
        open_dispute(event.pk, by=hall.lin, client_uuid=uuid.uuid4())
    with pytest.raises(NotFound):
        open_dispute(event.pk, by=hall.zhao, client_uuid=uuid.uuid4())
    hole = hall.report(by=hall.chen)
    with pytest.raises((BadFields, NotAllowed)):
        open_dispute(hole.pk, by=hall.chen, client_uuid=uuid.uuid4())


def test_a_whole_life_ends_with_the_last_clause_kept(hall: Hall) -> None:
    dispute = hall.agreed()
    first, second = dispute.clauses.all()
    dispute = hall.step(dispute, "perform_clause", clause=first.pk)
    assert dispute.state == "agreed"
    with pytest.raises(BadFields):
        hall.step(dispute, "perform_clause", clause=first.pk)
    dispute = hall.step(dispute, "confirm", number="(2026)浙01诉前调确1号")
    assert (dispute.state, dispute.outside_number) == ("confirmed", "(2026)浙01诉前调确1号")
    dispute = hall.step(dispute, "perform_clause", clause=second.pk)
    assert dispute.state == "performed"
    said = [(row.what, row.state) for row in dispute.log.all()]
    assert said[0] == ("open", "received") and said[-1] == ("perform_clause", "performed")
    assert "张三丰" not in str(list(DisputeLog.objects.values_list("codes", flat=True)))


@pytest.mark.parametrize("exit_", ["to_arbitration", "to_court"])
def test_other_houses_take_what_was_not_settled(hall: Hall, exit_: str) -> None:
    dispute = hall.step(hall.mediating(), "fail", reason="too_far")
    with pytest.raises(BadFields):
        hall.step(dispute, exit_)
    dispute = hall.step(dispute, exit_, number="A-1")
    assert (dispute.state, dispute.outside_number) == (exit_.removeprefix("to_"), "A-1")
    broken = hall.step(hall.agreed(), "break_off", reason="refuses")
    assert hall.step(broken, exit_, number="A-2").state == exit_.removeprefix("to_")


def test_a_step_is_taken_once_and_only_in_its_state(hall: Hall) -> None:
    dispute, uid = hall.walk_in(), uuid.uuid4()
    asked: dict[str, Any] = {"side": "respondent", "name": "李四", "client_uuid": uid}
    hall.step(dispute, "add_party", **asked)
    hall.step(dispute, "add_party", **asked)
    assert dispute.parties.count() == 2
    with pytest.raises(UuidReused):
        hall.step(dispute, "add_party", **(asked | {"name": "王五"}))
    for name in ("agree", "confirm", "to_court", "perform_clause", "hold_session"):
        with pytest.raises(MoveNotAllowed) as refused:
            hall.step(dispute, name)
        assert refused.value.extra["state"] == "received"
    hall.step(dispute, "withdraw", reason="settled")
    with pytest.raises(MoveNotAllowed):
        hall.step(dispute, "triage", kind="people", unit=hall.village.code)


def test_each_applicant_is_answered_once(hall: Hall) -> None:
    dispute = hall.mediating()
    applicant, respondent = dispute.parties.all()
    for wrong in (respondent.pk, 999_999, "x"):
        with pytest.raises(BadFields):
            hall.step(dispute, "answer_party", party=wrong, how="phone")
    hall.step(dispute, "answer_party", party=applicant.pk, how="phone")
    applicant.refresh_from_db()
    assert (applicant.answered_by, applicant.answered_how) == (hall.chen, "phone")
    with pytest.raises(BadFields):
        hall.step(dispute, "answer_party", party=applicant.pk, how="face")


@pytest.mark.parametrize(
    ("name", "fields", "field"),
    [
        ("add_party", {"side": "judge", "name": "李四"}, "side"),
        ("add_party", {"side": "third"}, "name"),
        ("correct_party", {"party": 999_999, "name": "李四"}, "party"),
        ("hold_session", SESSION | {"attended": [999_999], "minutes": "无"}, "attended"),
        ("hold_session", SESSION | {"at": "9000-01-01", "attended": [1], "minutes": "x"}, "at"),
        ("add_clause", {"text": "赔偿", "amount": "1.234"}, "amount"),
        ("add_clause", {"text": "赔偿", "due_on": "明天"}, "due_on"),
        ("drop_clause", {"clause": 999_999}, "clause"),
        ("agree", {}, "clauses"),
        ("fail", {"reason": "bored"}, "reason"),
    ],
)
def test_bad_input(hall: Hall, name: str, fields: dict[str, Any], field: str) -> None:
    dispute = hall.mediating()
    before = DisputeLog.objects.count()
    with pytest.raises(BadFields) as refused:
        hall.step(dispute, name, **fields)
    assert field in refused.value.errors
    assert DisputeLog.objects.count() == before and not Clause.objects.exists()


def test_parties_are_put_right_and_clauses_dropped(hall: Hall) -> None:
    dispute = hall.mediating()
    party = dispute.parties.first()
    assert party is not None
    hall.step(dispute, "correct_party", party=party.pk, name="张三峰")
    party.refresh_from_db()
    assert (party.name, party.phone) == ("张三峰", "13812345678")
    hall.step(dispute, "add_clause", text="赔礼")
    hall.step(dispute, "drop_clause", clause=Clause.objects.get().pk)
    assert not Clause.objects.exists()


def test_who_may_not(hall: Hall) -> None:
    dispute = hall.walk_in()
    with pytest.raises(NotAllowed):
        hall.step(dispute, "withdraw", by=hall.lin, reason="other")
    with pytest.raises(NotAllowed):
        open_parties(dispute.pk, by=hall.lin, purpose="event")
    for by in (hall.zhao, hall.shen):
        with pytest.raises(NotFound):
            hall.step(dispute, "withdraw", by=by, reason="other")


def test_the_paper_names_everybody_and_is_logged(hall: Hall) -> None:
    with pytest.raises(MoveNotAllowed):
        open_agreement(hall.mediating().pk, by=hall.chen)
    dispute = hall.agreed()
    paper = agreement_paper(open_agreement(dispute.pk, by=hall.chen))
    text = "\n".join(each.text for each in Document(io.BytesIO(paper)).paragraphs)
    for said in ("申请人:张三丰", "李四拆除 <围墙> & 清场", "1200.50 元", "2026-02-01", "吴调解"):
        assert said in text
    assert "{" not in text
    log = ReadingLog.objects.get()
    assert (log.kind, log.record_id, log.fields) == ("dispute", dispute.pk, ["agreement"])


def test_a_county_has_its_own_template(hall: Hall, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    dispute = hall.agreed()
    own = Document(io.BytesIO(blank_template()))
    own.add_paragraph("本县专用 {{ number }}")
    own.save(str(county_template()))
    text = [each.text for each in Document(io.BytesIO(agreement_paper(dispute))).paragraphs]
    assert text[-1] == f"本县专用 {dispute.event.number}"


def test_log_and_sessions_stay_as_written(hall: Hall) -> None:
    hall.mediating()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        DisputeLog.objects.update(what="x")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        MediationSession.objects.update(place="x")
    assert Party.objects.count() == 2
