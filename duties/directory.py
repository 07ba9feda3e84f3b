# SPDX-License-Identifier: Apache-2.0
"""Matters, standards and everything about duties in process memory, under one version number.

The tables are small and change rarely: all are read at once (ten queries), and again only when
`DutyVersion` says that somebody wrote. The writer's own process notices at once, others within
two seconds.
"""

import threading
import time
from dataclasses import dataclass, field

from django.db.models import Prefetch

from duties.models import (
    CalendarDay,
    Duty,
    DutyVersion,
    FilingStandard,
    LampPercent,
    Matter,
    ProcessLimit,
    Reason,
    RulingRule,
    SampleShare,
    Stage,
    WorkCalendar,
)

# How old the answer to "has anything changed?" may be, in another process than the writer.
CHECK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of a standard (阶段): what, within how much of which unit."""

    kind: str
    limit: int
    unit: str


@dataclass(frozen=True, slots=True)
class StandardRow:
    """One version of a filing standard (立案标准); `level` and `urgency` override the matter's."""

    id: int
    no: int
    condition: str
    closing_condition: str
    stages: tuple[StageRow, ...]
    on_spot: str
    evidence: str
    check: str
    level: int | None
    urgency: str
    version: int
    matter_id: int
    active: bool


@dataclass(frozen=True, slots=True)
class MatterRow:
    """A matter (小类) with its live standards, by number."""

    id: int
    code: str
    name: str
    major_code: str
    major_name: str
    platform: str
    level: int
    urgency: str
    sensitive: bool
    standards: tuple[StandardRow, ...]
    note: str = ""
    must_reclassify: bool = False
    keywords: tuple[str, ...] = ()
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True)
class MajorRow:
    """A major (大类)."""

    id: int
    code: str
    name: str
    platform: str


# Compared and cached by identity: two readings of the same rows are two snapshots.
@dataclass(frozen=True, eq=False)
class Snapshot:
    """All tables of one version; replaced as a whole, never changed."""

    version: int | None = None
    majors: tuple[MajorRow, ...] = ()
    matters: tuple[MatterRow, ...] = ()
    matter_ids: dict[int, MatterRow] = field(default_factory=dict)
    matter_codes: dict[str, MatterRow] = field(default_factory=dict)
    standards: dict[int, StandardRow] = field(default_factory=dict)
    duties: dict[int, tuple[Duty, ...]] = field(default_factory=dict)
    calendars: dict[int | None, WorkCalendar] = field(default_factory=dict)
    days: dict[int | None, tuple[CalendarDay, ...]] = field(default_factory=dict)
    limits: dict[tuple[int | None, str, str], tuple[int, str]] = field(default_factory=dict)
    lamps: dict[int | None, tuple[int, int]] = field(default_factory=dict)
    samples: dict[int | None, tuple[int, int]] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    rulings: dict[int | None, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Memory:
    snapshot: Snapshot | None = None
    checked_at: float | None = None


_memory = _Memory()
_lock = threading.RLock()


def forget() -> None:
    """Drop everything (tests, whose rollbacks no version number can tell of)."""
    with _lock:
        _memory.snapshot = None
        _memory.checked_at = None


def mark_stale() -> None:
    """Let the next reader of this process look at the version at once."""
    _memory.checked_at = None


def snapshot() -> Snapshot:
    """Return all duty tables as of now, at most two seconds old in another process."""
    known, checked_at = _memory.snapshot, _memory.checked_at
    # A negative age is too old: a frozen or reset clock must not keep old rows for ever.
    if known and checked_at is not None and 0 <= time.monotonic() - checked_at < CHECK_SECONDS:
        return known
    with _lock:
        now = time.monotonic()
        version = DutyVersion.objects.values_list("version", flat=True).first()
        known = _memory.snapshot
        if known is None or known.version != version:
            known = _read(version)
            _memory.snapshot = known
        _memory.checked_at = now
        return known


def matters() -> tuple[MatterRow, ...]:
    """Return the matters in use (启用的事项), by code."""
    return snapshot().matters


def majors() -> tuple[MajorRow, ...]:
    """Return the majors (大类), by code."""
    return snapshot().majors


def matter_by_code(code: str) -> MatterRow | None:
    """Return the matter in use with this code; None for a major, a retired or unknown one."""
    row = snapshot().matter_codes.get(code)
    return row if row is not None and row.active else None


def matter_by_id(matter_id: int) -> MatterRow:
    """Return a matter, retired ones too: old events keep theirs. KeyError if there is none."""
    return snapshot().matter_ids[matter_id]


def is_retired(code: str) -> bool:
    """Return whether this is a matter that is no longer in use (已停用)."""
    row = snapshot().matter_codes.get(code)
    return row is not None and not row.active


def standard_by_id(standard_id: int) -> StandardRow:
    """Return a standard of any version: an event keeps the one it was filed under."""
    return snapshot().standards[standard_id]


def _read(version: int | None) -> Snapshot:
    """Read every table; the version was read before, so it is no newer than the rows."""
    rows = list(Matter.objects.order_by("code"))
    standards = _read_standards()
    top = {row.pk: row for row in rows if row.parent_id is None}
    live: dict[int, list[StandardRow]] = {}
    for standard in standards:
        if standard.active:
            live.setdefault(standard.matter_id, []).append(standard)
    found = tuple(
        _matter_row(row, top[row.parent_id], tuple(live.get(row.pk, ())))
        for row in rows
        if row.parent_id is not None
    )
    return Snapshot(
        version=version,
        majors=tuple(MajorRow(m.pk, m.code, m.name, m.platform) for m in top.values() if m.active),
        matters=tuple(row for row in found if row.active),
        matter_ids={row.id: row for row in found},
        matter_codes={row.code: row for row in found},
        standards={row.id: row for row in standards},
        duties=_group_duties(),
        calendars={row.county_id: row for row in WorkCalendar.objects.all()},
        days=_group_days(),
        limits={
            (row.county_id, row.kind, row.urgency): (row.limit, row.unit)
            for row in ProcessLimit.objects.all()
        },
        lamps={row.county_id: (row.yellow, row.orange) for row in LampPercent.objects.all()},
        samples={
            row.county_id: (row.percent, row.on_the_spot) for row in SampleShare.objects.all()
        },
        reasons=tuple(Reason.objects.filter(active=True)),
        rulings=dict(RulingRule.objects.values_list("county_id", "after_returns")),
    )


def _read_standards() -> list[StandardRow]:
    stages = Prefetch("stages", Stage.objects.order_by("order"))
    rows = FilingStandard.objects.order_by("matter__code", "no", "version")
    return [_standard_row(row) for row in rows.prefetch_related(stages)]


def _standard_row(row: FilingStandard) -> StandardRow:
    return StandardRow(
        id=row.pk,
        no=row.no,
        condition=row.condition,
        closing_condition=row.closing_condition,
        stages=tuple(StageRow(s.kind, s.limit, s.unit) for s in row.stages.all()),
        on_spot=row.on_spot,
        evidence=row.evidence,
        check=row.check_by,
        level=row.level,
        urgency=row.urgency,
        version=row.version,
        matter_id=row.matter_id,
        active=row.active,
    )


def _matter_row(row: Matter, major: Matter, standards: tuple[StandardRow, ...]) -> MatterRow:
    return MatterRow(
        id=row.pk,
        code=row.code,
        name=row.name,
        major_code=major.code,
        major_name=major.name,
        platform=row.platform,
        level=row.level,
        urgency=row.urgency,
        sensitive=row.sensitive,
        standards=standards,
        note=row.note,
        must_reclassify=row.must_reclassify,
        keywords=tuple(row.keywords),
        active=row.active,
        version=row.version,
    )


def _group_duties() -> dict[int, tuple[Duty, ...]]:
    """All versions: an event of last month is asked about as the list was then."""
    groups: dict[int, list[Duty]] = {}
    for duty in Duty.objects.all():
        groups.setdefault(duty.matter_id, []).append(duty)
    return {matter: tuple(found) for matter, found in groups.items()}


def _group_days() -> dict[int | None, tuple[CalendarDay, ...]]:
    groups: dict[int | None, list[CalendarDay]] = {}
    for day in CalendarDay.objects.all():
        groups.setdefault(day.county_id, []).append(day)
    return {county: tuple(found) for county, found in groups.items()}
