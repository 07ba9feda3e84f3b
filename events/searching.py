# SPDX-License-Identifier: Apache-2.0
"""查找: what somebody types finds events by number, place, words and people, and by nothing that
they may not read.

Words are found by pairs of signs (`EventWords`): Chinese has no blanks between words, and the pairs
need no dictionary. Phone and identity numbers are no part of the words, as they are masked on
every screen; people are found by their own names and numbers, only where those may be opened.

A term that few events hold is looked up by its indexes; of one that many hold the list is walked in
its own order until a page is full. Either way is slow for the other kind.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Reverse
from django.db.models.lookups import Contains

from accounts.models import User
from duties.directory import matters
from events.models import Claimant, Event, EventWords
from events.standing import Standing
from grids.directory import subtree_of

MOST_TERMS = 4
MOST_PLACES = 20
# Up to so many events a term counts as rare.
FEW = 1000
# The end of a number that people read to each other, and of a phone.
SHORTEST_NUMBER, SHORTEST_PHONE = 3, 4


def find(events: QuerySet[Event], said: str, reader: Standing) -> QuerySet[Event]:
    """Those of `events` in which every term is found, each in whatever way. One query a term."""
    for term in said.lower().split()[:MOST_TERMS]:
        events = events.filter(_holds(term, reader))
    return events


def pairs_of(term: str) -> list[str]:
    """The pairs of signs of a term; the database makes them of the words (`events_pairs`)."""
    return sorted({term[at : at + 2] for at in range(len(term) - 1)})


def _holds(term: str, reader: Standing) -> Q:
    keys = _some_keys(term, reader)
    told = Q(pk__in=keys) if len(keys) <= FEW else _told(term, reader)
    return told & reader.fully | _own_sensitive(term, reader)


def _some_keys(term: str, reader: Standing) -> list[int]:
    """The keys of events a term finds, each way by an index of its own; one more than `FEW` if
    there are more."""
    ways = list(_ways(term, reader))
    if not ways:
        return []
    first, *others = ways
    keys = first.union(*others, all=True) if others else first
    return list(keys[: FEW + 1])


def _ways(term: str, reader: Standing) -> Iterator[QuerySet[Any, int]]:
    """What is looked up where. Whether the reader may read what is found is asked afterwards, but
    of people here: only where they may be opened does a name or a phone find anything."""
    if number := _number_in(term):
        turned = Event.objects.alias(turned=Reverse("number"))
        yield turned.filter(turned__startswith=number[::-1]).values_list("pk", flat=True)
        yield Event.objects.filter(number__startswith=number).values_list("pk", flat=True)
    if len(term) > 1:
        words = EventWords.objects.filter(pairs__contains=pairs_of(term))
        if len(term) > 2:
            words = words.filter(words__contains=term)
        yield words.values_list("event_id", flat=True)
    if named := _by_name(term, reader):
        yield Event.objects.filter(named).values_list("pk", flat=True)
    if people := _by_reporter(term, reader):
        yield Event.objects.filter(people).values_list("pk", flat=True)
    if asking := _asking(term):
        rows = Claimant.objects.alias(turned=Reverse("phone")).filter(asking, secret=False)
        handled = Event.objects.filter(reader.handled, pk=OuterRef("event"))
        yield rows.filter(Exists(handled)).values_list("event_id", flat=True)


def _told(term: str, reader: Standing) -> Q:
    """The same as a condition on a row."""
    words = EventWords.objects.filter(event=OuterRef("pk")).values("words")[:1]
    told = Q(Contains(Subquery(words, output_field=TextField()), term))
    if number := _number_in(term):
        told |= Q(number__endswith=number) | Q(number__startswith=number)
    if named := _by_name(term, reader):
        told |= named
    if people := _by_reporter(term, reader):
        told |= people
    if asking := _asking(term):
        rows = Claimant.objects.alias(turned=Reverse("phone")).filter(asking, secret=False)
        told |= reader.handled & Q(Exists(rows.filter(event=OuterRef("pk"))))
    return told


def _number_in(term: str) -> str:
    """The term as the beginning or the end of a number, "" if it can be neither."""
    number = term.upper()
    fits = len(number) >= SHORTEST_NUMBER and number.isascii() and number.isalnum()
    return number if fits else ""


def _by_name(term: str, reader: Standing) -> Q | None:
    """By the name of a unit it lies in, or of its matter."""
    county = reader.county
    places = [row for row in subtree_of(county) if term in row.name.lower()] if county else []
    about = [row.id for row in matters() if term in row.name.lower()]
    found = Q(matter_id__in=about) if about else None
    for unit in places[:MOST_PLACES]:
        here = Q(place_path__startswith=unit.path)
        found = here if found is None else found | here
    return found


def _by_reporter(term: str, reader: Standing) -> Q | None:
    """Who reported it, where the reader knows them by name."""
    if len(term) < 2 or term.isascii():
        return None
    return reader.knows & Q(reporter__in=User.objects.filter(display_name__contains=term))


def _asking(term: str) -> Q | None:
    """Which residents a term means: the beginning of a name, a whole phone or its end."""
    digits = term.replace("-", "")
    if digits.isascii() and digits.isdigit():
        return Q(turned__startswith=digits[::-1]) if len(digits) >= SHORTEST_PHONE else None
    return Q(name__startswith=term) if len(term) > 1 and not term.isascii() else None


def _own_sensitive(term: str, reader: Standing) -> Q:
    """What somebody reported and may not read any more: by its number and their own words."""
    said = Q(text__icontains=term) | Q(number__icontains=term)
    return Q(reporter=reader.user, sensitive=True) & said
