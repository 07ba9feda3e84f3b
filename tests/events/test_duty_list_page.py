# SPDX-License-Identifier: Apache-2.0
"""责任清单 as a page: looked through, uploaded as a draft, replayed, put in force once."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from duties.directory import matter_by_code, snapshot
from duties.listing import as_csv, as_if, compare, lines_in_force
from duties.models import Duty, DutyDraft
from events.models import Event
from events.replays import replay
from grids.directory import UnitRow, unit_by_id
from tests.walk import POTHOLE, Walk

PAGE = "/duties/list/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def county_of(walk: Walk) -> UnitRow:
    return unit_by_id(walk.county.county.pk)


def other_list(walk: Walk) -> bytes:
    """The list in force, but potholes go to the party platform, under a clause of their own."""
    lines = lines_in_force(county_of(walk))
    for line in lines:
        if line["matter"] == POTHOLE:
            line |= {"platform": "party", "lead": "platform", "station": "", "clause": "新条款一"}
    return as_csv(lines)


def upload(client: Client, content: bytes, name: str = "list.csv") -> str:
    answer = client.post(f"{PAGE}drafts/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_found_by_matter_unit_clause_condition_and_version(walk: Walk) -> None:
    clerk, admin = signed_in(walk.chen), signed_in(walk.county.admin)
    matter = matter_by_code(POTHOLE)
    assert matter is not None
    page = clerk.get(PAGE, {"words": matter.name}).content.decode()
    assert f"{POTHOLE} {matter.name}" in page and "试运行" not in page
    client_page = clerk.get(PAGE, {"words": "没有这样的事"}).content.decode()
    assert "没有这样的条目" in client_page
    address = upload(admin, other_list(walk))
    admin.post(f"{address}apply/")
    found = clerk.get(PAGE, {"clause": "新条款一", "versions": "x"}).content.decode()
    assert found.count('<th scope="row">') == 1 and "本县" in found
    every = clerk.get(PAGE, {"words": POTHOLE, "versions": "all"}).content.decode()
    assert every.count('<th scope="row">') > found.count('<th scope="row">')
    assert clerk.get(PAGE, {"condition": "条" * 1000}).status_code == 200


def test_a_draft_shows_what_it_would_change_and_holds_once_applied(walk: Walk) -> None:
    admin = signed_in(walk.county.admin)
    address = upload(admin, other_list(walk))
    page = admin.get(address).content.decode()
    assert "清单条款" in page and "新条款一" in page and "让这份清单生效" in page
    own = Duty.objects.filter(county=walk.county.county.pk)
    before = own.count()
    said = admin.post(f"{address}apply/", follow=True).content.decode()
    assert "清单已生效" in said and own.count() > before
    after = own.count()
    assert "已经生效过" in admin.post(f"{address}apply/", follow=True).content.decode()
    assert own.count() == after
    draft = DutyDraft.objects.get()
    assert (draft.made_by, draft.applied_by) == (walk.county.admin, walk.county.admin)
    assert "已生效" in admin.get(address).content.decode()


def test_a_bad_table_is_refused_with_its_lines_and_keeps_nothing(walk: Walk) -> None:
    admin = signed_in(walk.county.admin)
    bad = "事项,平台\n9999,order\n".encode()
    answer = admin.post(f"{PAGE}drafts/", {"file": SimpleUploadedFile("a.csv", bad)})
    assert answer.status_code == 422 and "第 2 行" in answer.content.decode()
    assert admin.post(f"{PAGE}drafts/").status_code == 422
    broken = SimpleUploadedFile("a.xlsx", b"PK\x03\x04nothing")
    assert admin.post(f"{PAGE}drafts/", {"file": broken}).status_code == 422
    assert not DutyDraft.objects.exists()


def test_only_the_administrator_takes_a_list_over(walk: Walk) -> None:
    address = upload(signed_in(walk.county.admin), other_list(walk))
    clerk, on_foot = signed_in(walk.chen), signed_in(walk.zhao)
    assert clerk.post(f"{PAGE}drafts/").status_code == 403
    assert clerk.get(address).status_code == 403
    assert clerk.post(f"{address}apply/").status_code == 403
    assert clerk.get("/desk/replay/").status_code == 403
    assert on_foot.get(PAGE).status_code == 403
    assert clerk.get(f"{PAGE}table.xlsx")["Content-Type"].endswith("sheet")
    assert signed_in(walk.county.admin).get(f"{PAGE}drafts/999/").status_code == 404


def test_a_replay_names_what_would_have_gone_elsewhere(
    walk: Walk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    event = walk.to("dispatched")
    walk.to("reported")
    admin = signed_in(walk.county.admin)
    address = upload(admin, other_list(walk))
    pk = address.rstrip("/").split("/")[-1]
    page = admin.get("/desk/replay/", {"draft": pk}).content.decode()
    assert event.number in page and walk.platforms["party"].name in page
    assert admin.get("/desk/replay/", {"draft": "x"}).status_code == 404
    # Already the list in force named another platform than the clerk chose.
    assert "经济生态" in admin.get("/desk/replay/").content.decode()
    file = tmp_path / "list.csv"
    file.write_bytes(other_list(walk))
    call_command("duty_list", "replay", str(file), "--county", county_of(walk).code)
    told = capsys.readouterr().out
    assert event.number in told and "2 events, 1 dispatched, 1 elsewhere" in told


def test_a_replay_costs_two_statements(walk: Walk) -> None:
    for _number in range(3):
        walk.to("dispatched")
    duties = as_if(compare([], county_of(walk)), county_of(walk))
    snapshot()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = replay(Event.objects.all(), duties)
    assert (found.events, found.given, len(asked)) == (3, 3, 2)
