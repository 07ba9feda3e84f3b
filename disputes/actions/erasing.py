# SPDX-License-Identifier: Apache-2.0
"""The people of a dispute are erased with those of its event (删除个人信息): their names, words and
agreement go; sides, days, amounts, states and the log stay."""

from django.utils import timezone

from disputes.models import Dispute
from events.models import Event


def forget_event(event: Event) -> None:
    """Empty names, phones, numbers, minutes, places and clauses; the paper can be made no more."""
    dispute = Dispute.objects.select_for_update(no_key=True).filter(event=event).first()
    if dispute is None:
        return
    dispute.parties.update(name="", phone="", id_number="")
    dispute.sessions.exclude(minutes="").update(minutes="", place="")
    dispute.clauses.update(text="")
    Dispute.objects.filter(pk=dispute.pk).update(erased_at=timezone.now())
