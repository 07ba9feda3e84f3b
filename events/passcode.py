# SPDX-License-Identifier: Apache-2.0
"""The commander's code (报到码): whoever shows it stands beside the commander.

Eight letters, made from the whistle and the time under the installation's secret key. A new one
comes every five minutes and the last one still holds, so nothing is stored and nothing to forget.
"""

import base64
import hmac
from datetime import UTC, datetime, timedelta

from django.utils.crypto import salted_hmac

from events import moment

LIFE = timedelta(minutes=5)
LENGTH = 8
_LOOKALIKE = str.maketrans({"0": "O", "1": "I", "8": "B", "-": "", " ": ""})


def code_for(whistle_id: int) -> str:
    """The code that the commander shows now."""
    return _code(whistle_id, _window(moment.now()))


def changes_at() -> datetime:
    """When the next code comes."""
    return datetime.fromtimestamp((_window(moment.now()) + 1) * LIFE.total_seconds(), UTC)


def is_code_of(whistle_id: int, said: str) -> bool:
    """Whether this is the present code or the one before, however it was typed."""
    plain = said.upper().translate(_LOOKALIKE).encode()
    window = _window(moment.now())
    return any(
        hmac.compare_digest(plain, _code(whistle_id, each).encode())
        for each in (window, window - 1)
    )


def _window(at: datetime) -> int:
    return int(at.timestamp() // LIFE.total_seconds())


def _code(whistle_id: int, window: int) -> str:
    digest = salted_hmac("whistle", f"{whistle_id}.{window}", algorithm="sha256").digest()
    return base64.b32encode(digest)[:LENGTH].decode()
