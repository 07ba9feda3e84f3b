# SPDX-License-Identifier: Apache-2.0
"""Texts are sent compressed to whoever takes them so, photos as they are."""

import gzip
from types import SimpleNamespace

from django.test import Client

from tests.events.clients import send_photo
from tests.events.conftest import walk
from tests.walk import Walk

__all__ = ["walk"]

ZIPPED = {"accept-encoding": "gzip"}


def test_a_list_shrinks_and_says_the_same(client: Client, walk: Walk) -> None:
    for n in range(5):
        walk.report(text=f"第{n}处")
    client.force_login(walk.chen)
    plain = client.get("/api/v1/events/")
    zipped = client.get("/api/v1/events/", headers=ZIPPED)
    assert "Content-Encoding" not in plain
    assert zipped["Content-Encoding"] == "gzip"
    assert len(zipped.content) < len(plain.content) / 2
    assert gzip.decompress(zipped.content) == plain.content
    assert "Accept-Encoding" in zipped["Vary"]


def test_a_page_shrinks(client: Client, county: SimpleNamespace) -> None:
    client.force_login(county.chen)
    page = client.get("/desk/", headers=ZIPPED)
    assert page["Content-Encoding"] == "gzip"
    assert "事件工作台" in gzip.decompress(page.content).decode()


def test_a_photo_passes_untouched(client: Client, walk: Walk) -> None:
    photo = send_photo(walk.lin)
    client.force_login(walk.lin)
    file = client.get(f"/api/v1/photos/{photo}/", headers=ZIPPED)
    assert file["Content-Type"] == "image/jpeg"
    assert "Content-Encoding" not in file
    file.close()
