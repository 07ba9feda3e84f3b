# SPDX-License-Identifier: Apache-2.0
"""The grid worker's phone in a real browser: what it accepted arrives once, with its photos."""

import io
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect

from events.models import Attachment, Event, Step
from tests.county import point_in
from tests.county_fixtures import plant_matters
from tests.product import wait_until
from tests.walk import WASTE, Walk

pytestmark = pytest.mark.browser

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
UPSIDE = 0x0112  # EXIF orientation
KEPT_OUTLINES = """async () => {
  const open = indexedDB.open("patrol");
  const base = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const keys = base.transaction("kept").objectStore("kept").getAllKeys();
  await new Promise((done) => { keys.onsuccess = done; });
  base.close();
  return keys.result.some((key) => key.includes("grids=true"));
}"""
OpenPhone = Callable[..., Page]


def jpeg(size: tuple[int, int] = (1200, 900), orientation: int = 1) -> FilePayload:
    """A photo as a file input takes it."""
    picture = Image.linear_gradient("L").resize(size)
    exif = picture.getexif()
    exif[UPSIDE] = orientation
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    return {"name": "shot.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


@pytest.fixture
def town(transactional_db: None, county: SimpleNamespace) -> Walk:
    """云溪县 and its matters, committed, so that the real server sees them."""
    plant_matters()
    return Walk(county)


@pytest.fixture
def phone(product: Callable[..., Any], town: Walk, window: Callable[..., Page]) -> OpenPhone:
    """Lin's phone at the product's /m/, standing in her grid."""
    site = product()
    lon, lat = point_in(town.grid)
    here = {"longitude": lon, "latitude": lat, "accuracy": 8}

    def open_phone(width: int = 390, height: int = 844, **options: Any) -> Page:
        page = window(
            site.url + "/m/",
            town.lin,
            viewport={"width": width, "height": height},
            geolocation=here,
            permissions=["geolocation"],
            **options,
        )
        page.locator(".shoot").wait_for()
        return page

    return open_phone


def shoot(page: Page, photo: FilePayload | None = None, matter: str = "暴露生活垃圾") -> None:
    """Three taps: camera, tile, send."""
    page.set_input_files("#shoot", photo or jpeg())
    page.locator(".photo img").wait_for()
    page.get_by_role("button", name=matter).click()
    page.get_by_text("已定位").wait_for()
    page.locator(".send").click()
    page.locator(".shoot").wait_for()


def kept_offline(page: Page) -> None:
    """Wait until the service worker holds the shell and rules the page."""
    page.evaluate("() => navigator.serviceWorker.ready")
    page.reload()
    page.locator(".shoot").wait_for()


def the_event_with_one_photo() -> Event:
    event = Event.objects.get()
    assert Attachment.objects.filter(event=event).count() == 1
    return event


def test_three_taps_make_an_event_with_its_photo_and_place(phone: OpenPhone, town: Walk) -> None:
    page = phone()
    shoot(page, jpeg((4000, 3000), orientation=6))
    page.locator(".row.delivered").wait_for()
    event = the_event_with_one_photo()
    assert (event.matter.code, event.reporter) == (WASTE, town.lin)
    assert event.place_id == town.grid.pk
    photo = Attachment.objects.get(event=event).photo
    assert (photo.width, photo.height) == (1440, 1920)  # upright, long side 1920
    expect(page.locator(".row.delivered")).to_contain_text(event.number)
    expect(page.locator(".chip")).to_contain_text("在线")


def test_a_report_made_offline_survives_a_reload_and_arrives_once(phone: OpenPhone) -> None:
    page = phone()
    kept_offline(page)
    page.context.set_offline(True)
    shoot(page)
    expect(page.locator(".row.waiting")).to_contain_text("1 张照片")
    page.reload()
    expect(page.locator(".row.waiting")).to_contain_text("等网络")
    expect(page.locator(".chip")).to_contain_text("离线 可照常上报")
    assert Event.objects.count() == 0
    page.context.set_offline(False)
    page.locator(".row.delivered").wait_for()
    the_event_with_one_photo()
    assert page.locator("[data-item]").count() == 0


def test_without_a_network_the_phone_knows_the_grid(phone: OpenPhone, town: Walk) -> None:
    """Standing in the next grid: the card says so offline, and the server agrees."""
    page = phone()
    kept_offline(page)
    lon, lat = point_in(town.grid2)
    page.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 8})
    wait_until(lambda: page.evaluate(KEPT_OUTLINES), "the outlines")
    page.context.set_offline(True)
    page.set_input_files("#shoot", jpeg())
    page.get_by_role("button", name="暴露生活垃圾").click()
    expect(page.locator(".facts")).to_contain_text(town.grid2.name)
    page.locator(".send").click()
    page.locator(".shoot").wait_for()
    page.context.set_offline(False)
    page.locator(".row.delivered").wait_for()
    assert the_event_with_one_photo().place_id == town.grid2.pk


def test_an_answer_lost_after_the_commit_makes_no_second_event(phone: OpenPhone) -> None:
    page = phone(service_workers="block")
    asked: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        asked.append(route.request.post_data or "")
        answer = route.fetch()
        if len(asked) <= 2:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/api/v1/events/", lose)
    shoot(page)
    page.locator(".row.delivered").wait_for()
    the_event_with_one_photo()
    assert len(asked) == 3
    assert len(set(asked)) == 1  # the very same bytes each time


def test_two_tabs_send_each_report_once(phone: OpenPhone) -> None:
    page = phone()
    kept_offline(page)
    page.context.set_offline(True)
    shoot(page)
    second = page.context.new_page()
    second.goto(page.url)
    second.locator(".row.waiting").wait_for()
    page.context.set_offline(False)
    expect(page.locator("[data-item]")).to_have_count(0)
    expect(second.locator("[data-item]")).to_have_count(0)
    the_event_with_one_photo()


def test_a_refused_report_is_kept_and_can_be_changed(phone: OpenPhone) -> None:
    page = phone(service_workers="block")
    problem = {"status": 400, "title": "有几项不对", "detail": "有几项不对", "code": "invalid"}
    told = problem | {"errors": {"matter": ["该事项类别已停用"]}}

    def refuse(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(
                status=400, content_type="application/problem+json", body=json.dumps(told)
            )
        else:
            route.continue_()

    page.route("**/api/v1/events/", refuse)
    shoot(page)
    expect(page.locator(".row.refused")).to_contain_text("该事项类别已停用")
    page.unroute("**/api/v1/events/")
    page.reload()
    page.get_by_role("link", name="去修改").click()
    page.locator(".photo img").wait_for()
    page.get_by_role("button", name="邻里纠纷").click()
    page.locator(".send").click()
    page.locator(".row.delivered").wait_for()
    assert the_event_with_one_photo().matter.code == "0101"


def test_a_lost_session_keeps_the_report_until_its_owner_is_back(
    phone: OpenPhone, town: Walk
) -> None:
    page = phone()
    Session.objects.all().delete()
    shoot(page)
    expect(page.locator(".notice.sign-in")).to_contain_text("请重新登录,内容都在")
    expect(page.locator("[data-item]")).to_have_count(1)
    page.locator(".notice.sign-in a").click()
    page.locator("[name=username]").fill("lin")
    page.locator("[name=password]").fill(town.password)
    page.locator("[name=password]").press("Enter")
    page.locator(".shoot").wait_for()
    expect(page.locator("[data-item]")).to_have_count(0)
    wait_until(lambda: Event.objects.count() == 1, "the event")
    assert the_event_with_one_photo().reporter == town.lin


def test_done_on_the_spot_is_one_closed_event(phone: OpenPhone) -> None:
    page = phone()
    page.set_input_files("#shoot", jpeg())
    page.locator(".photo img").wait_for()
    page.get_by_role("button", name="邻里纠纷").click()
    expect(page.get_by_label("我已当场办好")).to_have_count(0)  # village's matter, not the grid's
    page.get_by_role("button", name="暴露生活垃圾").click()
    page.get_by_label("我已当场办好").check()
    page.get_by_text("已定位").wait_for()
    page.locator(".send").click()
    expect(page.get_by_text("请写一句怎么办好的")).to_be_visible()
    result = page.locator("#result")
    expect(result).to_be_focused()
    page.set_input_files("#after", jpeg((900, 1200)))
    expect(page.locator(".photo img")).to_have_count(2)
    expect(result).to_be_focused()  # the photo that came in meanwhile takes no letter away
    page.keyboard.insert_text("已清走,垃圾桶归位")
    page.locator(".send").click()
    page.locator(".row.delivered").wait_for()
    event = Event.objects.get()
    assert (event.state, event.on_the_spot) == ("closed", True)
    assert Attachment.objects.filter(event=event).count() == 2
    assert [step.move for step in Step.objects.filter(event_id=event.pk)] == ["instant_close"]


def test_an_event_is_read_aloud(phone: OpenPhone, town: Walk) -> None:
    """By the phone's voice: the matter, where it stands and where it is."""
    event = town.report(text="桥头路面塌了一块")
    page = phone()
    page.evaluate("() => { speechSynthesis.speak = (words) => { window.said = words.text; }; }")
    page.locator(f'a[href="#/event/{event.pk}"]').first.click()
    button = page.get_by_role("button", name="读给我听")
    button.click()
    said = page.evaluate("said")
    assert all(word in said for word in ("路沿石破损", "待受理", "桥头路面塌了一块"))
    # Without a network the page is drawn anew: its button still stops the voice.
    page.context.set_offline(True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("联网后更新").first).to_be_visible()
    page.get_by_role("button", name="停").click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_a_check_with_a_photo_closes_the_event(phone: OpenPhone, town: Walk) -> None:
    event = town.to("checking")
    page = phone()
    page.locator(f'a[href="#/event/{event.pk}"]').first.click()
    page.get_by_role("link", name="核查通过", exact=True).click()
    page.get_by_role("button", name="核查通过").click()
    expect(page.locator(".fault").filter(visible=True)).to_have_count(1)  # no photo yet
    page.locator("input[type=file]").set_input_files(jpeg())
    page.locator(".photo img").wait_for()
    page.get_by_text("已定位").wait_for()
    page.get_by_role("button", name="核查通过").click()
    expect(page.locator(".state")).to_contain_text("已结案")
    assert town.fresh(event).state == "closed"
    assert Attachment.objects.filter(event=event, kind="check").count() == 1


def test_a_half_written_report_survives_a_reload(phone: OpenPhone) -> None:
    page = phone()
    page.set_input_files("#shoot", jpeg())
    page.locator(".photo img").wait_for()
    page.locator("#text").fill("桥头第二根灯杆")
    page.locator("#text").blur()
    wait_until(lambda: page.evaluate(STORED_TEXT) == "桥头第二根灯杆", "the draft")
    page.reload()
    page.locator(".photo img").wait_for()
    expect(page.locator("#text")).to_have_value("桥头第二根灯杆")


STORED_TEXT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("patrol");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("items").objectStore("items").getAll();
    asked.onsuccess = () => { opening.result.close(); resolve(asked.result[0]?.fields.text); };
  };
})"""


@pytest.mark.parametrize("width", [320, 390, 430])
def test_every_page_is_accessible_and_fits(phone: OpenPhone, town: Walk, width: int) -> None:
    event = town.to("checking")
    page = phone(width=width)
    for address, ready in (
        ("#/", ".rows"),
        ("#/report", ".tile"),
        ("#/tasks", ".rows"),
        (f"#/event/{event.pk}", ".story li"),
        (f"#/event/{event.pk}/check_fail", ".send"),
        ("#/grid", ".facts"),
        ("#/mine", "#letters"),
    ):
        page.evaluate("(hash) => { location.hash = hash; }", address)
        page.locator(ready).first.wait_for()
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= width, address
        found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], address


def test_the_phone_speaks_english(phone: OpenPhone) -> None:
    page = phone()
    kept_offline(page)
    page.get_by_role("link", name="我的", exact=True).click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")  # the kept shell, too
