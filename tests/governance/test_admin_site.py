# SPDX-License-Identifier: Apache-2.0
"""The admin as a county's administrator meets it, who runs nothing else: own rows, own choices,
and nothing of the county beside it, by whatever address."""

from datetime import date, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.refusals import NotAllowed
from accounts.tokens import make_token, user_of
from disputes.actions.templates import put_template
from disputes.paper import blank_template
from duties.actions.duty_list import end_duties
from duties.actions.edits import remove_row, save_row
from duties.actions.matters import revise_matter
from duties.models import (
    CalendarDay,
    Duty,
    LampPercent,
    Matter,
    ProcessLimit,
    Reason,
    RulingRule,
    SampleShare,
    WorkCalendar,
)
from events.models import ExportLog, StandardText
from grids.actions.postings import post_person
from grids.county_admin import LookedAt, OwnRows, SharedRows
from grids.models import DutyShift, Posting, Unit
from notices.models import SenderSetting, TextTemplate
from tests.county_fixtures import plant_matters
from tests.neighbour import build_neighbour

HOURS = [["08:00", "12:00"]]


@pytest.fixture
def town(county: SimpleNamespace) -> SimpleNamespace:
    """云溪县 and 远山县, each with a row in every table that has a county; clients of both."""
    plant_matters()
    User.objects.create_superuser("root", password="x")
    county.admin.is_superuser = county.admin.is_staff = False
    county.admin.save()
    other = build_neighbour()
    for user, unit in ((county.chen, county.county), (other.tao, other.county)):
        make_token(user, "x")
        own_rows(user, unit)
    clients = {}
    for name, user in {**county.people, "mei": other.mei}.items():
        clients[name] = Client()
        clients[name].force_login(user)
    return SimpleNamespace(county=county, other=other, clients=clients)


def own_rows(user: User, unit: Unit) -> None:
    """A row of this county in every table."""
    own: dict[str, Any] = {"county": unit}
    CalendarDay.objects.create(date=date(2030, 1, 2), is_workday=False, **own)
    WorkCalendar.objects.create(hours=HOURS, quiet_from=time(22), quiet_to=time(7), **own)
    ProcessLimit.objects.create(kind="sign", limit=9, unit="work_hour", **own)
    for table in (LampPercent, SampleShare, RulingRule):
        table.objects.create(**own)
    Duty.objects.create(matter=Matter.objects.get(code="0401"), lead="grid", **own)
    StandardText.objects.create(text=f"{unit.name}的话", **own)
    SenderSetting.objects.create(**own)
    TextTemplate.objects.create(kind="notice", code="x", title="x", body=f"{unit.name}的字", **own)
    ExportLog.objects.create(by=user, rows=1, query="", **own)
    span = {"from_at": timezone.now(), "to_at": timezone.now() + timedelta(hours=1)}
    DutyShift.objects.create(unit=unit, user=user, role="county_chief", **span)
    put_template(unit.pk, docx=blank_template(), by=User.objects.get(username="root"))


def tables() -> list[tuple[Any, Any]]:
    return list(admin.site._registry.items())


def path_of(model: Any, *rest: Any) -> str:
    label = f"{model._meta.app_label}/{model._meta.model_name}"
    return "/".join(["/admin", label, *map(str, rest)]) + "/"


def county_of(row: Any, keeper: Any) -> int | None:
    if isinstance(row, User | ApiToken):
        user = row if isinstance(row, User) else row.user
        posting = user.postings.first()
        return posting.unit.county_id if posting else None
    found: int | None = keeper._county_of(row)
    return found


def test_every_table_stands_on_a_rule() -> None:
    """Nobody registers a table beside the rules; the site's groups are for who runs it."""
    loose = [model for model, keeper in tables() if not isinstance(keeper, OwnRows)]
    assert loose == [Group]


def test_nothing_of_the_other_county_is_listed_opened_changed_or_removed(
    town: SimpleNamespace,
) -> None:
    client, home = town.clients["admin"], town.county.county.pk
    asked = 0
    for model, keeper in tables():
        if model is Group or isinstance(keeper, SharedRows):
            continue
        page = client.get(path_of(model))
        assert page.status_code == 200, model
        assert "远山" not in page.content.decode() and "陶经办" not in page.content.decode(), model
        for row in model._default_manager.all():
            county = county_of(row, keeper)
            if county in (None, home):
                continue
            asked += 1
            for way in ("change", "delete", "history"):
                # Django sends away from what is not there, or forbids the way at all.
                answer = client.get(path_of(model, row.pk, way), follow=False)
                assert answer.status_code in (302, 403), (model, way)
                assert "远山" not in answer.content.decode()
                assert client.post(path_of(model, row.pk, way), {"post": "yes"}).status_code in (
                    *(302, 403, 405),
                )
            assert model._default_manager.filter(pk=row.pk).exists(), model
    assert asked >= 15


def test_no_form_offers_or_takes_what_is_not_ones_own(town: SimpleNamespace) -> None:
    client, other = town.clients["admin"], town.other
    for model, keeper in tables():
        if model is Group or isinstance(keeper, LookedAt | SharedRows) or model is User:
            continue
        page = client.get(path_of(model, "add"))
        assert page.status_code == 200, model
        said = page.content.decode()
        assert "远山" not in said and "陶经办" not in said, model
        sent = {
            **{"county": other.county.pk, "unit": other.county.pk, "parent": other.county.pk},
            **{"user": other.tao.pk, "deputy": other.tao.pk, "line": other.office.pk},
            **{"date": "2030-05-05", "role": "leader", "kind": "sign", "code": "339903D77"},
        }
        before = model._default_manager.count()
        page = client.post(path_of(model, "add"), sent)
        assert page.status_code == 200 and model._default_manager.count() == before, model
        assert "远山" not in page.content.decode() and "陶经办" not in page.content.decode(), model


def test_bulk_actions_take_ones_own_alone(town: SimpleNamespace) -> None:
    client, other = town.clients["admin"], town.other
    token = ApiToken.objects.get(user=other.tao)
    own = ApiToken.objects.get(user=town.county.chen)
    body = {"action": "revoke", "_selected_action": [token.pk, own.pk]}
    client.post("/admin/accounts/apitoken/", body)
    assert ApiToken.objects.get(pk=token.pk).revoked_at is None
    assert ApiToken.objects.get(pk=own.pk).revoked_at is not None
    client.post("/admin/grids/displaylink/", {**body, "_selected_action": [other.link.pk]})
    other.link.refresh_from_db()
    assert other.link.revoked_at is None
    lines = list(Duty.objects.exclude(county=town.county.county).values_list("pk", flat=True))[:9]
    lines.append(Duty.objects.get(county=other.county).pk)
    client.post("/admin/duties/duty/", {"action": "end_lines", "_selected_action": lines})
    assert not Duty.objects.filter(pk__in=lines, valid_to__isnull=False).exists()
    limits = list(ProcessLimit.objects.exclude(county=town.county.county).values_list("pk"))
    chosen = {"action": "delete_selected", "_selected_action": [pk for (pk,) in limits]}
    client.post("/admin/duties/processlimit/", {**chosen, "post": "yes"})
    assert ProcessLimit.objects.filter(pk__in=[pk for (pk,) in limits]).count() == len(limits)


def test_what_all_counties_share_is_kept_by_who_keeps_them_all(town: SimpleNamespace) -> None:
    client = town.clients["admin"]
    reason = Reason.objects.order_by("pk")[0]
    default = LampPercent.objects.get(county=None)
    for path in (
        path_of(Reason, reason.pk, "change"),
        path_of(Matter, "add"),
        path_of(LampPercent, default.pk, "change"),
    ):
        assert client.post(path, {"text": "改", "yellow": 1, "orange": 2}).status_code == 403
    assert client.get(path_of(Reason)).status_code == 200
    Posting.objects.filter(unit__county=town.other.county.pk).update(to_at=timezone.now())
    form = {**{"move": reason.move, "code": reason.code, "text": "改过的理由"}, "order": 1}
    assert client.post(path_of(Reason, reason.pk, "change"), form).status_code == 403


def test_the_only_county_keeps_the_shared_tables(county: SimpleNamespace) -> None:
    plant_matters()
    county.admin.is_superuser = county.admin.is_staff = False
    county.admin.save()
    client = Client()
    client.force_login(county.admin)
    reason = Reason.objects.order_by("pk")[0]
    form = {**{"move": reason.move, "code": reason.code, "text": "改过的理由"}, "order": 1}
    assert client.post(path_of(Reason, reason.pk, "change"), form).status_code == 302
    assert Reason.objects.get(pk=reason.pk).text == "改过的理由"


def test_an_administrator_gains_no_rights_of_the_site(town: SimpleNamespace) -> None:
    client, chen = town.clients["admin"], town.county.chen
    page = path_of(User, chen.pk, "change")
    said = client.get(page).content.decode()
    assert "is_superuser" not in said and "user_permissions" not in said
    form = {"display_name": "陈改名", "phone": "13811110000", "language": "", "is_active": "on"}
    more = {"is_superuser": "on", "is_staff": "on", "username": "root2", "password": "x"}
    assert client.post(page, form | more).status_code == 302
    chen.refresh_from_db()
    assert (chen.display_name, chen.username) == ("陈改名", "chen")
    assert not chen.is_superuser and not chen.is_staff and chen.check_password(town.county.password)
    assert client.get(f"/admin/accounts/user/{chen.pk}/password/").status_code == 403
    assert client.get(path_of(User, "add")).status_code == 403
    assert client.get(path_of(Group)).status_code == 403
    # Somebody who runs the site is not theirs to change, though posted in the county.
    root = User.objects.get(username="root")
    Posting.objects.create(user=root, unit=town.county.county, role="leader")
    assert client.post(path_of(User, root.pk, "change"), form).status_code == 403


def test_the_number_of_who_went_elsewhere_is_not_shown(town: SimpleNamespace) -> None:
    """Listed, because they served here; not kept here any more."""
    client, gao = town.clients["admin"], town.county.gao
    page, number = path_of(User, gao.pk, "change"), gao.phone
    assert number in client.get(page).content.decode()
    post_person(gao, town.other.office, "department_officer", by=None)
    shown = client.get(page)
    assert shown.status_code == 200 and number not in shown.content.decode()
    assert number[-4:] in shown.content.decode()
    for asked in (f"phone={number}", "phone__startswith=1", "is_superuser__exact=1"):
        assert client.get(f"{path_of(User)}?{asked}").status_code == 400, asked
    assert client.get(f"{path_of(User)}?is_active__exact=1").status_code == 200


def test_who_else_comes_stays_out(town: SimpleNamespace) -> None:
    town.county.wu.is_staff = True
    town.county.wu.save()
    for name in ("chen", "sun", "lin", "wu"):
        for model, _keeper in tables():
            answer = town.clients[name].get(path_of(model))
            assert answer.status_code == 302 and "/admin/login/" in answer["Location"], (
                name,
                model,
            )
    answer = Client().get("/admin/login/?next=/admin/")
    assert answer["Location"] == "/sign-in/?next=%2Fadmin%2F"


def test_postings_begin_and_end_by_the_rules(town: SimpleNamespace) -> None:
    client, county = town.clients["admin"], town.county
    form = {
        **{"user": county.lin.pk, "unit": county.grid2.pk, "role": "grid_worker"},
        **{"from_at_0": "2026-01-01", "from_at_1": "08:00", "to_at_0": "", "to_at_1": ""},
    }
    wrong = client.post(path_of(Posting, "add"), form | {"role": "administrator"})
    assert "不设这个岗位" in wrong.content.decode()
    assert client.post(path_of(Posting, "add"), form).status_code == 302
    again = client.post(path_of(Posting, "add"), form)
    assert again.status_code == 200 and "时间重叠" in again.content.decode()
    posting = Posting.objects.get(user=county.lin, unit=county.grid2)
    page = path_of(Posting, posting.pk, "change")
    early = client.post(page, {"to_at_0": "2025-01-01", "to_at_1": "08:00"})
    assert early.status_code == 200 and "止不能早于起" in early.content.decode()
    assert client.post(page, {"to_at_0": "2026-02-01", "to_at_1": "08:00"}).status_code == 302
    posting.refresh_from_db()
    assert posting.to_at is not None and posting.role == "grid_worker"
    assert client.post(page, {"to_at_0": "", "to_at_1": ""}).status_code == 403, "it is over"


def test_tokens_of_ones_people_end_at_once(town: SimpleNamespace) -> None:
    token = make_token(town.county.lin, "y")
    row = ApiToken.objects.get(user=town.county.lin)
    body = {"action": "revoke", "_selected_action": [row.pk]}
    town.clients["admin"].post("/admin/accounts/apitoken/", body)
    assert user_of(token) is None


def test_actions_ask_for_themselves(town: SimpleNamespace) -> None:
    """Whoever comes by another way than the admin is refused by the action."""
    by, other = town.county.admin, town.other.county
    rows: list[Any] = [
        CalendarDay.objects.get(county=other),
        LampPercent.objects.get(county=None),
        LampPercent.objects.get(county=other),
        Reason.objects.order_by("pk")[0],
    ]
    for row in rows:
        for act in (save_row, remove_row):
            with pytest.raises(NotAllowed):
                act(row, by=by)
    for line in (Duty.objects.get(county=other), Duty.objects.filter(county=None)[0]):
        with pytest.raises(NotAllowed):
            end_duties([line], by=by)
    with pytest.raises(NotAllowed):
        revise_matter(Matter.objects.get(code="0401"), by=by)
