# SPDX-License-Identifier: Apache-2.0
"""值班表: taken over from a table, seen by whoever serves there, swapped in two taps."""

import io
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook

from accounts.models import User
from grids.actions.postings import add_shift, post_person
from grids.models import DutyShift, ShiftChange

HEAD = ["单位", "岗位", "用户名", "起", "止", "替班人"]
TONIGHT = timezone.localtime().replace(hour=20, minute=0, second=0, microsecond=0)
TONIGHT += timedelta(days=1)


def line(*cells: Any) -> list[Any]:
    """A shift of chen's tomorrow night, with other cells where given."""
    morning = TONIGHT + timedelta(hours=12)
    usual = ["339901100C", "综合政务岗", "chen", f"{TONIGHT:%Y-%m-%d %H:%M}"]
    usual += [f"{morning:%Y-%m-%d %H:%M}", "qian"]
    return [*cells, *usual[len(cells) :]]


def as_csv(*rows: list[Any]) -> SimpleUploadedFile:
    text = "\n".join(",".join(map(str, row)) for row in (HEAD, *rows))
    return SimpleUploadedFile("roster.csv", text.encode())


def as_xlsx(*rows: list[Any]) -> SimpleUploadedFile:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, *rows):
        sheet.append(row)
    book.save(out)
    return SimpleUploadedFile("roster.xlsx", out.getvalue())


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def shift(county: SimpleNamespace) -> DutyShift:
    post_person(county.qian, county.shiqiao, "township_clerk", by=None)
    morning = TONIGHT + timedelta(hours=12)
    hours: dict[str, Any] = {"from_at": TONIGHT, "to_at": morning}
    return add_shift(
        county.room, county.chen, "township_clerk", deputy=county.qian, by=None, **hours
    )


@pytest.mark.parametrize("table", [as_csv, as_xlsx])
def test_a_dry_run_writes_nothing_and_a_second_import_doubles_nothing(
    county: SimpleNamespace, table: Any
) -> None:
    client = signed_in(county.qian)
    dry = client.post("/roster/import/", {"file": table(line())})
    assert (dry.status_code, DutyShift.objects.count()) == (200, 0)
    assert "能读懂 1 班" in dry.content.decode()
    for _again in range(2):
        client.post("/roster/import/", {"file": table(line()), "apply": "1"})
    row = DutyShift.objects.get()
    assert (row.user, row.deputy, row.unit_id) == (county.chen, county.qian, county.room.pk)
    assert timezone.localtime(row.from_at) == TONIGHT


def test_a_workbooks_own_times_and_a_units_name_are_understood(county: SimpleNamespace) -> None:
    given = line("石桥镇综合信息指挥室", "township_clerk", "chen", datetime(2030, 1, 2, 18, 0))
    given[4] = datetime(2030, 1, 3, 8, 0)
    signed_in(county.qian).post("/roster/import/", {"file": as_xlsx(given), "apply": "1"})
    assert timezone.localtime(DutyShift.objects.get().from_at).hour == 18


@pytest.mark.parametrize(
    "bad",
    [
        line("339901101C"),
        line("339901100C", "村长"),
        line("339901100C", "综合政务岗", "nobody"),
        line("339901100C", "综合政务岗", "chen", "昨天"),
        [*line()[:4], f"{TONIGHT:%Y-%m-%d %H:%M}", ""],
        [*line()[:4], "2099-01-01 08:00", ""],
        [*line()[:5], "nobody"],
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(
    county: SimpleNamespace, bad: list[Any]
) -> None:
    file = as_csv(line(), bad)
    answer = signed_in(county.qian).post("/roster/import/", {"file": file, "apply": "1"})
    assert answer.status_code == 400
    assert "第 3 行" in answer.content.decode()
    assert not DutyShift.objects.exists()


def test_who_serves_nowhere_in_the_county_is_an_unknown_name(county: SimpleNamespace) -> None:
    User.objects.create_user("stranger", password="x")
    said = []
    for name in ("stranger", "nobody"):
        file = as_csv(line("339901100C", "综合政务岗", name))
        page = signed_in(county.qian).post("/roster/import/", {"file": file}).content.decode()
        said.append(f"没有这个人:{name}" in page)
    assert said == [True, True]


def test_a_shift_is_of_ones_own_role(county: SimpleNamespace) -> None:
    """wang serves at a platform, qian as the chief; each may take the shifts of that alone."""
    client = signed_in(county.qian)
    for name, role in (("wang", "综合政务岗"), ("qian", "综合政务岗"), ("chen", "综合指挥岗")):
        file = as_csv(line(), line("339901100C", role, name))
        answer = client.post("/roster/import/", {"file": file, "apply": "1"})
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "第 3 行" in page and f"{name}在这个单位没有“{role}”岗位" in page
    assert not DutyShift.objects.exists()
    # Who holds it at the township takes it in the room that acts for it, and the other way round.
    post_person(county.wang, county.shiqiao, "township_clerk", by=None)
    for code in ("339901100C", "339901100000"):
        for name in ("wang", "chen"):
            file = as_csv(line(code, "综合政务岗", name))
            client.post("/roster/import/", {"file": file, "apply": "1"})
    assert DutyShift.objects.count() == 4


def test_what_is_no_table_is_refused_in_words(county: SimpleNamespace) -> None:
    client = signed_in(county.qian)
    for file in (
        SimpleUploadedFile("a.xlsx", b"PK\x03\x04 broken"),
        SimpleUploadedFile("a.csv", b"\x00\x01"),
        SimpleUploadedFile("a.csv", "姓名,时间\n".encode()),
    ):
        assert client.post("/roster/import/", {"file": file}).status_code == 400
    assert client.post("/roster/import/").status_code == 400


def test_who_may_not_import(county: SimpleNamespace) -> None:
    for user in (county.lin, county.wang, county.he):
        answer = signed_in(user).post("/roster/import/", {"file": as_csv(line()), "apply": "1"})
        assert answer.status_code == 403, user
    assert not DutyShift.objects.exists()


def test_the_one_on_duty_gives_it_on_and_it_is_kept(
    county: SimpleNamespace, shift: DutyShift
) -> None:
    client = signed_in(county.chen)
    page = client.get("/roster/").content.decode()
    assert "给钱指挥" in page
    assert client.post(f"/roster/{shift.pk}/swap/", {"to": "qian"}).status_code == 302
    shift.refresh_from_db()
    assert (shift.user, shift.deputy) == (county.qian, None)
    change = ShiftChange.objects.get()
    assert (change.from_user, change.to_user, change.by) == (county.chen, county.qian, county.chen)


def test_who_may_not_swap_and_to_whom(county: SimpleNamespace, shift: DutyShift) -> None:
    colleague = county.wang
    post_person(colleague, county.room, "enforcement_coordinator", by=None)
    refused = signed_in(colleague).post(f"/roster/{shift.pk}/swap/", {"to": "wang"})
    assert refused.status_code == 403
    assert signed_in(county.chen).post("/roster/999/swap/", {"to": "qian"}).status_code == 404
    for to in ("zhao", "chen", "", "nobody"):
        answer = signed_in(county.chen).post(f"/roster/{shift.pk}/swap/", {"to": to})
        assert answer.status_code == 400, to
    assert not ShiftChange.objects.exists()
    # The chief arranges; but nobody is given a shift of a role that is not theirs.
    give = f"/roster/{shift.pk}/swap/"
    assert signed_in(county.qian).post(give, {"to": "wang"}).status_code == 400
    post_person(colleague, county.room, "township_clerk", by=None)
    assert signed_in(county.qian).post(give, {"to": "wang"}).status_code == 302


def test_a_shift_that_is_over_stays(county: SimpleNamespace, shift: DutyShift) -> None:
    past = timezone.now() - timedelta(days=1)
    DutyShift.objects.update(from_at=past - timedelta(hours=8), to_at=past)
    answer = signed_in(county.chen).post(f"/roster/{shift.pk}/swap/", {"to": "qian"})
    assert answer.status_code == 400


def test_nobody_elsewhere_sees_it(county: SimpleNamespace, shift: DutyShift) -> None:
    assert "陈文书" not in signed_in(county.zhao).get("/roster/").content.decode()
    assert Client().get("/roster/").status_code == 302


def test_the_page_costs_the_same_for_one_shift_and_for_many(
    county: SimpleNamespace, shift: DutyShift
) -> None:
    client, found = signed_in(county.qian), []
    client.get("/roster/")
    for day in range(3):
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/roster/").status_code == 200
        found.append(len(asked))
        hours: dict[str, Any] = {"from_at": TONIGHT + timedelta(days=day + 1)}
        hours["to_at"] = hours["from_at"] + timedelta(hours=12)
        add_shift(county.room, county.chen, "township_clerk", by=None, **hours)
    assert found[1:] == found[:1] * 2
