# SPDX-License-Identifier: Apache-2.0
"""How an event is answered: as a row of a list, whole, or as little as its reporter may see.

The one place that decides which of an event's facts go out by REST. Made from objects in hand
(`events.queries.with_row`, `with_all`): no query here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_id_number, mask_name, mask_phone
from duties.directory import StandardRow, matter_by_id, standard_by_id
from events.access import commands, legal_moves
from events.actions import MOVES
from events.answers import Answer, move_answer, order_answer, request_answer
from events.answers import unit_answer as unit_answer
from events.beside import pages_beside
from events.fields import schema
from events.held import admissions, held_times
from events.lifecycle import State
from events.models import Assignment, Attachment, Clock, Event
from events.models.event import Lamp
from events.muster import whistle_answer
from events.outcome import outcome_of
from events.rules import SENSITIVE_HEADCOUNT, lamp_of
from events.sense import awaits_ruling
from events.standing import Standing
from grids.directory import UnitRow, ancestors_of, unit_by_id

# A supporting office signs nothing: until it has said what it did, it owes that (协办未反馈).
SUPPORT_LABELS = {
    Assignment.Status.PENDING_SIGN: _("协办未反馈"),
    Assignment.Status.DOING: _("协办未反馈"),
    Assignment.Status.DONE: _("协办已反馈"),
}
_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)")


@dataclass
class _Running:
    """A clock as far as its lamp needs it."""

    yellow_at: datetime
    orange_at: datetime
    due_at: datetime
    is_paused: bool


def row(event: Event, reader: Standing) -> Answer:
    """An event as a row of a list: no free-standing personal data, moves by name."""
    if not reader.reads_fully(event):
        return _little(event, reader, ROW_NAMES)
    return _facts(event, reader, text=masked_text(event.text)) | {
        "moves": [move_answer(name) for name in legal_moves(reader.user, event)]
    }


def whole(event: Event, reader: Standing) -> Answer:
    """An event as its reader may see it, with the moves they may make and their fields."""
    if not reader.reads_fully(event):
        return _little(event, reader, DETAIL_NAMES)
    handles = reader.handles(event)
    own = event.reporter_id == reader.user.pk
    text = event.text if own else masked_text(event.text)
    return (
        _facts(event, reader, text=text)
        | _depth(event, reader)
        | {"can_open": handles and _has_personal(event)}
        | _petitions(event, reader)
        | {"moves": moves_of(event, reader)}
    )


def out_of_reach(event: Event, reader: Standing) -> Answer:
    """What a repeat is answered to somebody who may read the event no longer: its state alone."""
    return _little(event, reader, DETAIL_NAMES)


def moves_of(event: Event, reader: Standing) -> list[Answer]:
    """The moves somebody may make now, each with the JSON Schema of its fields."""
    names = legal_moves(reader.user, event)
    return [move_answer(name) | {"fields": schema(MOVES[name].fields, event)} for name in names]


def _place(event: Event) -> Answer:
    return {name: getattr(event, name) for name in ("lon", "lat", "datum", "address")}


def _facts(event: Event, reader: Standing, *, text: str) -> Answer:
    matter = matter_by_id(event.matter_id)
    return {
        "id": event.pk,
        "number": event.number,
        "client_uuid": str(event.client_uuid),
        "matter": matter.code,
        "matter_name": matter.name,
        "major": matter.major_code,
        "major_name": matter.major_name,
        "platform": event.platform,
        "source": event.source,
        "source_number": event.source_number,
        "source_due": event.source_due,
        "text": text,
        "place": _place(event),
        "grid": grid_answer(unit_by_id(event.place_id)),
        "holder": unit_answer(event.holder_id),
        "reporter": {"name": reporter_name(event, reader)},
        "level": event.level,
        "urgency": event.urgency,
        "severity": event.severity,
        "sensitive": event.sensitive,
        "state": event.state,
        "state_label": str(State(event.state).label),
        "reported_at": event.reported_at,
        "due_at": event.due_at,
        "closed_at": event.closed_at,
        "lamp": event.lamp,
        "flags": flags_of(event),
        "supervised": event.supervised,
        "returned_count": event.returned_count,
        "rework_count": event.rework_count,
        "on_the_spot": event.on_the_spot,
        "photos": photos_of(event, papers=reader.handles(event)),
        "version": event.version,
    }


def _depth(event: Event, reader: Standing) -> Answer:
    now = timezone.now()
    known = event.standard_id
    return {
        "headcount": event.headcount,
        "client_time": event.client_time,
        "placed_by": event.placed_by,
        "node": unit_answer(event.node_id),
        "handler": unit_answer(event.handler_id),
        "asker": unit_answer(event.asker_id),
        "assignee": {"name": event.assignee_name} if event.assignee_id else None,  # type: ignore[attr-defined]
        "closed_late": event.closed_late,
        "standard": standard_answer(standard_by_id(known)) if known else None,
        "claimants": [claimant_answer(each) for each in _rows(event, "claimant_rows")],
        "clocks": [clock_answer(each, now) for each in _rows(event, "clock_rows")],
        "chain": [_given(each) for each in _rows(event, "chain_rows")],
        "whistle": whistle_answer(event, now, commands=commands(reader.user, event)),
        "help_from": unit_answer(event.help_from_id),
        "held_times": held_times(event, now),
        "admissions": admissions(event),
        "outcome": outcome_of(event),
        "beside": pages_beside(event, reader),
    }


def _petitions(event: Event, reader: Standing) -> Answer:
    """What was asked for and what presses it (申请与督办), each with the moves open on it."""
    legal = legal_moves(reader.user, event)
    return {
        "suspended_until": event.suspended_until,
        "requests": [
            request_answer(each, event, reader, legal, masked_text)
            for each in _rows(event, "request_rows")
        ],
        "supervisions": [
            order_answer(each, event, legal, masked_text) for each in _rows(event, "order_rows")
        ],
    }


def _little(event: Event, reader: Standing, names: Iterable[str]) -> Answer:
    """What a sensitive event's reporter sees who is not trusted with it: own text and state.

    Whoever moved it and lost it by that very move sees the state alone.
    """
    said: Answer = dict.fromkeys(names)
    said |= {
        "id": event.pk,
        "sensitive": event.sensitive,
        "state": event.state,
        "state_label": str(State(event.state).label),
        "flags": ["sensitive"] if event.sensitive else [],
        "photos": [],
        "version": event.version,
        "moves": moves_of(event, reader),
    }
    if event.reporter_id == reader.user.pk:
        said |= {name: getattr(event, name) for name in OWN_WORDS}
        said["client_uuid"] = str(event.client_uuid)
    return said


# -- parts ---------------------------------------------------------------------------------------


def grid_answer(unit: UnitRow) -> Answer:
    """The unit an event lies in; `names` from the county down, `path` in codes."""
    names = [above.name for above in reversed(ancestors_of(unit, include_self=True))]
    return {
        "code": unit.code,
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": unit.kind,
        "path": unit.path,
        "names": names,
    }


def standard_answer(standard: StandardRow) -> Answer:
    """The filing standard (立案条件、结案条件) an event is handled under."""
    return {
        "no": standard.no,
        "condition": standard.condition,
        "closing_condition": standard.closing_condition,
        "check": standard.check,
        "evidence": standard.evidence,
        "on_spot": standard.on_spot,
    }


def clock_answer(clock: Answer, now: datetime) -> Answer:
    """One limit (时限): running, or stopped and without a lamp."""
    due_at = datetime.fromisoformat(clock["due_at"])
    stopped = clock["stopped_at"] is not None
    return {
        "kind": clock["kind"],
        "label": str(Clock.Kind(clock["kind"]).label),
        "stage": clock["stage"],
        "due_at": due_at,
        "lamp": Lamp.NONE.value if stopped else lamp_of(_running(clock, due_at), now),
        "stopped": stopped,
    }


def personal(event: Event) -> Answer:
    """What `events.actions.reading.open_personal` has opened: claimants and words unmasked."""
    return {"claimants": _rows(event, "claimant_rows"), "text": event.text}


def _has_personal(event: Event) -> bool:
    """Whether masks hide anything of it."""
    return bool(_rows(event, "claimant_rows")) or masked_text(event.text) != event.text


def claimant_answer(claimant: Answer) -> Answer:
    """A resident who asks (诉求人), masked for everybody; of a secret one nothing is left."""
    hidden = claimant["secret"]
    return claimant | {
        "name": "" if hidden else mask_name(claimant["name"]),
        "phone": "" if hidden else mask_phone(claimant["phone"]),
    }


def photos_of(event: Event, *, papers: bool) -> list[Answer]:
    """The photos of an event, each once; personal papers (个人材料) for handlers alone."""
    found: dict[str, Answer] = {}
    for each in _rows(event, "photo_rows"):
        if each["klass"] == Attachment.Klass.PAPER and not papers:
            continue
        gone = each["erased"] is not None
        found.setdefault(each["id"], photo_answer(each["id"], each["kind"], erased=gone))
    return list(found.values())


def photo_answer(photo_id: str, kind: str, *, erased: bool = False) -> Answer:
    """A photo as a list of addresses; of an erased one they answer 410."""
    return {
        "id": photo_id,
        "kind": kind,
        "erased": erased,
        "url": reverse("photo", args=[photo_id]),
        "thumb": reverse("photo-thumb", args=[photo_id]),
    }


def flags_of(event: Event) -> list[str]:
    """What is special about it, as words a page can show as tags."""
    told = {
        "sensitive": event.sensitive,
        "group": (event.headcount or 0) >= SENSITIVE_HEADCOUNT,
        "on_the_spot": event.on_the_spot,
        "returned": event.returned_count > 0,
        "to_rule": awaits_ruling(event),
        "ruled": event.ruling == "made",
        "reworked": event.rework_count > 0,
        "closed_late": event.closed_late,
        "overdue_exempt": event.overdue_exempt,
        "force_closed": event.force_closed,
        "extended": event.extensions > 0,
        "awaiting": bool(event.open_requests),
        "supervised": bool(event.supervised),
        "instructed": event.instructed,
    }
    return [name for name, holds in told.items() if holds]


def reporter_name(event: Event, reader: Standing) -> str:
    """Who reported it: by name to colleagues and handlers, else the family name alone."""
    name: str = getattr(event, "reporter_name", "")
    return name if reader.knows_people(event) else mask_name(name)


def masked_text(text: str) -> str:
    """A text without the middle of the phone and identity numbers in it."""
    hidden = _ID_NUMBER.sub(lambda found: mask_id_number(found[0]), text)
    return _PHONE.sub(lambda found: mask_phone(found[0]), hidden)


def _given(link: Answer) -> Answer:
    status = Assignment.Status(link["status"])
    label = status.label if link["is_lead"] else SUPPORT_LABELS.get(status, status.label)
    return {
        "from": unit_answer(link["giver"]),
        "to": unit_answer(link["taker"]),
        "at": datetime.fromisoformat(link["at"]),
        "status": link["status"],
        "status_label": str(label),
        "lead": link["is_lead"],
        "clause": link["clause"] or "",
        "duty_version": link["duty_version"],
        "by_list": link["by_list"],
        "ruled": link["ruled"],
    }


def _running(clock: Answer, due_at: datetime) -> _Running:
    yellow, orange = (datetime.fromisoformat(clock[name]) for name in ("yellow_at", "orange_at"))
    paused = clock["paused_at"] is not None and clock["resumed_at"] is None
    return _Running(yellow, orange, due_at, paused)


def _rows(event: Event, name: str) -> list[Answer]:
    rows: list[Answer] | None = getattr(event, name, None)
    return rows or []


ROW_NAMES = (
    *("id", "number", "client_uuid", "matter", "matter_name", "major", "major_name", "platform"),
    *("source", "source_number", "source_due", "text", "place", "grid", "holder", "reporter"),
    *("level", "urgency", "severity", "sensitive", "state", "state_label", "reported_at"),
    *(
        "due_at",
        "closed_at",
        "lamp",
        "flags",
        "supervised",
        "returned_count",
        "rework_count",
        "on_the_spot",
    ),
    *("photos", "version", "moves"),
)
DETAIL_NAMES = (
    *ROW_NAMES,
    *("headcount", "client_time", "placed_by", "node", "handler", "asker", "assignee"),
    *("closed_late", "standard"),
    *("claimants", "can_open", "clocks", "chain", "suspended_until"),
    *("whistle", "help_from", "held_times", "admissions", "requests", "supervisions"),
    "outcome",
    "beside",
)
# What the access table says of fields: masked for everybody until opened for a purpose; all that
# a sensitive event's reporter sees; and what of that is the reporter's own.
MASKED = frozenset({"text", "claimants", "reporter"})
LITTLE = frozenset({"id", "sensitive", "state", "state_label", "flags", "version", "moves"})
OWN_WORDS = ("number", "client_uuid", "text", "reported_at")
