# SPDX-License-Identifier: Apache-2.0
"""A log grows into an event (转为事件): the event's own action reports it, then the two are linked.

Two transactions, because an action never runs inside another. The report's uuid is made from the
log, so that after a crash between the two, or a second tap, the same event is found and linked.
"""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from events.access import check_may_report
from events.actions import report_event
from events.models import Event
from events.refusals import BadFields, NotAllowed, UuidReused
from fieldwork.access import log_for
from fieldwork.models import LogEvent, WorkLog
from grids.directory import unit_by_id

# One namespace for ever: the same log is the same report in every try.
NAMESPACE = uuid.UUID("0b8f3b0e-5a0b-4c53-9a52-6f6a3f0e9d21")
# Arguments of the report that are not the body's to give.
RESERVED = frozenset({"by", "client_uuid"})


def grow_log(pk: int, *, by: User, **fields: Any) -> LogEvent:
    """转为事件, by whoever wrote the log. Asked again: the event that is there already."""
    log = log_for(by, pk)
    if log.by_id != by.pk:
        raise NotAllowed
    check_may_report(by)
    grown = LogEvent.objects.filter(log=log).first()
    if grown is not None:
        return grown
    if reserved := RESERVED & fields.keys():
        raise BadFields({name: [_("没有这一项")] for name in sorted(reserved)})
    return link_event(log, _event_of(log, by, fields))


def link_event(log: WorkLog, event: Event) -> LogEvent:
    """Link the two, once."""
    grown, _made = LogEvent.objects.get_or_create(log=log, defaults={"event": event})
    return grown


def _event_of(log: WorkLog, by: User, fields: dict[str, Any]) -> Event:
    """Report it, or find what an earlier try reported with other words."""
    uid = uuid.uuid5(NAMESPACE, f"log/{log.pk}")
    try:
        return report_event(by=by, client_uuid=uid, **(prefilled(log) | fields)).event
    except UuidReused:
        return Event.objects.get(reporter=by, client_uuid=uid)


def prefilled(log: WorkLog) -> dict[str, Any]:
    """What a report takes over from the log: where, what was seen, the photos, the matter."""
    found: dict[str, Any] = {"grid": unit_by_id(log.grid_id).code, "text": log.text}
    found["photos"] = [str(pk) for pk in log.photos.values_list("photo", flat=True)]
    address = address_of(log)
    if address:
        found["address"] = address
    if log.campaign and log.campaign.matter:
        found["matter"] = log.campaign.matter.code
    return found


def address_of(log: WorkLog) -> str:
    """Where the log's record is; a person's home is not written into an event by itself."""
    if log.place is not None:
        return f"{log.place.address} {log.place.name}".strip()[:200]
    if log.organisation is not None:
        return f"{log.organisation.address} {log.organisation.name}".strip()[:200]
    if log.dwelling is not None:
        return log.dwelling.address
    if log.target is not None and log.target.label:
        return f"{log.target.address} {log.target.label}".strip()[:200]
    return ""
