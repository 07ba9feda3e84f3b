# SPDX-License-Identifier: Apache-2.0
"""The demo's pictures: road photos (MIT) and drawn scenes marked 示意图, stored like any photo."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from PIL import Image

HERE = Path(__file__).parent
THUMB = 320


@dataclass(frozen=True)
class Picture:
    """A picture as a `Photo` row describes it."""

    path: str
    sha256: str
    width: int
    height: int
    size: int


def stored_picture(kind: str, number: int) -> Picture:
    """The `number`-th picture of a kind (before, after), stored on first need."""
    files = sorted(HERE.glob(f"{kind}-*.jpg"))
    return _store(files[number % len(files)])


@cache
def _store(file: Path) -> Picture:
    raw = file.read_bytes()
    name = f"photos/demo/{file.name}"
    target = Path(settings.MEDIA_ROOT) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(file) as image:
        width, height = image.size
        target.write_bytes(raw)
        image.thumbnail((THUMB, THUMB))
        image.save(target.with_name(f"{target.stem}.thumb.jpg"), quality=82)
    return Picture(name, hashlib.sha256(raw).hexdigest(), width, height, len(raw))
