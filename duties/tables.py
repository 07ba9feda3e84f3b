# SPDX-License-Identifier: Apache-2.0
"""The tables that ship with the product (duties/data): read, split and digested."""

import csv
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from duties.models import LimitUnit, Stage

DATA = Path(__file__).resolve().parent / "data"

Row = dict[str, str]

_STAGE = re.compile(r"([a-z_]+) ([1-9][0-9]*) ([a-z_]+)")


class TableRefused(ValueError):
    """A table of ours that cannot be read, with the reason."""


@dataclass(frozen=True, slots=True)
class StageDraft:
    """A stage as the standards table writes it: `make_safe 4 urgent_hour`."""

    kind: str
    limit: int
    unit: str


@lru_cache(maxsize=8)
def rows_of(name: str) -> tuple[Row, ...]:
    """Return the rows of a shipped table; lines that begin with # are notes."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        lines = [line for line in table if not line.startswith("#")]
    return tuple(csv.DictReader(lines))


def digest_of(row: Row) -> str:
    """Return what tells whether a row of a table has changed since it was loaded."""
    told = "\x1f".join(f"{key}={row[key]}" for key in sorted(row))
    return hashlib.sha256(told.encode()).hexdigest()


def parse_stages(text: str) -> tuple[StageDraft, ...]:
    """Return the stages (阶段) in a cell: `make_safe 4 urgent_hour; result 15 work_day`."""
    stages = []
    for part in text.split(";"):
        found = _STAGE.fullmatch(part.strip())
        if not found or found[1] not in Stage.Kind or found[3] not in LimitUnit:
            raise TableRefused(f"{part!r} is not a stage, a number and a unit")
        stages.append(StageDraft(found[1], int(found[2]), found[3]))
    if len({stage.kind for stage in stages}) < len(stages):
        raise TableRefused(f"{text!r} names a stage twice")
    return tuple(stages)


def names_in(text: str) -> list[str]:
    """Return the names that a cell lists, divided by 、 (顿号)."""
    return [name for name in text.split("、") if name]
