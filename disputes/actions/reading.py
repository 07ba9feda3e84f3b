# SPDX-License-Identifier: Apache-2.0
"""Parties are opened for a purpose (按用途查看), and so is the agreement that names them: the
reading is written before a word is shown, in the one log that registers and events keep, too."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import BadFields, Erased
from disputes.access import check_works_on, dispute_for
from disputes.lifecycle import State
from disputes.models import Dispute
from events.refusals import MoveNotAllowed
from registers.models import ReadingLog

PURPOSES = {
    ReadingLog.Purpose.EVENT: _("办理这件事"),
    ReadingLog.Purpose.CONTACT: _("联系诉求人"),
    ReadingLog.Purpose.VERIFY: _("核对情况"),
}


@transaction.atomic
def open_parties(dispute_id: int, *, by: User, purpose: Any) -> Dispute:
    """查看: names, phones and papers of the parties, by whoever works on the dispute."""
    dispute = dispute_for(by, dispute_id)
    check_works_on(by, dispute)
    if not isinstance(purpose, str) or purpose not in PURPOSES:
        raise BadFields({"purpose": [_t("请选查看的用途")]})
    _log(dispute, by, ReadingLog.Purpose(purpose), ["parties", "minutes", "clauses"])
    return dispute


@transaction.atomic
def open_agreement(dispute_id: int, *, by: User) -> Dispute:
    """协议书: it names the parties, so each opening is logged; none before it is agreed,
    nor after its people were erased."""
    dispute = dispute_for(by, dispute_id)
    check_works_on(by, dispute)
    if dispute.erased_at is not None:
        raise Erased
    if dispute.agreed_at is None:
        raise MoveNotAllowed(state=State(dispute.state).value, moves=[])
    _log(dispute, by, ReadingLog.Purpose.EVENT, ["agreement"])
    return dispute


def _log(dispute: Dispute, by: User, purpose: ReadingLog.Purpose, fields: list[str]) -> None:
    event = dispute.event
    ReadingLog.objects.create(
        by=by,
        county_id=dispute.county_id,
        grid_id=event.place_id,
        kind="dispute",
        record_id=dispute.pk,
        fields=fields,
        purpose=purpose,
        # Of a sensitive event not even the number is told, to an auditor neither.
        reference="" if event.sensitive else event.number,
    )
