# SPDX-License-Identifier: Apache-2.0
"""待我决定: the console's numbers equal the lists behind them, its rows can be decided there and
then, and nobody is shown what is for another to decide."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from events.models import Event
from tests.events.after import share
from tests.events.asking import LONGER, PLAN, closed_late, in_days, serve
from tests.events.clients import ROOT, as_
from tests.events.test_admit_emergency import wanted
from tests.events.test_arbitrate import disputed
from tests.walk import MINOR_CHILD, WASTE, Walk

ADDRESS = f"{ROOT}/desk/decisions/"


def groups(by: User) -> dict[str, Any]:
    answer = as_(by).get(ADDRESS)
    assert answer.status_code == 200, answer.content
    return {each["key"]: each for each in answer.json()["groups"]}


def waits(by: User) -> dict[str, list[int]]:
    """What waits for somebody, by kind; each number, its rows and its list are the same."""
    found = {}
    for key, group in groups(by).items():
        rows = as_(by).get(f"{ROOT}/events/?decision={key}").json()["results"]
        ids = sorted(row["id"] for row in rows)
        assert (group["count"], sorted(row["event"]["id"] for row in group["rows"])) == (
            len(ids),
            ids,
        ), key
        assert all(row["moves"] for row in group["rows"]), key
        if ids:
            found[key] = ids
    return found


def test_what_waits_for_the_county(walk: Walk) -> None:
    share(walk, 100, 100)
    ruling, judge = disputed(walk), serve("du", walk.county.county, "supervisor")
    admitted = walk.go(walk.to("accepted"), "push_down", walk.chen, to=walk.village.code)
    admitted = walk.go(admitted, "sign", walk.zhou)
    walk.go(admitted, "admit_emergency", walk.zhou, **wanted(walk))
    appealed = walk.go(walk.report(), "reject", walk.chen, reason_code="not_true", reason="不实")
    walk.go(appealed, "appeal", walk.lin, reason="就在桥头")
    late = walk.go(closed_late(walk), "appeal_overdue", walk.wang, reason="台风停工")
    ordered = walk.go(walk.to("processing"), "supervise", walk.sun, kind="yellow", text="速办")
    drawn = walk.to("closed")
    expected = {"arbitrate": [ruling.pk], "admission": [admitted.pk], "appeal": [appealed.pk]}
    expected |= {"overdue": [late.pk], "sample": [late.pk, drawn.pk]}
    assert waits(walk.sun) == expected
    rows = {key: group["rows"] for key, group in groups(walk.sun).items()}
    assert rows["admission"][0]["admission"]["unit"]["code"] == walk.grid.code
    assert rows["overdue"][0]["request"]["reason"] == "台风停工"
    assert rows["appeal"][0]["appeal"] == "就在桥头"
    returned = [(each["unit"]["name"], each["reason"]) for each in rows["arbitrate"][0]["returns"]]
    assert [name for name, _reason in returned] == ["平安法治", "公共服务"]
    assert rows["arbitrate"][0]["since"] > rows["arbitrate"][0]["event"]["reported_at"]
    # A dispatcher decides neither of a chief's own matters; the judge has two of them.
    assert waits(walk.wu) == {"appeal": [appealed.pk]}
    assert waits(judge) == {"overdue": [late.pk], "sample": [late.pk, drawn.pk]}
    # Once it is decided, it waits for nobody, or for the second judge alone.
    yes = {"approved": True, "reason": "属实"}
    walk.go(late, "decide_appeal", walk.sun, **yes)
    walk.go(
        walk.go(ordered, "sign_supervision", walk.wang), "reply_supervision", walk.wang, text="办"
    )
    walk.go(drawn, "sample_pass", judge)
    left = {"order_release": [ordered.pk], "sample": [late.pk]}
    assert waits(judge) == {"overdue": [late.pk]} | left
    assert (
        waits(walk.sun)
        == {key: expected[key] for key in ("arbitrate", "admission", "appeal")} | left
    )


def test_what_waits_for_a_township(walk: Walk) -> None:
    longer = walk.go(walk.to("processing"), "request_extension", walk.wang, **LONGER)
    later = walk.to("processing")
    walk.go(later, "request_suspension", walk.wang, until=in_days(30), **PLAN)
    void = walk.go(walk.report(), "void", walk.chen, reason="测试")
    ordered = walk.go(walk.report(), "supervise", walk.sun, kind="urge", text="请办")
    both = {"extension": [longer.pk], "order_sign": [ordered.pk]}
    assert waits(walk.chen) == both
    assert waits(walk.qian) == both | {"suspension": [later.pk], "void": [void.pk]}
    walk.go(ordered, "sign_supervision", walk.chen)
    assert waits(walk.chen) == {"extension": [longer.pk], "order_reply": [ordered.pk]}
    row = groups(walk.qian)["suspension"]["rows"][0]
    assert (row["request"]["plan"], row["moves"][0]["name"]) == (PLAN["plan"], "approve_request")


def test_an_appeal_waits_whoever_had_accepted_it_before(walk: Walk) -> None:
    event = walk.go(walk.report(matter=WASTE), "accept", walk.lin)
    event = walk.go(event, "escalate", walk.lin, reason="太多")
    event = walk.go(event, "reject", walk.gao, reason_code="not_true", reason="不实")
    event = walk.go(event, "appeal", walk.lin, reason="就在桥头")
    assert waits(walk.chen) == {"appeal": [event.pk]}
    assert "appeal" not in waits(walk.sun)
    walk.go(event, "accept", walk.chen)
    assert waits(walk.chen) == {}


def test_nobody_is_shown_what_is_for_others(walk: Walk) -> None:
    disputed(walk)
    for who in (walk.lin, walk.zhou, walk.wang, walk.he, walk.admin):
        assert as_(who).get(ADDRESS).status_code == 403
    # Of a sensitive event somebody untrusted reads nothing, so nothing of it is counted either.
    event = walk.report(matter=MINOR_CHILD)
    walk.go(event, "void", walk.qian, reason="误报")
    assert "void" not in waits(walk.chen)
    for query in ("?after=x", "?after=-1", f"?after={2**63}"):
        assert as_(walk.sun).get(ADDRESS + query).status_code == 400
    assert as_(walk.sun).get(f"{ROOT}/events/?decision=all").status_code == 400


def test_it_costs_the_same_for_many_and_little_while_nothing_is_new(walk: Walk) -> None:
    def costs(query: str = "") -> tuple[int, Any]:
        client = as_(walk.qian)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            answer = client.get(ADDRESS + query)
        return len(seen), answer

    for _ in range(2):
        walk.go(walk.to("processing"), "request_extension", walk.wang, **LONGER)
    few, _answer = costs()
    for _ in range(24):
        walk.go(walk.to("processing"), "request_extension", walk.wang, **LONGER)
    many, answer = costs()
    assert many == few
    (group,) = [each for each in answer.json()["groups"] if each["count"]]
    assert (group["count"], len(group["rows"])) == (26, 20)
    seq = answer.json()["seq"]
    quiet, answer = costs(f"?after={seq}")
    assert (answer.status_code, quiet) == (204, few - 2)
    walk.report()
    assert costs(f"?after={seq}")[1].status_code == 200
    assert Event.objects.count() == 27
