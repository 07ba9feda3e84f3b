# SPDX-License-Identifier: Apache-2.0
"""Accounts in the admin: phones masked, tokens revoked but never made."""

from datetime import timedelta
from types import SimpleNamespace

from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken
from accounts.tokens import make_token, user_of
from grids.actions.postings import post_person


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


def test_a_posting_is_not_drawn_out_into_the_next(county: SimpleNamespace) -> None:
    client, days = Client(), timedelta(days=1)
    client.force_login(county.admin)
    now, grid = timezone.now(), county.grid2
    first = post_person(county.lin, grid, "grid_worker", by=None, to_at=now + 5 * days)
    post_person(county.lin, grid, "grid_worker", by=None, from_at=now + 9 * days)
    page = f"/admin/grids/posting/{first.pk}/change/"
    answer = client.post(page, {"to_at_0": "", "to_at_1": ""})
    assert answer.status_code == 200
    assert "任职时间重叠" in answer.content.decode()
    until = {"to_at_0": f"{now + 7 * days:%Y-%m-%d}", "to_at_1": "08:00"}
    assert client.post(page, until).status_code == 302
