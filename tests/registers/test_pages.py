# SPDX-License-Identifier: Apache-2.0
"""Pages of the registers: who gets them, masked until opened, import, and who read."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from registers.models import Place, ReadingLog


@pytest.fixture
def page(client: Client, town: SimpleNamespace) -> Client:
    """zhou's browser."""
    client.force_login(town.zhou)
    return client


def test_the_list_is_masked_and_a_record_opens_for_a_purpose(
    page: Client, town: SimpleNamespace
) -> None:
    found = page.get("/registers/?register=person&q=李").content.decode()
    assert "李○○" in found and "李阿婆" not in found and "13800001234" not in found
    path = f"/registers/person/{town.elder.pk}/"
    assert "13800001234" not in page.get(path).content.decode()
    refused = page.post(path, {"purpose": "event"})
    assert refused.status_code == 400 and "13800001234" not in refused.content.decode()
    opened = page.post(path, {"purpose": "visit"}).content.decode()
    assert "李阿婆" in opened and "13800001234" in opened
    assert ReadingLog.objects.get().by == town.zhou


def test_add_and_change(page: Client, town: SimpleNamespace) -> None:
    form = {"grid": town.grid.code, "name": "新开小吃", "kind": "eatery", "address": "河沿2号"}
    answer = page.post("/registers/place/add/", form)
    place = Place.objects.get(name="新开小吃")
    assert (answer.status_code, answer["Location"]) == (302, f"/registers/place/{place.pk}/")
    again = page.post("/registers/place/add/", form)
    assert again.status_code == 400  # there already
    # What was typed stands in the form that comes back, here and where a record is changed.
    assert 'value="河沿2号"' in again.content.decode()
    assert '<option value="eatery" selected>' in again.content.decode()
    wrong = page.post(f"/registers/place/{place.pk}/", {"phone": "1", "address": "河沿9号"})
    assert wrong.status_code == 400 and 'value="河沿9号"' in wrong.content.decode()
    page.post(f"/registers/place/{place.pk}/", {"phone": "0575-85551234", "name": ""})
    place.refresh_from_db()
    assert (place.phone, place.name) == ("057585551234", "新开小吃")


def test_import(page: Client, town: SimpleNamespace) -> None:
    def send(content: bytes, **more: str) -> str:
        form = {"register": "place", "unit": town.village.code}
        file = SimpleUploadedFile("x.csv", content)
        return page.post("/registers/import/", form | more | {"file": file}).content.decode()

    table = "名称,类型,网格\n河沿旅馆,小旅馆,石桥村第二网格\n".encode()
    assert "没有写入" in send(table, **{"try": "1"})
    assert not Place.objects.filter(name="河沿旅馆").exists()
    assert "已导入" in send(table)
    assert Place.objects.filter(name="河沿旅馆").exists()
    assert "读不了" in send(b"PK\x03\x04")


def test_a_person_is_erased_with_a_reason_and_a_confirmation(
    client: Client, town: SimpleNamespace
) -> None:
    path = f"/registers/person/{town.elder.pk}/erase/"
    for who, status in ((town.lin, 403), (town.wang, 404), (town.zhou, 200), (town.admin, 200)):
        client.force_login(who)
        shown = client.get(path)
        assert shown.status_code == status, who
        assert "李阿婆" not in shown.content.decode()
        # Only whoever may sees the way there.
        if who in (town.lin, town.zhou):
            record = client.get(f"/registers/person/{town.elder.pk}/").content.decode()
            assert (path in record) == (who == town.zhou)
    client.force_login(town.zhou)
    asked = {"reason": "asked", "reference": "申请3号"}
    assert "请确认" in client.post(path, asked).content.decode()
    assert "请选删除的理由" in client.post(path, {"sure": "1"}).content.decode()
    town.elder.refresh_from_db()
    assert town.elder.name == "李阿婆"
    assert client.post(path, asked | {"sure": "1"})["Location"] == "/registers/"
    town.elder.refresh_from_db()
    assert (town.elder.name, town.elder.id_number) == ("", "")
    assert client.get(f"/registers/person/{town.elder.pk}/").status_code == 404


def test_who_gets_which_page(client: Client, town: SimpleNamespace) -> None:
    pages = ("/registers/", "/registers/import/", "/registers/readings/")
    seen = {}
    for who in (town.lin, town.zhou, town.wu, town.admin):
        client.force_login(who)
        seen[who.username] = [client.get(path).status_code for path in pages]
    assert seen == {
        "lin": [200, 403, 403],
        "zhou": [200, 200, 403],
        "wu": [403, 403, 403],
        "admin": [302, 403, 200],
    }
    client.force_login(town.zhao)
    assert client.get(f"/registers/person/{town.elder.pk}/").status_code == 404
    client.logout()
    assert client.get("/registers/").status_code == 302


def test_the_log_shows_who_read(client: Client, town: SimpleNamespace) -> None:
    client.force_login(town.lin)
    client.post(f"/registers/person/{town.elder.pk}/", {"purpose": "visit"})
    # Events and disputes keep the same log.
    for kind, fields in (("event", ["claimants"]), ("dispute", ["parties", "agreement"])):
        at = {"county": town.county, "grid": town.grid}
        reading = {"by": town.lin, "kind": kind, "record_id": 7, "fields": fields}
        ReadingLog.objects.create(**at, **reading, purpose="event", reference="SQZ1")
    client.force_login(User.objects.get(username="admin"))
    found = client.get("/registers/readings/?by=林小满").content.decode()
    assert "林小满" in found and "走访" in found and "李阿婆" not in found
    assert "事件 7" in found and "矛盾纠纷 7" in found and "当事人、协议书" in found
    assert "还没有人打开过" in client.get("/registers/readings/?by=nobody").content.decode()
