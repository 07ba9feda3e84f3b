# SPDX-License-Identifier: Apache-2.0
"""How every step of a dispute is taken: within reach, allowed, not done before, legal now, sound;
then the body, the state and one line of the log, in one transaction under one lock.

The log's line is the receipt: unique per person and `client_uuid`.
"""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import BadFields, Erased, UuidReused
from accounts.sealed import keyed_digests
from disputes.access import check_works_on, dispute_for
from disputes.lifecycle import State
from disputes.models import Clause, Dispute, DisputeLog, Party
from events.fields import Field, clean
from events.refusals import MoveNotAllowed


@dataclass
class Step:
    """A step in hand: the locked dispute, who takes it, and the codes the log will hold."""

    dispute: Dispute
    by: User
    now: datetime
    codes: dict[str, Any] = field(default_factory=dict)

    def party(self, pk: int) -> Party:
        """A party of this dispute; `BadFields` for another's."""
        found = self.dispute.parties.filter(pk=pk).first()
        if found is None:
            raise BadFields({"party": [_("没有这个当事人")]})
        return found

    def clause(self, pk: int) -> Clause:
        """A clause of this dispute; `BadFields` for another's."""
        found = self.dispute.clauses.filter(pk=pk).first()
        if found is None:
            raise BadFields({"clause": [_("没有这一条")]})
        return found


Body = Callable[..., None]


@dataclass(frozen=True)
class StepSpec:
    """A step by name: what it is called, when it is legal, what it asks for, what it does."""

    name: str
    label: str | Promise
    states: frozenset[str]
    fields: tuple[Field, ...]
    body: Body


@dataclass(frozen=True)
class Kept:
    """What an action answers: the dispute, and whether this was a repeat."""

    dispute: Dispute
    replayed: bool = False


STEPS: dict[str, StepSpec] = {}
# The order of a life, in which pages and answers offer what is legal.
ORDER = (
    "triage",
    "add_party",
    "correct_party",
    "hold_session",
    "add_clause",
    "drop_clause",
    "agree",
    "perform_clause",
    "answer_party",
    "confirm",
    "fail",
    "break_off",
    "to_arbitration",
    "to_court",
    "withdraw",
)
# Steps that write names or words about people: none of them after an erasure (删除个人信息).
NAMING = frozenset({"add_party", "correct_party", "hold_session", "add_clause"})


def step(
    name: str, label: str | Promise, states: Sequence[State], *fields: Field
) -> Callable[[Body], Body]:
    """Enter a body under its name."""

    def enter(body: Body) -> Body:
        STEPS[name] = StepSpec(name, label, frozenset(states), fields, body)
        return body

    return enter


def legal_steps(dispute: Dispute) -> list[StepSpec]:
    """The steps that the state allows, in the order of a life, and that name nobody whose data
    was erased. No query."""
    closed = NAMING if dispute.erased_at is not None else frozenset[str]()
    allowed = (STEPS[name] for name in ORDER if name not in closed)
    return [spec for spec in allowed if dispute.state in spec.states]


def take_step(
    dispute_id: int, name: str, /, *, by: User, client_uuid: uuid.UUID, **raw: Any
) -> Kept:
    """Take one step, once per `client_uuid`; a repeat, also a parallel one, writes nothing."""
    spec = STEPS[name]
    digests = digests_of(name, dispute_id, raw)
    try:
        with transaction.atomic():
            return _attempt(spec, dispute_id, by, client_uuid, digests, raw)
    except IntegrityError:
        # The same uuid at the same moment on another dispute: the lock could not tell.
        if DisputeLog.objects.filter(by=by, client_uuid=client_uuid).exists():
            raise UuidReused from None
        raise


def _attempt(
    spec: StepSpec,
    dispute_id: int,
    by: User,
    client_uuid: uuid.UUID,
    digests: list[bytes],
    raw: dict[str, Any],
) -> Kept:
    dispute = dispute_for(by, dispute_id, locked=True)
    check_works_on(by, dispute)
    if is_repeat(by, client_uuid, digests):
        return Kept(dispute, replayed=True)
    if dispute.state not in spec.states:
        legal = [each.name for each in legal_steps(dispute)]
        raise MoveNotAllowed(state=dispute.state, moves=legal)
    if spec.name in NAMING and dispute.erased_at is not None:
        raise Erased
    taken = Step(dispute, by, timezone.now())
    spec.body(taken, **clean(spec.fields, raw))
    dispute.save()
    write_log(taken, spec.name, client_uuid, digests)
    return Kept(dispute)


def write_log(taken: Step, what: str, client_uuid: uuid.UUID, digests: list[bytes]) -> None:
    """One line, in codes, of what was done."""
    DisputeLog.objects.create(
        dispute=taken.dispute,
        by=taken.by,
        what=what,
        state=taken.dispute.state,
        codes=taken.codes,
        client_uuid=client_uuid,
        body_digest=digests[0],
    )


def digests_of(what: str, of: int, body: Any) -> list[bytes]:
    """What tells a repeat from another request under the same uuid; the first is kept."""
    text = json.dumps([what, of, body], sort_keys=True, default=str, ensure_ascii=False)
    return keyed_digests(text.encode("utf-8", "surrogatepass"))


def is_repeat(by: User, client_uuid: uuid.UUID, digests: list[bytes]) -> bool:
    """Whether this very request was carried out before; `UuidReused` if another one was."""
    known = DisputeLog.objects.filter(by=by, client_uuid=client_uuid).first()
    if known is not None and bytes(known.body_digest) not in digests:
        raise UuidReused
    return known is not None
