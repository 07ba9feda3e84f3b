# SPDX-License-Identifier: Apache-2.0
"""One business transaction on one locked event: what it changes is gathered here, and written
in the one order that cannot deadlock by `settle`: clocks and assignments, the event, its
photos and texts, what is owed, and the county's ledger last.

A move's own code calls the lifecycle and the small verbs below; it never saves or records.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t

from accounts.models import User
from duties.directory import MatterRow, StandardRow, matter_by_id
from duties.models import Duty
from duties.rules import duty_for, level_of, limited_by, urgency_of
from events import owed
from events.actions.answering import claimants_told, hears_of_it
from events.actions.asking import Orders, Requests
from events.actions.clocks import Clocks, write_clocks
from events.actions.company import Company
from events.actions.involving import write_involvement
from events.actions.outcome import Outcome
from events.actions.reckoning import show_clocks, standard_of
from events.actions.record import Line, make_line, record
from events.actions.ringing import ring_if_critical
from events.actions.summons import Gathering
from events.facts import CLOSING, flow_of, stock_delta, stock_key, wall_facts
from events.models import Assignment, Attachment, Claimant, Delivery, Event, Photo, StepText
from events.refusals import BadFields
from events.rules import hearing_node, read_along
from grids.directory import UnitRow, unit_by_id

# What a unit holds itself was given before all that it gave on.
_SUPERSEDE = """
WITH own AS (
    SELECT max(id) AS id FROM events_assignment
     WHERE event_id = %(event)s AND unit_id = %(unit)s AND is_lead
       AND status IN ('pending_sign', 'doing')
)
UPDATE events_assignment AS a SET status = 'superseded', ended_at = %(now)s FROM own
 WHERE a.event_id = %(event)s AND a.id > coalesce(own.id, 0)
   AND a.status IN ('pending_sign', 'doing')
RETURNING own.id
"""


@dataclass
class Moving:
    """The event in hand, who moves it for which unit, and everything that will be written."""

    event: Event
    by: User
    unit: UnitRow | None
    now: datetime
    is_new: bool = False
    lines: list[Line] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    claimants: list[Claimant] = field(default_factory=list)
    touched: list[Assignment] = field(default_factory=list)
    left_by: list[int | None] = field(default_factory=list)
    involved: dict[int, bool] = field(default_factory=dict)
    told: list[tuple[Line, Delivery]] = field(default_factory=list)
    ends_all_as: str = ""
    left_as: str = Assignment.Status.REVOKED
    supported_by: UnitRow | None = None
    along: list["Moving"] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)
    is_idle: bool = False
    beside: list[models.Model] = field(default_factory=list)
    _chain: list[Assignment] | None = None

    def __post_init__(self) -> None:
        self.clocks = Clocks(self.event, self.now, is_new=self.is_new or self.is_idle)
        self.company = Company(self.event)
        self._held_by = self.event.holder_id
        self.gathering = Gathering(self.event, self.now)
        self.requests = Requests(self.event, self.now)
        self.orders = Orders(self.event, self.now)
        self._key = None if self.is_new else stock_key(self.event)
        self._was_late = self.event.lamp == "red"
        self._counted: set[str] = set()

    # -- what is known -----------------------------------------------------------------------
    @property
    def holder(self) -> UnitRow:
        return unit_by_id(self.event.holder_id)

    @property
    def matter(self) -> MatterRow:
        return matter_by_id(self.event.matter_id)

    @property
    def standard(self) -> StandardRow:
        """The condition it is filed under; a line of the duty list may set its limit."""
        return limited_by(self.filed_under, self.duty_at(unit_by_id(self.event.place_id)))

    @property
    def filed_under(self) -> StandardRow:
        return standard_of(self.event)

    def duty_at(self, unit: UnitRow) -> Duty | None:
        """The line of the duty list (责任清单) that holds for it at a unit now."""
        return self.duty_of(self.matter, unit)

    def duty_of(self, matter: MatterRow, unit: UnitRow) -> Duty | None:
        no = self.filed_under if matter.id == self.event.matter_id else None
        return duty_for(matter, unit, no, on=timezone.localdate(self.now))

    @property
    def chain(self) -> list[Assignment]:
        """The live assignments from the first sender down to the present unit."""
        if self._chain is None:
            only = self.event.assignment
            if only is not None and only.parent_id is None:
                self._chain = [only]
                return self._chain
            rows = {a.pk: a for a in Assignment.objects.filter(event_id=self.event.pk)}
            self._chain, at = [], self.event.assignment_id
            while at is not None:
                self._chain.insert(0, rows[at])
                at = rows[at].parent_id
        return self._chain

    # -- verbs -------------------------------------------------------------------------------
    def file_under(self, matter: MatterRow, standard: StandardRow) -> None:
        """File it under another matter or condition, with the platform, urgency and level that
        belong to it; what it was filed under already changes nothing.

        Sensitive it becomes, never the contrary: only a duty chief lifts that. A level that
        somebody raised (上报、受理) does not fall.
        """
        event, before = self.event, self.standard
        if standard.id != before.id:
            default, was = level_of(matter, standard), level_of(self.matter, before)
            event.level = default if event.level == was else max(event.level, default)
            event.urgency = urgency_of(matter, standard)
            event.matter_id, event.standard_id = matter.id, standard.id
            event.platform = matter.platform
        if matter.sensitive:
            self.make_sensitive()

    def make_sensitive(self) -> None:
        """敏感: no grid may read it; the node above has it, or whoever gave it to the grid."""
        self.event.sensitive = True
        node, given = hearing_node(self.holder, sensitive=True), self.event.assignment
        if node.id == self.event.holder_id or self.event.state == "dispatched":
            return
        if given is not None and given.unit_id == self.event.holder_id:
            node = unit_by_id(given.from_unit_id)
            self.end_assignments(Assignment.Status.REVOKED, down_from=len(self.chain) - 1)
        self.hold(node)

    def hold(self, unit: UnitRow) -> None:
        """From now on `unit` owes the next step; it, and who stands behind it, may read.

        The clocks that run on go with the event: lateness counts against who holds the time.
        Whom the unit before had named (指定人) is named no longer.
        """
        if unit.id != self.event.holder_id:
            self.event.assignee = None
        self.event.holder_id = unit.id
        self.clocks.follow(unit.id)
        if self._has_held(unit):
            return
        self.involved[unit.id] = True
        for behind in read_along(unit):
            self.involved.setdefault(behind, False)

    def _has_held(self, unit: UnitRow) -> bool:
        """Whether the chain in hand shows that it held it before: then it, and who stands behind
        it, read it already, and nothing need be written."""
        chain = self._chain or ()
        return any(unit.id in (given.from_unit_id, given.unit_id) for given in chain)

    def assign(
        self,
        unit: UnitRow,
        *,
        lead: bool = True,
        undo_until: datetime | None = None,
        by_list: bool = False,
        ruled: bool = False,
    ) -> None:
        """Give it to `unit`, under the assignment that the giver holds and the duty list of now."""
        given = Assignment(
            event=self.event,
            parent_id=self.event.assignment_id,
            from_unit_id=self.event.holder_id,
            unit_id=unit.id,
            by=self.by,
            is_lead=lead,
            duty=self.duty_at(self.holder),
            by_list=by_list,
            ruled=ruled,
            dispatched_at=self.now,
            undo_until=undo_until,
            from_person_id=self.event.assignee_id,
            return_until=self.clocks.up_at("return"),
        )
        if lead:
            # Read no chain for this: whoever needs it reads it, with the new one at its end.
            known = self._chain if self.event.assignment_id else []
            given.save(force_insert=True)
            self.event.assignment = given
            self.hold(unit)
            self._chain = [*known, given] if known is not None else None
        else:
            given.save(force_insert=True)
            self.involved.setdefault(unit.id, False)
            self.event.support_ids = [*self.event.support_ids, unit.id]

    def end_assignments(self, status: str, *, down_from: int = 0) -> None:
        """End the chain's assignments from index `down_from` on; the event falls to the sender.

        Who was asked to support them is free again, too.
        """
        for given in self.chain[down_from:]:
            given.status, given.ended_at = status, self.now
            self.touched.append(given)
            self.left_by.append(given.parent_id)
        self._chain = self.chain[:down_from]
        self.event.assignment = self._chain[-1] if self._chain else None

    def supersede_under(self, unit: UnitRow) -> None:
        """Whatever `unit` or anybody below it had given ends in the database at once: whoever had
        it may be given it anew in this very move. What it was given itself stays."""
        given = self.event.assignment
        if given is None or given.unit_id == unit.id:
            return
        with connection.cursor() as cursor:
            cursor.execute(_SUPERSEDE, {"event": self.event.pk, "unit": unit.id, "now": self.now})
            ended = cursor.fetchone()
        self.event.assignment_id = ended[0] if ended else None
        self._chain = None if self.event.assignment_id else []

    def touch_assignment(self, status: str) -> None:
        """Set the present assignment's own status (signed, done, doing again)."""
        given = self.chain[-1]
        given.status = status
        if status == Assignment.Status.DOING and given.signed_at is None:
            given.signed_at = self.now
        given.ended_at = self.now if status == Assignment.Status.DONE else None
        self.touched.append(given)

    def take_up_again(self) -> None:
        """返工、重办: whoever it had been given to, from the first sender down, is at it again."""
        for given in self.chain:
            if given.status != Assignment.Status.DOING:
                given.status, given.ended_at = Assignment.Status.DOING, None
                self.touched.append(given)

    def attach(self, photo_ids: list[uuid.UUID], kind: str, line: Line) -> None:
        """Attach one's own photos at this line."""
        own = Photo.objects.filter(pk__in=photo_ids, owner=self.by, erased_at=None)
        found = {photo.pk: photo for photo in own} if photo_ids else {}
        if len(found) != len(photo_ids):
            raise BadFields({"photos": [_t("只能附自己传上来的照片")]})
        klass = "paper" if self.standard.evidence == "paper" and kind != "report" else "scene"
        self.attachments += [
            Attachment(event=self.event, photo=found[pk], kind=kind, klass=klass, line=line.id)
            for pk in photo_ids
        ]

    def tell(
        self,
        line: Line,
        template: str,
        *,
        unit: UnitRow | None = None,
        roles: Iterable[str] = (),
        person: int | None = None,
    ) -> None:
        """Owe somebody a message about this line: a person, or these roles at a unit."""
        owing = Delivery(
            channel="notice",
            template=template,
            to_unit_id=unit.id if unit else None,
            roles=" ".join(sorted(roles)),
            to_user_id=person,
        )
        self.owe(line, owing)

    def owe(self, line: Line, owing: Delivery) -> None:
        """Owe a delivery that this move itself knows of."""
        owing.event = self.event
        self.told.append((line, owing))

    def line(
        self,
        move: str,
        came_from: str,
        *,
        texts: dict[str, str] | None = None,
        by_rule: bool = False,
        **codes: Any,
    ) -> Line:
        """One ledger line for the move just made, with the event's facts and counts after it."""
        self._refresh_lamp()
        key = stock_key(self.event)
        flow = self._flow(move)
        content = {
            "from": came_from,
            "to": self.event.state,
            "by": None if by_rule else self.by.pk,
            "unit": self.unit.id if self.unit and not by_rule else None,
            "codes": {name: value for name, value in codes.items() if value not in (None, [])},
            "facts": wall_facts(self.event),
            "stock": stock_delta(self._key, key),
            "flow": flow,
        }
        made = make_line(move, event_id=self.event.pk, texts=texts or {}, **content)
        self._key = key
        self.lines.append(made)
        return made

    # -- writing -----------------------------------------------------------------------------
    def settle(self) -> None:
        """Write everything, in lock order, and end in one `record`."""
        self._drop_groundless()
        event, moved = self.event, [self, *self.along]
        for each in moved:
            each._refresh_lamp()
            ring_if_critical(each)
            each.event.version += 1
        write_clocks(each.clocks for each in moved)
        self._write_assignments()
        self.gathering.write()
        self.requests.write()
        self.orders.write()
        event.save(force_update=True)
        self.company.write(each.event for each in self.along)
        write_involvement(event.pk, self.involved)
        self.outcome.write(event, self.by, self.now)
        Attachment.objects.bulk_create(self.attachments)
        for row in self.beside:
            row.save()
        lines = [line for each in moved for line in each.lines]
        StepText.objects.bulk_create([text for line in lines for text in line.texts])
        if not self.is_new and hears_of_it(event, self._held_by, self.lines[-1]):
            self.told += claimants_told({event.pk: self.lines[-1]}, "moved_on")
        steps = [(each.event, line) for each in moved for line in each.lines]
        owed.write_all(steps, self.now, told=self.told)
        record(event.county_id, lines)

    def _drop_groundless(self) -> None:
        """What was asked or pressed under what this move has ended falls by rule, each by a line
        of its own; whoever asked is told."""
        for asked in self.requests.drop_groundless():
            codes = {"request": asked["id"], "kind": asked["kind"]}
            line = self.line("withdraw_request", self.event.state, by_rule=True, **codes)
            self.tell(line, "request_fell", person=asked["by"])
        if self.orders.lapse():
            self.line("release_supervision", self.event.state, by_rule=True)

    def _refresh_lamp(self) -> None:
        show_clocks(self.event, self.clocks.running, self.now, self.clocks.calendar)

    def _flow(self, move: str) -> dict[str, Any] | None:
        """What happened on this line that the day counts: reported, closed, came late."""
        is_first = move == "submit" or (move == "instant_close" and self.is_new)
        measures = ["reported"] if is_first else []
        if self.event.state == "closed" and move in CLOSING:
            measures.append("closed")
        if move == "end_by_force":
            measures.append("forced")
        is_late = self.event.lamp == "red" or self.clocks.stopped_late
        self._was_late = self._was_late or self.clocks.revived_late
        if is_late and not self._was_late:
            measures.append("late")
        self._was_late = self._was_late or is_late
        return flow_of(self.event, measures) if measures else None

    def _write_assignments(self) -> None:
        if self.touched:
            fields = ["status", "signed_at", "ended_at", "return_code"]
            Assignment.objects.bulk_update(dict.fromkeys(self.touched), fields)
        events = [self.event.pk, *(each.event.pk for each in self.along)]
        live = Assignment.objects.filter(event__in=events, status__in=["pending_sign", "doing"])
        if self.ends_all_as:
            live.update(status=self.ends_all_as, ended_at=self.now)
            self.event.support_ids = []
            return
        supports = live.filter(is_lead=False)
        if self.left_by:
            beside = Q(parent_id__in=[parent for parent in self.left_by if parent is not None])
            beside |= Q(parent=None) if None in self.left_by else Q()
            supports.filter(beside).update(status=self.left_as, ended_at=self.now)
        if self.supported_by is not None:
            own = supports.filter(unit_id=self.supported_by.id)
            own.update(status=Assignment.Status.DONE, ended_at=self.now)
        if self.event.support_ids and (self.left_by or self.supported_by):
            self.event.support_ids = list(supports.order_by("pk").values_list("unit_id", flat=True))
