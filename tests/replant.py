# SPDX-License-Identifier: Apache-2.0
"""Rows that many tests begin with, made once by the real actions and copied back after that.

Building the small county and loading the matters costs 100 ms of each of a thousand tests; copying
the very rows costs a tenth. Each process keeps its own copy, made in its own database.
"""

from collections.abc import Callable

from django.apps import apps
from django.db import connection

_kept: dict[str, dict[str, bytes]] = {}


def replant(name: str, labels: tuple[str, ...], build: Callable[[], object]) -> None:
    """Have the rows that `build` makes in the tables of these apps, by building or by copying."""
    if name not in _kept:
        build()
        _kept[name] = {table: rows for table in _tables(labels) if (rows := _read(table))}
        return
    for table in _kept[name]:
        _write(table, _kept[name][table])


def _tables(labels: tuple[str, ...]) -> list[str]:
    return [
        model._meta.db_table
        for label in labels
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]


def _read(table: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
        if cursor.fetchone() is None:
            return b""
        with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copied:
            return b"".join(bytes(part) for part in copied)


def _write(table: str, rows: bytes) -> None:
    """Put the rows back. References are checked when the transaction ends, so in any order."""
    with connection.cursor() as cursor:
        # Some tables have rows from a migration, which a flush of another test may have taken.
        cursor.execute(f"DELETE FROM {table}")
        with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copying:
            copying.write(rows)
