# SPDX-License-Identifier: Apache-2.0
"""One picture as it came: is it one, what its EXIF says, and how it is stored (照片处理).

Nothing of the received file is stored: pixels are drawn anew, upright and without metadata.
"""

import io
import math
import struct
import threading
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps

from events.refusals import Refused

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONG_SIDE = 4096
THUMB_SIDE = 320
QUALITY = 88
FORMATS = ("JPEG", "PNG", "WEBP")
# What Pillow's readers raise for broken files, beside OSError and ValueError.
BROKEN: tuple[type[Exception], ...] = (
    *(OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError),
    *(struct.error, zlib.error, OverflowError, ZeroDivisionError, AttributeError),
)
# A decoded picture is large; two at a time keep a worker small.
_decoding = threading.BoundedSemaphore(2)


class NotAPicture(Refused):
    """Of another type than JPEG, PNG or WebP, whatever it is called."""

    status = 415
    code = "unsupported_media_type"

    @property
    def title(self) -> str:
        return _("只收 JPEG、PNG 或 WebP 照片")


class TooLarge(Refused):
    """More bytes, or more pixels, than a photo may have."""

    status = 413
    code = "too_large"

    @property
    def title(self) -> str:
        return _("照片太大,请换一张小一些的")


class Broken(Refused):
    """Begins like a picture, but cannot be read to its end."""

    status = 400
    code = "broken_photo"

    def __init__(self) -> None:
        super().__init__("", errors={"file": [_("照片不完整,读不出来")]})

    @property
    def title(self) -> str:
        return _("照片不完整,读不出来")


@dataclass(frozen=True)
class Picture:
    """A picture ready to be stored, and what its EXIF said."""

    jpeg: bytes
    thumb: bytes
    width: int
    height: int
    taken_at: datetime | None
    lon: float | None
    lat: float | None


def read_picture(file: IO[bytes]) -> Picture:
    """Check and redraw a picture; `NotAPicture`, `TooLarge` or `Broken` if it is none."""
    file.seek(0)
    head = file.read(16)
    if not _looks_right(head):
        raise NotAPicture
    try:
        with _decoding:
            return _redraw(file)
    except Image.DecompressionBombError:
        raise TooLarge from None
    except BROKEN:
        raise Broken from None


def _looks_right(head: bytes) -> bool:
    jpeg, png = head.startswith(b"\xff\xd8\xff"), head.startswith(b"\x89PNG\r\n\x1a\n")
    return jpeg or png or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def _redraw(file: IO[bytes]) -> Picture:
    file.seek(0)
    with Image.open(file, formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise TooLarge
        facts = _exif(image)
        # Decodes a large JPEG at half its size already, which costs a quarter of the memory.
        image.draft("RGB", (LONG_SIDE, LONG_SIDE))
        image.load()
        upright = ImageOps.exif_transpose(image)
        shown = _on_white(upright)
    shown.info.clear()
    shown.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    small = shown.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    return Picture(_jpeg(shown), _jpeg(small), shown.width, shown.height, **facts)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


# -- EXIF ----------------------------------------------------------------------------------------


def _exif(image: Image.Image) -> dict[str, Any]:
    """When and where it was taken, as far as the camera said so in a readable way."""
    try:
        exif = image.getexif()
        inner, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
        stamp = inner.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
        zone = inner.get(ExifTags.Base.OffsetTimeOriginal)
    except BROKEN:
        return {"taken_at": None, "lon": None, "lat": None}
    lon = _degrees(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, 180)
    lat = _degrees(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, 90)
    if lon is None or lat is None or (lon, lat) == (0.0, 0.0):
        lon = lat = None
    return {"taken_at": _moment(stamp, zone), "lon": lon, "lat": lat}


def _moment(stamp: Any, zone: Any) -> datetime | None:
    """EXIF time; without a zone of its own, the county's."""
    try:
        text = str(stamp).strip("\x00 ")
        taken = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")
        if not 1990 <= taken.year <= 9000:
            return None
        if isinstance(zone, str) and zone.strip("\x00 "):
            return datetime.strptime(f"{text} {zone.strip(chr(0) + ' ')}", "%Y:%m:%d %H:%M:%S %z")
        return timezone.make_aware(taken)
    except BROKEN:
        return None


def _degrees(gps: Any, tag: int, ref: int, bound: float) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in gps[tag])
        value = degrees + minutes / 60 + seconds / 3600
        value = -value if str(gps.get(ref, "")).strip("\x00 ").upper() in ("W", "S") else value
    except BROKEN:
        return None
    return round(value, 7) if math.isfinite(value) and abs(value) <= bound else None
