# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the whole suite; the people and the county come from tests/<app>/conftest.py.

Real servers and browsers: `product`, `redis_server`, `browser`, `window` (see each docstring).
"""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import User
from governance import embedded, translations
from tests.product import ROOT, Product, end_sessions, product_of, redis_of
from tests.template import template

# The fixture `county`, and a directory of units that forgets between tests.
pytest_plugins = ["tests.county_fixtures"]

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_STARTED = pytest.StashKey[bool]()
# What stood on the screens and in the servers' logs when a test failed.
_PAGES = pytest.StashKey[list[Page]]()
_LOGS = pytest.StashKey[Path]()
LONGEST_LOOK = 3000
PATIENCE = 20_000


def pytest_configure(config: pytest.Config) -> None:
    """Translations compiled and (without DATABASE_URL) the embedded database up, once for all."""
    # Tests may lose their data in a power cut; then they need not wait for the disk.
    os.environ.setdefault("PGOPTIONS", "-c synchronous_commit=off")
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    translations.compile_all(ROOT)
    if os.environ.get("DATABASE_URL"):
        return
    config.stash[_STARTED] = embedded.start(embedded.data_dir())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test in a browser gets a second try: three in a run at most, each told with its trace."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the database if this run started it and no product took it over meanwhile."""
    if config.stash.get(_STARTED, False):
        embedded.stop_if_idle(embedded.data_dir())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed browser test says what its user saw, and what the servers had to say."""
    report = yield
    if report.when == "call" and report.failed:
        for page in item.stash.get(_PAGES, []):
            with suppress(PlaywrightError):
                report.sections.append((page.url, page.inner_text("body")[:LONGEST_LOOK]))
        for log in sorted(item.stash.get(_LOGS, Path("/nowhere")).glob("*.log")):
            report.sections.append((log.name, log.read_text(errors="replace")[-LONGEST_LOOK:]))
    return report


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """pytest-django's own name for the database, and what it is copied from."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's own, but listeners and servers left behind cannot block the dropping."""
    yield
    with django_db_blocker.unblock():
        end_sessions()


@pytest.fixture(autouse=True)
def own_media(settings: Settings, tmp_path: Path) -> Path:
    """Uploads of a test go to its own directory (the one the `product` fixture uses, too)."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> None:
    """Counters of throttles and sign-in limits start anew where the database is used at all."""
    if {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue("db" if "db" in request.fixturenames else "transactional_db")
        cache.clear()


def require(found: str | None, what: str) -> str:
    """The program's path; without it skip here, but fail where CI promised it."""
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Chromium's path: CHROMIUM, or the system's. Skips without one, fails under CI=true."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return require(next((path for name in names if (path := shutil.which(name))), None), "chromium")


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a Redis of our own, empty and without files, e.g. `product(2, redis_server)`."""
    program = require(shutil.which("redis-server"), "redis-server")
    process, url = redis_of(program, tmp_path_factory.mktemp("redis"))
    yield url
    process.terminate()
    process.wait(10)


StartProduct = Callable[..., Product]


@pytest.fixture
def product(
    request: pytest.FixtureRequest, transactional_db: None, tmp_path: Path, own_media: Path
) -> Iterator[StartProduct]:
    """Real uvicorn processes on the pytest database; they see only what is committed.

    product = product(processes=2, redis_url="", DEMO="true")
    product.url, product.urls[1]; product.processes[0].kill(); product.processes[0].start()
    """
    started: list[Product] = []
    request.node.stash[_LOGS] = tmp_path

    def start(processes: int = 1, redis_url: str = "", **environment: str) -> Product:
        extra = {"REDIS_URL": redis_url, **environment}
        started.append(product_of(tmp_path, processes, extra))
        return started[-1]

    yield start
    for one in started:
        one.stop()
    end_sessions(f"product {os.getpid()}")


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Chromium by Playwright's sync API.

    Per module: while it lives, asyncio counts as running in this thread, so keep async tests
    out of browser modules.
    """
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # How long a busy machine may take; what is there sooner is seen sooner.
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


OpenWindow = Callable[..., Page]


@pytest.fixture
def window(request: pytest.FixtureRequest, browser: Browser) -> Iterator[OpenWindow]:
    """Open a window of its own (own cookies) at an address, signed in as a user.

    page = window(product.url + "/desk/", chen, viewport={"width": 1600, "height": 900})
    The test fails at the end if a page broke the content security policy or threw an error;
    take expected ones out of `page.context.faults` (a list).
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []
    pages = request.node.stash[_PAGES] = []

    def heard(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    def open_window(url: str, user: User | None = None, **options: Any) -> Page:
        context = browser.new_context(**({"locale": "zh-CN"} | options))
        contexts.append(context)
        context.faults = faults  # type: ignore[attr-defined]
        if user is not None:
            # At the root: made from the page's own address the cookie would not reach the API.
            root = urljoin(url, "/")
            context.add_cookies([{"name": "sessionid", "value": _session_of(user), "url": root}])
        page = context.new_page()
        pages.append(page)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", heard)
        page.goto(url)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert faults == []


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value
