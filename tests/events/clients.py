# SPDX-License-Identifier: Apache-2.0
"""A client that signs in as a program does, and what tests of the API send."""

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from rest_framework.test import APIClient

from accounts.models import User
from accounts.tokens import make_token
from events.models import Event
from grids.actions.postings import post_person
from tests.county import point_in
from tests.walk import POTHOLE, Walk

ROOT = "/api/v1"
NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def as_(user: User) -> APIClient:
    """A client with a real token, so that signing in costs what it costs."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {make_token(user, 'test')}")
    return client


def report_body(walk: Walk, **fields: Any) -> dict[str, Any]:
    """A report at the centre of lin's grid, unless told otherwise."""
    lon, lat = point_in(walk.grid)
    fresh = {"client_uuid": str(uuid.uuid4()), "matter": POTHOLE, "lon": lon, "lat": lat}
    return fresh | {"text": "桥头路面塌了一块"} | fields


def path_of(event: Event, more: str = "") -> str:
    return f"{ROOT}/events/{event.pk}/{more}"


def person(walk: Walk, name: str, unit: Any, role: str, *, sensitive: bool = False) -> User:
    """One more person of the county."""
    user = User.objects.create_user(name, password="x", display_name=f"{name}某某")
    post_person(user, unit, role, by=None, sensitive=sensitive)
    return user


def picture(colour: str = "red", size: tuple[int, int] = (64, 48), kind: str = "JPEG") -> bytes:
    """A small picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def photo_form(content: bytes, name: str = "a.jpg") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content, "application/octet-stream")}


def send_photo(user: User, content: bytes | None = None) -> str:
    """The id of a photo somebody sent."""
    form = photo_form(picture() if content is None else content)
    answer = as_(user).post(f"{ROOT}/photos/", form, format="multipart")
    assert answer.status_code in (200, 201), answer.content
    return str(answer.json()["id"])


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SQL statements of the block, without those that open and end transactions."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield statements
    said = (query["sql"] for query in captured.captured_queries)
    statements += [sql for sql in said if not sql.startswith(NOT_COUNTED)]


def send_bytes(
    client: APIClient, method: str, path: str, content: bytes, kind: str, **headers: str
) -> Any:
    """A request with exactly these bytes."""
    # The stubs say str; DRF takes bytes too.
    said: Any = content
    return client.generic(method, path, said, content_type=kind, headers=headers)


def status_of(client: APIClient, path: str) -> int:
    """The status of an answer that may be an open file."""
    answer = client.get(path)
    answer.getvalue()
    return int(answer.status_code)
