# SPDX-License-Identifier: Apache-2.0
"""A limit on failed sign-ins, counted in the shared cache so that it holds over all processes."""

import hashlib
import time

from django.core.cache import cache

WINDOW_SECONDS = 900
# Per user name and address; and per address, whatever names it tries.
LIMIT_PER_USER = 5
LIMIT_PER_ADDRESS = 50


def seconds_to_wait(username: str, address: str) -> int:
    """Return how long sign-in is closed for this name from this address (登录限制); 0 if open."""
    limits = ((_user_key(username, address), LIMIT_PER_USER), (_key(address), LIMIT_PER_ADDRESS))
    found = cache.get_many([key for key, _ in limits])
    now = time.time()
    waits = [
        ends_at - now
        for key, limit in limits
        for count, ends_at in [found.get(key, (0, 0.0))]
        if count >= limit
    ]
    return max(0, round(max(waits, default=0)))


def note_failure(username: str, address: str) -> None:
    """Count a failed sign-in. Two at once may count as one: the limit is no exact number."""
    now = time.time()
    for key in (_user_key(username, address), _key(address)):
        count, ends_at = cache.get(key, (0, now + WINDOW_SECONDS))
        cache.set(key, (count + 1, ends_at), timeout=max(1, round(ends_at - now)))


def note_success(username: str, address: str) -> None:
    """Forget the failures of a name that has signed in; the address's stay."""
    cache.delete(_user_key(username, address))


def _user_key(username: str, address: str) -> str:
    # casefold: the limit must not be dodged by capitals.
    return _key(f"{username.casefold()}\n{address}")


def _key(text: str) -> str:
    """Return a cache key without personal data and without characters a cache refuses."""
    return f"sign-in:{hashlib.sha256(text.encode()).hexdigest()}"
