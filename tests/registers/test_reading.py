# SPDX-License-Identifier: Apache-2.0
"""按用途查看: masked until opened for a purpose; each opening is a line that only grows."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import User
from accounts.refusals import BadFields, NotAllowed, NotFound
from grids.actions.postings import post_person
from grids.queries import forget_posts
from registers.actions.erasing import erase_person, remove_expired_tags
from registers.actions.reading import open_record
from registers.actions.records import change_record
from registers.holders import HOLDERS, forgets_with
from registers.models import PersonTag, ReadingLog, RecordChange
from registers.queries import today
from tests.events.clients import ROOT, as_


def test_a_reading_is_written_with_what_was_read(town: SimpleNamespace) -> None:
    opened = open_record("person", town.elder.pk, by=town.lin, purpose="visit", fields=["phone"])
    assert (opened.record.pk, opened.fields) == (town.elder.pk, ("phone",))
    line = ReadingLog.objects.get()
    assert (line.by, line.kind, line.record_id) == (town.lin, "person", town.elder.pk)
    assert (line.fields, line.purpose, line.grid_id) == (["phone"], "visit", town.grid.pk)
    for change in (
        lambda: ReadingLog.objects.update(reference="x"),
        ReadingLog.objects.all().delete,
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"purpose": None}, "purpose"),
        ({"purpose": "event"}, "reference"),  # which one?
        ({"purpose": "campaign", "reference": "  "}, "reference"),
        ({"purpose": "visit", "reference": "长" * 41}, "reference"),
        ({"purpose": "visit", "reference": 7}, "reference"),
        ({"purpose": "visit", "fields": []}, "fields"),
        ({"purpose": "visit", "fields": ["password"]}, "fields"),
    ],
)
def test_without_a_purpose_nothing_opens(
    town: SimpleNamespace, asked: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadFields) as refused:
        open_record("person", town.elder.pk, by=town.lin, **asked)
    assert list(refused.value.errors) == [field]
    assert not ReadingLog.objects.exists()


@pytest.mark.parametrize("who", ["zhao", "wang", "wu", "admin"])
def test_nobody_elsewhere_opens_it(town: SimpleNamespace, who: str) -> None:
    with pytest.raises(NotFound):
        open_record("person", town.elder.pk, by=getattr(town, who), purpose="visit")
    assert not ReadingLog.objects.exists()


def test_the_api_shows_masked_and_opens_what_was_asked(town: SimpleNamespace) -> None:
    lin, path = as_(town.lin), f"{ROOT}/registers/person/{town.elder.pk}/"
    answer = lin.get(path)
    body = answer.json()
    assert (body["name"], body["phone"], body["birth_year"]) == ("李○○", "138****1234", "****")
    assert body["id_number"] == "339***********001X" and body["opened"] == []
    assert answer["Cache-Control"] == "no-store"
    opened = lin.post(path + "open/", {"purpose": "visit", "fields": ["phone"]}).json()
    assert (opened["name"], opened["phone"]) == ("李○○", "13800001234")
    whole = lin.post(path + "open/", {"purpose": "event", "reference": "SQZ1"}).json()
    assert (whole["name"], whole["id_number"]) == ("李阿婆", town.elder.id_number)
    assert lin.post(path + "open/", {"purpose": "x"}).status_code == 400
    assert as_(town.zhao).post(path + "open/", {"purpose": "visit"}).status_code == 404


def test_the_auditor_and_the_administrator_see_who_read(town: SimpleNamespace) -> None:
    open_record("person", town.elder.pk, by=town.lin, purpose="visit", fields=["phone"])
    auditor = User.objects.create_user("audit")
    post_person(auditor, town.county, "auditor", by=None)
    for who in (town.admin, auditor):
        line = as_(who).get(f"{ROOT}/registers/readings/?by=lin").json()["results"][0]
        assert (line["by"], line["fields"], line["purpose"]) == ("林小满", ["phone"], "visit")
        assert line["record"] == town.elder.pk and "李" not in str(line)
    for who in (town.lin, town.chen, town.sun):
        assert as_(who).get(f"{ROOT}/registers/readings/").status_code == 403
    nothing = as_(town.admin).get(f"{ROOT}/registers/readings/?by=nobody").json()
    assert nothing["results"] == []


def test_a_sensitive_tag_is_for_trusted_postings(town: SimpleNamespace) -> None:
    trusted = User.objects.create_user("trusted")
    post_person(trusted, town.village, "grid_head", by=None, sensitive=True)
    forget_posts(trusted)
    asked = {"tags": ["独居老人", "严重精神障碍"]}
    change_record("person", town.elder.pk, values=asked, by=trusted)
    path = f"{ROOT}/registers/person/{town.elder.pk}/"
    codes = {who: _codes(who, path) for who in (town.lin, trusted)}
    assert codes == {town.lin: ["elder_alone"], trusted: ["elder_alone", "mental"]}
    lists = f"{ROOT}/registers/person/"
    assert len(as_(trusted).get(lists, {"tag": "mental"}).json()["results"]) == 1
    assert as_(town.lin).get(lists, {"tag": "mental"}).status_code == 400
    # Who does not see it does not take it away either.
    change_record("person", town.elder.pk, values={"tags": []}, by=town.lin)
    assert [each.tag_id for each in town.elder.tags.all()] == ["mental"]


def _codes(who: User, path: str) -> list[str]:
    return [tag["code"] for tag in as_(who).get(path).json()["tags"]]


def test_a_tag_ends_by_itself(town: SimpleNamespace) -> None:
    PersonTag.objects.update(until=today() - timedelta(days=1))
    path = f"{ROOT}/registers/person/{town.elder.pk}/"
    assert _codes(town.lin, path) == []
    assert remove_expired_tags() == 1
    assert remove_expired_tags() == 0


def test_an_erased_person_leaves_an_empty_row(town: SimpleNamespace) -> None:
    forgotten: list[int] = []
    forgets_with("test", forgotten.append)
    try:
        with pytest.raises(NotAllowed):
            erase_person(town.elder.pk, by=town.lin, reason="asked")
        for who in (town.zhao, town.wang, town.sun):
            with pytest.raises(NotFound):
                erase_person(town.elder.pk, by=who, reason="asked")
        path = f"{ROOT}/registers/person/{town.elder.pk}/erase/"
        for bad in ({}, {"reason": "bored"}, {"reason": "asked", "reference": "长" * 41}):
            assert as_(town.admin).post(path, bad, "json").status_code == 400
        why = {"reason": "asked", "reference": "申请2026-3号"}
        answer = as_(town.admin).post(path, why, "json")
        assert answer.status_code == 204
        erase_person(town.elder.pk, by=town.admin, reason="done")  # again: nothing more
    finally:
        HOLDERS.pop("test")
    town.elder.refresh_from_db()
    assert (town.elder.name, town.elder.phone, town.elder.id_number) == ("", "", "")
    assert town.elder.dwelling is None and town.elder.tags.count() == 0
    assert forgotten == [town.elder.pk]
    line = RecordChange.objects.get(what="erase")
    assert (line.by, line.reason, line.reference) == (town.admin, "asked", "申请2026-3号")
    with pytest.raises(NotFound):
        open_record("person", town.elder.pk, by=town.lin, purpose="visit")
