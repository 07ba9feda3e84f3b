# SPDX-License-Identifier: Apache-2.0
"""Resumable uploads: pieces in order, wherever the link broke, and a photo at the end."""

import base64
import json
import os
import uuid
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from events.actions import uploads
from events.models import Photo
from tests.events.clients import ROOT, as_, picture, send_bytes
from tests.walk import Walk

PIECE = "application/offset+octet-stream"
TUS = {"Tus-Resumable": "1.0.0"}


def begin(client: APIClient, length: Any, **headers: str) -> Any:
    said = TUS | {"Upload-Length": str(length)} | headers
    return client.post(f"{ROOT}/uploads/", headers=said)


def send(client: APIClient, where: str, offset: Any, piece: bytes, **headers: str) -> Any:
    said = TUS | {"Upload-Offset": str(offset)} | headers
    return send_bytes(client, "PATCH", where, piece, PIECE, **said)


def test_a_photo_in_three_pieces_becomes_a_photo(walk: Walk) -> None:
    client, content = as_(walk.lin), picture(size=(400, 300))
    name = base64.b64encode("路.jpg".encode()).decode()
    begun = begin(client, len(content), **{"Upload-Metadata": f"filename {name},is_report"})
    assert begun.status_code == 201
    where = begun["Location"]
    assert begun["Tus-Resumable"] == "1.0.0" and begun["Upload-Expires"].endswith("GMT")
    for start, end in ((0, 100), (100, 1000), (1000, len(content))):
        head = client.head(where, headers=TUS)
        assert (head["Upload-Offset"], head["Upload-Length"]) == (str(start), str(len(content)))
        assert head["Cache-Control"] == "no-store"
        answer = send(client, where, start, content[start:end])
        assert (answer.status_code, answer["Upload-Offset"]) == (204, str(end))
    photo = Photo.objects.get(pk=answer["Photo-Id"])
    assert (photo.owner_id, photo.width, photo.height) == (walk.lin.pk, 400, 300)
    assert client.head(where, headers=TUS)["Photo-Id"] == str(photo.pk)
    body = client.get(where).json()
    assert (body["offset"], body["photo"]["id"]) == (len(content), str(photo.pk))
    assert client.get(f"{ROOT}/photos/{photo.pk}/").getvalue()


def test_a_piece_at_the_wrong_place_is_409(walk: Walk) -> None:
    client, content = as_(walk.lin), picture()
    where = begin(client, len(content))["Location"]
    send(client, where, 0, content[:50])
    for offset in (0, 49, 51, 10**15):
        answer = send(client, where, offset, content[50:60])
        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_offset")
        assert answer.json()["offset"] == 50
    assert client.head(where)["Upload-Offset"] == "50"


def test_the_last_piece_sent_again_is_told_how_it_ended(walk: Walk) -> None:
    """The answer to the last piece is the one a dead spot swallows."""
    client, content = as_(walk.lin), picture()
    where = begin(client, len(content))["Location"]
    first = send(client, where, 0, content)
    again = send(client, where, 0, content)
    assert (again.status_code, again.json()["offset"]) == (409, len(content))
    empty = send(client, where, len(content), b"")
    assert (empty.status_code, empty["Photo-Id"]) == (204, first["Photo-Id"])
    assert Photo.objects.count() == 1


def test_more_bytes_than_announced_are_413(walk: Walk) -> None:
    client, content = as_(walk.lin), picture()
    where = begin(client, len(content))["Location"]
    answer = send(client, where, 0, content + b"more")
    assert answer.status_code == 413
    assert Photo.objects.count() == 0


@pytest.mark.parametrize(
    ("length", "status"),
    [("", 400), ("x", 400), ("-1", 400), ("0", 400), ("1.5", 400), (20 * 2**20 + 1, 413)],
)
def test_a_wrong_length_is_refused(walk: Walk, length: Any, status: int) -> None:
    assert begin(as_(walk.lin), length).status_code == status


def test_what_is_no_photo_ends_as_a_refusal_and_is_gone(walk: Walk, own_media: Path) -> None:
    client = as_(walk.lin)
    for content, status in ((b"hello, world", 415), (picture()[:-30], 400)):
        where = begin(client, len(content))["Location"]
        assert send(client, where, 0, content).status_code == status
        assert client.head(where).status_code == 404
    assert not list((own_media / "uploads").iterdir())


def test_a_piece_of_another_content_type_is_415(walk: Walk) -> None:
    client = as_(walk.lin)
    where = begin(client, 10)["Location"]
    answer = send_bytes(client, "PATCH", where, b"12345", "application/json", **TUS)
    assert answer.status_code == 415
    missing = send_bytes(client, "PATCH", where, b"12345", PIECE, **TUS)
    assert missing.status_code == 400


def test_another_version_of_the_protocol_is_412(walk: Walk) -> None:
    client = as_(walk.lin)
    answer = begin(client, 10, **{"Tus-Resumable": "0.2.2"})
    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")
    options = client.options(f"{ROOT}/uploads/")
    assert options["Tus-Version"] == "1.0.0" and "creation" in options["Tus-Extension"]
    assert options["Tus-Max-Size"] == str(20 * 2**20)


def test_nonsense_metadata_is_400(walk: Walk) -> None:
    for said in ("filename ###", "a " + "A" * 5000):
        assert begin(as_(walk.lin), 10, **{"Upload-Metadata": said}).status_code == 400


def test_an_upload_is_its_owners_alone(walk: Walk) -> None:
    where = begin(as_(walk.lin), 10)["Location"]
    other = as_(walk.gao)
    assert other.head(where).status_code == 404
    assert other.get(where).status_code == 404
    assert send(other, where, 0, b"12345").status_code == 404
    assert other.delete(where).status_code == 404
    assert APIClient().head(where).status_code == 401
    assert begin(APIClient(), 10).status_code == 401
    assert as_(walk.lin).get(f"{ROOT}/uploads/{uuid.uuid4()}/").status_code == 404


def test_an_upload_can_be_given_up(walk: Walk) -> None:
    client = as_(walk.lin)
    where = begin(client, 10)["Location"]
    assert client.delete(where, headers=TUS).status_code == 204
    assert client.head(where).status_code == 404


def test_the_same_creation_again_is_the_same_upload(walk: Walk) -> None:
    client, key = as_(walk.lin), {"Idempotency-Key": str(uuid.uuid4())}
    first, again = begin(client, 10, **key), begin(client, 10, **key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first["Location"] == again["Location"] and again["Replayed"] == "true"
    assert begin(client, 11, **key).status_code == 409
    assert begin(as_(walk.gao), 10, **key)["Location"] != first["Location"]


def test_unfinished_uploads_end_after_a_day(
    walk: Walk, own_media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_(walk.lin)
    where = begin(client, 10)["Location"]
    for file in (own_media / "uploads").iterdir():
        os.utime(file, (0, 0))
    assert uploads.remove_expired() == 1
    assert client.head(where).status_code == 404
    monkeypatch.setattr(uploads, "MOST_WAITING", 2)
    answers = [begin(client, 10) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_a_key_whose_day_is_over_begins_anew(walk: Walk, own_media: Path) -> None:
    """A phone that was a day without a network sends the same photo under the same key."""
    client, key = as_(walk.lin), {"Idempotency-Key": str(uuid.uuid4())}
    where = begin(client, 10, **key)["Location"]
    assert send(client, where, 0, b"12345").status_code == 204
    (state,) = (own_media / "uploads").glob("*.json")
    state.write_text(json.dumps(json.loads(state.read_text()) | {"expires_at": 0}))
    assert client.head(where).status_code == 404
    again = begin(client, 10, **key)
    assert (again.status_code, again["Location"], again["Upload-Offset"]) == (201, where, "0")
