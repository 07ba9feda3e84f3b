# SPDX-License-Identifier: Apache-2.0
"""/health/ is 200 only when everything is up, and names what is not."""

import datetime
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from events.models import WorkerBeat
from governance import health


@pytest.fixture
def beating(db: None) -> WorkerBeat:
    """A worker that has just been heard."""
    return WorkerBeat.objects.create(name="here:1", at=timezone.now())


def ask(client: Client) -> tuple[int, dict[str, Any]]:
    """Status and answer of /health/, without signing in."""
    response = client.get("/health/")
    return response.status_code, response.json()


def test_all_is_well(client: Client, beating: WorkerBeat) -> None:
    assert ask(client) == (
        200,
        {"status": "ok", "database": "ok", "live": "ok", "worker": "ok"},
    )
    assert "no-store" in client.get("/health/")["Cache-Control"]


def test_a_worker_unheard_for_long_is_down(client: Client, beating: WorkerBeat) -> None:
    beating.at = timezone.now() - datetime.timedelta(minutes=2)
    beating.save()
    status, said = ask(client)
    assert (status, said["worker"], said["down"]) == (503, "down", "worker")


def test_a_lost_database_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> str:
        raise OperationalError("connection refused")

    monkeypatch.setattr(health, "_worker", lost)
    status, said = ask(client)
    assert (status, said["database"]) == (503, "down")


def test_a_lost_redis_is_named(client: Client, beating: WorkerBeat, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    status, said = ask(client)
    assert (status, said["down"]) == (503, "live")


def test_a_living_redis_is_well(
    client: Client, beating: WorkerBeat, settings: Settings, redis_server: str
) -> None:
    settings.REDIS_URL = redis_server
    assert ask(client)[0] == 200


def test_a_demo_without_its_people_is_still_loading(
    client: Client, beating: WorkerBeat, settings: Settings
) -> None:
    settings.DEMO = True
    assert ask(client)[1]["demo"] == "loading"
    for name in health.DEMO_PEOPLE:
        User.objects.create(username=name)
    assert ask(client)[0] == 200
