# SPDX-License-Identifier: Apache-2.0
"""The main job in the browser, each person at an own window: a grid worker reports a broken
culvert with a photo, the county's wall shows it within a second, the clerk accepts and dispatches
to 平安法治, its officer signs and finishes, the grid worker checks the place, and it closes.
"""

import io
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from accounts.models import User
from accounts.tokens import make_token
from events.models import Attachment, Event, Ledger, Step
from events.verify import verify_county
from grids.actions.displays import make_display_link
from tests.county import point_in
from tests.events.conftest import live_walk, walk
from tests.product import wait_until
from tests.walk import POTHOLE, Walk

__all__ = ["live_walk", "walk"]
pytestmark = pytest.mark.browser

# A second is the promise (make bench measures it); the rest is for what else this machine does.
SOON = 5000
ROAD = [
    "submit",
    "accept",
    "dispatch",
    "sign",
    "finish",
    "request_check",
    "check_pass",
    "close",
]


def jpeg(size: int) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((size, 600)).save(buffer, "JPEG")
    return buffer.getvalue()


def shot(size: int) -> FilePayload:
    return {"name": "shot.jpg", "mimeType": "image/jpeg", "buffer": jpeg(size)}


def now_in(event: Event, state: str) -> None:
    states = Event.objects.values_list("state", flat=True)
    wait_until(lambda: states.get(pk=event.pk) == state, state)


def opened_at_desk(page: Page, event: Event) -> None:
    expect(page.locator("#detail")).to_contain_text(event.number)
    expect(page.locator("#dock button").first).to_be_visible()


def moves_of(event: Event) -> list[str]:
    return [step.move for step in Step.objects.filter(event_id=event.pk).order_by("seq")]


def report_by_phone(phone: Page) -> Event:
    phone.set_input_files("#shoot", shot(900))
    phone.locator(".photo img").wait_for()
    phone.get_by_role("button", name="更多").click()
    phone.get_by_role("searchbox").fill("路面")
    phone.get_by_role("button", name="道路、人行道").first.click()
    phone.get_by_text("已定位").wait_for()
    phone.locator(".send").click()
    wait_until(Event.objects.exists, "the report")
    return Event.objects.get()


@pytest.fixture
def site(live_walk: Walk, product: Callable[..., Any]) -> str:
    """The address of the running product."""
    return str(product().url)


@pytest.fixture
def phone(site: str, live_walk: Walk, window: Any) -> Page:
    """Lin's phone, standing in her grid."""
    lon, lat = point_in(live_walk.grid)
    page: Page = window(
        f"{site}/m/",
        live_walk.lin,
        viewport={"width": 390, "height": 844},
        geolocation={"longitude": lon, "latitude": lat, "accuracy": 8},
        permissions=["geolocation"],
    )
    return page


@pytest.fixture
def wall(site: str, live_walk: Walk, window: Any) -> Page:
    """The county's wall, by its display link."""
    token = make_display_link(live_walk.county.county, by=None)
    page: Page = window(f"{site}/d/{token}", viewport={"width": 1920, "height": 1080})
    expect(page.locator("#chip")).to_have_text("● 实时")
    return page


def dispatch_by_keys(desk: Page, event: Event) -> None:
    opened_at_desk(desk, event)
    desk.keyboard.press("d")
    expect(desk.locator(".picks li").first).to_be_visible()
    desk.keyboard.type("平安法治")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    now_in(event, "dispatched")


def sign_and_finish(office: Page, event: Event) -> None:
    opened_at_desk(office, event)
    office.keyboard.press("a")
    office.keyboard.press("Enter")
    now_in(event, "processing")
    office.locator("#dock [data-move=finish]").click()
    office.get_by_label("处置结果").fill("涵洞已修好")
    office.locator("#dock input[type=file]").set_input_files([shot(800)])
    expect(office.locator(".upload.sent")).to_have_count(1)
    office.get_by_label("处置结果").press("Control+Enter")
    now_in(event, "handled")


def check_by_phone(phone: Page, event: Event) -> None:
    phone.reload()
    phone.locator(f'a[href="#/event/{event.pk}"]').first.click()
    phone.get_by_role("link", name="核查通过", exact=True).click()
    phone.locator("input[type=file]").set_input_files(shot(700))
    phone.locator(".photo img").wait_for()
    phone.get_by_text("已定位").wait_for()
    phone.get_by_role("button", name="核查通过").click()
    now_in(event, "closed")
    expect(phone.locator(".state")).to_contain_text("已结案")


def test_three_windows(live_walk: Walk, site: str, phone: Page, wall: Page, window: Any) -> None:
    on_wall = wall.locator("#event-list li").first.locator(".cell-state")
    event = report_by_phone(phone)
    assert event.matter.code == POTHOLE
    expect(on_wall).to_have_text("待受理", timeout=SOON)

    desk: Page = window(f"{site}/desk/", live_walk.chen)
    dispatch_by_keys(desk, event)
    expect(on_wall).to_have_text("待签收", timeout=SOON)

    sign_and_finish(window(f"{site}/desk/?queue=mine", live_walk.wang), event)

    desk.goto(f"{site}/desk/?queue=to_check&event={event.pk}")
    opened_at_desk(desk, event)
    desk.locator("#dock [data-move=request_check]").click()
    desk.keyboard.press("Enter")
    now_in(event, "checking")
    expect(on_wall).to_have_text("结果核查中", timeout=SOON)

    check_by_phone(phone, event)
    expect(on_wall).to_have_text("已结案", timeout=SOON)

    assert moves_of(event) == ROAD
    kinds = Attachment.objects.filter(event=event).values_list("kind", flat=True)
    assert sorted(kinds) == ["after", "check", "report"]
    assert verify_county(Ledger.objects.get(county_id=event.county_id)).is_whole


@pytest.mark.django_db
def test_the_same_by_api_with_tokens(walk: Walk) -> None:
    """What the windows did, as a program does it: photos first, then the event and its moves."""

    def program(person: User) -> Client:
        return Client(headers={"authorization": f"Token {make_token(person, 'test')}"})

    def photo(client: Client, size: int) -> str:
        file = io.BytesIO(jpeg(size))
        file.name = "shot.jpg"
        answer = client.post("/api/v1/photos/", {"file": file})
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    def post(client: Client, path: str, expected: int = 200, **body: Any) -> dict[str, Any]:
        body["client_uuid"] = str(uuid.uuid4())
        answer = client.post(path, json.dumps(body), content_type="application/json")
        assert answer.status_code == expected, answer.content
        made: dict[str, Any] = answer.json()
        return made

    lin, chen, wang = program(walk.lin), program(walk.chen), program(walk.wang)
    lon, lat = point_in(walk.grid)
    report = {"matter": POTHOLE, "lon": lon, "lat": lat, "photos": [photo(lin, 900)]}
    event = post(lin, "/api/v1/events/", 201, **report)
    path = f"/api/v1/events/{event['id']}"
    post(chen, f"{path}/accept/")
    offered = chen.get(f"{path}/").json()["moves"]
    fields = {move["name"]: move["fields"] for move in offered}["dispatch"]
    choices = fields["properties"]["to"]["x-choices"]
    office = next(choice["code"] for choice in choices if choice["name"] == "平安法治")
    post(chen, f"{path}/dispatch/", to=office)
    post(wang, f"{path}/sign/")
    post(wang, f"{path}/finish/", result="涵洞已修好", photos=[photo(wang, 800)])
    post(chen, f"{path}/request_check/")
    closed = post(lin, f"{path}/check_pass/", photos=[photo(lin, 700)])
    assert closed["state"] == "closed"
    steps = lin.get(f"{path}/steps/").json()["results"]
    assert [step["move"] for step in steps] == ROAD
    assert [b["prev_hash"] for b in steps[1:]] == [a["hash"] for a in steps[:-1]]
