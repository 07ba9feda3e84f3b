# SPDX-License-Identifier: Apache-2.0
"""Residents' names, phones and papers are opened for a purpose (按用途查看): the reading is written
before a word is shown, in the one log that the registers keep, too. No move, no ledger line."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.access import event_for
from events.models import Event
from events.refusals import BadFields, NotAllowed
from events.standing import standing_of
from registers.models import ReadingLog

# Why somebody who handles an event needs to see who asked.
PURPOSES = {
    ReadingLog.Purpose.EVENT: _("办理这件事"),
    ReadingLog.Purpose.CONTACT: _("联系诉求人"),
    ReadingLog.Purpose.VERIFY: _("核对情况"),
}
WORDS, PAPER = ("claimants", "text"), ("paper",)


@transaction.atomic(durable=True)
def open_personal(event_id: int, *, by: User, purpose: Any) -> Event:
    """查看: names, phones and unmasked words of one event, by whoever handles it."""
    event = event_for(by, event_id)
    if not standing_of(by).handles(event):
        raise NotAllowed
    if not isinstance(purpose, str) or purpose not in PURPOSES:
        raise BadFields({"purpose": [_t("请选查看的用途")]})
    _log(event, by, ReadingLog.Purpose(purpose), WORDS)
    return event


@transaction.atomic(durable=True)
def open_paper(event: Event, *, by: User) -> None:
    """个人材料: each opening by somebody who handles the event is logged."""
    _log(event, by, ReadingLog.Purpose.EVENT, PAPER)


def _log(event: Event, by: User, purpose: ReadingLog.Purpose, fields: tuple[str, ...]) -> None:
    ReadingLog.objects.create(
        by=by,
        county_id=event.county_id,
        grid_id=event.place_id,
        kind="event",
        record_id=event.pk,
        fields=list(fields),
        purpose=purpose,
        # Of a sensitive event not even the number is told, to an auditor neither.
        reference="" if event.sensitive else event.number,
    )
