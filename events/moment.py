# SPDX-License-Identifier: Apache-2.0
"""What time it is for an action. Normally now; a replay of past days pins it.

The ledger's own time never goes back, pinned or not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)


def now() -> datetime:
    """The time an action works with."""
    return _pinned.get() or timezone.now()


def pinned() -> datetime | None:
    """The pinned time, or None when the database's own clock rules."""
    return _pinned.get()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Run the actions inside as of `moment` (used by the replay of history and by tests)."""
    token = _pinned.set(moment)
    try:
        yield
    finally:
        _pinned.reset(token)
