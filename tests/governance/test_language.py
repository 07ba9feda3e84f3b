# SPDX-License-Identifier: Apache-2.0
"""A screen speaks Chinese unless somebody chose English on it."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_a_browser_that_claims_english_still_gets_chinese(client: Client) -> None:
    page = client.get("/sign-in/", headers={"accept-language": "en-US,en;q=0.9"})
    assert '<html lang="zh-hans"' in page.content.decode()


@pytest.mark.django_db
def test_who_chose_english_gets_english(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/sign-in/"})
    page = client.get("/sign-in/")
    assert '<html lang="en"' in page.content.decode()
    assert "Sign in" in page.content.decode()


@pytest.mark.django_db
def test_a_program_with_a_token_says_what_it_wants(client: Client) -> None:
    answer = client.get(
        "/api/v1/me/", headers={"accept-language": "en", "authorization": "Token wrong"}
    )
    assert answer.status_code == 401
    assert answer.headers["content-language"] == "en"
