# SPDX-License-Identifier: Apache-2.0
"""A whistle (吹哨) for tests: 石桥镇 calls three departments, 综合行政执法局 in the lead."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from events import moment
from events.models import Event
from grids.actions.postings import post_person
from grids.models import Unit
from tests.walk import Walk

# A Tuesday morning, everybody at work.
MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def officer(name: str, unit: Unit, role: str = "department_officer", **fields: Any) -> User:
    """Somebody who serves at a unit from now on."""
    person = User.objects.create_user(name, password="x", display_name=name)
    post_person(person, unit, role, by=None)
    person.postings.update(**fields)
    return person


def crew(walk: Walk, **fields: Any) -> SimpleNamespace:
    """The departments and who answers for each: shen in the lead, tang and luo beside."""
    lead, market, police = (
        walk.departments[name] for name in ("综合行政执法局", "市场监督管理局", "公安局")
    )
    if fields:
        walk.shen.postings.update(**fields)
    return SimpleNamespace(
        lead=lead,
        market=market,
        police=police,
        tang=officer("tang", market, **fields),
        luo=officer("luo", police, **fields),
    )


def call(walk: Walk, team: SimpleNamespace, event: Event | None = None, **fields: Any) -> Event:
    """The event (a pothole in processing, unless given) under a whistle by chen."""
    fields.setdefault("kind", "emergency")
    fields.setdefault("lead", team.lead.code)
    fields.setdefault("departments", [team.market.code, team.police.code])
    return walk.go(event or walk.to("processing"), "whistle", walk.chen, **fields)


def gathered(walk: Walk, team: SimpleNamespace, **fields: Any) -> Event:
    """The same, and all three have reported in."""
    event = call(walk, team, **fields)
    for person in (walk.shen, team.tang, team.luo):
        event = walk.go(event, "report_in", person)
    return event


def done(walk: Walk, team: SimpleNamespace, *, with_photo: bool = True, **fields: Any) -> Event:
    """The same, everybody has done their part and the lead has said so."""
    event = gathered(walk, team, **fields)
    photos = [walk.photo(team.tang)] if with_photo else []
    event = walk.go(event, "join_result", team.tang, result="已查封", photos=photos)
    event = walk.go(event, "join_result", team.luo, result="已疏导")
    return walk.go(event, "join_done", walk.shen, result="隐患已消除")


def standing(event: Event) -> dict[int, str]:
    """How the called units stand, on the event's row; the rows of the summonses say the same."""
    kept = {int(pk): status for pk, status in (event.joint or {"units": {}})["units"].items()}
    rows = {row.unit_id: row.status for row in event.summons.order_by("pk")}
    assert {pk: rows[pk] for pk in kept} == kept
    return rows


at = moment.at
