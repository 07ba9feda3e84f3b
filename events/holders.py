# SPDX-License-Identifier: Apache-2.0
"""Who else keeps words about an event's people (持有者): told in the transaction that erases them.

A door above registers its own way of forgetting from `AppConfig.ready`; the core knows no door.
"""

from collections.abc import Callable

from events.models import Event

Forget = Callable[[Event], None]

HOLDERS: dict[str, Forget] = {}


def forgets_with(name: str, forget: Forget) -> None:
    """Have `forget(event)` called, under the event's lock, whenever its people are erased."""
    HOLDERS[name] = forget
