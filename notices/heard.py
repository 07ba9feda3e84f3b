# SPDX-License-Identifier: Apache-2.0
"""Whoever shows badges asks here to be told that a county's inboxes have changed.

Not the ledger's signal: no ledger has moved. The county centre registers its bell; without a
listener (a command, a test) nothing happens, and badges follow at their next look.
"""

from collections.abc import Callable
from functools import partial

from django.db import transaction

Listener = Callable[[set[int]], None]
LISTENERS: list[Listener] = []


def when_inboxes_change(listener: Listener) -> None:
    """Have `listener` called, after commit, with the ids of the counties concerned."""
    LISTENERS.append(listener)


def inboxes_changed(county_ids: set[int]) -> None:
    """Say, when this transaction is through, that badges of these counties are old."""
    for listener in LISTENERS:
        transaction.on_commit(partial(listener, county_ids), robust=True)
