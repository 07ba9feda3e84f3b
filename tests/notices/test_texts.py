# SPDX-License-Identifier: Apache-2.0
"""A county's own words: checked, edited by its administrator, and the secret never shown again."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from notices.actions.edits import remove_text
from notices.models import SenderSetting, TextTemplate
from notices.texts import KINDS, check_text
from tests.walk import Walk

TEXTS, SENDERS = "/admin/notices/texttemplate/add/", "/admin/notices/sendersetting/"


def admin_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(walk: Walk, **fields: str) -> dict[str, Any]:
    words = {"kind": "notice", "code": "dispatched", "title": "新任务", "body": "请办 {number}"}
    return {"county": walk.county.county.pk} | words | fields


def test_what_ships_passes_its_own_check() -> None:
    for kind, texts in KINDS.items():
        for code, words in texts.items():
            assert check_text(kind, code, str(words.title), str(words.body)) == {}, code


def test_a_text_nobody_could_fill_is_refused() -> None:
    for body, wrong in (
        ("请办", "{number}"),
        ("{number} {name}", "{name}"),
        ("{number} {0}", "{0}"),
        ("{number} {reply}", "{reply}"),
        ("{number} {state.real}", "花括号"),
        ("{number", "花括号"),
        ("{{number}}", "花括号"),
        ("{number} {}", "花括号"),
    ):
        errors = check_text("notice", "dispatched", "新任务", body)
        assert set(errors) == {"body"} and wrong in errors["body"][0], body
    assert check_text("claimant_reply", "closed", "x", "{number} {reply}") == {}
    assert set(check_text("notice", "closed", "{who}", "{number}")) == {"title"}
    for kind, code in (("notice", "nothing"), ("claimant_reply", "dispatched"), ("x", "closed")):
        assert set(check_text(kind, code, "x", "{number}")) == {"code"}


def test_the_administrator_edits_them_in_the_admin(walk: Walk) -> None:
    client = admin_of(walk.admin)
    bad = client.post(TEXTS, text(walk, body="没有编号"))
    assert "正文里要有" in bad.content.decode()
    assert TextTemplate.objects.count() == 0
    assert client.post(TEXTS, text(walk)).status_code == 302
    row = TextTemplate.objects.get()
    client.post(f"/admin/notices/texttemplate/{row.pk}/delete/", {"post": "yes"})
    assert TextTemplate.objects.count() == 0


def test_the_selected_texts_are_removed_by_the_action(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, removed = admin_of(walk.admin), []
    client.post(TEXTS, text(walk))
    client.post(TEXTS, text(walk, code="closed", kind="claimant_reply", body="{number} {reply}"))
    rows = list(TextTemplate.objects.values_list("pk", flat=True))

    def seen(row: TextTemplate, *, by: User) -> None:
        removed.append((row.pk, by))
        remove_text(row, by=by)

    monkeypatch.setattr("notices.admin.remove_text", seen)
    asked = {"action": "delete_selected", "_selected_action": rows, "post": "yes"}
    client.post("/admin/notices/texttemplate/", asked)
    assert sorted(removed, key=str) == sorted(((pk, walk.admin) for pk in rows), key=str)
    assert len(rows) == 2 and not TextTemplate.objects.exists()


def test_the_secret_is_written_never_read(walk: Walk) -> None:
    client = admin_of(walk.admin)
    county = walk.county.county.pk
    form = {
        "county": county,
        "webhook_on": "on",
        "webhook_style": "signed",
        "webhook_url": "https://gateway.example/sms",
    }
    refused = client.post(f"{SENDERS}add/", form)
    assert "发到网关时必填" in refused.content.decode()
    assert client.post(f"{SENDERS}add/", form | {"secret": "top secret"}).status_code == 302
    row = SenderSetting.objects.get()
    page = client.get(f"{SENDERS}{row.pk}/change/").content.decode()
    assert "top secret" not in page
    assert client.post(f"{SENDERS}{row.pk}/change/", form | {"secret": ""}).status_code == 302
    assert SenderSetting.objects.get().secret == "top secret"
    ftp = client.post(f"{SENDERS}{row.pk}/change/", form | {"webhook_url": "ftp://x.example/"})
    assert ftp.status_code == 200
    assert SenderSetting.objects.get().webhook_url == form["webhook_url"]
