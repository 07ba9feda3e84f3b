# SPDX-License-Identifier: Apache-2.0
"""A dispute is opened beside an event (转入), or with it for those who come to a hall (接待).

A walk-in takes two transactions, because an action never runs inside another: the report first,
then the dispute. Both carry the same `client_uuid`, so after a crash between the two the same
request finds the event that is there and opens the dispute beside it.
"""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import BadFields, Erased
from disputes.access import check_takes_in, opened_from
from disputes.actions.protocol import Kept, Step, digests_of, write_log
from disputes.models import Dispute, Party, Side
from disputes.rules import MAJOR, is_dispute
from duties.directory import matter_by_code
from events.actions import report_event
from events.holders import was_erased
from events.models import Event
from grids.directory import UnitRow

# What a walk-in's body may not bring: said by the address, by the hall, or no matter of a hall's.
RESERVED = frozenset({"by", "source", "done_on_the_spot"})


def walk_in(*, by: User, client_uuid: uuid.UUID, **raw: Any) -> Kept:
    """接待: whoever comes to a hall is taken in; fields as a report's, the source is the hall."""
    check_takes_in(by)
    if reserved := RESERVED & raw.keys():
        raise BadFields({name: [_("没有这一项")] for name in sorted(reserved)})
    code = raw.get("matter")
    matter = matter_by_code(code) if isinstance(code, str) else None
    if matter is None or matter.major_code != MAJOR:
        raise BadFields({"matter": [_("请选一个矛盾纠纷事项")]})
    done = report_event(by=by, client_uuid=client_uuid, source="hall", **raw)
    return open_dispute(done.event.pk, by=by, client_uuid=client_uuid)


def open_dispute(event_id: int, *, by: User, client_uuid: uuid.UUID) -> Kept:
    """转入: one dispute beside an event; asked again, by whatever uuid, the one that is there."""
    event, hall = opened_from(by, event_id)
    if not is_dispute(event):
        raise BadFields({"event": [_("只有矛盾纠纷类事件可以转入")]})
    known = Dispute.objects.filter(event=event).first()
    if known is not None:
        return Kept(known, replayed=True)
    try:
        with transaction.atomic():
            return Kept(_open(event, hall, by, client_uuid))
    except IntegrityError:
        known = Dispute.objects.filter(event=event).first()
        if known is None:
            raise
        return Kept(known, replayed=True)


def _open(event: Event, hall: UnitRow, by: User, client_uuid: uuid.UUID) -> Dispute:
    """Who asked in the report is an applicant of the dispute. Whose people were erased (删除个人信
    息), also a moment ago, has none: nobody is named there again."""
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if was_erased(event):
        raise Erased
    dispute = Dispute.objects.create(
        event=event,
        county_id=event.county_id,
        hall_id=hall.id,
        opened_by=by,
        headcount=event.headcount,
    )
    named = [each for each in event.claimants.order_by("pk") if each.name]
    Party.objects.bulk_create(
        Party(dispute=dispute, side=Side.APPLICANT, name=each.name, phone=each.phone)
        for each in named
    )
    taken = Step(dispute, by, timezone.now(), {"parties": len(named)})
    write_log(taken, "open", client_uuid, digests_of("open", event.pk, {}))
    return dispute
