# SPDX-License-Identifier: Apache-2.0
"""Reading the inbox (读消息): lines with their words, how many are unread."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from duties.directory import matter_by_id
from events.access import events_in_reach
from events.lifecycle import State
from events.models import Delivery, Event
from events.pages import Order
from events.standing import Standing
from grids.directory import unit_by_code, unit_by_id
from notices.models import Notice, Reply, TextTemplate
from notices.texts import Words, fill, sensitive_words, shipped

NEWEST = Order("newest", "made_at", descending=True)
OLDEST = Order("oldest", "made_at")


@dataclass(frozen=True)
class Said:
    """A message as its reader sees it."""

    title: str
    text: str
    asks: bool


def notices_of(user: User, *, unread: bool = False) -> QuerySet[Notice]:
    """Somebody's own messages with their events."""
    rows = Notice.objects.filter(to_user=user).select_related("event")
    return rows.filter(read_at__isnull=True) if unread else rows


def unread_of(user: User) -> int:
    """How many are unread. One query."""
    return Notice.objects.filter(to_user=user, read_at__isnull=True).count()


def unread_by_user(user_ids: Collection[int]) -> dict[int, int]:
    """The same for all desks of a process. One query."""
    unread = Notice.objects.filter(to_user__in=sorted(user_ids), read_at__isnull=True)
    counted = unread.order_by().values_list("to_user").annotate(n=Count("pk"))
    return {**dict.fromkeys(user_ids, 0), **dict(counted)}


def facts_of(event: Event, params: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a text may name of an event: as of the message's codes, else as it is now."""
    codes = params or {}
    unit = unit_by_code(codes["unit"]) if "unit" in codes else None
    unit = unit or unit_by_id(event.holder_id)
    return {
        "number": event.number,
        "matter": matter_by_id(event.matter_id).name,
        "unit": unit.name,
        "state": str(State(codes.get("state", event.state)).label),
        "reply": codes.get("reply", ""),
    }


def own_words(kind: str, events: Iterable[Event]) -> dict[tuple[int, str], TextTemplate]:
    """The words that these events' counties wrote themselves, by county and code. One query."""
    counties = {event.county_id for event in events}
    rows = TextTemplate.objects.filter(kind=kind, county__in=counties)
    return {(row.county_id, row.code): row for row in rows}


def said(
    kind: str,
    code: str,
    event: Event,
    own: Mapping[tuple[int, str], TextTemplate],
    params: Mapping[str, str] | None = None,
) -> Said:
    """The words of a message about an event, in the reader's language where they ship.

    An event that is sensitive now is hidden in what was said before, too.
    """
    if event.sensitive:
        words = sensitive_words(kind)
        return Said(str(words.title), str(words.body), words.asks)
    words = shipped(kind, code)
    found = own.get((event.county_id, code))
    if found is not None:
        words = Words(found.title, found.body, words.asks)
    facts = facts_of(event, params)
    return Said(fill(words.title, facts), fill(words.body, facts), words.asks)


def open_replies(reader: Standing) -> QuerySet[Reply]:
    """Which residents are still to be told, of the events that the reader's units handle."""
    units = sorted(reader.acting)
    own = Q(holder__in=units) | Q(node__in=units) | Q(handler__in=units)
    events = events_in_reach(reader.user).filter(reader.fully).filter(own)
    rows = Reply.objects.filter(told_at__isnull=True, event__in=events.values("pk"))
    return rows.select_related("event")


def still_sending(replies: Iterable[Reply]) -> set[tuple[UUID, int]]:
    """The lines and residents whose SMS is still being tried. One query."""
    rows = Delivery.objects.filter(
        event__in=[row.event_id for row in replies], channel="claimant_sms", status="owed"
    )
    return {(line, claimant or 0) for line, claimant in rows.values_list("line", "claimant")}
