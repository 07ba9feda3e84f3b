# SPDX-License-Identifier: Apache-2.0
"""存的筛选 with live numbers: as many as the list holds, "99+" at most, at a cost that is flat."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from events.actions.desk import keep_filter
from events.models import SavedFilter
from events.models.event import Lamp
from tests.events.asking import suspended
from tests.events.clients import ROOT, as_
from tests.walk import MINOR_CHILD, POTHOLE, Walk

STATES = ("accepted", "processing", "checking", "closed", "draft", "transferred_out", "rejected")


def counts(by: User) -> dict[str, Any]:
    """The numbers by the names of the filters; None where there is no number."""
    answer = as_(by).get(f"{ROOT}/desk/queues/").json()
    found = {
        each["id"]: f"{each['count']}{'+' if each['more'] else ''}" for each in answer["filters"]
    }
    kept = SavedFilter.objects.filter(user=by)
    return {each.name: found.get(each.pk) for each in kept}


def test_each_number_is_the_length_of_its_list(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.filter_counts.MOST_FILTERS", 30)
    walk.report()
    walk.report(matter=MINOR_CHILD)
    for state in STATES:
        walk.to(state)
    suspended(walk)
    queries = {
        **{lamp: f"lamp={lamp}" for lamp in Lamp.values if lamp != Lamp.NONE},
        "two lamps": "lamp=green,paused&source=grid",
        "open": "open=True&platform=economy",
        "states": f"state=processing,checking&matter={POTHOLE}",
        "queue": "queue=to_accept",
        "unit": f"open=True&unit={walk.grid.code}",
        "decision": "decision=extension",
    }
    for name, query in queries.items():
        keep_filter(by=walk.chen, name=name, query=query)
    found = counts(walk.chen)
    for name, query in queries.items():
        rows = as_(walk.chen).get(f"{ROOT}/events/?{query}").json()["results"]
        assert found[name] == str(len(rows)), name
    assert (found["paused"], found["queue"], found["open"]) == ("1", "1", "5")


def test_what_looks_back_over_the_years_or_is_no_more_has_none(walk: Walk) -> None:
    for query in ("source=grid", "state=closed", "lamp=none", "q=桥头&open=True", "matter=9999"):
        keep_filter(by=walk.chen, name=query, query=query)
    assert set(counts(walk.chen).values()) == {None}
    assert counts(walk.qian) == {}


def test_it_counts_no_further_and_costs_the_same(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cost() -> int:
        client = as_(walk.chen)
        with CaptureQueriesContext(connection) as seen:
            client.get(f"{ROOT}/desk/queues/")
        return len(seen)

    for module in ("events.filter_counts", "events.api_desk"):
        monkeypatch.setattr(f"{module}.MOST_COUNTED", 2)
    cost()  # units and tables are in memory now
    none = cost()
    keep_filter(by=walk.chen, name="一", query="open=True")
    walk.report()
    walk.report()
    assert (cost(), counts(walk.chen)) == (none + 1, {"一": "2"})
    walk.report()
    monkeypatch.setattr("events.filter_counts.MOST_FILTERS", 4)
    for name in "二三四五":
        keep_filter(by=walk.chen, name=name, query="queue=to_accept")
    said = dict.fromkeys("一二三四", "2+") | {"五": None}
    assert (cost(), counts(walk.chen)) == (none + 1, said)
