# SPDX-License-Identifier: Apache-2.0
"""Every formula against a month that was counted by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from indicators.cases import Case, Period
from indicators.formulas import INDICATORS
from indicators.summary import Group, Value, summarise, times_in

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
END = datetime(2026, 10, 1, tzinfo=UTC)
PERIOD = Period(BEGIN, END, now=datetime(2026, 10, 5, tzinfo=UTC))


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 9, 1, hour, tzinfo=UTC) + timedelta(days=day - 1)


CLOSED = Case(
    1,
    "closed",
    at(1),
    village="v1",
    source="grid",
    filed_at=at(1, 10),
    first_action_at=at(1, 10),
    due_at=at(6),
    handled_at=at(4),
    closed_at=at(5),
    handling_minutes=600,
    dispatched=1,
    signed_in_time=1,
    first_lead_finished=True,
    first_check_passed=True,
)
# A month by hand: ten reports, of which nine are valid and eight are filed.
MONTH = [
    CLOSED,
    # Late by a day; reworked once; returned once before the right office got it.
    replace(
        CLOSED,
        event_id=2,
        handled_at=at(7),
        closed_at=at(8),
        rework_count=1,
        dispatched=2,
        returned=1,
        first_lead_finished=False,
        first_check_passed=False,
        handling_minutes=1200,
    ),
    # Late as well, but an appeal was granted; urgent.
    replace(CLOSED, event_id=3, handled_at=at(7), urgency="urgent", overdue_exempt=True),
    # Mended on the spot: no clock, no dispatch.
    Case(4, "closed", at(2), village="v1", source="grid", filed_at=at(2), closed_at=at(2)),
    # Open and not yet due: counts neither way.
    replace(
        CLOSED,
        event_id=5,
        village="v2",
        state="processing",
        due_at=at(40),
        handled_at=None,
        closed_at=None,
        handling_minutes=None,
        first_lead_finished=False,
        first_check_passed=None,
    ),
    # Open and late.
    replace(
        CLOSED,
        event_id=6,
        village="v2",
        state="processing",
        handled_at=None,
        closed_at=None,
        handling_minutes=None,
        first_lead_finished=False,
        first_check_passed=None,
        signed_in_time=0,
    ),
    # Closed by force, in time: closed, but not on time.
    replace(CLOSED, event_id=7, force_closed=True, first_check_passed=None),
    # Reported, waiting to be accepted: valid, not filed.
    Case(8, "reported", at(20), village="v2", source="hotline"),
    # Void: nobody's work.
    replace(CLOSED, event_id=9, state="voided"),
    # Handled, from a sensor, extended; repeats another; whistled once, two of three came in time.
    replace(
        CLOSED,
        event_id=10,
        source="sensor",
        extended=True,
        repeats=True,
        whistles=1,
        summoned=3,
        arrived_in_time=2,
        samples=1,
        samples_passed=0,
        solved=True,
        satisfaction=3,
        supervised=1,
        supervised_unanswered=1,
    ),
]
MONTH[3] = replace(MONTH[3], on_the_spot=True)
# Reported in August, due and closed in September: for the rates of what should close only.
AUGUST = replace(CLOSED, event_id=11, reported_at=at(1) - timedelta(days=3), handled_at=at(9))

BY_HAND = {
    "filing": (8, 9),
    "close": (6, 7),
    # Events 1, 4 and 10; 2 and 3 are late, 6 is open and late, 7 was forced.
    "on_time": (3, 7),
    "urgent_on_time": (0, 1),
    # Due in September: 1, 2, 3, 6, 7, 10 and August's.
    "overdue": (4, 7),
    "overdue_net": (3, 7),
    "rework": (1, 8),
    # The void one's dispatch was a dispatch, too.
    "return": (1, 9),
    "first_dispatch": (5, 6),
    "signed": (7, 9),
    "extension": (1, 8),
    "suspension": (0, 3),
    "check_pass": (4, 5),
    "instant": (1, 9),
    "repeat": (1, 9),
    "self_found": (8, 9),
    "substantive": (0, 1),
    "whistle": (1, 9),
    "arrival": (2, 3),
    "solved": (1, 1),
    "satisfied": (0, 1),
    "supervised": (1, 8),
}


@pytest.fixture(scope="module")
def whole() -> Group:
    return summarise([*MONTH, AUGUST], PERIOD, lambda case: case.village)[0]


@pytest.mark.parametrize("code", sorted(BY_HAND))
def test_a_rate_is_what_was_counted_by_hand(whole: Group, code: str) -> None:
    value = whole.values[code]
    assert (value.numerator, value.denominator) == BY_HAND[code]


def test_every_rate_was_counted_by_hand_and_says_what_it_means() -> None:
    assert {code for code, each in INDICATORS.items() if each.rate} == BY_HAND.keys()
    assert all(str(each.definition).endswith("。") for each in INDICATORS.values())


def test_durations_have_mean_median_and_ninth_decile(whole: Group) -> None:
    handling = whole.values["handling"]
    # Five of 600 minutes (1, 3, 7, 10 and … not August's) and one of 1,200.
    assert sorted(handling.durations) == [600] * 4 + [1200]
    assert (handling.value, handling.median, handling.p90) == (720, 600, 1200)
    assert whole.values["response"].median == 60


def test_the_composite_score_by_hand(whole: Group) -> None:
    score = 3 / 7 * 50 + 6 / 7 * 30 + (1 - 1 / 8) * 10 + (10 - 0.5 - 1)
    assert whole.composite == pytest.approx(score)


def test_nothing_to_divide_is_no_number() -> None:
    group = summarise([], PERIOD, lambda case: "")[0]
    assert {value.value for value in group.values.values()} == {None}
    assert group.composite is None
    assert (Value().median, Value().p90) == (None, None)


def test_groups_add_up_to_the_whole_and_are_not_averaged(whole: Group) -> None:
    _, groups = summarise([*MONTH, AUGUST], PERIOD, lambda case: case.village)
    assert set(groups) == {"v1", "v2"}
    for code, value in whole.values.items():
        parts = [group.values[code] for group in groups.values()]
        assert sum(part.numerator for part in parts) == value.numerator
        assert sum(part.denominator for part in parts) == value.denominator
    rates = [group.values["filing"].value for group in groups.values()]
    assert whole.values["filing"].value != sum(filter(None, rates)) / len(rates)


def test_the_list_behind_a_number_has_as_many(whole: Group) -> None:
    for code in ("filing", "close", "on_time", "overdue", "overdue_net", "instant"):
        cases = [*MONTH, AUGUST]
        above = [case for case in cases if times_in(case, PERIOD, code, "numerator")]
        below = [case for case in cases if times_in(case, PERIOD, code, "denominator")]
        beside = [case for case in cases if times_in(case, PERIOD, code, "missing")]
        assert (len(above), len(below)) == BY_HAND[code]
        assert len(beside) == len(below) - len(above)
    assert [case.event_id for case in MONTH if times_in(case, PERIOD, "overdue_net", "numerator")]
