# SPDX-License-Identifier: Apache-2.0
"""单位页: who reaches whose, numbers that open their lists, the same queries for any number."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.events.clients import ROOT, as_
from tests.events.test_arbitrate import WHY
from tests.walk import MINOR_CHILD, Walk


def page(client: Client, by: Any, unit: Any, query: str = "") -> Any:
    client.force_login(by)
    return client.get(f"/units/{unit.code}/{query}")


def listed(by: Any, href: str) -> int:
    """How many the list behind a number holds."""
    asked = href.split("?")[1].replace("queue=all&", "")
    return len(as_(by).get(f"{ROOT}/events/?{asked}").json()["results"])


def test_each_number_is_the_length_of_its_list(walk: Walk, client: Client) -> None:
    walk.report()
    for state in ("accepted", "dispatched", "processing", "processing", "closed"):
        walk.to(state)
    walk.report(matter=MINOR_CHILD)
    shown = page(client, walk.chen, walk.shiqiao)
    own, area = shown.context["holdings"]
    assert (own.total.count, area.total.count) == (2, 5)
    order = page(client, walk.wang, walk.platforms["order"]).context["holdings"][0]
    assert order.total.count == 3
    for who, table in ((walk.chen, own), (walk.chen, area), (walk.wang, order)):
        for _state, cells, total in table.lines:
            assert sum(cell.count for cell in cells) == total.count
            for cell in (*cells, total, table.total):
                assert listed(who, cell.href) == cell.count


def test_who_reaches_whose(walk: Walk, client: Client) -> None:
    seen = (
        *((walk.sun, unit) for unit in (walk.county.county, walk.department, walk.far_grid)),
        *((walk.chen, unit) for unit in (walk.shiqiao, walk.village, walk.platforms["order"])),
        (walk.wang, walk.station),
        (walk.shen, walk.department),
    )
    for who, unit in seen:
        assert page(client, who, unit).status_code == 200, (who, unit)
    hidden = (
        (walk.chen, walk.wanghu),
        (walk.chen, walk.county.county),
        (walk.wang, walk.shiqiao),
        (walk.shen, walk.shiqiao),
        *((who, walk.grid) for who in (walk.lin, walk.gao, walk.zhou, walk.he)),
    )
    for who, unit in hidden:
        assert page(client, who, unit).status_code == 404, (who, unit)
    client.force_login(walk.sun)
    assert client.get("/units/x/").status_code == 404


def test_numbers_of_a_platform_are_of_what_it_handled(walk: Walk, client: Client) -> None:
    """Where its reader reads numbers at all; a grid has none, it is one person's."""
    walk.to("closed")
    walk.go(walk.to("dispatched"), "return_back", walk.wang, **WHY)
    walk.report()
    shown = page(client, walk.chen, walk.platforms["order"])
    close = next(row for row in shown.context["rows"] if row["code"] == "close")
    assert (close["numerator"], close["denominator"]) == (1, 1)
    behind = client.get(f"/indicators/close/?{shown.context['question']}")
    assert behind.context["found"]["count"] == 1
    point = shown.context["trend"][-1]
    assert (point["count"], client.get(point["href"]).context["found"]["count"]) == (1, 1)
    (back,) = shown.context["returns"]
    assert (back["by"], back["to"]) == ("石桥镇 平安法治", "石桥镇")
    assert "rows" not in page(client, walk.wang, walk.platforms["order"]).context
    assert "rows" not in page(client, walk.chen, walk.grid).context
    wrong = page(client, walk.chen, walk.shiqiao, "?from=tomorrow")
    assert (wrong.status_code, "日期写成" in wrong.content.decode()) == (400, True)


def test_it_costs_the_same_for_many(walk: Walk, client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert page(client, walk.chen, walk.shiqiao).status_code == 200
        return len(seen)

    walk.go(walk.to("dispatched"), "return_back", walk.wang, **WHY)
    cost()  # units and tables are in memory now
    few = cost()
    for _ in range(5):
        walk.go(walk.to("dispatched"), "return_back", walk.wang, **WHY)
        walk.to("processing")
    assert cost() == few


def test_an_event_leads_to_the_page_of_who_holds_it(walk: Walk) -> None:
    event = walk.to("processing")
    beside = as_(walk.chen).get(f"{ROOT}/events/{event.pk}/").json()["beside"]
    url = f"/units/{walk.platforms['order'].code}/"
    assert beside == [{"name": "unit", "label": "石桥镇 平安法治 单位页", "url": url}]
    for who in (walk.wang, walk.lin):
        assert as_(who).get(f"{ROOT}/events/{event.pk}/").json()["beside"] == []
