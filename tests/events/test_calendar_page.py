# SPDX-License-Identifier: Apache-2.0
"""The administrator's calendar page: the year as it is, a change seen before it is made."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from duties.models import CalendarDay, ClockOrder
from duties.queries import calendar_of
from events import moment
from tests.walk import Walk

PAGE = "/desk/calendar/"
MONDAY = datetime(2026, 9, 21, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def shown(client: Client, **asked: Any) -> str:
    answer = client.get(PAGE, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def posted(client: Client, step: str, **fields: Any) -> Any:
    told = {"date": "2026-09-23", "kind": "off", "hours": "", "note": "", "step": step} | fields
    return client.post(PAGE, told)


def test_the_year_as_it_is(walk: Walk, client: Client) -> None:
    client.force_login(walk.admin)
    page = shown(client, year="2026")
    assert page.count('class="day is-off"') >= 7 + 1  # with the legend's
    assert 'is-makeup" href="?year=2026&amp;day=2026-10-10' in page
    assert "节假日安排还没有录入" not in page
    assert "2031 年的节假日安排还没有录入" in shown(client, year="2031")
    assert "2099" in shown(client, year="9999") and shown(client, year="x", day="1-1-1")


def test_a_change_is_seen_before_it_is_made(walk: Walk, client: Client) -> None:
    with moment.at(MONDAY):
        walk.to("processing")
        walk.to("reported")
    client.force_login(walk.admin)
    assert "1 件在途事件的时限跨过这一天" in posted(client, "preview").content.decode()
    # A day that is off already moves nobody; nor does one after all limits.
    for day in ("2026-09-26", "2026-11-03"):
        page = posted(client, "preview", date=day).content.decode()
        assert "没有在途事件受影响" in page
    assert not CalendarDay.objects.exists() and not ClockOrder.objects.exists()
    answer = posted(client, "save", kind="work", hours="08:00-12:00", note="半日")
    assert answer.status_code == 302 and "year=2026" in answer["Location"]
    home = walk.county.county.pk
    assert calendar_of(home).hours_on(date(2026, 9, 23)) == ((480, 720),)
    assert ClockOrder.objects.get().by == walk.admin
    page = shown(client, year="2026")
    assert "day is-half is-own" in page and "正在算" in page
    posted(client, "save", kind="normal")
    assert not CalendarDay.objects.exists()
    assert calendar_of(home).hours_on(date(2026, 9, 23)) == ((480, 720), (840, 1080))


def test_who_may_not_and_bad_input(walk: Walk, client: Client) -> None:
    assert client.get(PAGE).status_code == 302
    for person in (walk.chen, walk.sun, walk.lin):
        client.force_login(person)
        assert PAGE not in client.get("/desk/").content.decode()
        assert client.get(PAGE).status_code == 403
        assert posted(client, "save").status_code == 403
    client.force_login(walk.admin)
    assert f'href="{PAGE}"' in client.get("/desk/").content.decode()
    for wrong in (
        {"date": "2026-02-30"},
        {"date": "1066-10-14"},
        {"kind": "party"},
        {"kind": "work", "hours": "上午"},
        {"kind": "work", "hours": "12:00-08:00"},
        {"note": "长" * 61},
    ):
        answer = posted(client, "save", **wrong)
        assert answer.status_code == 400 and 'role="alert"' in answer.content.decode(), wrong
    assert not CalendarDay.objects.exists()
