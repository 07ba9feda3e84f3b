# SPDX-License-Identifier: Apache-2.0
"""The migrated, empty database that every test process copies.

Migrating costs twenty seconds of a core, copying a third of one. It is made once for each content
of the migrations, by whoever comes first; the others wait, and older ones are dropped.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tests.product import ROOT

PREFIX = "governance_template_"
# Any number, the same for every process.
LOCK = 0x746D706C


def template() -> str:
    """The name of a database to copy, made now if there is none."""
    name = PREFIX + _digest()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        known = {row[0] for row in cursor.fetchall()}
        if name not in known:
            for old in known:
                cursor.execute(f"DROP DATABASE IF EXISTS {old}")
            _make(f"{name}_new")
            cursor.execute(f"ALTER DATABASE {name}_new RENAME TO {name}")
    return name


def _digest() -> str:
    found = hashlib.sha256()
    for file in sorted(ROOT.glob("*/migrations/*.py")):
        found.update(file.read_bytes())
    return found.hexdigest()[:16]


def _make(name: str) -> None:
    with _named(name):
        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
        connection.settings_dict["NAME"] = before


@contextmanager
def _named(name: str) -> Iterator[None]:
    test = connection.settings_dict["TEST"]
    before, test["NAME"] = test["NAME"], name
    try:
        yield
    finally:
        test["NAME"] = before
