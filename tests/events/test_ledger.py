# SPDX-License-Identifier: Apache-2.0
"""The chain: gap-free, in commit order, tamper-evident; personal texts erasable beside it."""

import itertools
import json
import os
import threading
import time
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from events import moment
from events.actions.erase import erase_personal
from events.actions.record import make_line, record
from events.actions.sweep import begin_days, sweep_lamps
from events.models import Claimant, Event, Flow, Ledger, Step, StepText, Stock
from events.refusals import NotAllowed
from events.verify import verify_county
from tests.county import point_in
from tests.walk import MINOR_CHILD, WASTE, Walk

SHANGHAI = ZoneInfo("Asia/Shanghai")
# `make soak` lets them write for ten.
WRITING_SECONDS = max(1.0, float(os.environ.get("SOAK_SECONDS", "0")))


def tamper(sql: str, *values: int) -> None:
    """What somebody with the database's own rights could do."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE events_step DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE events_steptext DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE events_step ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE events_steptext ENABLE TRIGGER USER")


def chain_of(event: Event) -> Ledger:
    return Ledger.objects.get(county_id=event.county_id)


def test_numbers_have_no_gap_and_the_first_line_is_the_day(walk: Walk) -> None:
    event = walk.to("closed")
    steps = list(Step.objects.filter(county_id=event.county_id).order_by("seq"))
    assert [step.seq for step in steps] == list(range(1, len(steps) + 1))
    assert steps[0].move == "day"
    assert chain_of(event).seq == len(steps)
    assert all(a.at <= b.at for a, b in itertools.pairwise(steps))
    assert bytes(steps[-1].hash) == bytes(chain_of(event).hash)


def test_the_chain_never_holds_a_residents_words(walk: Walk) -> None:
    event = walk.report(
        text="张三家的狗咬人",
        claimants=[{"name": "张三", "phone": "13812345678"}],
        address="东街7号",
    )
    contents = b"".join(bytes(step.content) for step in Step.objects.all())
    for secret in ("张三", "13812345678", "东街", f"{event.lon:.6f}"):
        assert secret.encode() not in contents
    said = json.loads(bytes(Step.objects.get(event_id=event.pk).content))
    assert set(said["texts"]) == {"text", "point", "address", "claimants"}


def test_a_sensitive_line_says_village_and_major_only(walk: Walk) -> None:
    event = walk.report(matter=MINOR_CHILD)
    said = json.loads(bytes(Step.objects.get(event_id=event.pk, move="submit").content))
    assert said["facts"] == {
        "sensitive": True,
        "state": "reported",
        "unit": walk.village.code,
        "village": walk.village.code,
        "major": "01",
        "lamp": "green",
    }
    assert said["flow"]["matter"] == "01"
    assert said["flow"]["source"] == ""
    assert not Flow.objects.filter(measure__startswith="source.").exists()


def test_the_database_refuses_to_change_or_delete_a_line(walk: Walk) -> None:
    walk.report()
    for sql in ("UPDATE events_step SET move = 'x'", "DELETE FROM events_step"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(sql)
    with pytest.raises(DatabaseError, match="only be erased"), transaction.atomic():
        StepText.objects.update(body="anders")


def test_a_changed_content_is_found(walk: Walk) -> None:
    event = walk.to("processing")
    tamper(
        "UPDATE events_step SET content = replace(convert_from(content,'UTF8'),"
        " 'accepted', 'rejected')::bytea WHERE seq = 3"
    )
    verdict = verify_county(chain_of(event))
    assert (verdict.is_whole, verdict.bad_seq) == (False, 3)


def test_a_changed_column_is_found(walk: Walk) -> None:
    event = walk.to("processing")
    tamper("UPDATE events_step SET by_id = %s WHERE seq = 3", walk.zhao.pk)
    verdict = verify_county(chain_of(event))
    assert verdict.bad_seq == 3
    assert "column" in verdict.reason


def test_a_changed_time_is_found(walk: Walk) -> None:
    event = walk.to("processing")
    tamper("UPDATE events_step SET at = at - interval '1 hour' WHERE seq = 4")
    assert verify_county(chain_of(event)).bad_seq == 4


@pytest.mark.parametrize("seq", [3, None])
def test_a_deleted_line_is_found_in_the_middle_and_at_the_end(walk: Walk, seq: int | None) -> None:
    event = walk.to("processing")
    seq = seq or chain_of(event).seq
    tamper("DELETE FROM events_step WHERE seq = %s", seq)
    assert verify_county(chain_of(event)).bad_seq == seq


def test_a_changed_or_missing_text_is_found(walk: Walk) -> None:
    event = walk.report()
    tamper("UPDATE events_steptext SET body = '没有的事' WHERE kind = 'text'")
    assert "changed" in verify_county(chain_of(event)).reason
    tamper("DELETE FROM events_steptext WHERE kind = 'text'")
    assert "missing" in verify_county(chain_of(event)).reason


def test_a_text_added_or_moved_is_found(walk: Walk) -> None:
    event, other = walk.report(), walk.report()
    line = Step.objects.get(event_id=event.pk).line
    tamper("UPDATE events_steptext SET event_id = %s WHERE event_id = %s", other.pk, event.pk)
    assert "another event" in verify_county(chain_of(event)).reason
    tamper("UPDATE events_steptext SET event_id = %s WHERE line = '" + f"{line}'", event.pk)
    assert verify_county(chain_of(event)).is_whole
    StepText.objects.create(line=line, event_id=event.pk, kind="reply", salt=b"1", body="答应过您")
    assert "afterwards" in verify_county(chain_of(event)).reason


def test_a_text_emptied_without_an_erasure_line_is_found(walk: Walk) -> None:
    event = walk.report()
    tamper("UPDATE events_steptext SET body = NULL, salt = NULL WHERE kind = 'text'")
    assert "without an erasure" in verify_county(chain_of(event)).reason


def test_the_command_says_so_and_compares_with_a_saved_head(walk: Walk, tmp_path: Path) -> None:
    event = walk.to("processing")
    heads, out = tmp_path / "heads.jsonl", StringIO()
    call_command("verify_ledger", save=heads, stdout=out)
    assert "verified" in out.getvalue()
    walk.go(event, "note", walk.wang, text="正在处理")
    call_command("verify_ledger", against=heads, stdout=out)
    # A chain rewritten as a whole is consistent with itself, but not with the head saved outside.
    heads.write_text(heads.read_text().replace('"hash": "', '"hash": "00'))
    with pytest.raises(CommandError):
        call_command("verify_ledger", against=heads, stdout=out)
    assert "BROKEN" in out.getvalue()


def test_an_unreadable_heads_file_is_a_clear_error(walk: Walk, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot read"):
        call_command("verify_ledger", against=tmp_path / "none", stdout=StringIO())


def test_erased_texts_leave_a_ledger_that_verifies_and_says_so(walk: Walk) -> None:
    people = [{"name": "张三", "phone": "13812345678", "wants_reply": True}]
    event = walk.report(claimants=people, lon=120.611, lat=29.977)
    with pytest.raises(NotAllowed):
        erase_personal(event, by=walk.chen)
    event = erase_personal(event, by=walk.admin)
    assert event.text == ""
    # The exact point may be somebody's door.
    assert ((event.lon, event.lat), event.placed_by) == (point_in(walk.grid), "grid")
    assert not Claimant.objects.exists()
    assert not StepText.objects.exclude(body=None).exists()
    verdict = verify_county(chain_of(event))
    assert verdict.is_whole, verdict.reason
    line = chain_of(event).seq
    assert list(verdict.erased) == [line]
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert f"erased by line {line}" in out.getvalue()


def test_stock_and_flow_count_what_the_lines_say(walk: Walk) -> None:
    walk.to("processing")
    walk.report(matter=WASTE)
    walk.to("closed")
    open_now = {row.state: row.n for row in Stock.objects.filter(n__gt=0)}
    assert open_now == {"processing": 1, "reported": 1}
    flows = {row.measure: row.n for row in Flow.objects.filter(unit=walk.village.code)}
    assert flows["reported"] == 3
    assert flows["closed"] == 1
    assert flows["source.grid"] == 3
    assert sum(n for name, n in flows.items() if name.startswith("hour.")) == 3


def test_midnight_is_a_line_and_the_new_day_counts_from_nought(walk: Walk) -> None:
    evening = timezone.now().astimezone(SHANGHAI).replace(hour=23, minute=59) + timedelta(days=1)
    with moment.at(evening):
        event = walk.report()
    with moment.at(evening + timedelta(minutes=2)):
        begin_days()
        begin_days()
        walk.report()
    days = Step.objects.filter(county_id=event.county_id, move="day")
    assert days.count() == 2
    flows = Flow.objects.filter(measure="reported").order_by("day").values_list("day", "n")
    assert list(flows) == [(evening.date(), 1), (evening.date() + timedelta(days=1), 1)]


def test_time_never_goes_back_on_the_ledger(walk: Walk) -> None:
    event = walk.report()
    before = chain_of(event).at
    with moment.at(datetime(2020, 1, 1, tzinfo=SHANGHAI)):
        walk.go(event, "note", walk.chen, text="钟慢了的机器")
    assert chain_of(event).at == before
    assert verify_county(chain_of(event)).is_whole


def test_lamps_turn_each_with_a_line_and_once(walk: Walk) -> None:
    event = walk.report()
    assert (event.lamp, event.due_at is not None) == ("green", True)
    assert event.due_at is not None
    for lamp, ahead in (("yellow", -5), ("orange", -2), ("red", 1)):
        with moment.at(event.due_at + timedelta(minutes=ahead)):
            sweep_lamps()
            sweep_lamps()
        event = walk.fresh(event)
        assert event.lamp == lamp
    lines = Step.objects.filter(event_id=event.pk, move="lamp")
    assert lines.count() == 3
    # Red is not the end: half of its quarter of an hour later the township's chief is told.
    assert event.next_lamp_at is not None and event.due_at is not None
    assert event.next_lamp_at - event.due_at == timedelta(minutes=7, seconds=30)
    assert Flow.objects.get(measure="late").n == 1
    assert [row.lamp for row in Stock.objects.filter(n__gt=0)] == ["red"]
    assert event.version == 1  # a lamp is not a move


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_eight_writers_leave_no_gap_and_no_double(live_walk: Walk) -> None:
    county_id, until = live_walk.county.county.pk, time.monotonic() + WRITING_SECONDS
    written: list[int] = []

    def write(mine: int) -> None:
        while time.monotonic() < until:
            with transaction.atomic():
                record(county_id, [make_line("note", event_id=None, texts={}, codes={"n": mine})])
            written.append(mine)
        connections.close_all()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    steps = Step.objects.filter(county_id=county_id).order_by("seq")
    seqs = list(steps.values_list("seq", flat=True))
    assert seqs == list(range(1, len(written) + 2))  # and the day line
    assert verify_county(Ledger.objects.get(county_id=county_id)).is_whole


@pytest.mark.django_db(transaction=True)
def test_a_chain_is_whole_while_people_write_it(live_walk: Walk) -> None:
    """The walk sees head, lines and texts as of one moment."""
    county_id, over = live_walk.county.county.pk, threading.Event()
    live_walk.report()

    def write() -> None:
        while not over.is_set():
            with transaction.atomic():
                line = make_line("note", event_id=None, texts={"text": "写一笔"})
                StepText.objects.bulk_create(line.texts)
                record(county_id, [line])
        connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    verdicts = [verify_county(Ledger.objects.get(county_id=county_id)) for _ in range(5)]
    over.set()
    for thread in threads:
        thread.join()
    assert [verdict.reason for verdict in verdicts if not verdict.is_whole] == []
