# SPDX-License-Identifier: Apache-2.0
"""Reads of the registers: search within what somebody may reach, and the logs."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from registers.models import CareTag, PersonTag, PlaceKind, ReadingLog, RecordChange

_TAIL = re.compile(r"[0-9]{4}")


def today() -> date:
    """The day in the county's time."""
    return timezone.localdate()


def with_shown(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With what a row shows beside its own columns: one join, and one query for tags."""
    names = {each.name for each in rows.model._meta.get_fields()}
    if "dwelling" in names:
        live = PersonTag.objects.filter(until__gte=today()).select_related("tag")
        tags = Prefetch("tags", live.order_by("tag_id"), to_attr="live_tags")
        return rows.select_related("dwelling").prefetch_related(tags)
    if rows.model._meta.model_name == "place":
        return rows.select_related("kind")
    return rows


def search(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """By the beginning of a name, a part of an address, or the last four figures of a phone.

    A person is found by the beginning alone: a part of a name would find half a village.
    """
    if not words:
        return rows
    names = {each.name for each in rows.model._meta.get_fields()}
    if _TAIL.fullmatch(words) and "phone" in names:
        return rows.filter(phone__endswith=words)
    found = Q(pk__in=())
    if "name" in names:
        is_person = "id_number" in names
        found |= Q(name__startswith=words) if is_person else Q(name__contains=words)
    if "dwelling" in names:
        found |= Q(dwelling__address__contains=words)
    elif "address" in names:
        found |= Q(address__contains=words)
    return rows.filter(found)


def tagged(rows: QuerySet[Any], tag: CareTag, trusted: Collection[int]) -> QuerySet[Any]:
    """The people with a tag; with a sensitive one in the grids where it may be read."""
    found = rows.filter(tags__tag=tag, tags__until__gte=today())
    return found.filter(grid_id__in=trusted) if tag.sensitive else found


def place_kinds() -> dict[str, PlaceKind]:
    """The kinds of places in use, by code. One query."""
    return {kind.code: kind for kind in PlaceKind.objects.filter(active=True)}


def care_tags(*, sensitive: bool) -> dict[str, CareTag]:
    """The tags in use, by code; sensitive ones only for those who may set them. One query."""
    tags = CareTag.objects.filter(active=True)
    if not sensitive:
        tags = tags.filter(sensitive=False)
    return {tag.code: tag for tag in tags}


def readings_in(counties: set[int]) -> QuerySet[ReadingLog]:
    """Who opened which record, newest first."""
    rows = ReadingLog.objects.filter(county_id__in=counties)
    return rows.select_related("by").order_by("-id")


def changes_of(kind: str, pk: int) -> QuerySet[RecordChange]:
    """Who changed a record, newest first."""
    return RecordChange.objects.filter(kind=kind, record_id=pk).select_related("by").order_by("-id")
