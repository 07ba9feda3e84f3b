# SPDX-License-Identifier: Apache-2.0
"""Connects indicators to the events core once, when the app is ready: an event leads to the page of
the unit that holds it (单位页)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from events.beside import Beside, stands_beside
from events.models import Event
from events.standing import Standing
from grids.directory import placed_name, unit_by_id
from indicators.access import sits_over


def unit_beside(event: Event, reader: Standing) -> Beside | None:
    """The page of a holder under one's own unit; one's own page stands beside the queues."""
    holder = unit_by_id(event.holder_id)
    if holder.id in reader.acting or not sits_over(reader.posts, holder):
        return None
    label = _("%(unit)s 单位页") % {"unit": placed_name(holder)}
    return Beside(label, reverse("indicators:unit", args=[holder.code]))


stands_beside("unit", unit_beside)
