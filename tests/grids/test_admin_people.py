# SPDX-License-Identifier: Apache-2.0
"""Accounts in the admin: phones masked, tokens revoked but never made."""

from types import SimpleNamespace

from django.test import Client

from accounts.models import ApiToken
from accounts.tokens import make_token, user_of


def test_the_list_masks_phones(county: SimpleNamespace) -> None:
    client = Client()
    client.force_login(county.admin)
    page = client.get("/admin/accounts/user/").content.decode()
    assert "138****0000" in page and "13800000000" not in page


def test_tokens_are_revoked_but_not_made(county: SimpleNamespace) -> None:
    client = Client()
    client.force_login(county.admin)
    token = make_token(county.lin, "cli")
    assert client.get("/admin/accounts/apitoken/add/").status_code == 403
    row = ApiToken.objects.get()
    body = {"action": "revoke", "_selected_action": [row.pk]}
    assert client.post("/admin/accounts/apitoken/", body).status_code == 302
    assert user_of(token) is None


def test_people_without_the_right_stay_out(county: SimpleNamespace) -> None:
    client = Client()
    client.force_login(county.lin)
    assert client.get("/admin/accounts/user/").status_code == 302
