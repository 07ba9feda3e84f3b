# SPDX-License-Identifier: Apache-2.0
"""The log as a county reads it: its own entries, found by person, kind, day; taken away noted."""

import io
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audit.models import AuditEntry
from duties.actions.edits import save_row
from duties.models import LampPercent, ProcessLimit
from grids.actions.displays import make_display_link
from grids.actions.postings import end_posting, post_person
from tests.neighbour import build_neighbour

PAGE = "/manage/audit/"


@pytest.fixture
def log(county: SimpleNamespace) -> SimpleNamespace:
    """An auditor, and something of every sort that was done."""
    auditor = User.objects.create_user("shi", password="x")
    post_person(auditor, county.county, "auditor", by=None)
    clients = SimpleNamespace()
    for name, user in {"shi": auditor, **county.people}.items():
        client = Client()
        client.force_login(user)
        setattr(clients, name, client)
    county.admin.is_superuser = False
    county.admin.save()
    return SimpleNamespace(county=county, clients=clients)


def shown(client: Client, **asked: str) -> str:
    answer = client.get(PAGE, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_read_in_words(log: SimpleNamespace) -> None:
    posting = post_person(log.county.chen, log.county.county, "supervisor", by=None)
    end_posting(posting, by=None)
    page = shown(log.clients.shi, kind="grids_posting")
    assert "chen · 云溪县 · 督查考核岗" in page and "<b>止</b>" in page
    assert "陈文书" not in page, "no names of people"
    save_row(LampPercent(county=log.county.county, yellow=50, orange=70), by=log.county.admin)
    assert "<b>黄灯(%)</b> <ins>50</ins>" in shown(log.clients.admin, kind="duties_lamppercent")
    limit = ProcessLimit(county=log.county.county, kind="sign", limit=1, unit="work_hour")
    save_row(limit, by=log.county.admin)
    assert "签收" in shown(log.clients.shi, kind="duties_processlimit")


def test_it_is_found_by_person_and_day(log: SimpleNamespace) -> None:
    make_display_link(log.county.county, by=None)
    (link,) = log.county.county.display_links.all()
    log.county.admin.is_superuser = log.county.admin.is_staff = True
    log.county.admin.save()
    log.clients.admin.post(
        "/admin/grids/displaylink/", {"action": "revoke", "_selected_action": [link.pk]}
    )
    page = shown(log.clients.shi, person="admin", kind="grids_displaylink")
    assert page.count("<tr>") == 2 and "吊销时间" in page and "127.0.0.1" in page
    today = f"{timezone.localdate():%Y-%m-%d}"
    assert "吊销时间" in shown(log.clients.shi, since=today, until=today, person="admin")
    assert "没有。" in shown(log.clients.shi, until="2020-01-01")
    for wrong in ({"since": "x"}, {"kind": "y"}, {"since": today, "until": "2020-01-01"}):
        assert log.clients.shi.get(PAGE, wrong).status_code == 400
        assert log.clients.shi.get(f"{PAGE}table.xlsx", wrong).status_code == 400


def test_it_is_read_page_by_page_at_one_price(
    log: SimpleNamespace, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(60):
        make_display_link(log.county.county, by=None, name=f"屏{n}")
    with django_assert_max_num_queries(9):
        page = shown(log.clients.shi, kind="grids_displaylink")
    assert "屏59" in page and "屏9<" not in page and "before=" in page
    oldest = AuditEntry.objects.filter(kind="grids_displaylink").order_by("-pk")[49].pk
    assert "屏9<" in shown(log.clients.shi, kind="grids_displaylink", before=str(oldest))


def test_another_county_is_not_seen(log: SimpleNamespace) -> None:
    other = build_neighbour()
    other.tao.phone = "13833334444"
    other.tao.save()
    page = shown(log.clients.shi)
    assert "远山" not in page and "tao" not in page and "mei" not in page
    log.county.chen.phone = "13855556666"
    log.county.chen.save()
    assert "chen" in shown(log.clients.shi, kind="accounts_user")


def test_the_table_is_noted_and_holds_no_formula(log: SimpleNamespace) -> None:
    make_display_link(log.county.county, by=None, name="=1+1")
    answer = log.clients.shi.get(f"{PAGE}table.xlsx", {"kind": "grids_displaylink"})
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.kind, entry.by_name) == ("export.audit", "shi")
    assert entry.path == f"{PAGE}table.xlsx"
    assert "留痕导出" in shown(log.clients.shi)


def test_who_may_not(log: SimpleNamespace) -> None:
    for name in ("chen", "sun", "lin", "wu"):
        client = getattr(log.clients, name)
        assert client.get(PAGE).status_code == 403
        assert client.get(f"{PAGE}table.xlsx").status_code == 403
    assert Client().get(PAGE).status_code == 302
