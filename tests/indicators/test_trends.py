# SPDX-License-Identifier: Apache-2.0
"""An indicator over time: how a period is cut, and that each point says what its list counts."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import timezone

from indicators.asked import read_asked
from indicators.formulas import INDICATORS
from indicators.trends import spans_of
from tests.events.asking import LONGER, later
from tests.walk import Walk


@pytest.mark.parametrize(
    ("begin", "end", "first", "last", "count"),
    [
        ("2026-11-01", "2026-11-01", "2026-11-01", "2026-11-01", 1),
        ("2026-10-28", "2026-12-01", "2026-10-28", "2026-12-01", 35),
        # From a Wednesday: the first week is cut, and so is the last.
        ("2026-10-28", "2026-12-02", "2026-11-01", "2026-11-30", 6),
        ("2026-01-15", "2026-11-10", "2026-01-31", "2026-11-01", 11),
    ],
)
def test_how_a_period_is_cut(begin: str, end: str, first: str, last: str, count: int) -> None:
    spans = spans_of(date.fromisoformat(begin), date.fromisoformat(end))
    assert (spans[0].begin.isoformat(), spans[-1].end.isoformat()) == (begin, end)
    assert (spans[0].end.isoformat(), spans[-1].begin.isoformat()) == (first, last)
    assert len(spans) == count
    assert all(a.end + timedelta(days=1) == b.begin for a, b in pairwise(spans))


def test_each_point_says_what_its_list_counts(walk: Walk) -> None:
    walk.to("closed")
    walk.go(walk.to("processing"), "request_extension", walk.wang, **LONGER)
    walk.to("checking")
    with later(days=3):
        walk.to("closed")
        walk.report()
    today = timezone.localdate()
    days = {"from": str(today - timedelta(days=1)), "to": str(today + timedelta(days=4))}
    asked = read_asked(walk.sun, days)
    for code, indicator in INDICATORS.items():
        if indicator.of_now:
            continue
        for span, value in asked.trend(code):
            alone = read_asked(walk.sun, {"from": str(span.begin), "to": str(span.end)})
            whole = alone.summary()[0].values[code]
            assert (value.numerator, value.denominator) == (whole.numerator, whole.denominator), (
                code,
                span,
            )
            assert sorted(value.durations) == sorted(whole.durations), (code, span)
    assert [value.denominator for _span, value in asked.trend("filing")] == [0, 3, 0, 0, 2, 0]


def test_what_is_of_now_has_no_past_and_the_page_has_its_points_in_a_table(
    walk: Walk, client: Client
) -> None:
    walk.to("closed")
    client.force_login(walk.qian)
    page = client.get("/indicators/?show=filing")
    assert [point["text"] for point in page.context["trend"]][-1] == "100.0%"
    listed = client.get(page.context["trend"][-1]["href"])
    assert listed.context["found"]["count"] == 1
    page = client.get("/indicators/?show=suspension")
    assert "trend" not in page.context["charts"]
    assert client.get("/indicators/?show=nothing").status_code == 200
