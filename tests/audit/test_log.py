# SPDX-License-Identifier: Apache-2.0
"""The audit log writes itself: whoever changes a watched row, by whatever way, is told of."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.models import User
from accounts.tokens import make_token
from audit.models import AuditEntry
from audit.tables import WATCHED
from duties.actions.edits import save_row
from duties.models import LampPercent
from grids.actions.displays import make_display_link
from grids.actions.postings import end_posting, post_person
from grids.actions.tree import move_unit
from grids.models import DisplayLink, Posting, Unit
from notices.models import SenderSetting


def last(**wanted: Any) -> AuditEntry:
    return AuditEntry.objects.filter(**wanted).order_by("-pk")[0]


def test_every_watched_table_has_its_triggers() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert tables >= WATCHED


def test_the_database_knows_them(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, count(*) FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid"
            " WHERE tgfoid = 'audit_rows'::regproc GROUP BY 1"
        )
        assert dict(cursor.fetchall()) == dict.fromkeys(WATCHED, 3)


def test_a_change_is_told_with_before_and_after(county: SimpleNamespace) -> None:
    posting = post_person(county.chen, county.county, "supervisor", by=county.admin)
    entry = last(kind="grids_posting", act="added")
    assert entry.county_id == county.county.pk and entry.object_id == str(posting.pk)
    assert entry.fields["role"] == [None, "supervisor"]
    end_posting(posting, by=county.admin)
    entry = last(kind="grids_posting", act="changed")
    assert entry.fields["to_at"][0] is None and entry.fields["to_at"][1]
    # Nothing changed is nothing told; a row that goes is told whole.
    before = AuditEntry.objects.count()
    Posting.objects.filter(pk=posting.pk).update(role="supervisor")
    assert AuditEntry.objects.count() == before
    Posting.objects.filter(pk=posting.pk).delete()
    assert last(act="removed").fields["role"] == ["supervisor", None]


def test_bulk_statements_and_plain_sql_are_told_too(county: SimpleNamespace) -> None:
    make_display_link(county.county, by=None)
    DisplayLink.objects.update(revoked_at="2026-01-01T00:00:00Z")
    assert "revoked_at" in last(kind="grids_displaylink").fields
    with connection.cursor() as cursor:
        cursor.execute("UPDATE grids_displaylink SET name = 'x'")
    assert last(kind="grids_displaylink").fields == {"name": ["", "x"]}


def test_personal_data_is_masked_and_secrets_are_not_there(county: SimpleNamespace) -> None:
    county.chen.display_name, county.chen.phone = "陈文书二", "13912345678"
    county.chen.set_password("something-else")
    county.chen.save()
    told = last(kind="accounts_user").fields
    assert told["display_name"] == ["陈○○", "陈○○○"]
    assert told["phone"] == ["138****0000", "139****5678"]
    assert told["password"] == ["***", "***"]
    make_token(county.chen, "x")
    assert last(kind="accounts_apitoken").fields["digest"] == [None, "***"]
    assert "last_login" not in told
    address = "https://user:pass@oapi.example.cn/robot/send?access_token=12345"
    SenderSetting.objects.create(county=county.county, webhook_url=address, secret="s")
    told = last(kind="notices_sendersetting").fields
    assert told["webhook_url"] == [None, "https://oapi.example.cn/***"]
    assert told["secret"] == [None, "***"]


def test_who_and_from_where(county: SimpleNamespace) -> None:
    """By a page, by a token, by nobody: and what one request says holds for no other."""
    client = Client(REMOTE_ADDR="10.1.2.3")
    client.force_login(county.admin)
    make_display_link(county.county, by=None)
    page = "/admin/grids/displaylink/"
    client.post(page, {"action": "revoke", "_selected_action": [DisplayLink.objects.get().pk]})
    entry = last(kind="grids_displaylink", act="changed")
    assert (entry.by_id, entry.by_name) == (county.admin.pk, "admin")
    assert (entry.address, entry.path) == ("10.1.2.3", page)
    make_display_link(county.county, by=None)
    entry = last(kind="grids_displaylink")
    assert (entry.by_id, entry.by_name, entry.address) == (None, "", "")


def test_a_failed_write_leaves_no_name_behind(county: SimpleNamespace) -> None:
    client = Client()
    client.force_login(county.admin)
    page = f"/admin/accounts/user/{county.chen.pk}/change/"
    assert client.post(page, {"username": "lin"}).status_code == 200  # taken: refused
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('audit.by', true)")
        assert cursor.fetchone()[0] in (None, "")


def test_nobody_changes_the_log(county: SimpleNamespace) -> None:
    entry = AuditEntry.objects.order_by("pk")[0]
    for write in (
        lambda: AuditEntry.objects.filter(pk=entry.pk).update(by_name="nobody"),
        entry.delete,
        entry.save,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_many_rows_are_one_entry_and_the_trees_numbers_none(county: SimpleNamespace) -> None:
    User.objects.bulk_create([User(username=f"u{n}") for n in range(30)])
    assert last(kind="accounts_user").fields == {"*": [None, 30]}
    before = AuditEntry.objects.count()
    move_unit(county.grid, to=county.village2, by=county.admin)
    (entry,) = AuditEntry.objects.order_by("-pk")[: AuditEntry.objects.count() - before]
    assert entry.fields == {"parent_id": [county.village.pk, county.village2.pk]}
    assert entry.label == Unit.objects.get(pk=county.grid.pk).name


def test_tables_of_all_counties_name_none(county: SimpleNamespace) -> None:
    save_row(LampPercent(yellow=50, orange=70), by=county.admin)
    assert last(kind="duties_lamppercent").county_id is None
    save_row(LampPercent(county=county.county, yellow=50, orange=70), by=county.admin)
    assert last(kind="duties_lamppercent").county_id == county.county.pk
