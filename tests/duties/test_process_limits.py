# SPDX-License-Identifier: Apache-2.0
"""Limits of the process, lamps and reasons: the county's before the default."""

from types import SimpleNamespace

import pytest

from duties.actions.edits import save_row
from duties.models import LampPercent, ProcessLimit, Reason
from duties.queries import all_reasons, lamp_percents, process_limit, reasons_for

pytestmark = pytest.mark.usefixtures("tables")


@pytest.mark.parametrize(
    ("kind", "urgency", "limit"),
    [
        ("accept", "normal", (15, "work_minute")),
        ("accept", "urgent", (15, "urgent_minute")),
        ("accept", "critical", (15, "urgent_minute")),
        ("dispatch", "normal", (15, "work_minute")),
        ("dispatch", "critical", (15, "urgent_minute")),
        ("verify", "normal", (30, "work_minute")),
        ("verify", "urgent", (30, "urgent_minute")),
        ("sign", "normal", (2, "work_hour")),
        ("sign", "urgent", (2, "work_hour")),
        ("sign", "critical", (15, "urgent_minute")),
        ("return", "normal", (4, "work_hour")),
        ("return", "critical", (15, "urgent_minute")),
        ("arbitrate", "normal", (4, "work_hour")),
        ("check", "urgent", (1, "work_day")),
        ("check", "critical", (30, "urgent_minute")),
        ("close", "critical", (1, "work_day")),
        ("reply", "normal", (1, "work_day")),
        ("resubmit", "normal", (3, "work_day")),
    ],
)
def test_default_limits(kind: str, urgency: str, limit: tuple[int, str]) -> None:
    assert process_limit(kind, None, urgency) == process_limit(kind, 1, urgency) == limit


def test_normal_is_meant_where_no_urgency_is_given() -> None:
    assert process_limit("accept", None) == (15, "work_minute")


def test_a_step_without_a_limit_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        process_limit("coffee", None)


def test_a_county_that_gives_more_time_does_not_slow_down_what_is_critical(
    county: SimpleNamespace,
) -> None:
    home = county.county
    save_row(
        ProcessLimit(county=home, kind="accept", limit=30, unit="work_minute"), by=county.admin
    )
    assert process_limit("accept", home.pk) == (30, "work_minute")
    assert process_limit("accept", home.pk, "critical") == (15, "urgent_minute")
    assert process_limit("accept", None) == (15, "work_minute")
    save_row(
        ProcessLimit(county=home, kind="accept", urgency="critical", limit=5, unit="urgent_minute"),
        by=county.admin,
    )
    assert process_limit("accept", home.pk, "critical") == (5, "urgent_minute")


def test_lamps_are_a_countys_data(county: SimpleNamespace) -> None:
    assert lamp_percents(None) == lamp_percents(county.county.pk) == (60, 80)
    save_row(LampPercent(county=county.county, yellow=50, orange=75), by=county.admin)
    assert lamp_percents(county.county.pk) == (50, 75) and lamp_percents(None) == (60, 80)


def test_reasons_come_in_their_order_and_only_live_ones(county: SimpleNamespace) -> None:
    codes = [reason.code for reason in reasons_for("return_back")]
    assert codes[:4] == ["wrong_duty", "duplicate", "insufficient_facts", "not_in_area"]
    first = Reason.objects.get(move="return_back", code="wrong_duty")
    first.active = False
    save_row(first, by=county.admin)
    assert [reason.code for reason in reasons_for("return_back")] == codes[1:]
    assert reasons_for("sign") == ()
    assert {"reject", "return_back"} <= {reason.move for reason in all_reasons()}
