# SPDX-License-Identifier: Apache-2.0
"""Who may make which move: tier x role x move, the whole table; and who sees what."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from events.access import check_may, events_in_reach, legal_moves
from events.lifecycle import LEGAL_SOURCES
from events.models import Assignment, Event
from events.refusals import MoveNotAllowed, NotAllowed
from events.rights import ACCESS
from grids.directory import unit_by_id
from grids.models import Role
from grids.queries import Post, forget_posts
from tests.walk import MINOR_CHILD, Walk

GRID = {("grid", "grid_worker"), ("grid", "grid_head")}
VILLAGE = {("village", "grid_head"), ("village", "village_officer")}
TOWNSHIP = {("township", "township_clerk"), ("township", "township_chief")}
COUNTY = {("county", "county_dispatcher"), ("county", "county_chief")}
NODES = GRID | VILLAGE | TOWNSHIP | COUNTY
PLATFORM = {("platform", "platform_officer"), ("platform", "platform_head")}
STATION = {("station", "station_officer")}
DEPARTMENT = {("department", "department_officer"), ("department", "department_head")}
OFFICES = PLATFORM | STATION | DEPARTMENT
HEADS = {("grid", "grid_head"), ("village", "grid_head"), ("platform", "platform_head")}
HEADS |= {("station", "station_officer"), ("department", "department_head")}
SUPERVISORS = {("township", "supervisor"), ("county", "supervisor")}
SAMPLERS = SUPERVISORS | {("county", "county_chief")}

# The township's command room; the county whistles only where it has no townships.
COMMAND = TOWNSHIP | {("township", "enforcement_coordinator")}
SECOND = {("county", "supervisor"), ("county", "leader")}
SUPERVISING = {
    *(("township", "township_chief"), ("township", "supervisor")),
    *(("county", "supervisor"), ("county", "county_chief"), ("county", "county_dispatcher")),
}

# What the domain's life cycle table says of "who", per move: unit kind and role.
WHO = {
    "go": NODES,
    "tell": NODES | OFFICES,
    "report_outcome": NODES | OFFICES,
    "accept": NODES,
    "reject": NODES,
    "ask_more": NODES,
    "ask_verify": NODES,
    "verify_true": GRID | VILLAGE,
    "verify_false": GRID | VILLAGE,
    "escalate_skip": GRID | VILLAGE | TOWNSHIP,
    "undo": TOWNSHIP | COUNTY | PLATFORM | DEPARTMENT,
    "assign_person": HEADS,
    "support_done": OFFICES,
    "escalate": GRID | VILLAGE | TOWNSHIP,
    "push_down": VILLAGE | TOWNSHIP | COUNTY,
    "dispatch": TOWNSHIP | COUNTY | PLATFORM | DEPARTMENT,
    "take": GRID | VILLAGE | TOWNSHIP,
    "sign": NODES | OFFICES,
    "return_back": NODES | OFFICES,
    "revoke": VILLAGE | TOWNSHIP | COUNTY | PLATFORM | DEPARTMENT,
    "whistle": COMMAND,
    "report_in": OFFICES,
    "join_result": OFFICES,
    "contest": OFFICES,
    "excuse": COMMAND | COUNTY,
    "join_done": OFFICES,
    "score": COMMAND | COUNTY,
    # The county's own offices are not under a township; a township answers, it does not ask.
    "ask_help": GRID | VILLAGE | PLATFORM | STATION,
    "answer_help": COMMAND,
    # A dispatcher only where no duty chief is posted (test_arbitrate).
    "arbitrate": COUNTY,
    "admit_emergency": VILLAGE | TOWNSHIP | COUNTY,
    "correct": NODES,
    "note": NODES | OFFICES,
    "finish": NODES | OFFICES,
    "request_check": NODES,
    "check_pass": GRID | VILLAGE,
    "check_fail": GRID | VILLAGE,
    "close": NODES,
    "reopen": VILLAGE | TOWNSHIP | COUNTY | {("county", "supervisor")},
    **dict.fromkeys(
        ("request_extension", "request_suspension", "request_return", "resume"),
        GRID | VILLAGE | TOWNSHIP | OFFICES,
    ),
    "void": NODES,
    "force_close": {("county", "county_chief")},
    **dict.fromkeys(
        ("approve_request", "refuse_request"),
        VILLAGE | TOWNSHIP | COUNTY | SECOND | PLATFORM | DEPARTMENT,
    ),
    "withdraw_request": NODES | OFFICES,
    **dict.fromkeys(("supervise", "release_supervision"), SUPERVISING),
    **dict.fromkeys(("sign_supervision", "reply_supervision"), NODES | OFFICES),
    "instruct": {("township", "leader"), ("county", "leader"), ("county", "county_chief")},
    "mark_sensitive": NODES,
    "lift_sensitive": {
        ("village", "grid_head"),
        ("township", "township_chief"),
        ("county", "county_chief"),
    },
    "appeal_overdue": NODES | OFFICES,
    "decide_appeal": {("county", "supervisor"), ("county", "county_chief")},
    "merge": NODES,
    "split": NODES,
    "transfer_out": NODES,
    "return_to_source": NODES,
    "bring_back": NODES,
    "result_received": NODES,
    "sample_pass": {
        ("township", "supervisor"),
        ("county", "supervisor"),
        ("county", "county_chief"),
    },
    "sample_return": {
        ("township", "supervisor"),
        ("county", "supervisor"),
        ("county", "county_chief"),
    },
    "rate": set(),
    "appeal": set(),
    "resubmit": set(),
    "withdraw": set(),
}
# Where the offered targets or the chain of the small county leave nothing to do.
NO_TARGET = {
    ("dispatch", "station"),
    ("dispatch", "department"),
    ("push_down", "platform"),
    ("ask_verify", "grid"),  # it lies there: it would ask itself
}
UNIT_OF_KIND = {
    "grid": "grid",
    "village": "village",
    "township": "shiqiao",
    "county": "county",
    "station": "station",
    "department": "department",
}


def unit_of(walk: Walk, kind: str) -> int:
    if kind == "platform":
        return int(walk.platforms["order"].pk)
    return int(getattr(walk.county, UNIT_OF_KIND[kind]).pk)


def standing_at(walk: Walk, kind: str, move: str) -> Event:
    """An unsaved event that this kind of unit could make the move on."""
    unit = unit_of(walk, kind)
    event = Event(
        holder_id=unit,
        node_id=unit,
        level=2,
        county_id=walk.county.county.pk,
        place_id=walk.grid.pk,
        reporter=walk.zhao,
        untouched=True,
        urgency="critical",
        asker_id=unit,
        support_ids=[unit],
        sampled="drawn",
        source="hotline",
    )
    sources = sorted(LEGAL_SOURCES[move])
    office_only = {"dispatch": "processing"} if kind in ("platform", "department") else {}
    state = office_only.get(move, "accepted" if "accepted" in sources else sources[0])
    event.__dict__["state"] = state
    event.ruling = "county" if move == "arbitrate" else ""
    soon = timezone.now() + timedelta(minutes=1)
    event.assignment = Assignment(
        pk=1,
        from_unit_id=unit,
        unit_id=unit,
        by=walk.zhao,
        undo_until=soon,
        dispatched_at=datetime(2020, 1, 1, tzinfo=UTC),
    )
    event.assignment_id = 1
    if state == "joint" or move == "score":
        event.commander_id = unit
        event.joint = {"units": whistled(walk, move, unit)}
    if move == "answer_help":
        event.help_from_id = walk.grid.pk
    wait_for(event, unit, move)
    return event


def whistled(walk: Walk, move: str, unit: int) -> dict[str, str]:
    """A unit and a second one, standing so that the move makes sense for the first."""
    own = {"report_in": "called", "score": "done"}.get(move, "confirmed")
    other = {"join_done": "done"}.get(move, "called")
    return {str(unit): own, str(walk.departments["公安局"].pk): other}


def wait_for(event: Event, unit: int, move: str) -> None:
    """What was asked, ordered or judged late, as far as the move needs it."""
    kind = "overdue" if move == "decide_appeal" else "void"
    asked = {"kind": kind, "decider": unit, "unit": unit, "roles": Role.values, "spoken": []}
    if move in ("approve_request", "refuse_request", "withdraw_request", "decide_appeal"):
        event.open_requests = [asked]
    state = "issued" if move == "sign_supervision" else "signed"
    if move.endswith("_supervision"):
        event.open_order = {"state": state, "unit": unit, "from_unit": unit}
    event.closed_late, event.handler_id = True, unit if move == "appeal_overdue" else None
    event.sensitive = move == "lift_sensitive"


def test_the_table_names_every_move() -> None:
    assert ACCESS.keys() == WHO.keys()


@pytest.mark.parametrize("move", sorted(WHO))
def test_tier_x_role_for_a_move(walk: Walk, move: str) -> None:
    person = walk.zhao
    for kind in (*UNIT_OF_KIND, "platform"):
        if (move, kind) in NO_TARGET:
            continue
        row = unit_by_id(unit_of(walk, kind))
        for role in Role.values:
            person._posts = (Post(row, row, role, False),)
            event = standing_at(walk, kind, move)
            event.reporter = walk.lin
            expected = (kind, role) in WHO[move]
            assert (move in legal_moves(person, event)) == expected, (move, kind, role)
            if expected:
                assert check_may(person, move, event) is not None
            else:
                with pytest.raises((NotAllowed, MoveNotAllowed)):
                    check_may(person, move, event)


def test_a_stranger_sees_nothing(walk: Walk) -> None:
    event = walk.to("processing")
    assert not events_in_reach(walk.zhao).filter(pk=event.pk).exists()
    assert legal_moves(walk.zhao, event) == []


def test_those_above_the_place_and_those_who_held_it_read_it(walk: Walk) -> None:
    event = walk.to("dispatched")
    event = walk.go(event, "dispatch", walk.wang, to=walk.station.code)
    for person in ("lin", "gao", "zhou", "chen", "qian", "wang", "ma", "wu", "sun"):
        found = events_in_reach(getattr(walk.county, person)).filter(pk=event.pk)
        assert found.exists(), person
    # The station's line department reads along; a department that has nothing to do with it, not.
    assert events_in_reach(walk.shen).filter(pk=event.pk).exists()


def test_a_posting_that_ended_sees_nothing_any_more(walk: Walk) -> None:
    event = walk.report()
    walk.chen.postings.all().delete()
    forget_posts(walk.chen)
    assert not events_in_reach(walk.chen).filter(pk=event.pk).exists()


def test_who_handled_may_neither_check_nor_close(walk: Walk) -> None:
    event = walk.to("checking")
    Event.objects.filter(pk=event.pk).update(handler_user=walk.lin)
    event = walk.fresh(event)
    with pytest.raises(NotAllowed):
        check_may(walk.lin, "check_pass", event)
    assert "check_pass" not in legal_moves(walk.lin, event)


def test_who_may_not_is_told_apart_from_not_now(walk: Walk) -> None:
    event = walk.to("dispatched")
    with pytest.raises(NotAllowed):
        check_may(walk.lin, "dispatch", event)  # a grid worker never dispatches
    with pytest.raises(MoveNotAllowed) as refused:
        check_may(walk.chen, "dispatch", event)  # she could, a moment ago
    assert refused.value.extra["state"] == "dispatched"
    assert "revoke" in refused.value.extra["moves"]


def test_sensitive_is_for_the_holders_chief_and_the_reporter(walk: Walk) -> None:
    event = walk.report(matter=MINOR_CHILD)
    assert event.sensitive
    for person in ("gao", "zhou", "chen", "wang", "ma", "shen", "wu", "sun", "zhao", "he"):
        found = events_in_reach(getattr(walk.county, person)).filter(pk=event.pk)
        assert not found.exists(), person
    assert events_in_reach(walk.qian).filter(pk=event.pk).exists()
    assert events_in_reach(walk.lin).filter(pk=event.pk).exists()
    assert legal_moves(walk.qian, event)
    # Who knows more says it; it goes to whoever may read it.
    assert legal_moves(walk.lin, event) == ["note", "withdraw"]


def test_a_sensitive_posting_lets_a_handler_in(walk: Walk) -> None:
    event = walk.report(matter=MINOR_CHILD)
    walk.chen.postings.update(sensitive=True)
    forget_posts(walk.chen)
    assert events_in_reach(walk.chen).filter(pk=event.pk).exists()


def test_reach_is_one_query(walk: Walk, django_assert_num_queries: object) -> None:
    event = walk.report()
    forget_posts(walk.chen)
    list(events_in_reach(walk.chen))
    assert callable(django_assert_num_queries)
    with django_assert_num_queries(1):
        assert [found.pk for found in events_in_reach(walk.chen)] == [event.pk]
