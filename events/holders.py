# SPDX-License-Identifier: Apache-2.0
"""Who else keeps words about an event's people (持有者): told in the transaction that erases them.

A door above registers its own way of forgetting from `AppConfig.ready`; the core knows no door. A
door that comes later asks first whether they were erased.
"""

from collections.abc import Callable

from events.models import Event, Step

Forget = Callable[[Event], None]

HOLDERS: dict[str, Forget] = {}


def forgets_with(name: str, forget: Forget) -> None:
    """Have `forget(event)` called, under the event's lock, whenever its people are erased."""
    HOLDERS[name] = forget


def was_erased(event: Event) -> bool:
    """Whether the event's people were erased (删除个人信息), as its line says. One query."""
    return Step.objects.filter(event_id=event.pk, move="erase").exists()
