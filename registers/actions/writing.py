# SPDX-License-Identifier: Apache-2.0
"""What every write of a record is made of: once per `client_uuid`, one line in the change log."""

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import BadFields, UuidReused
from accounts.sealed import keyed_digests
from grids.directory import UnitRow, unit_by_id
from registers.models import Dwelling, Person, PersonTag, Record, RecordChange
from registers.queries import care_tags, place_kinds, today


@dataclass(frozen=True)
class Done:
    """What a write answers: the record's id, and whether this was a repeat."""

    record_id: int
    replayed: bool = False


@dataclass(frozen=True)
class Request:
    """Who asks for a write, and how a repeat of it is told."""

    by: User
    client_uuid: uuid.UUID | None
    # Of the body, under every key: the first is kept.
    digests: tuple[bytes, ...]

    @classmethod
    def of(cls, by: User, client_uuid: uuid.UUID | None, *body: Any) -> "Request":
        text = json.dumps(body, sort_keys=True, default=str, ensure_ascii=False)
        digests = keyed_digests(text.encode("utf-8", "surrogatepass")) if client_uuid else ()
        return cls(by, client_uuid, tuple(digests))

    def repeated(self) -> Done | None:
        """The first result of this request; `UuidReused` if the uuid carried another body."""
        if self.client_uuid is None:
            return None
        known = RecordChange.objects.filter(by=self.by, client_uuid=self.client_uuid).first()
        if known is None:
            return None
        if bytes(known.body_digest or b"") not in self.digests:
            raise UuidReused
        return Done(known.record_id, replayed=True)


def once(request: Request, work: Callable[[], int]) -> Done:
    """Do the work once in one transaction; a repeat, also a parallel one, gets its result."""
    if repeat := request.repeated():
        return repeat
    try:
        with transaction.atomic():
            return Done(work())
    except IntegrityError:
        # Somebody was faster: with this very request, or with the same record.
        if repeat := request.repeated():
            return repeat
        raise BadFields({"": [_("刚才已有人登记了同一条,请刷新后再看")]}) from None


def note_change(
    request: Request, kind: str, record: Record, what: str, fields: Iterable[str], **why: str
) -> None:
    """One line of the change log (变更留痕): which fields, no value; of an erasure also why."""
    RecordChange.objects.create(
        by=request.by,
        county_id=county_of(record),
        kind=kind,
        record_id=record.pk,
        what=what,
        fields=sorted(fields),
        client_uuid=request.client_uuid,
        body_digest=next(iter(request.digests), None),
        **why,
    )


def county_of(record: Record) -> int:
    """The id of the county a record lies in."""
    county = unit_by_id(record.grid_id).county_id
    assert county is not None  # grids stand in counties
    return county


def put(record: Record, values: dict[str, Any]) -> set[str]:
    """Set columns that are plain; the names of those that changed."""
    changed = set()
    for name, value in values.items():
        column = "kind_id" if name == "kind" and record._meta.model_name == "place" else name
        if getattr(record, column) != value:
            setattr(record, column, value)
            changed.add(name)
    return changed


def put_address(person: Person, grid: UnitRow, address: str) -> bool:
    """Let a person live at an address: the grid's dwelling there, made if it is not known yet."""
    before = person.dwelling_id
    person.dwelling = None
    if address:
        person.dwelling, _made = Dwelling.objects.get_or_create(
            grid_id=grid.id, address=address, removed_at__isnull=True, defaults={"grid_id": grid.id}
        )
    return person.dwelling_id != before


def kind_code(given: str) -> str:
    """The code of a place's kind, given by code or name."""
    for kind in place_kinds().values():
        if given in (kind.code, kind.name):
            return kind.code
    raise BadFields({"kind": [_("没有这种场所类型")]})


def tag_codes(names: Iterable[str], *, sensitive: bool) -> set[str]:
    """The codes of tags given by code or name; those one may not set do not exist."""
    tags = care_tags(sensitive=sensitive)
    known = {tag.name: code for code, tag in tags.items()} | {code: code for code in tags}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise BadFields({"tags": [_("没有这个标签:%(name)s") % {"name": unknown[0][:20]}]})
    return {known[name] for name in names}


def set_tags(person: Person, codes: set[str], *, sensitive: bool) -> bool:
    """Have exactly these tags, as far as one may see them; a hidden one stays as it is."""
    visible = care_tags(sensitive=sensitive)
    held = set(person.tags.filter(tag__in=visible).values_list("tag_id", flat=True))
    person.tags.filter(tag__in=held - codes).delete()
    PersonTag.objects.bulk_create(
        PersonTag(
            person=person, tag_id=code, until=today() + timedelta(days=visible[code].keep_days)
        )
        for code in sorted(codes - held)
    )
    return held != codes
