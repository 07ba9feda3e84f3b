# SPDX-License-Identifier: Apache-2.0
"""改一行: a copy of the ledger's last lines in temporary tables, one byte changed, and found.

The temporary tables bear the names of the real ones and hide them from this transaction, so the
very code that verifies the ledger verifies the copy, and nothing here can reach the real chain.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from events.models import Ledger, Step, StepText
from events.verify import line_hash, verify_county

MOST_LINES = 50
# How far from the end the changed line stands.
FROM_END = 13


@dataclass(frozen=True)
class Found:
    """What was changed, and what the verification says."""

    lines: int
    whole_before: bool
    changed_line: int
    changed_seq: int
    was: str
    now: str
    found_line: int | None
    reason: str


def tamper_with_copy(county_id: int) -> Found | None:
    """Copy, verify, change one byte, verify again; None while the chain is too short."""
    with transaction.atomic(), _scratch_tables():
        numbers = _copy(county_id)
        if len(numbers) < 2:
            return None
        ledger = _head(county_id)
        before = verify_county(ledger)
        line = max(1, len(numbers) - FROM_END)
        was, now = _change(county_id, line)
        after = verify_county(ledger)
        return Found(
            lines=len(numbers),
            whole_before=before.is_whole,
            changed_line=line,
            changed_seq=numbers[line - 1],
            was=was,
            now=now,
            found_line=after.bad_seq,
            reason=after.reason,
        )


@contextmanager
def _scratch_tables() -> Iterator[None]:
    """Hide the ledger's tables behind empty temporary ones until the transaction ends."""
    connection.ensure_connection()
    line = connection.connection
    # A statement prepared earlier would still know the real tables.
    threshold, line.prepare_threshold = line.prepare_threshold, None
    try:
        with connection.cursor() as cursor:
            for model in (Ledger, Step, StepText):
                name = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(
                    f"CREATE TEMP TABLE {name} (LIKE public.{name} INCLUDING INDEXES)"
                    " ON COMMIT DROP"
                )
        yield
    finally:
        line.prepare_threshold = threshold


def _copy(county_id: int) -> list[int]:
    """The last lines as a chain of their own from 1; the real numbers they had."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO pg_temp.events_step SELECT * FROM public.events_step"
            " WHERE county_id = %s ORDER BY seq DESC LIMIT %s",
            [county_id, MOST_LINES],
        )
        cursor.execute(
            "INSERT INTO pg_temp.events_steptext SELECT beside.* FROM public.events_steptext"
            " AS beside JOIN pg_temp.events_step AS copied USING (line)"
        )
    steps = list(Step.objects.filter(county_id=county_id).order_by("seq"))
    numbers = [step.seq for step in steps]
    prev = hashlib.sha256(f"county {county_id}".encode()).digest()
    for place, step in enumerate(steps, 1):
        step.seq, step.prev_hash = place, prev
        step.hash = prev = line_hash(prev, place, step.at, bytes(step.content))
    Step.objects.bulk_update(steps, ["seq", "prev_hash", "hash"])
    return numbers


def _head(county_id: int) -> Ledger:
    last = Step.objects.filter(county_id=county_id).order_by("-seq")[0]
    head = Ledger(county_id=county_id, seq=last.seq, at=last.at, hash=bytes(last.hash))
    head.save(force_insert=True)
    return head


def _change(county_id: int, line: int) -> tuple[str, str]:
    """Change one byte of one line, as somebody with the database's password could."""
    step = Step.objects.get(county_id=county_id, seq=line)
    was = bytes(step.content).decode()
    at = was.index('"move":"') + len('"move":"')
    now = f"{was[:at]}{chr(ord(was[at]) ^ 1)}{was[at + 1 :]}"
    Step.objects.filter(pk=step.pk).update(content=now.encode())
    return was[at - 8 : at + 12], now[at - 8 : at + 12]
