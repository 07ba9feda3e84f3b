# SPDX-License-Identifier: Apache-2.0
"""Walk a county's chain and say whether it is whole: verified, erased by line n, or missing.

Recomputes every hash from the stored bytes, compares the columns with what was hashed, and the
texts beside the chain with their digests.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from events.models import Ledger, Step, StepText

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.get_fixed_timezone(0))
CHUNK = 2000
Texts = dict[UUID, dict[str, StepText]]


@dataclass
class Verdict:
    """What a walk found. `bad_seq` is the first line that is wrong, None if the chain is whole."""

    county_id: int
    lines: int = 0
    verified_texts: int = 0
    erased: dict[int, list[int]] = field(default_factory=dict)
    bad_seq: int | None = None
    reason: str = ""
    head: str = ""

    @property
    def is_whole(self) -> bool:
        return self.bad_seq is None


class Broken(Exception):
    """The chain is broken at a line."""

    def __init__(self, seq: int, reason: str) -> None:
        super().__init__(reason)
        self.seq, self.reason = seq, reason


def micros(at: datetime) -> int:
    """Microseconds since 1970: how a time is hashed."""
    gone = at - EPOCH
    return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds


def line_hash(prev: bytes, seq: int, at: datetime, content: bytes) -> bytes:
    """sha256(previous hash || number || time || content): what `ledger_write_line` computes."""
    head = seq.to_bytes(8, "big", signed=True) + micros(at).to_bytes(8, "big", signed=True)
    return hashlib.sha256(prev + head + content).digest()


def verify_county(ledger: Ledger, heads: dict[int, str] | None = None) -> Verdict:
    """Walk one county's chain; `heads` are {number: hash} saved elsewhere, to compare with."""
    verdict = Verdict(ledger.county_id)
    with _one_view():
        ledger.refresh_from_db()
        try:
            _walk(ledger, verdict, heads or {})
        except Broken as broken:
            verdict.bad_seq, verdict.reason = broken.seq, broken.reason
    return verdict


@contextmanager
def _one_view() -> Iterator[None]:
    """Head, lines and texts as of one moment: people go on working while the chain is walked."""
    if connection.in_atomic_block:  # a caller's transaction has its own view
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _walk(ledger: Ledger, verdict: Verdict, heads: dict[int, str]) -> None:
    prev = hashlib.sha256(f"county {ledger.county_id}".encode()).digest()
    erasures: dict[str, int] = {}
    waiting: list[tuple[int, str]] = []
    for steps in _chunks(ledger.county_id):
        texts = _texts_of(steps)
        for step in steps:
            prev = _check_line(step, verdict.lines + 1, prev)
            verdict.lines = step.seq
            if heads.get(step.seq, prev.hex()) != prev.hex():
                raise Broken(step.seq, "differs from the head saved elsewhere")
            said: dict[str, Any] = json.loads(bytes(step.content))
            for line, kind in said.get("erased", []):
                erasures[f"{line}:{kind}"] = step.seq
            waiting += _check_texts(step, said, texts[step.line], verdict)
    _check_head(ledger, verdict, prev, heads)
    for seq, key in waiting:
        if key not in erasures:
            raise Broken(seq, "a text was emptied without an erasure line")
        verdict.erased.setdefault(erasures[key], []).append(seq)


def _chunks(county_id: int) -> Iterator[list[Step]]:
    last = 0
    while True:
        rows = Step.objects.filter(county_id=county_id, seq__gt=last).order_by("seq")[:CHUNK]
        steps = list(rows)
        if not steps:
            return
        yield steps
        last = steps[-1].seq


def _check_line(step: Step, expected: int, prev: bytes) -> bytes:
    if step.seq != expected:
        raise Broken(expected, "a line is missing")
    content = bytes(step.content)
    if bytes(step.prev_hash) != prev:
        raise Broken(step.seq, "does not follow from the line before it")
    found = line_hash(prev, step.seq, step.at, content)
    if found != bytes(step.hash):
        raise Broken(step.seq, "was changed: its hash does not match its content")
    said = json.loads(content)
    columns = (step.move, step.from_state, step.to_state, step.event_id, step.by_id, step.unit_id)
    hashed = (
        said["move"],
        said.get("from") or "",
        said.get("to") or "",
        said.get("event"),
        said.get("by"),
        said.get("unit"),
    )
    if columns != hashed or str(step.line) != said["line"]:
        raise Broken(step.seq, "was changed: a column differs from what was hashed")
    return found


def _texts_of(steps: list[Step]) -> Texts:
    texts: Texts = {step.line: {} for step in steps}
    for row in StepText.objects.filter(line__in=list(texts)):
        texts[row.line][row.kind] = row
    return texts


def _check_texts(
    step: Step, said: dict[str, Any], texts: dict[str, StepText], verdict: Verdict
) -> list[tuple[int, str]]:
    emptied, digests = [], said.get("texts", {})
    if added := sorted(texts.keys() - digests.keys()):
        raise Broken(step.seq, f"a text '{added[0]}' was put beside it afterwards")
    for kind, wanted in digests.items():
        row = texts.get(kind)
        if row is None:
            raise Broken(step.seq, f"its text '{kind}' is missing")
        if row.event_id != (step.event_id or 0):
            raise Broken(step.seq, f"its text '{kind}' was put beside another event")
        if row.body is None or row.salt is None:
            emptied.append((step.seq, f"{step.line}:{kind}"))
            continue
        if hashlib.sha256(bytes(row.salt) + row.body.encode()).hexdigest() != wanted:
            raise Broken(step.seq, f"its text '{kind}' was changed")
        verdict.verified_texts += 1
    return emptied


def _check_head(ledger: Ledger, verdict: Verdict, prev: bytes, heads: dict[int, str]) -> None:
    verdict.head = prev.hex()
    if ledger.seq != verdict.lines:
        raise Broken(min(ledger.seq, verdict.lines) + 1, "the head and the last line differ")
    if ledger.seq and bytes(ledger.hash) != prev:
        raise Broken(ledger.seq, "the head's hash is not the last line's")
    if missing := [seq for seq in heads if seq > verdict.lines]:
        raise Broken(min(missing), "a line that was saved elsewhere is missing")
