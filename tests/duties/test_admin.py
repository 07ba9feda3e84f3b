# SPDX-License-Identifier: Apache-2.0
"""The duty tables in the admin: every edit is heard by the memory."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from duties.directory import matter_by_code
from duties.models import CalendarDay, FilingStandard, Matter, Reason
from duties.queries import calendar_of, reasons_for

pytestmark = pytest.mark.usefixtures("tables")
ADMIN = "/admin/duties"
TABLES = [
    *("matter", "filingstandard", "duty", "reason"),
    *("workcalendar", "calendarday", "processlimit", "lamppercent"),
]


@pytest.fixture
def admin(county: SimpleNamespace) -> Client:
    client = Client()
    client.force_login(county.admin)
    return client


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_its_pages(admin: Client, table: str) -> None:
    assert admin.get(f"{ADMIN}/{table}/").status_code == 200
    assert admin.get(f"{ADMIN}/{table}/add/").status_code == 200


def test_a_changed_matter_is_its_next_version(admin: Client) -> None:
    matter = Matter.objects.get(code="0401")
    form = {
        "name": "地上的垃圾",
        "platform": "economy",
        "level": "2",
        "urgency": "normal",
        "keywords": "垃圾、纸箱 瓶子",
        "active": "on",
    }
    assert admin.post(f"{ADMIN}/matter/{matter.pk}/change/", form).status_code == 302
    row = matter_by_code("0401")
    assert row is not None and (row.name, row.level, row.version) == ("地上的垃圾", 2, 2)
    matter.refresh_from_db()
    assert matter.keywords == ["垃圾", "纸箱", "瓶子"]
    page = admin.get(f"{ADMIN}/matter/{matter.pk}/change/").content.decode()
    assert "垃圾、纸箱、瓶子" in page
    endless = admin.post(f"{ADMIN}/matter/{matter.pk}/change/", form | {"keywords": "词 " * 61})
    assert "最多 60 个" in endless.content.decode()
    assert admin.get(f"{ADMIN}/matter/{matter.pk}/delete/").status_code == 403


def standard_form(matter: Matter, **stages: str) -> dict[str, str]:
    form = {
        "matter": str(matter.pk),
        "no": "1",
        "condition": "垃圾成堆",
        "closing_condition": "干净",
        "on_spot": "grid",
        "evidence": "photo_pair",
        "check_by": "none",
        "stages-TOTAL_FORMS": "2",
        "stages-INITIAL_FORMS": "0",
        "stages-MIN_NUM_FORMS": "1",
        "stages-MAX_NUM_FORMS": "1000",
    }
    return form | {name.replace("__", "-"): value for name, value in stages.items()}


def test_an_added_standard_replaces_the_one_of_its_number(admin: Client) -> None:
    matter = Matter.objects.get(code="0401")
    form = standard_form(
        matter,
        stages__0__order="2",
        stages__0__kind="result",
        stages__0__limit="1",
        stages__0__unit="work_day",
        stages__1__order="1",
        stages__1__kind="arrive",
        stages__1__limit="2",
        stages__1__unit="work_hour",
    )
    assert admin.post(f"{ADMIN}/filingstandard/add/", form).status_code == 302
    row = matter_by_code("0401")
    assert row is not None
    (standard,) = row.standards
    assert (standard.version, standard.check) == (2, "none")
    assert [stage.kind for stage in standard.stages] == ["arrive", "result"]


def test_a_standard_without_stages_is_refused(admin: Client) -> None:
    form = standard_form(Matter.objects.get(code="0401"))
    assert admin.post(f"{ADMIN}/filingstandard/add/", form).status_code == 200
    assert FilingStandard.objects.filter(matter__code="0401").count() == 1


def test_standards_are_looked_at_and_ended_but_not_changed(admin: Client) -> None:
    one, two, three = FilingStandard.objects.filter(matter__code="0702", active=True)
    assert admin.get(f"{ADMIN}/filingstandard/{one.pk}/change/").status_code == 200
    form = {"condition": "另一条件"}
    assert admin.post(f"{ADMIN}/filingstandard/{one.pk}/change/", form).status_code == 403
    assert admin.get(f"{ADMIN}/filingstandard/{one.pk}/delete/").status_code == 403
    chosen = {"action": "end_standards", "_selected_action": [one.pk, two.pk, three.pk]}
    answer = admin.post(f"{ADMIN}/filingstandard/", chosen, follow=True)
    assert "至少" in answer.content.decode()
    row = matter_by_code("0702")
    assert row is not None and [s.no for s in row.standards] == [3]


def test_small_tables_are_heard_at_once(admin: Client, county: SimpleNamespace) -> None:
    form = {"date": "2027-01-05", "county": county.county.pk, "note": "大雪", "hours": ""}
    assert admin.post(f"{ADMIN}/calendarday/add/", form).status_code == 302
    assert calendar_of(county.county.pk).hours_on(date(2027, 1, 5)) == ()
    day = CalendarDay.objects.get()
    page = f"{ADMIN}/calendarday/{day.pk}/change/"
    bad = {**form, "is_workday": "on", "hours": "12:00-08:00"}
    assert "不能重叠或倒序" in admin.post(page, bad).content.decode()
    assert admin.post(page, bad | {"hours": "08:00-12:00"}).status_code == 302
    assert calendar_of(county.county.pk).hours_on(date(2027, 1, 5)) == ((480, 720),)
    assert "08:00-12:00" in admin.get(page).content.decode()
    assert admin.post(f"{ADMIN}/calendarday/{day.pk}/delete/", {"post": "yes"}).status_code == 302
    assert calendar_of(county.county.pk).hours_on(date(2027, 1, 5)) != ()


def test_many_are_removed_together(admin: Client) -> None:
    keys = list(Reason.objects.filter(move="return_back").values_list("pk", flat=True))
    chosen = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    assert admin.post(f"{ADMIN}/reason/", chosen).status_code == 302
    assert reasons_for("return_back") == ()


def test_refusals_are_said_in_plain_words(admin: Client, county: SimpleNamespace) -> None:
    """Each small table, with what its constraint would not have."""
    own = {"county": county.county.pk}
    reason = Reason.objects.order_by("pk")[0]
    limit = {"kind": "sign", "urgency": "", "limit": "0", "unit": "work_hour"}
    cases: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("lamppercent", own | {"yellow": 90, "orange": 80}, "要黄灯小于橙灯"),
        ("sampleshare", own | {"percent": 101, "on_the_spot": 5}, "最多 100"),
        ("rulingrule", own | {"after_returns": 0}, "至少写 1"),
        ("processlimit", own | limit, "时限要大于 0"),
        ("processlimit", limit | {"county": "", "limit": "5"}, "已经有一条"),
        ("reason", {"move": reason.move, "code": reason.code, "text": "x", "order": 1}, "已经有"),
        ("workcalendar", own | {"hours": ""}, "必填"),
        ("matter", {"code": "0499", "name": "x", "level": 9, "urgency": "normal"}, "层级是 1 到 4"),
    )
    for table, form, said in cases:
        answer = admin.post(f"{ADMIN}/{table}/add/", form)
        assert said in answer.content.decode(), (table, said)
