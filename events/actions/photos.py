# SPDX-License-Identifier: Apache-2.0
"""A photo is kept (照片入库): its file first, then its row, so that no row is without a file.

The same bytes of the same person are one photo, however often and however parallel they come.
"""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.models import User
from events.models import Photo, Receipt
from events.pictures import MOST_BYTES, Picture, TooLarge, read_picture
from events.refusals import UuidReused

CHUNK = 256 * 1024
MOVE = "photo"
# A file without a row is a process that died between the two; nobody is still writing by then.
ORPHAN_AGE = timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """A photo, and whether it had been sent before."""

    photo: Photo
    replayed: bool


def store_photo(file: IO[bytes], *, by: User, client_uuid: uuid.UUID | None = None) -> Kept:
    """Keep a picture of somebody's. The same bytes again: the same photo.

    `client_uuid` sent again with other bytes is refused (`UuidReused`).
    """
    digest = _digest(file)
    _refuse_reuse(by, client_uuid, digest)
    known, is_new = _known(by, digest), False
    if known is None:
        known, is_new = _store_new(read_picture(file), digest, by)
    _keep_receipt(by, client_uuid, digest)
    return Kept(known, replayed=not is_new)


def remove_orphans() -> int:
    """Remove picture files that no row names any more, left by a process that died; how many."""
    limit = (timezone.now() - ORPHAN_AGE).timestamp()
    old = [file for file in _root().glob("*/*.jpg") if file.stat().st_mtime < limit]
    ids = {file: _photo_id(file) for file in old}
    named = Photo.objects.filter(pk__in=set(ids.values()), erased_at__isnull=True)
    kept = set(named.values_list("pk", flat=True))
    orphans = [file for file, pk in ids.items() if pk not in kept]
    for file in orphans:
        file.unlink(missing_ok=True)
    return len(orphans)


def forget_photos(photos: QuerySet[Photo]) -> None:
    """Erase pictures (删除照片): digest, time and place now, the files once it is committed."""
    found = list(photos.filter(erased_at__isnull=True))
    Photo.objects.filter(pk__in=[each.pk for each in found]).update(
        # Of no bytes, and no two alike: a row is still unique without its digest.
        sha256=Concat(Value("erased "), Cast("pk", CharField())),
        taken_at=None,
        lon=None,
        lat=None,
        erased_at=timezone.now(),
    )
    transaction.on_commit(partial(_remove_files, found), robust=True)


def photo_file(photo: Photo, *, thumb: bool) -> Path:
    """Where the picture, or its thumbnail beside it, lies."""
    whole = Path(settings.MEDIA_ROOT) / photo.path
    return whole.with_suffix(".thumb.jpg") if thumb else whole


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := file.read(CHUNK):
        digest.update(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise TooLarge
    return digest.hexdigest()


def _known(by: User, digest: str) -> Photo | None:
    return Photo.objects.filter(owner=by, sha256=digest, erased_at__isnull=True).first()


def _store_new(picture: Picture, digest: str, by: User) -> tuple[Photo, bool]:
    pk = uuid.uuid4()
    photo = Photo(
        id=pk,
        owner=by,
        sha256=digest,
        path=f"photos/{pk.hex[:2]}/{pk}.jpg",
        width=picture.width,
        height=picture.height,
        size=len(picture.jpeg),
        taken_at=picture.taken_at,
        lon=picture.lon,
        lat=picture.lat,
    )
    _write(photo_file(photo, thumb=True), picture.thumb)
    _write(photo_file(photo, thumb=False), picture.jpeg)
    Photo.objects.bulk_create([photo], ignore_conflicts=True)
    first = Photo.objects.get(owner=by, sha256=digest)
    if first.pk != pk:
        # Somebody (the same person, twice at once) was faster: theirs is the photo.
        _remove_files([photo])
    return first, first.pk == pk


def _remove_files(photos: Iterable[Photo]) -> None:
    for photo in photos:
        for thumb in (True, False):
            photo_file(photo, thumb=thumb).unlink(missing_ok=True)


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all: a reader never meets half a picture."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(content)
    part.replace(file)


def _refuse_reuse(by: User, client_uuid: uuid.UUID | None, digest: str) -> None:
    """Asked before anything is written, and again by the unique key at the end."""
    if client_uuid is None:
        return
    earlier = Receipt.objects.filter(by=by, client_uuid=client_uuid).first()
    if earlier and (earlier.move != MOVE or bytes(earlier.body_digest).hex() != digest):
        raise UuidReused


def _keep_receipt(by: User, client_uuid: uuid.UUID | None, digest: str) -> None:
    if client_uuid is None:
        return
    mine = Receipt(by=by, client_uuid=client_uuid, move=MOVE, body_digest=bytes.fromhex(digest))
    Receipt.objects.bulk_create([mine], ignore_conflicts=True)
    _refuse_reuse(by, client_uuid, digest)


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "photos"


def _photo_id(file: Path) -> uuid.UUID | None:
    try:
        return uuid.UUID(file.name.split(".")[0])
    except ValueError:
        return None
