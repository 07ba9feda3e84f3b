# SPDX-License-Identifier: Apache-2.0
"""The key by which push services know this installation (VAPID, RFC 8292).

Made once, kept under DATA_DIR like SECRET_KEY; losing it makes every browser subscribe anew.
"""

import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02, b64urlencode


@cache
def _key_at(kept: Path) -> Vapid02:
    if not kept.exists():
        _make(kept)
    return Vapid02.from_file(str(kept))


def vapid_key() -> Vapid02:
    """The installation's key."""
    return _key_at(Path(settings.VAPID_KEY_FILE))


def public_key() -> str:
    """What a browser needs to subscribe: the public point, base64url."""
    point = vapid_key().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return str(b64urlencode(point))


def _make(kept: Path) -> None:
    """Write a new key beside and link it: of two first starts at once one wins, whole."""
    fresh = Vapid02()
    fresh.generate_keys()
    kept.parent.mkdir(parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=kept.parent)  # made readable for its owner alone
    with os.fdopen(descriptor, "wb") as file:
        file.write(fresh.private_pem())
    with suppress(FileExistsError):
        os.link(beside, kept)
    os.unlink(beside)
