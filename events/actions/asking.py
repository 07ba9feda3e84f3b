# SPDX-License-Identifier: Apache-2.0
"""What waits for a decision on the event in hand (申请), and the order that presses it (督办单).

Changed here in memory and written by `Moving.settle`; what the event row repeats of it is kept in
step with the rows, because lists read nothing else.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _t

from accounts.models import User
from events.actions.record import Line
from events.approvals import Asked, Deciders, has_ground
from events.models import Event, Request, Supervision
from events.refusals import BadFields
from grids.directory import UnitRow

State = Request.State
_DECIDED = ["state", "decider", "deciders", "spoken", "decided_by", "decided_at", "decision_line"]
_PRESSED = [
    *("state", "reply_due_at", "signed_at", "replied_at", "replied_late", "sent_back_count"),
    *("ended_at", "reply_line", "back_line"),
]


@dataclass
class Requests:
    """The requests of one event in hand; read only when one is decided."""

    event: Event
    now: datetime
    _new: list[Request] = field(default_factory=list)
    _changed: dict[UUID, Request] = field(default_factory=dict)

    def ask(
        self, kind: str, *, by: User, unit: UnitRow, deciders: Deciders, level: int, **wanted: Any
    ) -> Request:
        """One more that waits, for these deciders."""
        asked = Request(
            event=self.event,
            assignment_id=self.event.assignment_id,
            kind=kind,
            state=State.PENDING_L1 if level == 1 else State.PENDING_L2,
            by=by,
            unit_id=unit.id,
            at=self.now,
            decider_id=deciders.unit.id,
            deciders=sorted(deciders.roles),
            spoken=[by.pk],
            **wanted,
        )
        self._new.append(asked)
        self.event.open_requests = [*self.event.open_requests, self._entry(asked)]
        return asked

    def find(self, given: str) -> Request:
        """The one that waits under this id; `BadFields` if none does. One query."""
        entry = self.entry(given)
        if entry is None:
            raise BadFields({"request": [_t("没有这项待审批的申请")]})
        return Request.objects.get(pk=entry["id"], event_id=self.event.pk)

    def entry(self, given: str) -> Asked | None:
        """What the event row says of it."""
        return next((e for e in self.event.open_requests if e["id"] == given), None)

    def pass_on(self, asked: Request, *, by: User, to: Deciders, line: Line) -> None:
        """The first yes is said; the second level decides, and not the same person."""
        asked.state, asked.spoken = State.PENDING_L2, [*asked.spoken, by.pk]
        asked.decider_id, asked.deciders = to.unit.id, sorted(to.roles)
        self._decided(asked, by, line)
        entry = self._entry(asked) | {
            key: value
            for key, value in (self.entry(str(asked.pk)) or {}).items()
            if key in ("holder", "sensitive")
        }
        self.event.open_requests = [
            entry if each["id"] == entry["id"] else each for each in self.event.open_requests
        ]

    def end(self, asked: Request, state: str, *, by: User, line: Line) -> None:
        """Approved, refused or withdrawn."""
        asked.state = state
        self._decided(asked, by, line)
        self._forget({str(asked.pk)})

    def drop_groundless(self) -> list[Asked]:
        """What is asked for no longer makes sense is withdrawn by rule: it was sent on, taken
        back, finished. The entries that fell. An appeal that nobody has judged is not used up."""
        fallen = [entry for entry in self.event.open_requests if not has_ground(entry, self.event)]
        for entry in fallen:
            # Made from what the event row says of it: no need to read what only ends.
            self._changed[UUID(entry["id"])] = Request(
                pk=UUID(entry["id"]),
                state=State.WITHDRAWN,
                decider_id=entry["decider"],
                deciders=entry["roles"],
                spoken=entry["spoken"],
                decided_at=self.now,
            )
            if entry["kind"] == Request.Kind.OVERDUE:
                self.event.overdue_appealed = False
        self._forget({entry["id"] for entry in fallen})
        return fallen

    def write(self) -> None:
        """New ones; those that were decided or fell, in one statement."""
        if self._new:
            Request.objects.bulk_create(self._new)
        if self._changed:
            Request.objects.bulk_update(self._changed.values(), _DECIDED)

    def _decided(self, asked: Request, by: User, line: Line) -> None:
        asked.decided_by, asked.decided_at, asked.decision_line = by, self.now, line.id
        self._changed[asked.pk] = asked

    def _forget(self, ids: set[str]) -> None:
        self.event.open_requests = [e for e in self.event.open_requests if e["id"] not in ids]

    def _entry(self, asked: Request) -> Asked:
        return {
            "id": str(asked.pk),
            "kind": str(asked.kind),
            "level": 1 if asked.state == State.PENDING_L1 else 2,
            "by": asked.by_id,
            "unit": asked.unit_id,
            "assignment": asked.assignment_id,
            "holder": self.event.holder_id,
            "sensitive": self.event.sensitive,
            "decider": asked.decider_id,
            "roles": list(asked.deciders),
            "spoken": list(asked.spoken),
        }


@dataclass
class Orders:
    """The supervision orders of one event in hand: one is open at most."""

    event: Event
    now: datetime
    _new: list[Supervision] = field(default_factory=list)
    _changed: dict[UUID, Supervision] = field(default_factory=dict)

    def issue(
        self, kind: str, *, by: User, from_unit: UnitRow, unit: UnitRow, due: datetime
    ) -> Supervision:
        """A new order in the place of a lighter one."""
        if self.event.open_order:
            self.end(self.open(), Supervision.State.RAISED)
        order = Supervision(
            event=self.event,
            kind=kind,
            by=by,
            from_unit_id=from_unit.id,
            unit_id=unit.id,
            at=self.now,
            reply_due_at=due,
        )
        self._new.append(order)
        self._mirror(order)
        return order

    def open(self) -> Supervision:
        """The open order. One query."""
        return Supervision.objects.get(pk=self.event.open_order["id"])

    def change(self, order: Supervision, state: str, *, replied_by: int | None = None) -> None:
        """It was signed, replied to (by whom the event's row keeps), or sent back."""
        order.state = state
        if replied_by is not None:
            repliers = {*self.event.open_order.get("replied_by", []), replied_by}
            self.event.open_order["replied_by"] = sorted(repliers)
        self._changed[order.pk] = order
        self._mirror(order)

    def end(self, order: Supervision, state: str) -> None:
        """It presses no more."""
        order.state, order.ended_at = state, self.now
        self._changed[order.pk] = order
        self.event.open_order, self.event.supervised = {}, ""

    def lapse(self) -> bool:
        """An event that nobody has to act on any more presses nobody; a closed one may still be
        answered for. Whether an order fell."""
        is_over = not self.event.is_open and self.event.state != "closed"
        if is_over and self.event.open_order:
            self.end(self.open(), Supervision.State.RELEASED)
            return True
        return False

    def write(self) -> None:
        """Changed ones before new ones: only one may be open."""
        if self._changed:
            Supervision.objects.bulk_update(self._changed.values(), _PRESSED)
        if self._new:
            Supervision.objects.bulk_create(self._new)

    def _mirror(self, order: Supervision) -> None:
        repliers = self.event.open_order.get("replied_by", [])
        self.event.supervised = str(order.kind)
        self.event.open_order = {
            "id": str(order.pk),
            "state": str(order.state),
            "unit": order.unit_id,
            "from_unit": order.from_unit_id,
            "by": order.by_id,
            "replied_by": repliers,
        }
