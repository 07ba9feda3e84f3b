# SPDX-License-Identifier: Apache-2.0
"""Photos: real type, nothing of the metadata kept, same bytes once, read where the event is."""

import io
import os
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image, PngImagePlugin
from rest_framework.test import APIClient

from events.actions.photos import photo_file, remove_orphans
from events.models import Attachment, Photo
from events.pictures import MOST_PIXELS
from tests.events.clients import (
    ROOT,
    as_,
    photo_form,
    picture,
    send_bytes,
    send_photo,
    status_of,
)
from tests.walk import ADVICE, Walk

TAKEN = "2026:05:01 08:30:00"
# 120°36′36″ east, 30° north.
GPS = {1: "N", 2: (30.0, 0.0, 0.0), 3: "E", 4: (120.0, 36.0, 36.0)}


def send(by: Any, content: bytes, name: str = "a.jpg", **headers: str) -> Any:
    return as_(by).post(
        f"{ROOT}/photos/", photo_form(content, name), format="multipart", headers=headers
    )


def with_exif(gps: dict[int, Any], size: tuple[int, int] = (60, 40), turn: int = 1) -> bytes:
    """A JPEG as a phone makes it: time, place, orientation, maker, comment."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    exif[ExifTags.Base.Make] = "SecretPhone"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = TAKEN
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    out = io.BytesIO()
    image = Image.new("RGB", size, "green")
    image.save(out, "JPEG", exif=exif, comment=b"SecretComment", icc_profile=b"SecretColours")
    return out.getvalue()


def stored(photo_id: str, *, thumb: bool = False) -> bytes:
    return photo_file(Photo.objects.get(pk=photo_id), thumb=thumb).read_bytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_three_kinds_are_taken_and_stored_as_jpeg(walk: Walk, kind: str) -> None:
    answer = send(walk.lin, picture(kind=kind), "camera.bin")
    assert answer.status_code == 201
    photo = answer.json()
    assert (photo["width"], photo["height"]) == (64, 48)
    assert Image.open(io.BytesIO(stored(photo["id"]))).format == "JPEG"
    assert photo["url"] == f"{ROOT}/photos/{photo['id']}/"
    assert photo["thumb"] == f"{ROOT}/photos/{photo['id']}/thumb/"


def test_exif_is_read_and_nothing_of_it_stored(walk: Walk) -> None:
    content = with_exif(GPS)
    photo = send(walk.lin, content).json()
    assert (photo["lon"], photo["lat"]) == (120.61, 30.0)
    taken = datetime.fromisoformat(photo["taken_at"])
    assert taken == datetime(2026, 5, 1, 0, 30, tzinfo=UTC)
    for thumb in (False, True):
        kept = stored(photo["id"], thumb=thumb)
        assert b"Secret" not in kept and b"Exif" not in kept and b"ICC_PROFILE" not in kept
        assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_turned_photo_stands_upright(walk: Walk) -> None:
    photo = send(walk.lin, with_exif({}, size=(60, 40), turn=6)).json()
    assert (photo["width"], photo["height"]) == (40, 60)


def test_texts_inside_a_png_are_not_stored(walk: Walk) -> None:
    notes, out = PngImagePlugin.PngInfo(), io.BytesIO()
    notes.add_text("Author", "SecretPerson")
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG", pnginfo=notes)
    kept = stored(send(walk.lin, out.getvalue()).json()["id"])
    assert b"SecretPerson" not in kept
    assert Image.open(io.BytesIO(kept)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (120.0, 0.0, 0.0)},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (30.0,), 3: "E", 4: (120.0, 0.0, 0.0)},
        {4: (120.0, 0.0, 0.0)},
    ],
)
def test_nonsense_in_exif_is_no_place(walk: Walk, gps: dict[int, Any]) -> None:
    answer = send(walk.lin, with_exif(gps))
    assert answer.status_code == 201
    assert (answer.json()["lon"], answer.json()["lat"]) == (None, None)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
@pytest.mark.parametrize(
    "junk",
    [
        b"garbage",
        b"MM\x00*\xff\xff\xff\xff",
        b"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x63\x00\x00\x00",
        b"MM\x00*\x00\x00\x00\x08\xff\xff" + b"\x01" * 40,
    ],
)
def test_broken_exif_spoils_no_photo(walk: Walk, junk: bytes) -> None:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "green").save(out, "JPEG", exif=b"Exif\x00\x00" + junk)
    answer = send(walk.lin, out.getvalue())
    assert answer.status_code == 201
    assert (answer.json()["taken_at"], answer.json()["lon"]) == (None, None)


def test_a_large_photo_is_made_smaller_with_a_thumbnail(walk: Walk) -> None:
    photo = send(walk.lin, picture(size=(5000, 2500))).json()
    assert (photo["width"], photo["height"]) == (4096, 2048)
    small = Image.open(io.BytesIO(stored(photo["id"], thumb=True)))
    assert small.size == (320, 160)


def _gif() -> bytes:
    return picture(kind="GIF")


def _polyglot() -> bytes:
    return b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"


def _bomb() -> bytes:
    out = io.BytesIO()
    side = int(MOST_PIXELS**0.5) + 1
    Image.new("1", (side, side)).save(out, "PNG", optimize=True)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"hello", 415, "unsupported_media_type"),
        (_gif(), 415, "unsupported_media_type"),
        (_polyglot(), 415, "unsupported_media_type"),
        (b"%PDF-1.4", 415, "unsupported_media_type"),
        (picture(size=(300, 300))[:-200], 400, "broken_photo"),
        (picture()[:20], 400, "broken_photo"),
        (picture(kind="PNG")[:60], 400, "broken_photo"),
        (picture(kind="WEBP")[:40], 400, "broken_photo"),
        (b"\xff\xd8\xff" + b"\x00" * 500, 400, "broken_photo"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 500, 400, "broken_photo"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 " + b"\xff" * 100, 400, "broken_photo"),
        (b"", 400, "invalid"),
        (picture() + b"\x00" * (20 * 1024 * 1024), 413, "too_large"),
        (_bomb(), 413, "too_large"),
    ],
)
def test_what_is_no_photo_is_refused(
    walk: Walk, own_media: Path, content: bytes, status: int, code: str
) -> None:
    answer = send(walk.lin, content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert Photo.objects.count() == 0
    assert not list(own_media.rglob("*.jpg"))


def test_a_form_without_a_photo_is_400(walk: Walk) -> None:
    client = as_(walk.lin)
    for form in ({}, {"file": "words"}, {"other": picture()}):
        answer = client.post(f"{ROOT}/photos/", form, format="multipart")
        assert (answer.status_code, set(answer.json()["errors"])) == (400, {"file"})
    assert client.post(f"{ROOT}/photos/", {"file": "x"}).status_code == 415
    broken = send_bytes(client, "POST", f"{ROOT}/photos/", b"x", "multipart/form-data")
    assert broken.status_code == 400


def test_the_same_bytes_of_the_same_person_are_one_photo(walk: Walk) -> None:
    first, again = send(walk.lin, picture()), send(walk.lin, picture())
    assert (first.status_code, again.status_code) == (201, 200)
    assert again["Replayed"] == "true"
    assert first.json() == again.json()
    other = send(walk.gao, picture())
    assert other.status_code == 201
    assert other.json()["id"] != first.json()["id"]
    assert other.json()["sha256"] == first.json()["sha256"]


def test_one_uuid_for_other_bytes_is_409_and_stores_nothing(walk: Walk) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    assert send(walk.lin, picture("red"), **key).status_code == 201
    assert send(walk.lin, picture("red"), **key).status_code == 200
    answer = send(walk.lin, picture("blue"), **key)
    assert (answer.status_code, answer.json()["code"]) == (409, "uuid_reused")
    assert Photo.objects.count() == 1
    wrong = send(walk.lin, picture("red"), **{"Idempotency-Key": "x"})
    assert wrong.status_code == 400


def test_strangers_are_refused(walk: Walk) -> None:
    photo = send_photo(walk.lin)
    answer = APIClient().post(f"{ROOT}/photos/", photo_form(picture()), format="multipart")
    assert answer.status_code == 401
    for end in ("", "thumb/"):
        assert APIClient().get(f"{ROOT}/photos/{photo}/{end}").status_code == 401


def test_a_photo_is_read_where_one_of_its_events_is(walk: Walk) -> None:
    photo = send_photo(walk.lin)
    readers = {"lin": 200, "chen": 404, "zhao": 404}
    for who, status in readers.items():
        assert status_of(as_(getattr(walk, who)), f"{ROOT}/photos/{photo}/") == status
    walk.report(photos=[photo])
    readers = {"lin": 200, "chen": 200, "gao": 200, "wu": 200, "wang": 404, "zhao": 404}
    for who, status in readers.items():
        assert status_of(as_(getattr(walk, who)), f"{ROOT}/photos/{photo}/thumb/") == status


def test_only_own_photos_may_be_attached(walk: Walk) -> None:
    photo = send_photo(walk.gao)
    lon_lat = {"grid": walk.grid.code, "matter": "0707", "client_uuid": str(uuid.uuid4())}
    answer = as_(walk.lin).post(f"{ROOT}/events/", lon_lat | {"photos": [photo]})
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"photos"})


def test_a_photo_may_serve_several_events(walk: Walk) -> None:
    photo = send_photo(walk.lin)
    for _ in range(2):
        event = walk.report(photos=[photo])
        shown = as_(walk.chen).get(f"{ROOT}/events/{event.pk}/").json()["photos"]
        assert [(each["id"], each["kind"]) for each in shown] == [(photo, "report")]


def test_papers_open_for_handlers_alone(walk: Walk) -> None:
    photo = send_photo(walk.chen)
    event = walk.report(matter=ADVICE)
    if event.state == "reported":
        event = walk.go(event, "note", walk.chen, text="身份证复印件", photos=[photo])
    Attachment.objects.filter(photo=uuid.UUID(photo)).update(klass="paper")
    path = f"{ROOT}/photos/{photo}/"
    assert status_of(as_(walk.qian), path) == 200
    assert as_(walk.qian).get(f"{ROOT}/events/{event.pk}/").json()["photos"]
    for who in (walk.gao, walk.wu, walk.lin):
        assert status_of(as_(who), path) == 404
        answer = as_(who).get(f"{ROOT}/events/{event.pk}/")
        assert photo not in answer.content.decode()
        steps = as_(who).get(f"{ROOT}/events/{event.pk}/steps/")
        assert photo not in steps.content.decode()


def test_shared_caches_keep_no_photo(walk: Walk) -> None:
    photo = send_photo(walk.lin)
    client = as_(walk.lin)
    answer = client.get(f"{ROOT}/photos/{photo}/")
    answer.getvalue()
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "image/jpeg"
    assert "Authorization" in answer["Vary"] and "Cookie" in answer["Vary"]
    same = client.get(f"{ROOT}/photos/{photo}/", headers={"If-None-Match": answer["ETag"]})
    assert same.status_code == 304
    stranger = as_(walk.zhao).get(
        f"{ROOT}/photos/{photo}/", headers={"If-None-Match": answer["ETag"]}
    )
    assert stranger.status_code == 404


def test_an_absurd_photo_id_is_404(walk: Walk) -> None:
    client = as_(walk.lin)
    for pk in (uuid.uuid4(), "x", "..%2F..%2Fsecret_key", "1" * 5000, 2**70):
        assert client.get(f"{ROOT}/photos/{pk}/").status_code == 404


def test_a_lost_file_is_404_and_no_fault(walk: Walk) -> None:
    photo = send_photo(walk.lin)
    photo_file(Photo.objects.get(pk=photo), thumb=False).unlink()
    assert as_(walk.lin).get(f"{ROOT}/photos/{photo}/").status_code == 404


def test_files_without_a_row_are_swept_and_others_kept(walk: Walk, own_media: Path) -> None:
    kept = send_photo(walk.lin)
    lost = send_photo(walk.lin, picture("blue"))
    Photo.objects.filter(pk=lost).delete()
    files = list(own_media.rglob("*.jpg"))
    assert remove_orphans() == 0
    for file in files:
        os.utime(file, (0, 0))
    assert remove_orphans() == 2
    assert {file.name for file in own_media.rglob("*.jpg")} == {f"{kept}.jpg", f"{kept}.thumb.jpg"}
