# SPDX-License-Identifier: Apache-2.0
"""The phone's server pages: who gets them, what they hold, and that the shell is whole."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from accounts.models import User

IMPORT = re.compile(r'(?:from|import)\s*"(\.[^"]+)"')
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def lin(db: None) -> User:
    """林, who holds the phone; her name must stand in no page that is kept."""
    return User.objects.create_user("lin", password="x", display_name="林小溪")


def shell_of(client: Client, lang: str = "zh-hans") -> tuple[str, list[str]]:
    """The service worker's version and the addresses it keeps."""
    text = client.get("/m/sw.js", {"lang": lang}).content.decode()
    found = re.search(r"self\.PATROL = (\{.*\});", text)
    assert found is not None
    facts = json.loads(found[1])
    return facts["version"], facts["shell"]


def test_the_page_asks_for_a_sign_in(client: Client, db: None) -> None:
    answer = client.get("/m/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in/?next=/m/"


def test_the_page_opens_for_a_person_and_brings_the_csrf_cookie(client: Client, lin: User) -> None:
    client.force_login(lin)
    answer = client.get("/m/")
    assert answer.status_code == 200
    assert "csrftoken" in answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_kept_shell_is_public_and_names_nobody(client: Client, lin: User) -> None:
    anonymous = client.get("/m/shell/").content
    client.force_login(lin)
    known = client.get("/m/shell/").content
    assert anonymous == known
    assert "林小溪".encode() not in known and b"csrfmiddlewaretoken" not in known


def test_the_pages_keep_to_the_strict_policy(client: Client, db: None) -> None:
    html = client.get("/m/shell/").content.decode()
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"\sstyle=|<style|\son\w+=", html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


def test_the_shell_holds_every_module_and_every_address_answers(client: Client, db: None) -> None:
    _version, shell = shell_of(client)
    assert "/m/shell/?lang=zh-hans" in shell and "/m/texts.js?lang=zh-hans" in shell
    for address in shell:
        if address.startswith("/m/"):
            assert client.get(address).status_code == 200, address
            continue
        name = address.removeprefix("/static/")
        found = finders.find(name)
        assert found is not None, name
        for wanted in imports_of(Path(found)):
            assert f"/static/{wanted}" in shell, f"{name} imports {wanted}"


def imports_of(module: Path) -> list[str]:
    """Static names of what a module imports."""
    if module.suffix != ".js":
        return []
    paths = [(module.parent / name).resolve() for name in IMPORT.findall(module.read_text())]
    return [path.relative_to(ROOT / "static").as_posix() for path in paths]


def test_what_is_kept_is_of_one_language_whatever_the_cookie_says(client: Client, db: None) -> None:
    client.cookies.load({"django_language": "zh-hans"})
    chinese, _shell = shell_of(client)
    english, shell = shell_of(client, "en")
    assert chinese != english
    page = client.get(next(address for address in shell if address.startswith("/m/shell/")))
    assert page.headers["Content-Language"] == "en"
    assert b'lang="en"' in page.content and b"texts.js?lang=en" in page.content
    assert client.get("/m/texts.js?lang=nonsense").status_code == 200


def test_the_service_worker_is_never_kept_by_http_and_rules_the_phone_only(
    client: Client, db: None
) -> None:
    answer = client.get("/m/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Service-Worker-Allowed"] == "/m/"
    assert "no-cache" in answer.headers["Cache-Control"]


def test_the_manifest_makes_the_page_installable(client: Client, db: None) -> None:
    answer = client.get("/m/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    facts = answer.json()
    assert facts["name"] == "网格员上报"
    assert (facts["start_url"], facts["scope"], facts["display"]) == ("/m/", "/m/", "standalone")
    assert {icon["sizes"] for icon in facts["icons"]} >= {"192x192", "512x512"}
    for icon in facts["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")) is not None


def test_every_text_of_the_scripts_has_its_english(db: None) -> None:
    used = set()
    for folder in ("static/patrol", "static/shared/forms"):
        for script in (ROOT / folder).glob("*.js"):
            used |= set(re.findall(r'(?:gettext|translate)\("([^"]+)"\)', script.read_text()))
    catalog = (ROOT / "patrol/locale/en/LC_MESSAGES/djangojs.po").read_text()
    known = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', catalog, re.MULTILINE))
    assert used - known.keys() == set()


def test_nothing_counts_points_presence_or_mileage() -> None:
    text = "".join(path.read_text() for path in (ROOT / "static/patrol").glob("*.js"))
    assert not re.search("积分|排名|打卡|里程|在线时长", text)
