# SPDX-License-Identifier: Apache-2.0
"""The one signal of the events core (ledgers have moved), and word that inboxes have changed.
Here the bell is rung.
"""

from typing import Any

from django.dispatch import receiver

from events.signals import steps_recorded
from governance.live import ring
from notices.heard import when_inboxes_change


@receiver(steps_recorded, dispatch_uid="governance.ring")
def ring_bell(*, county_ids: set[int], **_: Any) -> None:
    """Runs after the commit; it only notes the counties and never waits."""
    ring(county_ids)


# The bell says no more than "look again", so it may ring for an inbox, too.
when_inboxes_change(ring)
