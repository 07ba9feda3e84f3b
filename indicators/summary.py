# SPDX-License-Identifier: Apache-2.0
"""Cases added up (汇总): one pass over them fills every indicator of every group. Pure.

A whole is pooled from its cases, never a mean of its groups' rates.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import ceil
from statistics import median

from indicators.cases import Case, Period
from indicators.formulas import INDICATORS

# Shares of the composite score (综合评分), in points of a hundred; data of the published formula.
ON_TIME_POINTS, CLOSE_POINTS, REWORK_POINTS, SUPERVISED_POINTS = 50, 30, 10, 10
POINTS_OFF_FOR_A_SUPERVISION = 0.5


@dataclass(slots=True)
class Value:
    """What came of one indicator in one group. `value` is None where there is nothing to divide.

    A rate: share of 1. A duration: mean minutes, with `median` and `p90` beside it.
    """

    numerator: int = 0
    denominator: int = 0
    durations: list[int] = field(default_factory=list)

    @property
    def value(self) -> float | None:
        if self.durations:
            return sum(self.durations) / len(self.durations)
        return self.numerator / self.denominator if self.denominator else None

    @property
    def median(self) -> float | None:
        return float(median(self.durations)) if self.durations else None

    @property
    def p90(self) -> int | None:
        """The nearest-rank ninth decile."""
        if not self.durations:
            return None
        return sorted(self.durations)[ceil(len(self.durations) * 0.9) - 1]


@dataclass
class Group:
    """One line of a table: its cases and every indicator's value."""

    cases: int = 0
    values: dict[str, Value] = field(default_factory=lambda: {code: Value() for code in INDICATORS})
    supervised: int = 0
    unanswered: int = 0

    def add(self, case: Case, period: Period) -> None:
        self.cases += 1
        if case.is_filed and period.holds(case.reported_at):
            self.supervised += case.supervised
            self.unanswered += case.supervised_unanswered
        for code, indicator in INDICATORS.items():
            value = self.values[code]
            if indicator.rate is not None:
                part = indicator.rate(case, period)
                if part is not None:
                    value.numerator += part.numerator
                    value.denominator += part.denominator
            elif indicator.minutes is not None:
                minutes = indicator.minutes(case, period)
                if minutes is not None:
                    value.durations.append(minutes)

    @property
    def composite(self) -> float | None:
        """综合评分: 按期结案率·50 + 结案率·30 + (1−返工率)·10 + (10 − 0.5·督办 − 督办未答复).

        None while one of its rates has nothing to divide; the last term never falls below 0.
        """
        on_time, close = self.values["on_time"].value, self.values["close"].value
        rework = self.values["rework"].value
        if on_time is None or close is None or rework is None:
            return None
        off = POINTS_OFF_FOR_A_SUPERVISION * self.supervised + self.unanswered
        return (
            on_time * ON_TIME_POINTS
            + close * CLOSE_POINTS
            + (1 - min(rework, 1)) * REWORK_POINTS
            + max(SUPERVISED_POINTS - off, 0)
        )


def summarise(
    cases: Iterable[Case], period: Period, key: Callable[[Case], str]
) -> tuple[Group, dict[str, Group]]:
    """The whole and its groups by `key`, in one pass."""
    whole, groups = Group(), dict[str, Group]()
    for case in cases:
        whole.add(case, period)
        groups.setdefault(key(case), Group()).add(case, period)
    return whole, groups


def times_in(case: Case, period: Period, code: str, part: str) -> int | None:
    """How often a case stands behind an indicator's number, None where it does not: in its
    `numerator`, its `denominator`, or in the denominator alone (`missing`)."""
    indicator = INDICATORS[code]
    if indicator.minutes is not None:
        return None if indicator.minutes(case, period) is None else 1
    assert indicator.rate is not None  # an indicator is a rate or a duration
    found = indicator.rate(case, period)
    if found is None or not found.denominator:
        return None
    times = {
        "denominator": found.denominator,
        "numerator": found.numerator,
        "missing": found.denominator - found.numerator,
    }[part]
    return times if times > 0 else None
