# SPDX-License-Identifier: Apache-2.0
"""Loading the shipped tables into the database, over and over, without losing a county's edits.

Each row remembers the digest of the table's row it came from. The same digest means that the
table says nothing new, so whatever the county made of the row stays; another digest means that
the product has a new word, which becomes a new version.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models, transaction

from accounts.models import User
from duties.actions.duty_list import put_versions
from duties.actions.recomputing import order_for
from duties.actions.standards import retire_standards, write_stages
from duties.actions.versions import bump_version, lock_tables
from duties.models import (
    ClockOrder,
    Duty,
    FilingStandard,
    LampPercent,
    Matter,
    ProcessLimit,
    Reason,
    RulingRule,
    SampleShare,
    WorkCalendar,
)
from duties.tables import Row, digest_of, names_in, parse_stages, rows_of
from grids.access import check_keeps

_DEFAULT_HOURS = [["08:00", "12:00"], ["14:00", "18:00"]]
_MAJOR_LENGTH = 2

Fields = dict[str, Any]


@transaction.atomic
def load_matters() -> int:
    """Load matters, standards, duties, reasons and limits (载入事项清单); return rows written.

    Idempotent: a second call reads eight small tables and writes nothing.
    """
    lock_tables()
    written = _load_matter_rows()
    matters = dict(Matter.objects.values_list("code", "pk"))
    written += _load_standards(matters)
    written += _load_duties(matters)
    written += _load_plain(
        Reason.objects.all(),
        rows_of("reasons"),
        lambda reason: (reason.move, reason.code),
        lambda row: (row["move"], row["code"]),
        lambda row: {
            **row,
            "order": int(row["order"]),
            "disputed": row["disputed"] == "1",
            "active": True,
        },
    )
    written += _load_limits()
    written += _load_defaults()
    if written:
        bump_version()
    return written


@transaction.atomic
def revise_matter(matter: Matter, *, by: User) -> Matter:
    """Save a matter that somebody changed (修订事项) as its next version."""
    check_keeps(by, None)
    lock_tables()
    if matter.pk is not None:
        matter.version += 1
    matter.save()
    bump_version()
    return matter


def _load_matter_rows() -> int:
    """Majors first: a matter needs its major's key."""
    known = {row.code: row for row in Matter.objects.all()}
    rows = rows_of("matters")
    tops = [row for row in rows if len(row["code"]) == _MAJOR_LENGTH]
    written = _write_matters(tops, known, {})
    majors = dict(Matter.objects.filter(parent__isnull=True).values_list("code", "pk"))
    written += _write_matters([row for row in rows if row not in tops], known, majors)
    gone = known.keys() - {row["code"] for row in rows}
    return written + _retire_matters([known[code].pk for code in gone])


def _write_matters(rows: Iterable[Row], known: dict[str, Matter], majors: dict[str, int]) -> int:
    new, changed = [], []
    for row in rows:
        matter = known.get(row["code"])
        digest = digest_of(row)
        if matter is None:
            new.append(Matter(**_matter_fields(row, majors), loaded_digest=digest))
        elif matter.loaded_digest != digest:
            for name, value in _matter_fields(row, majors).items():
                setattr(matter, name, value)
            matter.version += 1
            matter.loaded_digest = digest
            changed.append(matter)
    Matter.objects.bulk_create(new)
    if changed:
        names = [*_matter_fields(rows_of("matters")[0], {}), "version", "loaded_digest"]
        Matter.objects.bulk_update(changed, names)
    return len(new) + len(changed)


def _retire_matters(keys: list[int]) -> int:
    """What the table no longer has goes out of use, unless the county added it itself."""
    gone = Matter.objects.filter(pk__in=keys).exclude(loaded_digest="")
    return gone.update(active=False, loaded_digest="", version=models.F("version") + 1)


def _matter_fields(row: Row, majors: dict[str, int]) -> Fields:
    return {
        "code": row["code"],
        "name": row["name"],
        "note": row["note"],
        "parent_id": majors.get(row["code"][:_MAJOR_LENGTH]),
        "platform": row["platform"],
        "level": int(row["level"]),
        "urgency": row["urgency"],
        "sensitive": row["sensitive"] == "1",
        "must_reclassify": row["must_reclassify"] == "1",
        "keywords": row["keywords"].split(),
        "basis": row["basis"],
        "active": True,
    }


def _load_standards(matters: dict[str, int]) -> int:
    """A changed row becomes a new version; the one in force before goes out of use."""
    loaded: dict[tuple[int, int], str] = {}
    last: dict[tuple[int, int], int] = {}
    for known in FilingStandard.objects.order_by("version"):
        key = (known.matter_id, known.no)
        last[key] = known.version
        loaded[key] = known.loaded_digest or loaded.get(key, "")
    rows = {(matters[row["matter"]], int(row["no"])): row for row in rows_of("standards")}
    changed = {key: row for key, row in rows.items() if loaded.get(key) != digest_of(row)}
    gone = {key for key, digest in loaded.items() if digest and key not in rows}
    for matter, no in changed.keys() & last.keys() | gone:
        retire_standards(FilingStandard.objects.filter(matter=matter, no=no))
    for matter, no in gone:
        FilingStandard.objects.filter(matter=matter, no=no).update(loaded_digest="")
    new = [
        FilingStandard(**_standard_fields(row, matters), version=last.get(key, 0) + 1)
        for key, row in changed.items()
    ]
    FilingStandard.objects.bulk_create(new)
    stages = [parse_stages(row["stages"]) for row in changed.values()]
    write_stages(zip(new, stages, strict=True))
    return len(new) + len(gone)


def _standard_fields(row: Row, matters: dict[str, int]) -> Fields:
    return {
        "matter_id": matters[row["matter"]],
        "no": int(row["no"]),
        "condition": row["condition"],
        "closing_condition": row["closing_condition"],
        "on_spot": row["on_spot"],
        "evidence": row["evidence"],
        "check_by": row["check"],
        "level": int(row["level"]) if row["level"] else None,
        "urgency": row["urgency"],
        "loaded_digest": digest_of(row),
    }


def _load_duties(matters: dict[str, int]) -> int:
    """The default lines: a changed one is a new version; a county's own stand beside them."""
    known = Duty.objects.filter(county__isnull=True, scope="", standard_no=None)
    last = {duty.matter_id: duty for duty in known.order_by("version")}
    changed = []
    for row in rows_of("duties"):
        before, digest = last.get(matters[row["matter"]]), digest_of(row)
        if before is None or before.loaded_digest != digest:
            changed.append(Duty(**_duty_fields(row, matters), loaded_digest=digest))
    put_versions(changed, by=None)
    return len(changed)


def _duty_fields(row: Row, matters: dict[str, int]) -> Fields:
    return {
        "matter_id": matters[row["matter"]],
        "lead": row["lead"],
        "platform": row["platform"],
        "station": row["station"],
        "department": row["department"],
        "hears": names_in(row["hears"]),
        "level_min": int(row["level_min"]) if row.get("level_min") else None,
        "level_max": int(row["level_max"]) if row.get("level_max") else None,
    }


def _load_limits() -> int:
    """Default limits; where some were in force before, clocks run by them and are computed anew."""
    known = ProcessLimit.objects.filter(county__isnull=True)
    in_use = known.exists()
    written = _load_plain(
        known,
        rows_of("process_limits"),
        lambda limit: (limit.kind, limit.urgency),
        lambda row: (row["kind"], row["urgency"]),
        lambda row: {**row, "limit": int(row["limit"])},
    )
    if written and in_use:
        order_for({None}, ClockOrder.Why.LIMITS, by=None)
    return written


def _load_plain(
    known: models.QuerySet[Any],
    rows: Iterable[Row],
    key_of: Callable[[Any], tuple[Any, ...]],
    key_in: Callable[[Row], tuple[Any, ...]],
    fields_of: Callable[[Row], Fields],
) -> int:
    """Write the rows of a table that has no versions: new ones, and those the table changed."""
    found = {key_of(one): one for one in known}
    new, written = [], 0
    for row in rows:
        one, digest = found.get(key_in(row)), digest_of(row)
        fields = {**fields_of(row), "loaded_digest": digest}
        if one is None:
            new.append(known.model(**fields))
        elif one.loaded_digest != digest:
            known.model.objects.filter(pk=one.pk).update(**fields)
            written += 1
    known.model.objects.bulk_create(new)
    return len(new) + written


def _load_defaults() -> int:
    """The default hours, lamps, samples, ruling; own rows, edited ones, stay."""
    hours = WorkCalendar.objects.get_or_create(county=None, defaults={"hours": _DEFAULT_HOURS})
    made = [hours[1]]
    for table in (LampPercent, SampleShare, RulingRule):
        made.append(table.objects.get_or_create(county=None)[1])
    return sum(made)
