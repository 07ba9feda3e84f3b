# SPDX-License-Identifier: Apache-2.0
"""Who else keeps words about a person (持有者): told in the transaction that erases the person.

A door above registers its own way of forgetting from `AppConfig.ready`; registers know no door.
"""

from collections.abc import Callable

Forget = Callable[[int], None]

HOLDERS: dict[str, Forget] = {}


def forgets_with(name: str, forget: Forget) -> None:
    """Have `forget(person_id)` called whenever a person is erased."""
    HOLDERS[name] = forget
