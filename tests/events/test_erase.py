# SPDX-License-Identifier: Apache-2.0
"""删除个人信息 takes photos along: files go, rows stay to say so, the ledger still verifies."""

import os
from pathlib import Path
from typing import Any

import pytest

from events.actions.erase import erase_personal
from events.actions.photos import photo_file, remove_orphans
from events.models import Photo
from events.verify import verify_county
from tests.events.clients import ROOT, as_, path_of, picture, send_photo, status_of
from tests.events.test_ledger import chain_of
from tests.walk import Walk


@pytest.fixture
def own_media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_photos_of_the_reporter_go_and_those_of_handlers_stay(
    walk: Walk, own_media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    brought = send_photo(walk.lin, picture(size=(40, 30)))
    event = walk.report(photos=[brought])
    shown = send_photo(walk.chen, picture(size=(50, 30)))
    walk.go(event, "note", walk.chen, text="看过了", photos=[shown])
    file = photo_file(Photo.objects.get(pk=brought), thumb=False)
    with django_capture_on_commit_callbacks(execute=True):
        event = erase_personal(event, by=walk.admin)
    gone, kept = Photo.objects.get(pk=brought), Photo.objects.get(pk=shown)
    assert gone.erased_at is not None and (gone.lon, gone.taken_at) == (None, None)
    assert gone.sha256 == f"erased {gone.pk}"
    assert kept.erased_at is None and photo_file(kept, thumb=False).exists()
    assert not file.exists() and len(list(own_media.rglob("*.jpg"))) == 2
    for who in (walk.lin, walk.chen):
        for tail in ("", "thumb/"):
            answer = as_(who).get(f"{ROOT}/photos/{brought}/{tail}")
            assert (answer.status_code, answer.json()["code"]) == (410, "erased")
    assert as_(walk.zhao).get(f"{ROOT}/photos/{brought}/").status_code == 404
    assert status_of(as_(walk.chen), f"{ROOT}/photos/{shown}/") == 200
    photos = as_(walk.chen).get(path_of(event)).json()["photos"]
    assert {each["id"]: each["erased"] for each in photos} == {brought: True, shown: False}
    assert verify_county(chain_of(event)).is_whole


def test_the_same_picture_may_come_again_and_a_crash_leaves_no_file(
    walk: Walk, own_media: Path
) -> None:
    content = picture(size=(40, 30))
    first = send_photo(walk.lin, content)
    file = photo_file(Photo.objects.get(pk=first), thumb=False)
    erase_personal(walk.report(photos=[first]), by=walk.admin)
    # The process died between the commit and the file: it is an orphan now.
    assert file.exists()
    for each in own_media.rglob("*.jpg"):
        os.utime(each, (0, 0))
    assert remove_orphans() == 2 and not file.exists()
    again = send_photo(walk.lin, content)
    assert again != first
    refused = as_(walk.lin).post(
        path_of(walk.report(), "note/"),
        {"client_uuid": "0e5e7b2c-7a57-4d35-9d6f-f3b9d4fb7f10", "text": "再看", "photos": [first]},
        "json",
    )
    assert refused.status_code == 400
