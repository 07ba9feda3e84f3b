# SPDX-License-Identifier: Apache-2.0
"""What waits for somebody's own decision (待我决定): one definition for the console's numbers, for
its rows and for the list behind each number, so that the three cannot differ.

A condition says in SQL what `access.legal_moves` says of the row; `fully` is added by the caller.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.lifecycle import LEGAL_SOURCES, State
from events.models import (
    Assignment,
    EmergencyAdmission,
    Event,
    Request,
    Step,
    StepText,
    Supervision,
)
from events.models.event import Ruling
from events.outcome import looked_at_by
from events.petitions import awaiting, order_rows, request_rows
from events.queries import QUEUES, SAMPLES, with_row
from events.rights import ACCESS
from events.standing import Standing
from grids.models import Role

Kind = Request.Kind
Order = Supervision.State
# So many of each stand on the console; the list behind the number holds the rest.
MOST_ROWS = 20


@dataclass(frozen=True)
class Decision:
    """One kind of decision: its name, the moves that decide it (the usual one first), and which
    events wait for it at somebody's seats."""

    label: str | Promise
    moves: tuple[str, ...]
    condition: Callable[[Standing], Q]


def seats(reader: Standing, move: str) -> list[int]:
    """The units at which somebody has a role that may make this move."""
    roles = ACCESS[move].roles
    return sorted({p.acts_for.id for p in reader.posts if p.role in roles.get(p.acts_for.kind, ())})


def _to_rule(reader: Standing) -> Q:
    """裁决: by a duty chief, or where none is posted a dispatcher; never by who had sent it."""
    chiefs = [p.acts_for.id for p in reader.posts if p.role == Role.COUNTY_CHIEF]
    mine = Q(ruling=Ruling.CHIEF, holder_id__in=chiefs)
    mine |= Q(ruling=Ruling.COUNTY, holder_id__in=seats(reader, "arbitrate"))
    return mine & Q(state=State.ACCEPTED) & ~Q(disputed_by__contains=[reader.user.pk])


def _asked(kind: str) -> Callable[[Standing], Q]:
    return lambda reader: awaiting(reader.desk, kind)


def _appeals_of_overdue(reader: Standing) -> Q:
    """超时申诉: judged neither by who appealed nor by who had a hand in it (`rules.had_a_hand`)."""
    own = Q(handler_user=reader.user) | Q(handled_by__contains=[reader.user.pk])
    return awaiting(reader.desk, Kind.OVERDUE) & ~own


def _appeals(reader: Standing) -> Q:
    """申诉: rejected below, not yet looked at by the node above."""
    fresh = Q(state=State.REPORTED, appealed=True, node=None)
    return fresh & Q(holder_id__in=seats(reader, "accept"))


def _orders(move: str, *states: str) -> Callable[[Standing], Q]:
    """督办单: at the unit that it names, until it is signed and replied to."""

    def condition(reader: Standing) -> Q:
        mine = Supervision.objects.filter(state__in=states, unit__in=seats(reader, move))
        return Q(state__in=sorted(LEGAL_SOURCES[move]), pk__in=mine.values("event"))

    return condition


def _replies(reader: Standing) -> Q:
    """督办回复: at the unit that issued the order; nobody judges a reply of their own."""
    move = "release_supervision"
    mine = Supervision.objects.filter(state=Order.REPLIED, from_unit__in=seats(reader, move))
    own = Q(open_order__replied_by__contains=[reader.user.pk])
    return Q(state__in=sorted(LEGAL_SOURCES[move]), pk__in=mine.values("event")) & ~own


def _samples(reader: Standing) -> Q:
    return QUEUES[SAMPLES].condition & looked_at_by(reader.desk)


def _admissions(reader: Standing) -> Q:
    """紧急准入: approved by a county duty chief who has not asked for it."""
    chiefs = [p.acts_for.id for p in reader.posts if p.role == Role.COUNTY_CHIEF]
    waiting = EmergencyAdmission.objects.filter(status="asked", event__county__in=chiefs)
    others = waiting.exclude(asked_by=reader.user)
    sources = sorted(LEGAL_SOURCES["admit_emergency"])
    return Q(state__in=sources, pk__in=others.values("event")) & ~Q(holder__kind="grid")


_APPROVE = ("approve_request", "refuse_request")
# In the order of the console.
DECISIONS: dict[str, Decision] = {
    "arbitrate": Decision(_("退回争议待裁决"), ("arbitrate",), _to_rule),
    "admission": Decision(_("紧急准入待批准"), ("admit_emergency",), _admissions),
    "extension": Decision(_("延期申请"), _APPROVE, _asked(Kind.EXTENSION)),
    "suspension": Decision(_("挂账申请"), _APPROVE, _asked(Kind.SUSPENSION)),
    "return": Decision(_("退回申请"), _APPROVE, _asked(Kind.RETURN)),
    "void": Decision(_("作废申请"), _APPROVE, _asked(Kind.VOID)),
    "force_close": Decision(_("强制结案申请"), _APPROVE, _asked(Kind.FORCE_CLOSE)),
    "appeal": Decision(_("不予受理的申诉"), ("accept", "reject"), _appeals),
    "overdue": Decision(_("超时申诉"), ("decide_appeal",), _appeals_of_overdue),
    "order_sign": Decision(
        _("督办待签收"), ("sign_supervision",), _orders("sign_supervision", Order.ISSUED)
    ),
    "order_reply": Decision(
        _("督办待回复"),
        ("reply_supervision",),
        _orders("reply_supervision", Order.SIGNED, Order.SENT_BACK),
    ),
    "order_release": Decision(_("督办回复待审"), ("release_supervision",), _replies),
    "sample": Decision(_("结案质量抽查"), ("sample_pass", "sample_return"), _samples),
}


def waiting_for(key: str, reader: Standing) -> Q:
    """Which events wait for this decision of somebody's."""
    return DECISIONS[key].condition(reader)


def decided_by(reader: Standing) -> list[str]:
    """The decisions that somebody's roles may ever make, in order."""
    return [key for key, each in DECISIONS.items() if each.moves[0] in reader.may]


# -- the console's numbers and rows --------------------------------------------------------------


@dataclass
class Waiting:
    """How many events wait for one decision, and the first of them: what is due soonest, of
    what is closed the oldest."""

    count: int = 0
    ids: list[int] = field(default_factory=list)


def waiting(events: QuerySet[Event], reader: Standing) -> dict[str, Waiting]:
    """What waits for each decision of somebody's, of these events. One query."""
    found = {key: Waiting() for key in decided_by(reader)}
    parts = [_first(events.filter(waiting_for(key, reader)), key) for key in found]
    for key, count, pk in parts[0].union(*parts[1:], all=True) if parts else ():
        found[key].count = count
        found[key].ids.append(pk)
    return found


def _first(events: QuerySet[Event], key: str) -> QuerySet[Event, tuple[str, int, int]]:
    by_due = events.order_by(F("due_at").asc(nulls_last=True), "closed_at", "pk")
    counted = by_due.annotate(key=Value(key), n=Window(Count("pk")))
    return counted.values_list("key", "n", "pk")[:MOST_ROWS]


def rows_waiting(ids: Iterable[int]) -> dict[int, Event]:
    """These events as rows of a list, with what was asked, ordered, returned and said
    beside. One query."""
    mine = OuterRef("pk")
    returned = Assignment.objects.filter(event=mine, status=Assignment.Status.RETURNED)
    back = JSONObject(unit="unit_id", reason="return_code", at="ended_at")
    lines = Step.objects.filter(county_id=OuterRef("county_id"), event_id=mine)
    appeal = lines.filter(move="appeal").order_by("-seq")
    words = StepText.objects.filter(line=OuterRef("appeal_line"), kind="reason")
    asked = EmergencyAdmission.objects.filter(event=mine, status="asked").order_by("pk")
    columns = {"unit": "unit_id", "matter": "matter_id", "until": "until", "at": "asked_at"}
    rows = with_row(Event.objects.filter(pk__in=sorted(set(ids)))).annotate(
        request_rows=request_rows(),
        order_rows=order_rows(),
        asked_rows=ArraySubquery(asked.values(row=JSONObject(by="asked_by_id", **columns))),
        returned_rows=ArraySubquery(returned.order_by("ended_at", "pk").values(row=back)),
        appealed_at=Subquery(appeal.values("at")[:1]),
        appeal_line=Subquery(appeal.values("line")[:1]),
        appeal_said=Subquery(words.values("body")[:1]),
    )
    return {event.pk: event for event in rows}
