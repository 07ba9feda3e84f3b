# SPDX-License-Identifier: Apache-2.0
"""裁决: the second disputed return goes to the county duty chief, who says whose it is."""

import pytest

from accounts.models import User
from duties.actions.edits import save_row
from duties.models import RulingRule
from events.access import legal_moves
from events.models import Clock, Event, Precedent
from events.queries import whole_event
from events.refusals import MoveNotAllowed, NotAllowed
from events.representation import whole
from events.standing import standing_of
from grids.actions.postings import post_person
from grids.models import Unit
from grids.queries import forget_posts
from tests.events.counts import assert_held
from tests.events.moves import given, last_line, names_field, once, refused, running
from tests.walk import MINOR_CHILD, POTHOLE, Walk

WHY = {"reason_code": "wrong_duty", "reason": "不归我们管"}
RULING = "路面归平安法治平台"


def returned_once(walk: Walk, **fields: str) -> Event:
    return walk.go(walk.to("dispatched", **fields), "return_back", walk.wang, **WHY)


def disputed(walk: Walk, **fields: str) -> Event:
    """Returned by the order platform, then by the service platform: nobody wants it."""
    event = returned_once(walk, **fields)
    event = walk.go(event, "dispatch", walk.chen, to=walk.platforms["service"].code)
    return walk.go(event, "return_back", serving(walk, "service"), **WHY)


def serving(walk: Walk, platform: str) -> User:
    """An officer of another platform."""
    return officer(f"at_{platform}", walk.platforms[platform], "platform_officer")


def officer(name: str, unit: Unit, role: str, *, sensitive: bool = False) -> User:
    """Somebody of this name who serves there, posted once."""
    found, is_new = User.objects.get_or_create(username=name)
    if is_new:
        post_person(found, unit, role, by=None, sensitive=sensitive)
    return found


def test_the_second_disputed_return_is_the_countys(walk: Walk) -> None:
    event = returned_once(walk)
    assert (event.holder_id, event.ruling) == (walk.shiqiao.pk, "")
    event = disputed(walk)
    county = walk.county.county.pk
    assert (event.state, event.holder_id, event.ruling) == ("accepted", county, "chief")
    assert (event.returned_count, event.disputed_count) == (2, 2)
    assert running(event) == {"arbitrate": county, "handle.result": county}
    limit = Clock.objects.get(event=event, kind="arbitrate")
    assert (limit.limit, limit.unit) == (4, "work_hour")
    assert last_line(event).codes["ruling"] == "chief"
    assert "arbitrate" in legal_moves(walk.sun, event)
    assert not {"arbitrate", "dispatch", "push_down"} & set(legal_moves(walk.wu, event))
    refused(MoveNotAllowed, walk, event, "dispatch", walk.wu, to=walk.department.code)
    assert legal_moves(walk.chen, event) == []


def test_a_ruling_is_done_first_and_argued_later(walk: Walk) -> None:
    order = walk.platforms["order"]
    event = once(walk, disputed(walk), "arbitrate", walk.sun, to=order.code, reason=RULING)
    assert (event.state, event.holder_id, event.ruling) == ("dispatched", order.pk, "made")
    assert running(event) == {"sign": order.pk, "handle.result": order.pk}
    assert [row[2] for row in given(event)] == ["returned", "returned", "pending_sign"]
    line = last_line(event)
    assert line.codes == {"target": order.code}
    assert line.texts == {"reason": RULING}
    no = refused(MoveNotAllowed, walk, event, "return_back", walk.wang, **WHY)
    assert no.code == "ruled"
    refused(NotAllowed, walk, event, "revoke", walk.wu, reason="我看不对")
    event = walk.finish(walk.sign(event))
    assert event.holder_id == walk.county.county.pk  # who ruled answers for it
    event = walk.go(event, "request_check", walk.wu)
    event = walk.check_pass(event)
    assert event.state == "closed"


def test_a_wrong_ruling_is_followed_by_another(walk: Walk) -> None:
    event = walk.go(disputed(walk), "arbitrate", walk.sun, to=walk.shiqiao.code, reason="镇里牵头")
    event = walk.go(event, "sign", walk.chen)
    # The township may not hand back by another name what was ruled to be its own.
    refused(MoveNotAllowed, walk, event, "escalate", walk.chen, reason="镇里办不了")
    event = walk.go(event, "dispatch", walk.chen, to=walk.platforms["party"].code)
    event = walk.go(event, "return_back", serving(walk, "party"), **WHY)
    assert (event.holder_id, event.ruling) == (walk.shiqiao.pk, "made")
    event = walk.go(disputed(walk), "arbitrate", walk.sun, to=walk.shiqiao.code, reason="镇里牵头")
    event = walk.go(event, "revoke", walk.sun, reason="裁错了")
    assert (event.holder_id, event.ruling) == (walk.county.county.pk, "chief")
    event = walk.go(event, "arbitrate", walk.sun, to=walk.department.code, reason="归执法局")
    assert event.holder_id == walk.department.pk


def test_who_sent_it_does_not_rule_on_it(walk: Walk) -> None:
    county = walk.county.county
    post_person(walk.wu, county, "county_chief", by=None)
    event = walk.go(walk.report(), "escalate", walk.chen, reason="县里牵头")
    for name in ("D01", "D02"):
        office = walk.units[f"339901{name}"]
        event = walk.go(event, "dispatch", walk.wu, to=office.code)
        person = walk.shen if name == "D01" else officer("at_d02", office, "department_officer")
        event = walk.go(event, "return_back", person, **WHY)
    assert event.ruling == "chief"
    fields = {"to": walk.department.code, "reason": RULING}
    refused(NotAllowed, walk, event, "arbitrate", walk.wu, **fields)
    assert walk.go(event, "arbitrate", walk.sun, **fields).ruling == "made"


def test_without_a_duty_chief_a_dispatcher_who_did_not_send_it_rules(walk: Walk) -> None:
    walk.sun.postings.all().delete()
    event = disputed(walk)
    assert event.ruling == "county"
    event = walk.go(event, "arbitrate", walk.wu, to=walk.department.code, reason=RULING)
    assert event.state == "dispatched"
    walk.wu.postings.all().delete()
    forget_posts(walk.wu)
    event = disputed(walk)  # nobody at all: it lies with the county like anything else
    assert (event.ruling, event.state) == ("", "accepted")
    assert "dispatch" in running(event)


@pytest.mark.parametrize("reason", ["not_in_area", "beyond_powers"])
def test_a_county_may_want_the_first_or_the_third(walk: Walk, reason: str) -> None:
    save_row(RulingRule(county=walk.county.county, after_returns=1), by=walk.admin)
    why = {"reason_code": reason, "reason": "不是我们的"}
    assert walk.go(walk.to("dispatched"), "return_back", walk.wang, **why).ruling == "chief"
    RulingRule.objects.filter(county=walk.county.county).update(after_returns=3)
    save_row(RulingRule.objects.get(county=walk.county.county), by=walk.admin)
    assert disputed(walk).ruling == ""


def test_a_precedent_is_offered_at_the_next_like_event(walk: Walk) -> None:
    service = walk.platforms["service"]
    walk.list_for(POTHOLE, clause="第三章第七条")
    ruled = walk.go(disputed(walk), "arbitrate", walk.sun, to=service.code, reason=RULING)
    kept = Precedent.objects.get(event=ruled)
    assert (kept.lead_id, kept.clause, kept.scope) == (
        service.pk,
        "第三章第七条",
        walk.shiqiao.path,
    )
    assert choices(walk, walk.to("accepted"))[0] == {
        "code": service.code,
        "name": service.name,
        "suggested": True,
        "note": f"先例 {ruled.number}",
    }
    assert "note" not in str(choices(walk, walk.to("accepted", matter="0708")))
    assert not Precedent.objects.exclude(pk=kept.pk).exists()


def test_of_a_sensitive_event_no_precedent_is_kept(walk: Walk) -> None:
    save_row(RulingRule(county=walk.county.county, after_returns=1), by=walk.admin)
    event = walk.go(walk.report(matter=MINOR_CHILD), "accept", walk.qian)
    order = walk.platforms["order"]
    trusted = officer("trusted", order, "platform_officer", sensitive=True)
    event = walk.go(event, "dispatch", walk.qian, to=order.code)
    event = walk.go(event, "return_back", trusted, **WHY)
    walk.go(event, "arbitrate", walk.sun, to=walk.platforms["party"].code, reason=RULING)
    assert not Precedent.objects.exists()


def choices(walk: Walk, event: Event) -> list[dict[str, object]]:
    forget_posts(walk.chen)
    told = whole(whole_event(event.pk), standing_of(walk.chen))
    dispatch = next(move for move in told["moves"] if move["name"] == "dispatch")
    found: list[dict[str, object]] = dispatch["fields"]["properties"]["to"]["x-choices"]
    return found


@pytest.mark.parametrize("who", ["lin", "chen", "qian", "wang", "shen", "he", "admin"])
def test_who_may_not(walk: Walk, who: str) -> None:
    fields = {"to": walk.department.code, "reason": RULING}
    refused(NotAllowed, walk, disputed(walk), "arbitrate", getattr(walk, who), **fields)


def test_wrong_state_and_bad_input(walk: Walk) -> None:
    to = walk.department.code
    plain = walk.go(walk.report(), "escalate", walk.chen, reason="县里牵头")
    refused(MoveNotAllowed, walk, plain, "arbitrate", walk.sun, to=to, reason=RULING)
    event = disputed(walk)
    for wrong in (walk.grid.code, "339901101P3", walk.county.county.code, "x", None):
        names_field(walk, event, "arbitrate", walk.sun, "to", to=wrong, reason=RULING)
    names_field(walk, event, "arbitrate", walk.sun, "reason", to=to, reason=" ")


def test_what_goes_another_way_waits_for_no_ruling(walk: Walk) -> None:
    """To another system, or to whoever says 我去: neither clock nor queue is left behind."""
    event = disputed(walk, source="hotline")
    event = walk.go(event, "return_to_source", walk.wu, clause="第九条", reason="不归县里")
    assert (event.ruling, set(running(event))) == ("", {"shadow"})
    event = disputed(walk)
    event = walk.go(event, "correct", walk.sun, urgency="critical", reason="要塌了")
    event = walk.go(event, "go", walk.gao)
    assert (event.state, event.holder_id, event.ruling) == ("processing", walk.village.pk, "")
    assert set(running(event)) == {"handle.result"}
    assert_held(event)


def test_what_is_merged_and_split_again_still_waits_for_the_ruling(walk: Walk) -> None:
    master = walk.go(walk.report(), "escalate", walk.chen, reason="县里的")
    event = walk.go(disputed(walk), "merge", walk.sun, into=master.pk)
    assert running(event) == {}
    event = walk.go(event, "split", walk.sun)
    assert (event.ruling, set(running(event))) == ("chief", {"arbitrate", "handle.result"})


def test_nobody_whistles_before_the_ruling(city: Walk) -> None:
    """Where the county itself may whistle (no townships)."""
    save_row(RulingRule(county=city.county.county, after_returns=1), by=city.admin)
    event = city.go(city.to("dispatched"), "return_back", city.wang, **WHY)
    assert event.ruling == "chief"
    called = {"kind": "emergency", "lead": city.station.code, "departments": [city.station.code]}
    refused(MoveNotAllowed, city, event, "whistle", city.chen, **called)
