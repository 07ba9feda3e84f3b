# SPDX-License-Identifier: Apache-2.0
"""密文: identity numbers lie sealed in the database, are found by fingerprint, and change keys."""

import importlib
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.refusals import BadFields
from accounts.sealed import fingerprint
from registers.actions.records import add_record, change_record
from registers.models import Person, RecordChange
from tests.registers.conftest import ID_NUMBER

OLD, NEW = "old-key-of-thirty-two-characters", "new-key-of-thirty-two-characters"


def raw() -> tuple[str, str]:
    """The number and its fingerprint as they lie in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, id_digest FROM registers_person ORDER BY id")
        found: tuple[str, str] = cursor.fetchone()
    return found


def test_the_database_holds_no_number(town: SimpleNamespace) -> None:
    kept, mark = raw()
    assert ID_NUMBER not in kept and ID_NUMBER[6:14] not in kept
    assert mark == fingerprint(ID_NUMBER) and ID_NUMBER not in mark
    assert Person.objects.get().id_number == ID_NUMBER
    for asked in ({"id_number": ID_NUMBER}, {"id_number__startswith": "33"}):
        with pytest.raises(FieldError):
            Person.objects.filter(**asked)
    again = {"name": "别名", "id_number": ID_NUMBER}
    with pytest.raises(BadFields):
        add_record("person", grid=town.grid.code, values=again, by=town.lin)
    change_record("person", town.elder.pk, values={"id_number": ""}, by=town.lin)
    assert raw() == ("", "")
    assert RecordChange.objects.latest("pk").fields == ["id_number"]


def test_keys_change_without_losing_a_number(town: SimpleNamespace, settings: Any) -> None:
    settings.FIELD_KEYS = [OLD, *settings.FIELD_KEYS]
    change_record("person", town.elder.pk, values={"id_number": "110101199003070185"}, by=town.lin)
    settings.FIELD_KEYS = [NEW, OLD]
    same = {"name": "别名", "id_number": "110101199003070185"}
    assert Person.objects.get().id_number == same["id_number"]
    with pytest.raises(BadFields):  # found under the older key as well
        add_record("person", grid=town.grid.code, values=same, by=town.lin)
    out = StringIO()
    call_command("reseal", stdout=out)
    assert "registers.Person: 1 rows" in out.getvalue() and "disputes.Party" in out.getvalue()
    settings.FIELD_KEYS = [NEW]
    assert Person.objects.get().id_number == same["id_number"]
    assert raw()[1] == fingerprint(same["id_number"])
    settings.FIELD_KEYS = [OLD]
    with pytest.raises(ImproperlyConfigured):
        Person.objects.get()


def test_the_migration_seals_what_is_there_and_opens_it_again(town: SimpleNamespace) -> None:
    for app, table in (("registers", "0005_seal_numbers"), ("disputes", "0004_seal_numbers")):
        moved = importlib.import_module(f"{app}.migrations.{table}")
        apps = MigrationLoader(connection).project_state((app, table)).apps
        moved.unseal(apps, None)
        if app == "registers":
            assert raw() == (ID_NUMBER, "")
        moved.seal(apps, None)
    assert raw()[1] == fingerprint(ID_NUMBER)
    assert Person.objects.get().id_number == ID_NUMBER
