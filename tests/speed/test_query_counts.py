# SPDX-License-Identifier: Apache-2.0
"""SQL statements per request, signing in included: bounded, and the same for 10 and 1,000 rows."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from duties.actions.edits import save_row
from duties.models import RulingRule
from events.actions import MOVES
from events.models import Attachment, Clock, Event
from tests.county_fixtures import plant_matters
from tests.events.after import sampled, share
from tests.events.asking import LONGER, PLAN, asked, closed_late, in_days, suspended
from tests.events.clients import ROOT, as_, counted, path_of, report_body
from tests.events.whistles import call, crew, done, gathered
from tests.walk import MINOR_CHILD, POTHOLE, RIVER, WASTE, Walk

MOST_FOR_A_MOVE = 16
MOST_FOR_A_LIST = 6
MOST_FOR_ONE = 8


@pytest.fixture
def walk(county: Any) -> Walk:
    plant_matters()
    return Walk(county)


def copies(row: Event | Clock, *but: str) -> dict[str, Any]:
    """The columns of a row without its id and those named."""
    fields = type(row)._meta.concrete_fields
    return {f.attname: getattr(row, f.attname) for f in fields if f.name not in ("id", *but)}


def crowd(walk: Walk, event: Event, count: int) -> None:
    """So many others like this event, each with a photo and a running clock, made in bulk."""
    same = copies(event, "number", "client_uuid")
    made = ((uuid.uuid4(), Event(**same)) for _ in range(count))
    rows = []
    for uid, row in made:
        row.number, row.client_uuid = uid.hex, uid
        rows.append(row)
    # In parts: a statement takes 65,535 parameters.
    Event.objects.bulk_create(rows, batch_size=200)
    photo = uuid.UUID(walk.photo(walk.lin))
    Attachment.objects.bulk_create(
        Attachment(event=row, photo_id=photo, line=uuid.uuid4(), kind="report") for row in rows
    )
    limits = copies(Clock.objects.filter(event=event, stopped_at__isnull=True)[0], "event")
    Clock.objects.bulk_create(Clock(event=row, **limits) for row in rows)


READS: dict[str, tuple[str, int]] = {
    "list": ("events/?page_size=50", MOST_FOR_A_LIST),
    "queue": ("events/?queue=mine&ordering=due_at", MOST_FOR_A_LIST),
    "search": ("events/?q=路面&ordering=due_at", MOST_FOR_A_LIST),
    "unit": ("events/?unit=339901100000&open=true&lamp=green,yellow", MOST_FOR_A_LIST),
    "near": ("events/?near=120.625,29.975,500&matter=07", MOST_FOR_A_LIST),
    "mine": ("events/?mine=true", MOST_FOR_A_LIST),
    "detail": ("events/{id}/", MOST_FOR_ONE),
    "steps": ("events/{id}/steps/", MOST_FOR_ONE),
    "similar": ("events/{id}/similar/", MOST_FOR_ONE),
    "queues": ("desk/queues/", MOST_FOR_ONE),
    "suggest": ("desk/suggest/?text=石桥村路面塌陷", MOST_FOR_ONE),
    "me": ("me/", 2),
}


@pytest.mark.parametrize("who", ["chen", "wang"])
def test_a_page_costs_the_same_for_10_and_1000_rows(walk: Walk, who: str) -> None:
    event, client = walk.to("processing"), as_(getattr(walk, who))
    costs: dict[str, list[int]] = {}
    for count in (9, 990):
        crowd(walk, event, count)
        for name, (path, _most) in READS.items():
            address = f"{ROOT}/{path.format(id=event.pk)}"
            client.get(address)
            with counted() as statements:
                answer = client.get(address)
            assert answer.status_code == 200, name
            costs.setdefault(name, []).append(len(statements))
    dear = {name: cost for name, cost in costs.items() if max(cost) > READS[name][1]}
    grown = {name: cost for name, cost in costs.items() if cost[0] != cost[1]}
    assert (dear, grown) == ({}, {})


Prepare = Callable[[Walk], tuple[Event, Any, dict[str, Any]]]


def _finished(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    photos = [walk.photo(walk.wang)]
    return walk.to("processing"), walk.wang, {"result": "已填平", "photos": photos}


def _checked(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    return walk.to("checking"), walk.lin, {"photos": [walk.photo(walk.lin)], "text": "平了"}


def _failed(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    return walk.to("checking"), walk.lin, {"reason": "还有坑", "photos": [walk.photo(walk.lin)]}


def _noted(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    photos = [walk.photo(walk.wang) for _ in range(9)]
    return walk.to("processing"), walk.wang, {"text": "已到场", "photos": photos}


def _pushed(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    return walk.report(), walk.chen, {"to": walk.village.code, "instruction": "请处理"}


def _dispatched(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    """From `reported`, which accepts first, with two supporting offices: the dearest one."""
    supports = [walk.platforms["party"].code, walk.platforms["service"].code]
    fields = {"to": walk.station.code, "supports": supports, "instruction": "请尽快"}
    return walk.report(), walk.chen, fields


def _passed_on(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    return walk.to("dispatched"), walk.wang, {"to": walk.station.code}


def _looked_at(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    event = walk.go(walk.report(), "ask_verify", walk.chen, reason="看不清")
    photos = [walk.photo(walk.lin) for _ in range(9)]
    return event, walk.lin, {"photos": photos, "text": "有坑"}


def _supported(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    fields = {"to": walk.platforms["party"].code, "supports": [walk.station.code]}
    event = walk.go(walk.report(), "dispatch", walk.chen, **fields)
    return event, walk.ma, {"result": "已清障"}


def _undone(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    event, by, fields = _dispatched(walk)
    return walk.go(event, "dispatch", by, **fields), by, {}


def _named(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    event = walk.go(walk.report(), "dispatch", walk.chen, to=walk.station.code)
    return walk.go(event, "sign", walk.ma), walk.ma, {"person": "ma"}


def _skipped(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    event = walk.report(matter=WASTE, severity="major")
    return event, walk.lin, {"reason": "桥要塌了"}


def _deep(walk: Walk) -> Event:
    """Down to a station through its platform: the longest chain a township has."""
    event = walk.go(walk.to("dispatched"), "dispatch", walk.wang, to=walk.station.code)
    return walk.go(event, "sign", walk.ma)


def _deeply_finished(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    return _deep(walk), walk.ma, {"result": "已填平", "photos": [walk.photo(walk.ma)]}


def _deeply_failed(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    photos = [walk.photo(walk.ma)]
    event = walk.go(_deep(walk), "finish", walk.ma, result="已填平", photos=photos)
    event = walk.request_check(event)
    return event, walk.lin, {"reason": "还有坑", "photos": [walk.photo(walk.lin)]}


def _escalated(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    event = walk.go(walk.to("accepted"), "take", walk.chen)
    return event, walk.chen, {"reason": "镇里办不了", "tried": "已到现场"}


def _corrected(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    fields = {"matter": WASTE, "grid": walk.grid2.code, "urgency": "urgent", "reason": "写错了"}
    return walk.to("processing"), walk.chen, fields


def _whistled(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    """Over a chain of two, with five units: the dearest one."""
    crew(walk)
    units = [*walk.departments.values(), *walk.platforms.values()]
    fields = {"kind": "emergency", "lead": walk.department.code, "place": "桥头"}
    return _deep(walk), walk.chen, fields | {"departments": [unit.code for unit in units]}


def _joined(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    team = crew(walk)
    photos = [walk.photo(team.tang)]
    return gathered(walk, team), team.tang, {"result": "已查封", "photos": photos}


def _joint_done(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    """The lead's own result has the photos, so that it is handled at once."""
    team = crew(walk)
    event = gathered(walk, team)
    for person in (team.tang, team.luo):
        event = walk.go(event, "join_result", person, result="好", photos=[walk.photo(person)])
    return event, walk.shen, {"result": "好了"}


def _scored(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    team = crew(walk)
    fields = {"department": team.market.code, "points": 5, "text": "来得快"}
    return done(walk, team), walk.chen, fields


def _excused(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    team = crew(walk)
    fields = {"department": team.market.code, "reason": "不用来了"}
    return call(walk, team), walk.chen, fields


def _helped(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    event = walk.go(walk.to("processing"), "ask_help", walk.lin, reason="几家都不认")
    return event, walk.chen, {"approved": True}


BACK = {"reason_code": "wrong_duty", "reason": "不归我们管"}


def _suspended(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    fields = {"until": in_days(30), **PLAN}
    event = walk.go(walk.to("processing"), "request_suspension", walk.wang, **fields)
    return event, walk.qian, {"request": str(asked(event).pk)}


def _withdrawn(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    event, _chief, fields = _suspended(walk)
    return event, walk.wang, fields


def _pressed(walk: Walk) -> Event:
    return walk.go(walk.to("processing"), "supervise", walk.sun, kind="red", text="速办")


def _sent_back(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    """What was asked for falls with the dispatch under which it was asked."""
    event = walk.go(_suspended(walk)[0], "request_extension", walk.wang, **LONGER)
    event = walk.go(event, "request_return", walk.wang, **BACK)
    return event, walk.chen, {"request": str(asked(event).pk)}


def _disputed(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    save_row(RulingRule(county=walk.county.county, after_returns=1), by=walk.admin)
    why = {"reason_code": "wrong_duty", "reason": "不属本单位"}
    event = walk.go(walk.to("dispatched"), "return_back", walk.wang, **why)
    return event, walk.sun, {"to": walk.station.code, "reason": "归执法中队"}


def _admitted(walk: Walk) -> tuple[Event, Any, dict[str, Any]]:
    until = (timezone.now() + timedelta(days=2)).isoformat()
    fields = {"unit": walk.grid.code, "matter": POTHOLE, "until": until, "reason": "汛期"}
    return walk.to("accepted"), walk.chen, fields


def _worse(walk: Walk) -> Event:
    """Somebody is there, and it grows."""
    return walk.go(walk.report(matter="0304"), "go", walk.lin)


WAYS: dict[str, Prepare] = {
    "whistle": _whistled,
    "report_in": lambda walk: (call(walk, crew(walk)), walk.shen, {"lon": 120.6, "lat": 29.9}),
    "join_result": _joined,
    "contest": lambda walk: (gathered(walk, crew(walk)), walk.shen, {"reason": "不归我们"}),
    "excuse": _excused,
    "join_done": _joint_done,
    "score": _scored,
    "ask_help": lambda walk: (walk.to("processing"), walk.lin, {"reason": "几家都不认"}),
    "answer_help": _helped,
    "accept": lambda walk: (walk.report(), walk.chen, {"level": 3}),
    "reject": lambda walk: (
        walk.report(),
        walk.chen,
        {"reason_code": "not_in_area", "reason": "不在本辖区"},
    ),
    "ask_more": lambda walk: (walk.report(), walk.chen, {"reason": "请补一张全景"}),
    "resubmit": lambda walk: (
        walk.to("draft"),
        walk.lin,
        {"text": "补了", "photos": [walk.photo(walk.lin)]},
    ),
    "withdraw": lambda walk: (walk.report(), walk.lin, {}),
    "escalate": _escalated,
    "push_down": _pushed,
    "dispatch": _dispatched,
    "take": lambda walk: (walk.to("accepted"), walk.chen, {}),
    "sign": lambda walk: (walk.to("dispatched"), walk.wang, {}),
    "return_back": lambda walk: (
        walk.to("dispatched"),
        walk.wang,
        {"reason_code": "wrong_duty", "reason": "不属本单位"},
    ),
    "revoke": lambda walk: (walk.to("processing"), walk.chen, {"reason": "派错了"}),
    "ask_verify": lambda walk: (walk.report(), walk.chen, {"reason": "看不清"}),
    "verify_true": _looked_at,
    "verify_false": _looked_at,
    "escalate_skip": _skipped,
    "undo": _undone,
    "assign_person": _named,
    "support_done": _supported,
    "arbitrate": _disputed,
    "admit_emergency": _admitted,
    "correct": _corrected,
    "note": _noted,
    "finish": _finished,
    "request_check": lambda walk: (walk.to("handled"), walk.chen, {}),
    "check_pass": _checked,
    "check_fail": _failed,
    "close": lambda walk: (walk.to("pending_close"), walk.qian, {"reply": "已修好"}),
    "reopen": lambda walk: (walk.to("closed"), walk.chen, {"reason": "又塌了"}),
    "request_extension": lambda walk: (walk.to("processing"), walk.wang, LONGER),
    "request_suspension": lambda walk: (
        walk.to("processing"),
        walk.wang,
        {"until": in_days(30), **PLAN},
    ),
    "request_return": lambda walk: (walk.to("processing"), walk.wang, BACK),
    "void": lambda walk: (walk.report(), walk.chen, {"reason": "演练"}),
    "force_close": lambda walk: (walk.to("processing"), walk.sun, {"reason": "久拖不决"}),
    "approve_request": _suspended,
    "refuse_request": _suspended,
    "withdraw_request": _withdrawn,
    "resume": lambda walk: (suspended(walk), walk.wang, {}),
    "supervise": lambda walk: (walk.to("processing"), walk.sun, {"kind": "red", "text": "速办"}),
    "sign_supervision": lambda walk: (_pressed(walk), walk.wang, {}),
    "reply_supervision": lambda walk: (
        walk.go(_pressed(walk), "sign_supervision", walk.wang),
        walk.wang,
        {"text": "已办"},
    ),
    "release_supervision": lambda walk: (_pressed(walk), walk.sun, {}),
    "instruct": lambda walk: (walk.to("processing"), walk.sun, {"text": "请速办"}),
    "mark_sensitive": lambda walk: (walk.report(), walk.chen, {"reason": "涉未成年人"}),
    "lift_sensitive": lambda walk: (
        walk.report(matter=MINOR_CHILD),
        walk.qian,
        {"reason": "不涉及"},
    ),
    "appeal_overdue": lambda walk: (closed_late(walk), walk.wang, {"reason": "台风停工"}),
    "decide_appeal": lambda walk: (
        walk.go(closed_late(walk), "appeal_overdue", walk.wang, reason="台风停工"),
        walk.sun,
        {"approved": True, "reason": "属实"},
    ),
    "merge": lambda walk: (walk.report(), walk.chen, {"into": walk.to("processing").pk}),
    "split": lambda walk: (walk.to("merged"), walk.chen, {}),
    "transfer_out": lambda walk: (walk.report(), walk.chen, {"system": "110", "number": "7"}),
    "return_to_source": lambda walk: (
        walk.to("accepted", source="hotline", source_number="12345-7"),
        walk.chen,
        {"clause": "第九条", "reason": "不归镇里"},
    ),
    "bring_back": lambda walk: (walk.to("transferred_out"), walk.chen, {"result": "不受理"}),
    "result_received": lambda walk: (walk.to("transferred_out"), walk.chen, {"result": "已处理"}),
    "appeal": lambda walk: (walk.to("rejected"), walk.lin, {"reason": "就在本辖区"}),
    "rate": lambda walk: (
        walk.to("closed", claimants=[{"name": "张三"}]),
        walk.lin,
        {"solved": False, "satisfaction": 1, "text": "没弄好"},
    ),
    "sample_pass": lambda walk: (sampled(walk), walk.sun, {}),
    "sample_return": lambda walk: (sampled(walk), walk.sun, {"reason": "没填实"}),
    "go": lambda walk: (walk.report(matter="0304"), walk.lin, {}),
    "tell": lambda walk: (walk.to("processing"), walk.wang, {"whom": "119"}),
    "report_outcome": lambda walk: (_worse(walk), walk.lin, {"outcome": "worse"}),
}


def test_every_move_is_measured() -> None:
    assert WAYS.keys() == MOVES.keys()


# The same moves where they cost most.
DEAR: dict[str, Prepare] = {
    "approve_request": _sent_back,
    "dispatch": _passed_on,
    "finish": _deeply_finished,
    "check_fail": _deeply_failed,
    "revoke": lambda walk: (_deep(walk), walk.chen, {"reason": "派错了"}),
}


@pytest.mark.parametrize(("move", "prepare"), [*WAYS.items(), *DEAR.items()])
def test_a_move_costs_at_most_16(walk: Walk, move: str, prepare: Prepare) -> None:
    event, by, fields = prepare(walk)
    client = as_(by)
    client.get(path_of(event))
    body = {"client_uuid": str(uuid.uuid4()), **fields}
    with counted() as statements:
        answer = client.post(path_of(event, f"{move}/"), body)
    assert answer.status_code == 200, answer.content
    assert len(statements) <= MOST_FOR_A_MOVE, "\n".join(statements)


# One statement writes what goes along with the event in hand.
MOST_ALONG = 2


def test_closing_costs_the_same_with_1_and_50_followers(walk: Walk) -> None:
    """Everybody who asked is answered, each event by a line of its own, in the same statements."""
    share(walk, 100, 100)  # the lot falls on each of them
    costs = []
    for count in (1, 10, 50):
        master = walk.to("pending_close", claimants=[{"name": "张三", "wants_reply": True}])
        for _ in range(count):
            follower = walk.report(claimants=[{"name": "李四", "wants_reply": True}])
            walk.go(follower, "merge", walk.chen, into=master.pk)
        client = as_(walk.qian)
        client.get(path_of(master))
        with counted() as statements:
            answer = client.post(
                path_of(master, "close/"), {"reply": "已修好", "client_uuid": str(uuid.uuid4())}
            )
        assert answer.status_code == 200, answer.content
        assert Event.objects.filter(master=master, state="closed").count() == count
        costs.append(len(statements))
        said = "\n".join(statement[:200] for statement in statements)
    assert len(set(costs)) == 1 and costs[0] <= MOST_FOR_A_MOVE + MOST_ALONG, (costs, said)


REPORTS: dict[str, dict[str, Any]] = {
    "plain": {},
    "level 4": {"matter": RIVER},
    "sensitive": {"matter": MINOR_CHILD},
    "by words": {"lon": None, "lat": None, "address": "石桥村老桥"},
    "claimants": {"claimants": [{"name": "张三", "phone": "13812345678"}] * 5},
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_costs_at_most_16(walk: Walk, name: str) -> None:
    client = as_(walk.lin)
    client.post(f"{ROOT}/events/", report_body(walk))
    photos = [walk.photo(walk.lin) for _ in range(3)]
    body = report_body(walk, photos=photos, **REPORTS[name])
    with counted() as statements:
        answer = client.post(f"{ROOT}/events/", body)
    assert answer.status_code == 201, answer.content
    assert len(statements) <= MOST_FOR_A_MOVE, "\n".join(statements)


def test_a_report_mended_on_the_spot_costs_at_most_16(walk: Walk) -> None:
    client = as_(walk.gao)
    client.post(f"{ROOT}/events/", report_body(walk))
    photos = {name: [walk.photo(walk.gao)] for name in ("photos_before", "photos_after")}
    body = report_body(walk, done_on_the_spot={"text": "填平了", **photos})
    with counted() as statements:
        answer = client.post(f"{ROOT}/events/", body)
    assert answer.status_code == 201, answer.content
    assert len(statements) <= MOST_FOR_A_MOVE, "\n".join(statements)
