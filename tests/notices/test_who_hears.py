# SPDX-License-Identifier: Apache-2.0
"""Who hears of which step: the table against people who really serve, along the main road."""

import re
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from duties.queries import reasons_for
from events import moment
from events.actions.deliver import deliver_owed
from events.actions.sweep import sweep_lamps
from events.models import Delivery, Event
from events.rules import WARNINGS
from grids.actions.postings import end_posting, post_person
from grids.models import Posting
from notices.models import Notice
from notices.rules import TABLE
from notices.texts import CLAIMANTS, NOTICES
from tests.events.clients import person
from tests.events.whistles import call, crew
from tests.house import APPS
from tests.notices.inboxes import after_a_round, empty, told
from tests.product import ROOT
from tests.walk import MINOR_CHILD, POTHOLE, RIVER, WASTE, Walk

WHO = {
    "reporter": "the reporter",
    "assignee": "the person named",
    "holder": "the unit that holds it now",
    "township": "the township it lies in",
    "ruler": "the county's people who rule",
    "chiefs": "the county's duty chiefs",
}


def everyone(walk: Walk) -> list[User]:
    return list(walk.people.values())


def test_the_main_road_tells_few_people_what_concerns_them(walk: Walk) -> None:
    event = walk.to("accepted")
    after_a_round()
    # A desk watches its queue: nobody at the township is told of a report.
    assert told(event, everyone(walk)) == {"lin": ["accepted"]}
    empty()
    event = walk.dispatch(event)
    after_a_round()
    assert told(event, everyone(walk)) == {"wang": ["dispatched"]}
    empty()
    event = walk.finish(walk.sign(event))
    after_a_round()
    # The command room acts for its township: its people are told of what the township holds.
    assert told(event, everyone(walk)) == {"chen": ["finished"], "qian": ["finished"]}
    empty()
    event = walk.request_check(event)
    after_a_round()
    assert told(event, everyone(walk)) == {"lin": ["check_requested"]}
    empty()
    event = walk.check_pass(event)
    after_a_round()
    # lin looked at it herself, so the closing that followed by rule is no news to her.
    assert event.state == "closed"
    assert told(event, everyone(walk)) == {}


def test_sent_back_reworked_and_closed_by_hand(walk: Walk) -> None:
    event = walk.to("dispatched")
    after_a_round()
    empty()
    why = {"reason_code": reasons_for("return_back")[0].code, "reason": "不归我们管"}
    event = walk.go(event, "return_back", walk.wang, **why)
    after_a_round()
    assert told(event, everyone(walk)) == {"chen": ["returned"], "qian": ["returned"]}
    empty()
    event = walk.to("pending_close")
    after_a_round()
    heard = told(event, everyone(walk))
    assert "rework" in heard["wang"]
    assert "to_close" in heard["qian"]
    empty()
    event = walk.go(event, "close", walk.qian)
    after_a_round()
    assert told(event, everyone(walk)) == {"lin": ["closed"]}


def test_who_rules_hears_of_a_dispute_and_who_approves_of_what_is_asked(walk: Walk) -> None:
    why = {"reason_code": "wrong_duty", "reason": "不归我们管"}
    event = walk.go(walk.to("dispatched"), "return_back", walk.wang, **why)
    officer = person(walk, "mi", walk.platforms["service"], "platform_officer")
    event = walk.go(event, "dispatch", walk.chen, to=walk.platforms["service"].code)
    event = walk.go(event, "return_back", officer, **why)
    after_a_round()
    heard = told(event, everyone(walk))
    assert heard["sun"] == ["to_rule"] and "wu" not in heard
    assert "returned" not in heard.get("sun", [])
    event = walk.go(walk.to("accepted"), "push_down", walk.chen, to=walk.village.code)
    event = walk.go(event, "sign", walk.zhou)
    until = (timezone.now() + timedelta(days=3)).isoformat()
    asked = {"unit": walk.grid.code, "matter": POTHOLE, "until": until, "reason": "抢险"}
    event = walk.go(event, "admit_emergency", walk.zhou, **asked)
    after_a_round()
    assert told(event, [walk.sun, walk.wu]) == {"sun": ["admission_waiting"]}
    empty()
    event = walk.go(event, "admit_emergency", walk.sun, **asked)
    after_a_round()
    heard = {"zhou": ["admission_approved"], "gao": ["admission_approved"]}
    assert told(event, everyone(walk)) == heard


def test_the_reporter_hears_what_was_refused_or_lacks_something(walk: Walk) -> None:
    for state, code in (("rejected", "rejected"), ("draft", "asked_more")):
        empty()
        event = walk.to(state)
        after_a_round()
        assert told(event, everyone(walk)) == {"lin": [code]}


def test_a_look_before_filing_goes_to_the_grid_and_comes_back(walk: Walk) -> None:
    event = walk.go(walk.report(), "ask_verify", walk.chen, reason="是不是真的")
    after_a_round()
    assert told(event, everyone(walk)) == {"lin": ["verify_asked"]}
    empty()
    event = walk.go(event, "verify_true", walk.lin, text="确有其事")
    after_a_round()
    assert told(event, everyone(walk)) == {"chen": ["verified"], "qian": ["verified"]}


def test_supports_the_named_and_the_whistled_hear(walk: Walk) -> None:
    order = walk.platforms["order"]
    fields = {"to": order.code, "supports": [walk.station.code]}
    event = walk.go(walk.report(), "dispatch", walk.chen, **fields)
    after_a_round()
    heard = told(event, everyone(walk))
    assert heard == {"lin": ["accepted"], "wang": ["dispatched"], "ma": ["support_asked"]}
    empty()
    head = person(walk, "zheng", order, "platform_head")
    event = walk.go(walk.sign(event), "assign_person", head, person="wang")
    after_a_round()
    assert told(event, everyone(walk)) == {"wang": ["named"]}
    empty()
    event = walk.go(event, "ask_help", walk.wang, reason="要几家一起")
    after_a_round()
    assert told(event, everyone(walk)) == {"chen": ["help_asked"], "qian": ["help_asked"]}
    empty()
    event = walk.go(event, "answer_help", walk.qian, approved=False, reason="先自己办")
    after_a_round()
    assert told(event, [*everyone(walk), head]) == {
        "wang": ["help_answered"],
        "zheng": ["help_answered"],
    }


def test_a_whistle_calls_each_units_people(walk: Walk) -> None:
    team = crew(walk)
    event = call(walk, team, departments=[team.market.code])
    after_a_round()
    heard = told(event, [*everyone(walk), team.tang, team.luo])
    called = {name for name, codes in heard.items() if "whistled" in codes}
    assert called == {"shen", "tang"}


def test_a_dispatch_taken_back_in_time_is_told_to_nobody(walk: Walk) -> None:
    event = walk.go(walk.to("dispatched"), "undo", walk.chen)
    after_a_round()
    assert told(event, everyone(walk)) == {"lin": ["accepted"]}


def test_people_on_foot_hear_of_new_reports_but_not_of_their_own(walk: Walk) -> None:
    event = walk.report(matter=WASTE)
    after_a_round()
    assert event.holder == walk.grid
    assert told(event, everyone(walk)) == {}
    event = walk.report(by=walk.chen, matter=WASTE, source="resident")
    after_a_round()
    assert told(event, everyone(walk)) == {"lin": ["reported"]}


def test_a_climb_over_three_nodes_is_told_once(walk: Walk) -> None:
    event = walk.report(matter=RIVER)
    after_a_round()
    assert event.holder == walk.county.county
    heard = told(event, everyone(walk))
    assert heard == {"wu": ["escalated"], "sun": ["escalated"]}  # not the hotline, not the admin


def test_one_person_in_two_posts_hears_once_and_a_former_one_nothing(walk: Walk) -> None:
    platform = walk.platforms["order"]
    post_person(walk.wang, platform, "platform_head", by=None)
    gone = person(walk, "yu", platform, "platform_officer")
    gone.is_active = False
    gone.save()
    looking = person(walk, "lan", platform, "leader")
    event = walk.to("dispatched")
    after_a_round()
    assert told(event, [walk.wang, gone, looking]) == {"wang": ["dispatched"]}


def test_a_sensitive_event_is_told_to_those_who_may_read_it(walk: Walk) -> None:
    trusted = person(walk, "mei", walk.platforms["order"], "platform_officer", sensitive=True)
    event = walk.report(matter=MINOR_CHILD)
    event = walk.go(event, "accept", walk.qian)
    event = walk.go(event, "dispatch", walk.qian, to=walk.platforms["order"].code)
    after_a_round()
    assert told(event, [*everyone(walk), trusted]) == {"lin": ["accepted"], "mei": ["dispatched"]}
    assert all(row.params == {} for row in Notice.objects.all())


def test_where_nobody_may_read_the_chief_above_is_told(walk: Walk) -> None:
    event = walk.report(matter=MINOR_CHILD)
    event = walk.go(event, "accept", walk.qian)
    chief = person(walk, "tang", walk.room, "township_chief")
    event = walk.go(event, "dispatch", walk.qian, to=walk.platforms["order"].code)
    after_a_round()
    assert told(event, [chief, walk.wang, walk.chen]) == {"tang": ["dispatched"]}


def red_lamp(event: Event) -> None:
    """The time of whoever holds it is up, and nothing but that is told."""
    while event.lamp != "red":
        assert event.next_lamp_at is not None and event.due_at is not None
        Delivery.objects.all().delete()
        with moment.at(event.next_lamp_at):
            sweep_lamps()
        event.refresh_from_db()
    assert event.due_at is not None
    with moment.at(event.due_at + timedelta(hours=1)):
        deliver_owed(outside=False)


def test_a_red_lamp_where_nobody_is_head_goes_up_at_once(walk: Walk) -> None:
    """The platform has no head: the township's chief hears; without one the county's; with a head
    of its own, that head alone."""
    event = walk.to("processing", matter=POTHOLE)
    red_lamp(event)
    assert told(event, everyone(walk)) == {"qian": ["lamp.red"]}
    (chief,) = Posting.objects.filter(user=walk.qian, role="township_chief")
    end_posting(chief, by=walk.admin)
    event = walk.to("processing", matter=POTHOLE)
    red_lamp(event)
    assert told(event, everyone(walk)) == {"sun": ["lamp.red"]}
    head = person(walk, "hao", walk.platforms["order"], "platform_head")
    event = walk.to("processing", matter=POTHOLE)
    red_lamp(event)
    assert told(event, [*everyone(walk), head]) == {"hao": ["lamp.red"]}


def test_whatever_the_house_tells_has_its_words() -> None:
    """By the table, by a lamp, or by a move itself (`m.tell`, `Delivery(template=…)`)."""
    said = re.compile(r"""(?:\.tell\(\s*\w+,\s*|template=)f?"([\w.]+)({)?""")
    code = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    found = [
        match
        for path in code
        if path.parts[-2] != "migrations"
        for match in said.findall(path.read_text())
    ]
    assert len(found) > 10
    known = [*NOTICES, *CLAIMANTS]
    for name, is_open in found:
        hits = [code for code in known if code == name or (is_open and code.startswith(name))]
        assert hits, name
    assert {row.template for row in TABLE} <= NOTICES.keys()
    assert {f"lamp.{warning}" for warning in WARNINGS[1:]} <= NOTICES.keys()


def test_the_table_in_the_docs_is_the_table() -> None:
    """docs/messages.md prints what `notices/rules.py` says, row by row."""
    docs = (ROOT / "docs/messages.md").read_text()
    rows = []
    for row in TABLE:
        who = WHO.get(row.who, f"the units named as `{row.who}`")
        rows.append(f"| `{row.move}` | {who} | `{row.template}` |")
    printed = [line for line in docs.splitlines() if line.startswith("| `")]
    assert [line for line in printed if line in rows] == rows
