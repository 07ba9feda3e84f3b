# SPDX-License-Identifier: Apache-2.0
"""Bad links and changed phones: every report arrives exactly once, with every photo whole."""

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image, ImageStat
from playwright.sync_api import Page, Route, expect

from events.models import Attachment, Event, Photo
from tests.browser.test_phone import OpenPhone, jpeg, kept_offline, phone, shoot, town
from tests.product import wait_until
from tests.walk import Walk

__all__ = ["phone", "town"]

pytestmark = pytest.mark.browser

# Schedules of faults that one run lives through: two hundred under `make soak`.
SCHEDULES = 200 if "SOAK_STEPS" in os.environ else 2
REPORTS = 2
FAULTS = ("refused", "lost", "busy", "broken", "stranger")

DIGESTS = """async () => {
  const open = indexedDB.open("patrol");
  const base = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const all = base.transaction("photos").objectStore("photos").getAll();
  await new Promise((done) => { all.onsuccess = done; });
  base.close();
  return all.result.map((one) => [one.sha256, one.blob.size]);
}"""


def noisy(n: int = 0) -> Any:
    """A photo that stays large when it is shrunk: its bytes need several pieces."""
    return jpeg() | {"buffer": _noise(n)}


def _noise(n: int) -> bytes:
    path = Path(settings.MEDIA_ROOT) / f"noise-{n}.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.effect_noise((500 + n, 400), 90).save(path, "JPEG", quality=90)
    return path.read_bytes()


def unsent(page: Page) -> Any:
    return page.locator("[data-item]")


def again(page: Page) -> None:
    """The link is back: whatever the pause, it is tried now."""
    page.evaluate("dispatchEvent(new Event('online'))")


def test_a_photo_that_was_cut_goes_on_in_pieces(phone: OpenPhone) -> None:
    """What arrived is not sent twice, even where only its answer was lost."""
    page = phone(service_workers="block")
    pieces: list[tuple[str, int]] = []

    def cut(route: Route) -> None:
        route.abort()

    def lose_the_second(route: Route) -> None:
        body = route.request.post_data_buffer or b""
        pieces.append((route.request.headers["upload-offset"], len(body)))
        answer = route.fetch()
        if len(pieces) == 2:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/api/v1/photos/", cut)
    page.route("**/api/v1/uploads/*/", lambda route: _patched(route, lose_the_second))
    shoot(page, noisy())
    [[digest, size]] = page.evaluate(DIGESTS)
    expect(page.locator(".row.delivered")).to_have_count(1)
    photo = Photo.objects.get()
    assert photo.sha256 == digest
    assert len(pieces) > 2
    assert len({offset for offset, _length in pieces}) == len(pieces)  # none twice
    assert sum(length for _offset, length in pieces) == size
    assert Attachment.objects.filter(event=Event.objects.get()).count() == 1


def _patched(route: Route, then: Any) -> None:
    if route.request.method == "PATCH":
        then(route)
    else:
        route.continue_()


def test_the_photo_says_when_where_and_by_whom(phone: OpenPhone) -> None:
    page = phone()
    shoot(page, jpeg((1200, 900)))
    expect(page.locator(".row.delivered")).to_have_count(1)
    photo = Photo.objects.get()
    picture = Image.open(Path(settings.MEDIA_ROOT) / photo.path).convert("L")
    width, height = picture.size
    foot = picture.crop((0, height - 40, width, height))
    above = picture.crop((0, height - 100, width, height - 60))
    assert ImageStat.Stat(foot).mean[0] < ImageStat.Stat(above).mean[0] - 40  # the dark band
    assert max(foot.tobytes()) > 240  # and its letters


def test_another_phone_takes_over_what_was_not_sent(phone: OpenPhone, tmp_path: Path) -> None:
    old = phone()
    kept_offline(old)
    old.context.set_offline(True)
    shoot(old)
    old.goto(old.url.split("#")[0] + "#/mine")
    with old.expect_download() as download:
        old.get_by_role("button", name="存成文件").click()
    parcel = tmp_path / "parcel.json"
    download.value.save_as(parcel)

    new = phone()
    new.goto(new.url.split("#")[0] + "#/mine")
    new.set_input_files("#parcel", parcel)
    wait_until(lambda: Event.objects.count() == 1, "the report from the new phone")
    old.context.set_offline(False)
    again(old)
    old.goto(old.url.split("#")[0] + "#/")
    expect(unsent(old)).to_have_count(0)
    assert Event.objects.count() == 1
    assert Attachment.objects.count() == 1
    takes_no_strange_file(new, parcel)


def takes_no_strange_file(page: Page, parcel: Path) -> None:
    said = json.loads(parcel.read_text())
    page.goto(page.url.split("#")[0] + "#/mine")
    (item,), (photo,) = said["items"], said["photos"]
    strange = (
        {"items": [item | {"path": "//evil.example/"}]},
        {"items": [item | {"kind": "move", "event": 1}]},  # never acknowledged: it would block
        {"items": [item | {"view": None}]},
        {"photos": [photo | {"field": "constructor.prototype.photos"}]},
        {"photos": [None]},
    )
    for content, words in (
        (said | {"owner": "zhao"}, "这个文件是别人的"),
        *((said | each, "这个文件读不了") for each in strange),
        ({"kind": "letter"}, "这个文件读不了"),
        (said, "收进 1 件"),  # sent long ago: it is sent again, and counts once
    ):
        parcel.write_text(json.dumps(content))
        page.locator("#said").evaluate("said => { said.textContent = ''; }")
        page.set_input_files("#parcel", parcel)
        expect(page.locator("#said")).to_contain_text(words)
    expect(unsent(page)).to_have_count(0)
    assert Event.objects.count() == 1


@pytest.mark.soak
def test_no_schedule_of_faults_loses_or_doubles_a_report(phone: OpenPhone, town: Walk) -> None:
    """Seeded: schedule n fails the same way each time."""
    page = phone(service_workers="block")
    arrived: list[str] = []
    for n in range(SCHEDULES):
        arrived += live_through(page, random.Random(n), n)
        assert Event.objects.count() == (n + 1) * REPORTS, f"schedule {n}"
    assert Attachment.objects.count() == SCHEDULES * REPORTS
    assert sorted(Photo.objects.values_list("sha256", flat=True)) == sorted(arrived)


def live_through(page: Page, dice: random.Random, n: int) -> list[str]:
    """Take photos with the link down, then let it come back as this schedule has it."""
    page.route("**/api/v1/**", lambda route: route.abort())
    for shot in range(REPORTS):
        shoot(page, noisy(n * REPORTS + shot))
    digests: list[str] = [digest for digest, _size in page.evaluate(DIGESTS)]
    page.unroute("**/api/v1/**")
    faults = [dice.choice(FAULTS) for _ in range(dice.randint(2, 6))]

    def harm(route: Route) -> None:
        harmed = route.request.method in ("POST", "PATCH") and faults and dice.random() < 0.7
        fail(route, faults.pop() if harmed else "")

    page.route("**/api/v1/**", harm)
    while unsent(page).count():
        again(page)
        if dice.random() < 0.2:
            page.reload()
            page.locator(".shoot").wait_for()
        page.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    page.unroute("**/api/v1/**")
    return digests


def fail(route: Route, fault: str) -> None:
    """One way for a request to go wrong, or none."""
    if fault == "refused":
        route.abort()
    elif fault == "lost":
        route.fetch()
        route.abort()
    elif fault in ("busy", "broken"):
        status = 429 if fault == "busy" else 503
        told = {"status": status, "title": fault, "code": fault}
        route.fulfill(status=status, content_type="application/problem+json", json=told)
    elif fault == "stranger":
        route.fulfill(status=200, content_type="text/html", body="<h1>Wi-Fi</h1>")
    else:
        route.continue_()
