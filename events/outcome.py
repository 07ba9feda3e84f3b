# SPDX-License-Identifier: Apache-2.0
"""What became of an event beside the main road (并案、转出、评价、抽查): read and answered."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from events.models import Event, Outside, Rating, Sample
from events.petitions import Desk
from events.states import State

Answer = dict[str, Any]


def looked_at_by(desk: Desk) -> Q:
    """质量抽查: where somebody looks at closings again; never at what is their own work."""
    found = Q(pk__in=())
    for path in sorted(desk.samples):
        found |= Q(place_path__startswith=path)
    own = Q(handler_user=desk.user_id) | Q(closed_by=desk.user_id)
    own |= Q(handled_by__contains=[desk.user_id])
    return found & ~own if desk.samples else found


def outcome_rows() -> dict[str, Any]:
    """What `outcome_of` needs beside the event's own row, as subqueries."""
    mine = OuterRef("pk")
    # One may have turned sensitive since they were merged.
    known = Event.objects.filter(sensitive=False)
    named = JSONObject(id="pk", number="number", state="state")
    rated = JSONObject(solved="solved", satisfaction="satisfaction", at="at")
    return {
        "master_rows": ArraySubquery(known.filter(pk=OuterRef("master_id")).values(row=named)),
        "follower_rows": ArraySubquery(known.filter(master=mine).order_by("pk").values(row=named)),
        "rating_rows": ArraySubquery(Rating.objects.filter(event=mine).values(row=rated)),
    }


def outcome_of(event: Event) -> Answer:
    """What became of it beside the main road: merged, outside, rated, looked at again.

    Of a sensitive event nothing is named that another one could be told by.
    """
    masters = [] if event.sensitive else _rows(event, "master_rows")
    followers = [] if event.sensitive else _rows(event, "follower_rows")
    rated = _rows(event, "rating_rows")
    return {
        "merged_into": masters[0] if masters else None,
        "followers": followers,
        "outside": _outside(event),
        "rating": rated[0] | {"at": datetime.fromisoformat(rated[0]["at"])} if rated else None,
        # Time passed and nobody spoke: that is no satisfaction.
        "unrated": event.state == State.ARCHIVED and not rated,
        "sampled": event.sampled,
        "sampled_label": str(Sample.Status(event.sampled).label) if event.sampled else "",
    }


def _outside(event: Event) -> Answer | None:
    if not event.outside:
        return None
    label = str(Outside(event.outside).label)
    return {"system": event.outside, "label": label, "number": event.outside_number}


def _rows(event: Event, name: str) -> list[Answer]:
    rows: list[Answer] | None = getattr(event, name, None)
    return rows or []
