# SPDX-License-Identifier: Apache-2.0
"""Whatever is pasted into an address or a form, every page and door answers, and says what is
wrong: two tables over all of them, so that a new one cannot be forgotten."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone

from disputes.actions.opening import walk_in
from duties.actions.listing import keep_draft
from duties.listing import lines_in_force
from fieldwork.actions.campaigns import start_campaign
from fieldwork.actions.tables import load_log_kinds
from governance.people_drafts import keep_people
from grids.actions.outlines import keep_outline_draft
from grids.directory import unit_by_id
from grids.geojson import Drawn
from grids.models import DisplayLink, DutyShift
from registers.actions.records import add_record
from registers.actions.tables import load_register_tables
from registers.models import Person, Place
from registers.queries import today
from tests.county_fixtures import plant_matters
from tests.walk import QUARREL, Walk

# 200 KB of text, what PostgreSQL cannot hold, numbers beyond every column, digits that are none.
BAD = {
    "long": "长" * 70_000,
    "nul": "a\x00b",
    "huge": "0" * 20 + "9" * 5000,
    "bigint": str(2**63),
    "superscript": "²",
    "last_day": "9999-12-31",
}
CANNOT_BE_KEPT = {"long", "nul"}
# What programs read: no pages.
NO_PAGES = {"jsi18n", "health"}


class Page(NamedTuple):
    """An address, who goes there, and what it reads of the query string."""

    path: str
    who: str
    names: tuple[str, ...] = ()
    # What it answers when nothing is wrong.
    well: tuple[int, ...] = (200,)


PAGES = (
    Page("/", "chen", well=(302,)),
    Page("/sign-in/", "", ("next",)),
    Page("/roster/", "chen"),
    Page("/duties/list/", "admin", ("county", "words", "clause", "condition", "versions")),
    Page("/duties/list/table.csv", "admin", ("county",)),
    Page("/duties/list/drafts/{draft}/", "admin", ("county",)),
    Page("/desk/", "chen", ("event", "q", "queue")),
    Page("/desk/console/", "sun", ("decision",)),
    Page("/desk/calendar/", "admin", ("county", "year", "day")),
    Page("/desk/returns/", "sun", ("days", "unit", "matter")),
    Page("/desk/replay/", "admin", ("county", "draft", "days")),
    Page("/wall/{shiqiao}/", "chen"),
    Page("/d/a-token-of-nobody", "", well=(403,)),
    Page("/m/", "lin", ("lang",)),
    Page("/m/shell/", "lin"),
    Page("/m/texts.js", "lin", ("lang",)),
    Page("/m/sw.js", "lin"),
    Page("/m/manifest.webmanifest", "lin"),
    Page("/registers/", "chen", ("register", "q", "page")),
    Page("/registers/import/", "chen"),
    Page("/registers/readings/", "admin", ("by", "page")),
    Page("/registers/place/add/", "chen"),
    Page("/registers/place/{place}/", "chen"),
    Page("/registers/person/{person}/erase/", "chen"),
    Page("/deliveries/", "admin", ("status", "channel", "template", "before")),
    Page("/indicators/", "sun", ("unit", "from", "to", "by", "show")),
    Page("/indicators/export.csv", "sun", ("unit", "from", "to", "by")),
    Page("/indicators/on_time/", "sun", ("unit", "from", "to", "by", "line", "part", "after")),
    Page("/units/{shiqiao}/", "chen", ("from", "to", "show")),
    Page("/campaigns/", "chen"),
    Page("/campaigns/{campaign}/", "chen", ("unit",)),
    Page("/campaigns/{campaign}/targets/", "chen", ("unit", "done", "cursor")),
    Page("/disputes/", "chen", ("state", "waiting", "due", "event", "cursor")),
    Page("/disputes/template/", "admin"),
    Page("/disputes/{dispute}/", "chen"),
    Page("/disputes/{dispute}/paper/", "chen", well=(409,)),
    Page("/disputes/{dispute}/paper/pdf/", "chen", well=(409,)),
    Page("/manage/audit/", "admin", ("county", "person", "kind", "since", "until", "before")),
    Page("/manage/audit/table.xlsx", "admin", ("county", "person", "kind", "since", "before")),
    Page("/manage/", "admin", ("county",)),
    Page("/manage/displays/", "admin", ("county",)),
    Page("/manage/people/", "admin", ("county",)),
    Page("/manage/people/{people}/", "admin", ("county",)),
    Page("/set-password/MQ/no-token/", ""),
    Page("/manage/outlines/", "admin", ("county",)),
    Page("/manage/outlines/{outlines}/", "admin", ("county",)),
    Page("/manage/outlines/{outlines}/map/", "admin", ("county",)),
)


class Door(NamedTuple):
    """An address that takes a form, who sends it, what it holds when all is well, and what more
    goes with it. One that is `mild` answers with itself whatever it gets."""

    path: str
    who: str
    fields: Mapping[str, str] = {}
    rest: Mapping[str, str] = {}
    mild: bool = False


DOORS = (
    Door("/sign-in/", "", {"username": "lin", "password": "x"}, mild=True),
    Door("/sign-out/", ""),
    Door("/i18n/setlang/", "", {"language": "en"}, mild=True),
    Door("/roster/{shift}/swap/", "chen", {"to": "qian"}),
    Door("/roster/import/", "chen", {"file": ""}, {"apply": "1"}),
    Door("/duties/list/drafts/", "admin", {"file": ""}),
    Door("/duties/list/drafts/{draft}/apply/", "admin"),
    Door(
        "/desk/calendar/",
        "admin",
        {"date": "2026-05-04", "kind": "off", "hours": "", "note": ""},
        {"step": "save"},
    ),
    Door("/registers/place/{place}/", "chen", {"purpose": "visit", "reference": ""}),
    Door("/registers/place/{place}/", "chen", {"name": "旅馆", "kind": "hotel", "phone": ""}),
    Door(
        "/registers/place/add/",
        "chen",
        {"grid": "{grid}", "name": "旅馆", "kind": "hotel", "address": "桥头", "staff": ""},
    ),
    Door(
        "/registers/person/{person}/erase/", "chen", {"reason": "", "reference": ""}, {"sure": "1"}
    ),
    Door("/registers/import/", "chen", {"register": "place", "unit": "{shiqiao}", "file": ""}),
    Door("/deliveries/", "admin", {"id": "1"}),
    Door(
        "/campaigns/",
        "chen",
        {
            **{"title": "排查", "matter": "0301", "units": "{shiqiao}", "register": "place"},
            **{"from_on": "2030-01-01", "to_on": "2030-01-08", "checklist": "看电线"},
            **{"kind": "hotel", "client_uuid": ""},
        },
    ),
    Door("/campaigns/{campaign}/", "chen", {"file": ""}),
    Door(
        "/disputes/",
        "chen",
        {
            **{"matter": QUARREL, "grid": "{grid}", "text": "争吵", "headcount": "1"},
            **{"name": "张三", "phone": "13812345678", "client_uuid": ""},
        },
    ),
    Door("/disputes/", "chen", {"event": "1"}),
    Door("/disputes/{dispute}/", "chen", {"purpose": "mediate"}),
    Door("/manage/outlines/", "admin", {"file": "", "pasted": ""}, {"datum": "wgs84"}),
    Door("/manage/outlines/", "admin", {"datum": "wgs84"}, {"pasted": "{{}}"}),
    Door("/manage/displays/", "admin", {"unit": "{shiqiao}", "name": "大厅"}),
    Door("/manage/displays/{link}/revoke/", "admin"),
    Door("/manage/people/", "admin", {"file": "", "pasted": ""}),
    Door("/manage/people/{people}/apply/", "admin", {"seen": ""}, mild=True),
    Door("/manage/people/link/", "admin", {"username": "nobody"}),
    Door("/manage/people/links.xlsx", "admin"),
    Door("/set-password/MQ/no-token/", "", {"new_password1": "", "new_password2": ""}, mild=True),
    Door("/manage/outlines/{outlines}/apply/", "admin", {"seen": "1"}, mild=True),
    Door("/disputes/{dispute}/", "chen", {"step": "triage", "kind": "people", "unit": "{village}"}),
)


def test_every_page_answers_whatever_its_address_says(town: SimpleNamespace) -> None:
    """Never a 5xx; and no page of the house is missing from the table."""
    seen, broken = set(), []
    for page in PAGES:
        client, path = town.clients[page.who], page.path.format(**town.ids)
        seen.add(resolve(path).view_name)
        assert client.get(path).status_code in page.well, path
        for asked in _questions(page.names):
            answer = client.get(path, asked)
            if answer.status_code >= 500:
                broken.append((path, _short(asked)))
    assert not broken
    missing = _pages() - seen - {resolve(_path(door, town)).view_name for door in DOORS}
    assert not missing, f"add these addresses to PAGES or DOORS: {sorted(missing)}"


def test_every_form_refuses_what_it_cannot_take(town: SimpleNamespace) -> None:
    """One field after the other holds nonsense: never a 5xx, and a 4xx for what cannot be kept."""
    wrong = []
    for door in DOORS:
        for name in door.fields:
            for label, value in BAD.items():
                answer = town.clients[door.who].post(
                    _path(door, town), _filled(door, town, name, value)
                )
                must = label in CANNOT_BE_KEPT and not door.mild
                if answer.status_code >= 500 or (must and answer.status_code < 400):
                    wrong.append((door.path, name, label, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))


def _path(door: Door, town: SimpleNamespace) -> str:
    return door.path.format(**town.ids)


def _filled(door: Door, town: SimpleNamespace, name: str, value: str) -> dict[str, Any]:
    """The form as it should be, but for one field."""
    right = {key: text.format(**town.ids) for key, text in {**door.fields, **door.rest}.items()}
    sent: dict[str, Any] = {"client_uuid": str(uuid.uuid4()), **right, name: value}
    if name == "file":
        sent[name] = SimpleUploadedFile("表.csv", value.encode())
    return sent


def _questions(names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Each name alone, so that one refusal hides no other; what is merely long all at once."""
    yield dict.fromkeys(names, BAD["long"])
    yield {name: ["1", "2"] for name in names}
    for name in names:
        for label in ("nul", "huge", "superscript", "last_day"):
            yield {name: BAD[label]}


def _short(asked: Mapping[str, Any]) -> dict[str, str]:
    return {name: f"{value!r:.40}" for name, value in asked.items()}


def _pages() -> set[str]:
    """The names of all addresses that answer with a page: not the API's, nor the admin's."""
    return {
        name
        for name in _named(get_resolver().url_patterns)
        if name.split(":")[0] not in {"admin", "api"} and name not in NO_PAGES
    }


def _named(patterns: Any, prefix: str = "") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            if str(each.pattern) == "api/v1/":
                continue
            own = f"{each.namespace}:" if each.namespace else ""
            yield from _named(each.url_patterns, prefix + own)
        elif isinstance(each, URLPattern) and each.name:
            yield prefix + each.name


@pytest.fixture
def town(county: SimpleNamespace) -> SimpleNamespace:
    """云溪县 with a row of everything that has a page."""
    plant_matters()
    load_register_tables()
    load_log_kinds()
    walk = Walk(county)
    walk.to("processing")
    inn = {"name": "平安旅馆", "kind": "hotel", "address": "桥头弄8号"}
    add_record("place", grid=county.grid.code, values=inn, by=county.zhou)
    add_record("person", grid=county.grid.code, values={"name": "李阿婆"}, by=county.zhou)
    own: dict[str, Any] = {"title": "小旅馆排查", "units": [county.shiqiao.code]}
    days = {"from_on": str(today()), "to_on": str(today() + timedelta(days=7))}
    own |= {
        "targets": {"register": "place", "kind": "hotel"},
        "matter": "0301",
        "checklist": "看电线",
    }
    own |= days
    campaign = start_campaign(by=county.chen, client_uuid=uuid.uuid4(), **own).row
    said = {"matter": QUARREL, "grid": county.grid.code, "text": "为围墙争吵", "headcount": ""}
    dispute = walk_in(by=county.chen, client_uuid=uuid.uuid4(), **said).dispute
    home = unit_by_id(county.county.pk)
    draft = keep_draft("清单.csv", lines_in_force(home), home, by=county.admin)
    ids: dict[str, Any] = {"campaign": campaign.pk, "dispute": dispute.pk, "draft": draft.pk}
    ids |= _on_trial(county)
    ids |= {"place": Place.objects.get().pk, "person": Person.objects.get().pk}
    ids |= {"grid": county.grid.code}
    ids |= {"shiqiao": county.shiqiao.code, "village": county.village.code}
    begin = timezone.now() + timedelta(days=1)
    shift = DutyShift(unit=county.room, role="township_clerk", user=county.chen, from_at=begin)
    shift.to_at = begin + timedelta(hours=12)
    shift.save()
    ids["shift"] = shift.pk
    clients = {"": Client(raise_request_exception=False)}
    for name in ("chen", "admin", "sun", "lin"):
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(county.people[name])
    return SimpleNamespace(clients=clients, ids=ids, county=county)


def _on_trial(county: SimpleNamespace) -> dict[str, Any]:
    """Files of the administration that nobody has taken over yet."""
    home = unit_by_id(county.county.pk)
    drawn = [Drawn(1, county.grid.code, shapely.box(120.60, 29.95, 120.62, 30.00))]
    told = {"username": "ding", "name": "丁一", "unit": county.grid.code, "role": "网格员"}
    return {
        "outlines": keep_outline_draft("边界", "wgs84", drawn, home, by=county.admin).pk,
        "link": DisplayLink.objects.create(unit=county.county, digest="x").pk,
        "people": keep_people("人员", [(2, told)], home, by=county.admin).pk,
    }
