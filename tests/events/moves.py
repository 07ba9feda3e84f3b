# SPDX-License-Identifier: Apache-2.0
"""What every move owes, asked the same way of each: refusals write nothing, a repeat is answered,
an old version is refused; and short ways to look at what a move left behind."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

import pytest

from accounts.models import User
from events.actions import MOVES, Done
from events.models import Clock, Event, Involvement, Receipt, Step, StepText
from events.refusals import BadFields, Refused, Stale, UuidReused
from grids.queries import forget_posts
from tests.walk import Walk


@dataclass(frozen=True)
class Said:
    """One ledger line as the tests read it."""

    move: str
    came_from: str
    to: str
    by: int | None
    unit: int | None
    codes: dict[str, Any]
    texts: dict[str, str | None]


def make(event: Event, move: str, by: User, **fields: Any) -> Done:
    """The move itself, with its answer."""
    action = MOVES[move].action
    assert action is not None
    forget_posts(by)
    return action(event, by=by, **fields)


def lines_of(event: Event) -> list[Said]:
    """The event's lines, oldest first, with what was said beside them."""
    texts: dict[uuid.UUID, dict[str, str | None]] = {}
    for row in StepText.objects.filter(event_id=event.pk):
        texts.setdefault(row.line, {})[row.kind] = row.body
    found = []
    for step in Step.objects.filter(event_id=event.pk).order_by("seq"):
        codes = json.loads(bytes(step.content)).get("codes", {})
        ends = (step.from_state, step.to_state, step.by_id, step.unit_id)
        found.append(Said(step.move, *ends, codes, texts.get(step.line, {})))
    return found


def last_line(event: Event) -> Said:
    return lines_of(event)[-1]


def moves_of(event: Event) -> list[str]:
    return [line.move for line in lines_of(event)]


def running(event: Event) -> dict[str, int]:
    """The running clocks: kind (and stage) with the unit whose time it is."""
    clocks = Clock.objects.filter(event=event, stopped_at__isnull=True)
    return {f"{clock.kind}.{clock.stage}".rstrip("."): clock.holder_id for clock in clocks}


def involved(event: Event) -> set[int]:
    return set(Involvement.objects.filter(event=event, held=True).values_list("unit_id", flat=True))


def given(event: Event) -> list[tuple[int, int, str]]:
    """The assignments in order: from whom, to whom, how they stand."""
    rows = event.assignments.order_by("pk")
    return [(row.from_unit_id, row.unit_id, row.status) for row in rows]


def refused(
    error: type[Refused], walk: Walk, event: Event, move: str, by: User, **fields: Any
) -> Refused:
    """The move is refused so, and nothing at all was written, no receipt either."""
    before = (event.version, event.state, Step.objects.count(), Receipt.objects.count())
    with pytest.raises(error) as caught:
        make(event, move, by, client_uuid=uuid.uuid4(), **fields)
    assert caught.type is error, caught.type
    after = walk.fresh(event)
    assert (after.version, after.state, Step.objects.count(), Receipt.objects.count()) == before
    return caught.value


def names_field(
    walk: Walk, event: Event, move: str, by: User, field: str, **fields: Any
) -> BadFields:
    """The refusal names the one field that is wrong."""
    bad = refused(BadFields, walk, event, move, by, **fields)
    assert isinstance(bad, BadFields)
    assert set(bad.errors) == {field}, bad.errors
    assert all(sentence for sentence in bad.errors[field])
    return bad


def once(walk: Walk, event: Event, move: str, by: User, **fields: Any) -> Event:
    """Made with a uuid and the version it was read at: an older version is refused, a repeat is
    answered and doubles nothing, the same uuid for something else is refused."""
    stale = refused(Stale, walk, event, move, by, if_version=event.version - 1, **fields)
    assert stale.extra["version"] == event.version
    key = uuid.uuid4()
    done = make(event, move, by, client_uuid=key, if_version=event.version, **fields)
    assert not done.replayed
    after, lines = walk.fresh(event), Step.objects.count()
    assert after.version == event.version + 1
    again = make(event, move, by, client_uuid=key, if_version=event.version, **fields)
    assert again.replayed
    assert (again.event.pk, again.event.version) == (event.pk, after.version)
    for other, body in ((move, {**fields, "reason": "另一回事"}), ("note", {"text": "别的"})):
        with pytest.raises(UuidReused):
            make(event, other, by, client_uuid=key, **body)
    assert Step.objects.count() == lines
    return after
