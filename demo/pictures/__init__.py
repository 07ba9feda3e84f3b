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


# Before and after of each scene; several pairs where there are several.
SCENES = {
    "waste": (("before-waste", "after-waste"),),
    "bikes": (("before-bikes", "after-bikes"),),
    "lamp": (("before-lamp", "after-lamp"),),
    "water": (("before-water", "after-road"),),
    "road": tuple((f"before-road{n}", f"after-road{n}") for n in (1, 2, 3)),
}


def stored_picture(kind: str, scene: str, number: int) -> Picture:
    """The picture of a scene before or after, stored on first need."""
    pairs = SCENES[scene]
    before, after = pairs[number % len(pairs)]
    return _store(HERE / f"{after if kind == 'after' else before}.jpg", settings.MEDIA_ROOT)


@cache
def _store(file: Path, media: str | Path) -> Picture:
    raw = file.read_bytes()
    # Beside the photos: what no upload made, the sweep of orphans must not find.
    name = f"demo/{file.name}"
    target = Path(media) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(file) as image:
        width, height = image.size
        target.write_bytes(raw)
        image.thumbnail((THUMB, THUMB))
        image.save(target.with_name(f"{target.stem}.thumb.jpg"), quality=82)
    return Picture(name, hashlib.sha256(raw).hexdigest(), width, height, len(raw))
