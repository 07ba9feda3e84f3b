# SPDX-License-Identifier: Apache-2.0
"""People from a table: on trial first, refused with the reason, taken over; links for passwords."""

import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audit.models import AuditEntry
from governance.models import PeopleDraft
from grids.actions.postings import end_posting, post_person
from grids.models import Posting
from tests.neighbour import build_neighbour

PAGE = "/manage/people/"
HEAD = "用户名,姓名,手机,单位代码,岗位,起,止,语言"
VILLAGE, GRID = "339901100201", "339901100201001"


@pytest.fixture
def admin(county: SimpleNamespace) -> Client:
    """The county's administrator, who is no superuser."""
    county.admin.is_superuser = county.admin.is_staff = False
    county.admin.save()
    client = Client()
    client.force_login(county.admin)
    return client


def tried(client: Client, *rows: str) -> Any:
    answer = client.post(PAGE, {"pasted": "\n".join((HEAD, *rows))})
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer["Location"])


def applied(client: Client, page: Any, **fields: str) -> str:
    told = {"seen": page.context["seen"]} | fields
    answer = client.post(f"{page.request['PATH_INFO']}apply/", told, follow=True)
    said: str = answer.content.decode()
    return said


def test_people_come_with_their_postings(admin: Client, county: SimpleNamespace) -> None:
    page = tried(
        admin,
        f"ding,丁一,13700000001,{GRID},网格员,2026-01-01,,英文",
        f"ding,丁一,13700000001,{VILLAGE},网格长,,,英文",
        f"lin,林小满,13700000009,{GRID},网格员,,2030-12-31,",
        f"gao,高大山,,{VILLAGE},网格长,,,",
        f"zhou,周村,,{VILLAGE},网格长,,,",
    )
    assert page.context["counts"] == {"new": 2, "changed": 1, "same": 1, "posted": 1}
    assert "13800000000" in page.content.decode() and not User.objects.filter(username="ding")
    assert "已导入:新人 2,新任职 1,修改 1,被拒 0" in applied(admin, page)
    ding = User.objects.get(username="ding")
    assert (ding.display_name, ding.phone, ding.language) == ("丁一", "13700000001", "en")
    assert not ding.has_usable_password() and not ding.is_staff
    assert set(ding.postings.values_list("unit__code", "role")) == {
        (GRID, "grid_worker"),
        (VILLAGE, "grid_head"),
    }
    lin = Posting.objects.get(user=county.lin)
    assert lin.to_at is not None and f"{lin.to_at:%Y-%m-%d %H:%M}" == "2030-12-31 16:00"
    assert User.objects.get(username="lin").phone == "13700000009"
    assert not PeopleDraft.objects.exists(), "names do not lie about"
    note = AuditEntry.objects.get(kind="import.people")
    assert note.by_name == "admin" and note.fields["new"] == [None, 2]
    told = str(list(AuditEntry.objects.values_list("fields", "label")))
    assert "丁一" not in told and "13700000001" not in told
    again = tried(admin, f"ding,丁一,13700000001,{GRID},网格员,2026-01-01,,英文")
    assert again.context["counts"] == {"same": 1} and "没有要写的" in again.content.decode()


def test_a_new_administrator_does_not_hide_among_many(
    admin: Client, county: SimpleNamespace
) -> None:
    many = [f"u{n},甲,,{GRID},网格员,,," for n in range(30)]
    applied(admin, tried(admin, *many, f"ding,丁一,,{county.county.code},管理员,,,"))
    note = AuditEntry.objects.get(kind="import.people")
    assert note.fields["new"] == [None, 31] and note.fields["keepers"] == [None, ["ding"]]


def test_each_refusal_has_its_reason(admin: Client, county: SimpleNamespace) -> None:
    other = build_neighbour()
    User.objects.create_superuser("root", password="x")
    cases = {
        "本县没有这个代码": f"a,甲,,{other.county.code},县中心指挥长,,,",
        "没有这个岗位": f"a,甲,,{GRID},村长,,,",
        "不设这个岗位": f"a,甲,,{GRID},管理员,,,",
        "用户名只用": f"a b,甲,,{GRID},网格员,,,",
        "没有写姓名": f"a,,,{GRID},网格员,,,",
        "手机号不对": f"a,甲,12,{GRID},网格员,,,",
        "像是公式": f"a,=1+1,,{GRID},网格员,,,",
        "太长": f"{'a' * 31},甲,,{GRID},网格员,,,",
        "没有这种语言": f"a,甲,,{GRID},网格员,,,法文",
        "日期写成": f"a,甲,,{GRID},网格员,明天,,",
        "止要晚于起": f"a,甲,,{GRID},网格员,2026-02-01,2026-01-01,",
        "已被占用": f"tao,陶经办,,{GRID},网格员,,,",
        "已被占用 ": f"root,根,,{GRID},网格员,,,",
        "起不能改": f"lin,林小满,,{GRID},网格员,2020-01-01,,",
    }
    for reason, row in cases.items():
        page = tried(admin, row)
        (line,) = page.context["lines"]
        assert line.kind == "refused" and reason.strip() in "".join(line.reasons), line.reasons
        assert "没有要写的" in page.content.decode()
    rows = (f"a,甲,,{GRID},网格员,,,", f"a,甲,,{GRID},网格员,,,", f"a,乙,,{VILLAGE},网格长,,,")
    page = tried(admin, *rows)
    reasons = ["".join(line.reasons) for line in sorted(page.context["lines"], key=_number)]
    assert reasons[0] == "" and "重复" in reasons[1] and "姓名或手机不同" in reasons[2]
    applied(admin, page)
    assert Posting.objects.filter(user__username="a").count() == 1


def _number(line: Any) -> int:
    number: int = line.number
    return number


def test_what_changed_since_the_trial_refuses_it(admin: Client, county: SimpleNamespace) -> None:
    page = tried(admin, f"lin,林小满,,{GRID},网格员,,2030-12-31,")
    end_posting(county.lin.postings.get(), by=None)
    assert "请重新核对" in applied(admin, page)
    assert "请重新核对" in applied(admin, page, seen="")
    page = tried(admin, f"ding,丁一,,{GRID},网格员,,,")
    applied(admin, page)
    answer = admin.post(f"{page.request['PATH_INFO']}apply/", {"seen": page.context["seen"]})
    assert answer.status_code == 404


def test_a_posting_that_is_over_does_not_hold_the_table_up(
    admin: Client, county: SimpleNamespace
) -> None:
    """Neither what was taken over before, nor what lies over it, nor an end long ago."""
    over = f"ding,丁一,,{GRID},网格员,2026-01-01,2026-02-01,"
    applied(admin, tried(admin, over))
    page = tried(
        admin,
        over,
        f"lin,林小满,,{VILLAGE},网格长,,2020-12-31,",
        f"zhou,周村,,{VILLAGE},网格长,,,",
    )
    assert page.context["counts"] == {"same": 1, "refused": 1, "posted": 1}
    assert page.context["lines"][0].reasons == ["止要晚于起"]
    assert "新任职 1" in applied(admin, page)
    page = tried(admin, f"ding,丁一,,{GRID},网格员,2026-01-15,,")
    (line,) = page.context["lines"]
    assert "2026-01-01 00:00 至 2026-02-02 00:00" in line.reasons[0]
    applied(admin, tried(admin, f"ding,丁一,,{GRID},网格员,2026-02-02,,"))
    assert Posting.objects.filter(user__username="ding").count() == 2


def test_files(admin: Client) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD.split(","))
    sheet.append(["ding", "丁一", 13700000001, int(GRID), "网格员", None, None, None])
    sheet.append(["bao", "=1+1", None, GRID, "网格员", None, None, None])
    kept = io.BytesIO()
    book.save(kept)
    file = SimpleUploadedFile("人员.xlsx", kept.getvalue())
    page = admin.post(PAGE, {"file": file}, follow=True)
    assert page.context["counts"] == {"new": 1, "refused": 1}
    many = "\n".join((HEAD, *(f"u{n},甲,,{GRID},网格员,,," for n in range(5001))))
    for content, said in (
        (b"", "空的"),
        (b"PK\x03\x04", "读不了"),
        ("用户名,姓名\na,b".encode(), "缺“单位代码”"),
        (HEAD.encode(), "没有内容"),
        (many.encode(), "最多 5000 行"),
    ):
        answer = admin.post(PAGE, {"file": SimpleUploadedFile("x.csv", content)})
        assert answer.status_code == 400 and said in answer.content.decode(), said


def test_many_lines_cost_few_queries(
    admin: Client,
    county: SimpleNamespace,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    page = tried(admin, *(f"u{n},甲,,{GRID},网格员,,," for n in range(300)))
    with django_assert_max_num_queries(40):
        applied(admin, page)
    assert Posting.objects.filter(user__username__startswith="u").count() == 300
    page = tried(admin, *(f"u{n},乙,,{GRID},网格员,,," for n in range(300)))
    assert page.context["counts"] == {"changed": 300}
    with django_assert_max_num_queries(45):
        applied(admin, page)


def test_people_set_their_own_passwords_by_a_link_that_holds_once(
    admin: Client, county: SimpleNamespace
) -> None:
    applied(admin, tried(admin, f"ding,丁一,,{GRID},网格员,,,英文"))
    answer = admin.post(f"{PAGE}links.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["ding"] and answer["Cache-Control"] == "no-store"
    address = str(rows[1][2]).removeprefix("http://testserver")
    guest = Client()
    page = guest.get(address, follow=True)
    form = page.request["PATH_INFO"]
    weak = {"new_password1": "ding", "new_password2": "ding"}
    assert guest.post(form, weak).status_code == 200
    right = {"new_password1": "a-good-long-word", "new_password2": "a-good-long-word"}
    assert guest.post(form, right)["Location"] == "/sign-in/"
    said = guest.post("/sign-in/", {"username": "ding", "password": "a-good-long-word"})
    assert said.status_code == 302 and said.cookies["django_language"].value == "en"
    assert "用过了" in Client().get(address, follow=True).content.decode()
    notes = AuditEntry.objects.filter(kind="password.link")
    assert notes.get().fields == {"accounts": [None, ["ding"]]}
    assert address.split("/")[-2] not in str(list(AuditEntry.objects.values_list("path", "fields")))


def test_one_forgotten_password(admin: Client, county: SimpleNamespace) -> None:
    page = admin.post(f"{PAGE}link/", {"username": "lin"}).content.decode()
    assert "/set-password/" in page
    other = build_neighbour()
    root = User.objects.create_superuser("root", password="x")
    post_person(root, county.county, "leader", by=None)
    post_person(county.gao, other.office, "department_officer", by=None)
    for name in ("root", "mei", "tao", "gao", "nobody", "", "x" * 200):
        answer = admin.post(f"{PAGE}link/", {"username": name})
        assert answer.status_code == 400 and "/set-password/" not in answer.content.decode(), name


def test_who_may_not(admin: Client, county: SimpleNamespace) -> None:
    page = tried(admin, f"ding,丁一,,{GRID},网格员,,,")
    address = page.request["PATH_INFO"]
    other = build_neighbour()
    for person in (county.chen, county.sun, county.lin):
        client = Client()
        client.force_login(person)
        for path in (PAGE, address):
            assert client.get(path).status_code == 403
        for path in (PAGE, f"{address}apply/", f"{PAGE}links.xlsx", f"{PAGE}link/"):
            assert client.post(path, {"username": "lin"}).status_code == 403
    client = Client()
    client.force_login(other.mei)
    assert client.get(address).status_code == 404
    assert client.post(f"{address}apply/", {}).status_code == 404
    assert Client().get(PAGE).status_code == 302
    # Whoever runs the site and names no county there is does not get another one's page.
    client.force_login(User.objects.create_superuser("root", password="x"))
    assert client.get(PAGE, {"county": "339909000000"}).status_code == 403
    assert client.get(PAGE, {"county": other.county.code}).context["county"].name == "远山县"
