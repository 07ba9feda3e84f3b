# SPDX-License-Identifier: Apache-2.0
"""Connects disputes to the events core once, when the app is ready: what an erasure takes along,
what the worker looks for, and which page an event leads to."""

from django.urls import reverse
from django.utils.translation import gettext as _

from disputes.actions.erasing import forget_event
from disputes.actions.reminding import remind_due
from disputes.rules import is_dispute
from events import owed
from events.beside import Beside, stands_beside
from events.holders import forgets_with
from events.models import Event
from events.standing import Standing


def dispute_beside(event: Event, reader: Standing) -> Beside | None:
    """矛盾纠纷: the page that shows the event's dispute, or says that there is none yet."""
    if not is_dispute(event) or not reader.reads_fully(event):
        return None
    return Beside(_("矛盾纠纷化解"), f"{reverse('disputes')}?event={event.pk}")


forgets_with("disputes", forget_event)
stands_beside("dispute", dispute_beside)
owed.sweep("disputes.remind_due", remind_due)
