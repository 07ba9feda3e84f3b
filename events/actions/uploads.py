# SPDX-License-Identifier: Apache-2.0
"""A photo that comes in pieces over a weak link (断点续传): a file that grows, then a photo.

State lies beside the bytes, not in the database: an upload is nobody's business until it is whole.
The lock is the file's own, so it holds between processes too.
"""

import fcntl
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.actions.photos import store_photo
from events.pictures import MOST_BYTES, TooLarge
from events.refusals import BadFields, NotFound, Refused, UuidReused

LIFETIME = timedelta(days=1)
PIECE = 64 * 1024
# More than a phone ever has waiting, and a bound to what one person can fill.
MOST_WAITING = 60


class WrongOffset(Refused):
    """The piece does not begin where the upload ends; ask by HEAD and go on from there."""

    status = 409
    code = "wrong_offset"

    @property
    def title(self) -> str:
        return _("续传的位置不对")


class TooMany(Refused):
    """Too many unfinished uploads of one person."""

    status = 429
    code = "too_many_uploads"
    # Seconds until it is worth asking again (Retry-After): pieces may have gone through by then.
    wait = 3600

    @property
    def title(self) -> str:
        return _("没传完的照片太多,请先传完或等一天")


@dataclass
class Upload:
    """One upload: whose, how long it will be, and the photo it became."""

    id: str
    owner: int
    length: int
    expires_at: float
    photo: str | None = None
    offset: int = 0

    @property
    def expires(self) -> datetime:
        return datetime.fromtimestamp(self.expires_at, tz=timezone.get_current_timezone())


def begin_upload(
    length: int, *, by: User, client_uuid: uuid.UUID | None = None
) -> tuple[Upload, bool]:
    """Begin an upload of so many bytes; the same request again finds the same upload (True)."""
    if length > MOST_BYTES:
        raise TooLarge
    if length <= 0:
        raise BadFields({"Upload-Length": [_("要填照片的字节数")]})
    made = uuid.uuid5(client_uuid, str(by.pk)) if client_uuid else uuid.uuid4()
    if client_uuid and (known := _begun(made, by)):
        if known.length != length:
            raise UuidReused
        return known, True
    remove_expired()
    if _waiting(by) >= MOST_WAITING:
        raise TooMany
    expires_at = (timezone.now() + LIFETIME).timestamp()
    upload = Upload(str(made), by.pk, length, expires_at)
    _bytes(made).parent.mkdir(parents=True, exist_ok=True)
    _bytes(made).touch(mode=0o600)
    _save(upload)
    return upload, False


def _begun(pk: uuid.UUID, by: User) -> Upload | None:
    """The upload that was begun under a key; one whose day is over is removed, to begin anew."""
    if not _state(pk).exists():
        return None
    try:
        return find_upload(pk, by=by)
    except NotFound:
        _remove(pk)
        return None


def find_upload(pk: uuid.UUID, *, by: User) -> Upload:
    """Somebody's own upload that has not expired; `NotFound` otherwise."""
    try:
        upload = Upload(**json.loads(_state(pk).read_text()))
    except (OSError, ValueError, TypeError):
        raise NotFound from None
    if upload.owner != by.pk or upload.expires_at < timezone.now().timestamp():
        raise NotFound
    if upload.photo is None:
        upload.offset = _size(pk)
    return upload


def append_piece(pk: uuid.UUID, offset: int, piece: IO[bytes], *, by: User) -> Upload:
    """Add a piece; with the last byte the upload becomes a photo, or is refused as none."""
    with _locked(pk):
        upload = find_upload(pk, by=by)
        if offset != upload.offset:
            raise WrongOffset(offset=upload.offset)
        if upload.photo is None:
            _append(upload, pk, piece)
            if upload.offset == upload.length:
                _finish(upload, pk, by=by)
        return upload


def drop_upload(pk: uuid.UUID, *, by: User) -> None:
    """Give an upload up; a photo it became stays."""
    find_upload(pk, by=by)
    _remove(pk)


def remove_expired() -> int:
    """Remove uploads whose day is over; how many there were."""
    gone = 0
    limit = (timezone.now() - LIFETIME).timestamp()
    for file in _root().glob("*.part"):
        try:
            if file.stat().st_mtime < limit:
                _remove(uuid.UUID(file.stem))
                gone += 1
        except (OSError, ValueError):
            continue
    return gone


def _append(upload: Upload, pk: uuid.UUID, piece: IO[bytes]) -> None:
    """Write what fits; what was received before a broken link stays received."""
    with _bytes(pk).open("ab") as file:
        while part := piece.read(min(PIECE, upload.length - upload.offset + 1)):
            if upload.offset + len(part) > upload.length:
                raise TooLarge
            file.write(part)
            upload.offset += len(part)


def _finish(upload: Upload, pk: uuid.UUID, *, by: User) -> None:
    try:
        with _bytes(pk).open("rb") as file:
            upload.photo = str(store_photo(file, by=by).photo.pk)
    except Refused:
        # No picture: a repeat would only fail again.
        _remove(pk)
        raise
    _save(upload)
    # The answer may be lost on the way, so the upload stays known until it expires; empty.
    os.truncate(_bytes(pk), 0)


def _waiting(by: User) -> int:
    found = 0
    for file in _root().glob("*.json"):
        try:
            state = json.loads(file.read_text())
        except (OSError, ValueError):
            continue
        found += state.get("owner") == by.pk and state.get("photo") is None
    return found


@contextmanager
def _locked(pk: uuid.UUID) -> Iterator[None]:
    """Alone with this upload, over all processes; `NotFound` if there is none."""
    try:
        file = _bytes(pk).open("rb")
    except OSError:
        raise NotFound from None
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _save(upload: Upload) -> None:
    pk = uuid.UUID(upload.id)
    state = _state(pk)
    part = state.with_suffix(f".{uuid.uuid4().hex}.tmp")
    part.write_text(json.dumps(asdict(upload)))
    part.replace(state)


def _remove(pk: uuid.UUID) -> None:
    _state(pk).unlink(missing_ok=True)
    _bytes(pk).unlink(missing_ok=True)


def _size(pk: uuid.UUID) -> int:
    try:
        return _bytes(pk).stat().st_size
    except OSError:
        raise NotFound from None


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads"


def _bytes(pk: uuid.UUID) -> Path:
    return _root() / f"{pk}.part"


def _state(pk: uuid.UUID) -> Path:
    return _root() / f"{pk}.json"
